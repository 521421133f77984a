package ui

import (
	"net/url"
	"testing"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// opened notes what the system was asked to open.
type opened struct {
	fyne.App
	urls []string
}

func (o *opened) OpenURL(u *url.URL) error {
	o.urls = append(o.urls, u.String())
	return nil
}

// TestAFileIsShownWhereItLies: selected, or in its folder where nothing selects it.
func TestAFileIsShownWhereItLies(t *testing.T) {
	desktop := &fakeDesktop{}
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Desktop = desktop })
	system := &opened{App: h.window.app}
	h.window.app = system
	h.window.ShowFile("/films/a b/film.mkv")
	h.until(func() bool { return desktop.did("reveal /films/a b/film.mkv") && len(h.main) == 0 })
	if len(system.urls) > 0 {
		t.Errorf("its folder opens, too: %v", system.urls)
	}
	desktop.mu.Lock()
	desktop.lost = library.Errorf(library.CodeNoOutside, "nobody")
	desktop.mu.Unlock()
	h.window.ShowFile("/films/a b/film.mkv")
	h.until(func() bool { return len(system.urls) == 1 })
	if system.urls[0] != "file:///films/a%20b" {
		t.Errorf("opened is %v", system.urls)
	}
	h.window.deps.Desktop = nil
	h.window.ShowFile("/films/film.mkv")
	if len(system.urls) != 2 || system.urls[1] != "file:///films" {
		t.Errorf("without a desktop, opened is %v", system.urls)
	}
}

// TestAnotherPlayerIsAsked, and what hinders it is said.
func TestAnotherPlayerIsAsked(t *testing.T) {
	desktop := &fakeDesktop{}
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Desktop = desktop })
	h.window.OpenOutside("low", 2)
	h.until(func() bool { return desktop.did("outside low 2") })
	if h.window.frame.notice.Visible() {
		t.Error("there is a complaint")
	}
	desktop.mu.Lock()
	desktop.lost = &library.Error{Code: library.CodeAdsInside}
	desktop.mu.Unlock()
	h.window.OpenOutside("low", 2)
	h.until(h.window.frame.notice.Visible)
	h.window.Tell(nil)
	h.window.deps.Desktop = nil
	h.window.OpenOutside("low", 2)
	if !h.window.frame.notice.Visible() {
		t.Error("without a desktop, nothing is said")
	}
}
