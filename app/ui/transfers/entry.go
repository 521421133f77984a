package transfers

import (
	"net/url"
	"slices"
	"strings"

	"matinee/library"
)

// Entry is one bundle of the list with its traffic, if the engine knows any.
type Entry struct {
	Bundle   library.Bundle
	Transfer library.Transfer
	Running  bool // Transfer is known
}

// Title is the bundle's name; before its metainfo came, what the link called it.
func (e Entry) Title() string {
	switch {
	case e.Bundle.Title != "":
		return e.Bundle.Title
	case e.Transfer.Title != "":
		return e.Transfer.Title
	}
	return string(e.Bundle.ID)
}

// Playable reports whether there is something to press play on.
func (e Entry) Playable() bool {
	_, ok := e.Bundle.MainItem()
	return e.Bundle.HasInfo() && ok
}

// Complete reports whether all that is wanted is on disk.
func (e Entry) Complete() bool { return e.Running && e.Transfer.Complete() }

// ratioOf is what was given back, by the freshest figures.
func ratioOf(e Entry) float64 {
	b, t := e.Bundle, e.Transfer
	return library.Ratio(max(b.Uploaded, t.Uploaded), max(b.Downloaded, t.Downloaded), max(b.Length, t.Length))
}

// downOf is what arrives; a complete bundle's is talk between peers only.
func downOf(e Entry) int64 {
	if e.Complete() {
		return 0
	}
	return e.Transfer.DownRate
}

// Paused reports whether the person paused it.
func (e Entry) Paused() bool {
	if e.Running {
		return e.Transfer.State == library.Paused
	}
	return e.Bundle.Paused
}

// Magnet is a link others can add the bundle by.
func (e Entry) Magnet() string {
	if strings.HasPrefix(e.Bundle.Source, "magnet:") {
		return e.Bundle.Source
	}
	return "magnet:?xt=urn:btih:" + string(e.Bundle.ID) + "&dn=" + url.QueryEscape(e.Title())
}

// merge joins bundles and transfers, newest first.
func merge(bundles []library.Bundle, transfers []library.Transfer) []Entry {
	running := make(map[library.BundleID]library.Transfer, len(transfers))
	for _, t := range transfers {
		running[t.ID] = t
	}
	entries := make([]Entry, len(bundles))
	for i, b := range bundles {
		t, ok := running[b.ID]
		entries[i] = Entry{Bundle: b, Transfer: t, Running: ok}
	}
	newestFirst(entries)
	return entries
}

func newestFirst(entries []Entry) {
	slices.SortStableFunc(entries, func(a, b Entry) int {
		if c := b.Bundle.Added.Compare(a.Bundle.Added); c != 0 {
			return c
		}
		return strings.Compare(string(a.Bundle.ID), string(b.Bundle.ID))
	})
}
