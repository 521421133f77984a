package ui

import (
	"testing"

	"matinee/app/ui/bundle"
	"matinee/app/ui/news"
	"matinee/library"
)

// TestAMessageLeadsToTheThingItself, from wherever the window is, and the rail counts the
// new ones.
func TestAMessageLeadsToTheThingItself(t *testing.T) {
	box := &news.Box{}
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Messages = box })
	box.Put(news.Message{Title: "Low Tide is complete", To: news.Target{Bundle: "low"}})
	w := h.window
	last := w.nav.places[len(w.nav.places)-1]
	if last.name != placeMessages {
		t.Fatalf("the last place is %s", last.name)
	}
	h.until(func() bool { return last.entry.Badge() == "1" })
	w.nav.goTo(placeMessages)
	h.until(func() bool { return box.Unread() == 0 && last.entry.Badge() == "" })
	w.Play(library.BundleID("other"), 0)
	if !w.frame.watching {
		t.Fatal("nothing is watched")
	}
	w.Lead(news.Target{})
	if !w.frame.watching {
		t.Error("a message that leads nowhere ends the film")
	}
	w.Lead(box.All()[0].To)
	page, ok := w.nav.shown.(*bundle.Page)
	if !ok || page.Bundle() != "low" || w.frame.watching {
		t.Errorf("it leads to %T", w.nav.shown)
	}
	w.Play(library.BundleID("other"), 0)
	w.Lead(news.Target{Library: true})
	if w.nav.at.name != placeLibrary || w.frame.watching {
		t.Errorf("several that are complete lead to %s", w.nav.at.name)
	}
}
