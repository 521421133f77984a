package library_test

import (
	"testing"
	"time"

	"matinee/library"
)

const day = 24 * time.Hour

func TestWindowLengths(t *testing.T) {
	from := time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)
	window := func(length time.Duration, change func(*library.Window)) library.Window {
		w := library.Window{From: from, Until: from.Add(length)}
		if change != nil {
			change(&w)
		}
		return w
	}
	own := func(w *library.Window) { w.Override = library.OwnLength }
	for name, c := range map[string]struct {
		w  library.Window
		ok bool
	}{
		"30 days":                {window(30*day, nil), true},
		"60 days":                {window(60*day, nil), true},
		"a second too short":     {window(30*day-time.Second, nil), false},
		"a second too long":      {window(60*day+time.Second, nil), false},
		"two minutes, named":     {window(2*time.Minute, own), true},
		"two minutes, not named": {window(2*time.Minute, nil), false},
		"named, eleven years":    {window(11*366*day, own), false},
		"another override":       {window(45*day, func(w *library.Window) { w.Override = "because" }), false},
		"backwards":              {window(-time.Hour, own), false},
		"empty":                  {window(0, own), false},
		"opens":                  {window(45*day, func(w *library.Window) { w.After, w.Opens = library.AfterOpen, w.Until }), true},
		"opens too early":        {window(45*day, func(w *library.Window) { w.After, w.Opens = library.AfterOpen, w.Until.Add(-1) }), false},
		"opens at no time":       {window(45*day, func(w *library.Window) { w.After = library.AfterOpen }), false},
		"offers, with a time":    {window(45*day, func(w *library.Window) { w.After, w.Opens = library.AfterOffers, w.Until }), false},
		"something else":         {window(45*day, func(w *library.Window) { w.After = "burn" }), false},
	} {
		if err := c.w.Valid(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWindowKeepsItsPromise(t *testing.T) {
	from := time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)
	old := library.Window{From: from, Until: from.Add(45 * day), After: library.AfterOpen, Opens: from.Add(50 * day)}
	for name, c := range map[string]struct {
		change func(*library.Window)
		ok     bool
	}{
		"the same":      {func(*library.Window) {}, true},
		"sooner":        {func(w *library.Window) { w.Until, w.Opens = w.Until.Add(-day), w.Opens.Add(-day) }, true},
		"longer":        {func(w *library.Window) { w.Until = w.Until.Add(time.Second) }, false},
		"opens later":   {func(w *library.Window) { w.Opens = w.Opens.Add(time.Second) }, false},
		"opens never":   {func(w *library.Window) { w.After, w.Opens = library.AfterOffers, time.Time{} }, false},
		"begins sooner": {func(w *library.Window) { w.From = w.From.Add(-day) }, true},
	} {
		next := old
		c.change(&next)
		if err := old.KeepsPromise(next); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	closed := library.Window{From: from, Until: from.Add(45 * day)}
	if err := closed.KeepsPromise(old); err != nil {
		t.Errorf("to open after all: %v", err)
	}
}
