package ui

import (
	"errors"
	"testing"

	"matinee/library"
)

// TestAFileIsShownWhereItLies: selected, or in its folder where nothing selects it; where
// no folder opens either, that is said.
func TestAFileIsShownWhereItLies(t *testing.T) {
	desktop := &fakeDesktop{}
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Desktop = desktop })
	h.window.ShowFile("/films/a b/film.mkv")
	h.until(func() bool { return desktop.did("reveal /films/a b/film.mkv") && len(h.main) == 0 })
	if desktop.did("open /films/a b") {
		t.Error("its folder opens, too")
	}
	desktop.mu.Lock()
	desktop.lost = errors.New("nobody")
	desktop.mu.Unlock()
	h.window.ShowFile("/films/a b/film.mkv")
	h.until(func() bool { return desktop.did("open /films/a b") && h.window.frame.notice.Visible() })
	h.window.Tell(nil)
	h.window.deps.Desktop = nil
	h.window.ShowFile("/films/film.mkv")
	if !h.window.frame.notice.Visible() {
		t.Error("without a desktop, nothing is said")
	}
}

// TestWhatDoesNotOpenIsSaid, and what is no page of the web is not opened.
func TestWhatDoesNotOpenIsSaid(t *testing.T) {
	desktop := &fakeDesktop{}
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Desktop = desktop })
	h.window.OpenPage("https://store.example/pay?a=b")
	h.window.WriteMail("mailto:a@b.example?subject=c%20d")
	h.until(func() bool {
		return desktop.did("open https://store.example/pay?a=b") && desktop.did("open mailto:a@b.example?subject=c%20d") && len(h.main) == 0
	})
	if h.window.frame.notice.Visible() {
		t.Error("there is a complaint")
	}
	h.window.OpenPage("file:///etc/passwd")
	if desktop.did("open file:///etc/passwd") || !h.window.frame.notice.Visible() {
		t.Error("a file is opened as a page")
	}
	desktop.mu.Lock()
	desktop.lost = errors.New("nobody")
	desktop.mu.Unlock()
	for _, open := range []func(){func() { h.window.OpenPage("https://a.example") }, func() { h.window.WriteMail("mailto:a@b.example") }} {
		h.window.Tell(nil)
		open()
		h.until(h.window.frame.notice.Visible)
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
