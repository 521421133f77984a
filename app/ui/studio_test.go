package ui

import (
	"context"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"matinee/app/ui/studio"
	"matinee/library"
)

// fakeStudio has a channel and nothing published; what is not declared here is not
// asked.
type fakeStudio struct {
	studio.Backend
	program *fakeProgram
}

func (f fakeStudio) Channels(context.Context) ([]studio.Channel, error) {
	f.program.called("channels")
	return []studio.Channel{{Name: "Ann"}}, nil
}
func (f fakeStudio) Productions(context.Context) ([]library.Production, error) { return nil, nil }
func (f fakeStudio) Drafts(context.Context) ([]library.KeptDraft, error)       { return nil, nil }
func (f fakeStudio) Transfers() []library.Transfer                             { return nil }
func (f fakeStudio) Deals(context.Context) ([]studio.Deal, error)              { return nil, nil }
func (f fakeStudio) Draft(_ context.Context, folder string) (library.Draft, error) {
	f.program.called("draft " + filepath.ToSlash(folder))
	return library.Draft{}, library.Errorf(library.CodeBadFolder, "%s", folder)
}

// TestFolderDroppedOnTheStudio: a folder that is dropped there begins a bundle, anywhere
// else it is added; a page of the studio's stands on top of it and is left with Escape.
func TestFolderDroppedOnTheStudio(t *testing.T) {
	var h *house
	made := fakeStudio{program: &fakeProgram{}}
	h = openWindow(t, nil, func(d *Deps) { d.Studio = made })
	folder := t.TempDir()
	drop := func() { h.window.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(folder)}) }
	drop()
	h.until(func() bool { return h.program.has("add " + folder) })
	h.window.nav.goTo(placeStudio)
	screen, ok := h.window.nav.shown.(*studio.Screen)
	if !ok {
		t.Fatalf("%T is shown", h.window.nav.shown)
	}
	h.until(func() bool { return made.program.has("channels") && screen.Loaded() })
	drop()
	h.until(func() bool { return made.program.has("draft " + filepath.ToSlash(folder)) })
	if len(h.window.nav.pages) != 1 {
		t.Fatalf("%d pages", len(h.window.nav.pages))
	}
	h.window.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if h.window.nav.shown != Screen(screen) {
		t.Errorf("Escape leads to %T", h.window.nav.shown)
	}
}
