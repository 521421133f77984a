package studio

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// TestDraftsAreListed: what was begun and never published stands in the overview, also
// while nothing is published; it is gone on with, or forgotten, by the keys alone.
func TestDraftsAreListed(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.begun = []library.KeptDraft{
		{Folder: h.chooses, Title: "Low Tide", Items: 4, Changed: time.Now()}, {Folder: "/stick/Salt", Title: "Salt", Away: true},
	}
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return h.says("4 items") && h.says("changed on") })
	if !h.says("its folder is not there: /stick/Salt") || h.screen.empty.Visible() {
		t.Error("the drafts are not listed")
	}
	list := h.screen.table.list
	h.stage.Focus(list)
	h.stage.Key(fyne.KeyReturn)
	h.stage.Until(func() bool { return h.says("Made by") })
	h.Back()
	h.stage.Focus(list)
	h.stage.Key(fyne.KeyDown)
	h.stage.Key(fyne.KeyDelete)
	if !h.says("Nothing is deleted") {
		t.Fatal("it does not ask")
	}
	h.stage.Press("Forget it")
	h.stage.Until(func() bool { return len(h.screen.known.drafts) == 1 && !h.says("its folder is not there") })
	if h.top() != nil {
		t.Error("the page stays")
	}
}

// TestDraftsStandBeforeProductions: rows keep meaning what they say.
func TestDraftsStandBeforeProductions(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.begun = []library.KeptDraft{{Folder: h.chooses, Title: "Salt", Items: 1}}
	h.prods = []library.Production{released("00000000000000000000000000000002", "Tides", day, "")}
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.productions) == 1 })
	list := h.screen.table.list
	h.stage.Focus(list)
	h.stage.Key(fyne.KeyDown)
	h.stage.Key(fyne.KeyDelete) // a production is not a draft
	if h.top() != nil {
		t.Fatal("a production can be forgotten")
	}
	h.stage.Key(fyne.KeyReturn)
	if h.top() == nil || !h.says("published on") {
		t.Error("Enter does not open the production")
	}
}
