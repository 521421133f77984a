package ui

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"matinee/library"
)

// fakeDesktop is a desktop that may have a tray and may show messages.
type fakeDesktop struct {
	mu    sync.Mutex
	tray  bool
	deaf  bool // shows no messages
	shown []string
	seen  []bool
	asked []string
	lost  error // what Reveal and OpenOutside return
}

func (f *fakeDesktop) ask(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, what)
	return f.lost
}

func (f *fakeDesktop) Reveal(_ context.Context, path string) error { return f.ask("reveal " + path) }

func (f *fakeDesktop) Launch(_ context.Context, what string) error { return f.ask("open " + what) }

func (f *fakeDesktop) OpenOutside(_ context.Context, id library.BundleID, item int) error {
	return f.ask(fmt.Sprintf("outside %s %d", id, item))
}

func (f *fakeDesktop) did(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.asked, what)
}

func (f *fakeDesktop) HasTray() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tray
}

func (f *fakeDesktop) Notify(_ context.Context, title, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.deaf {
		return errors.New("no messages here")
	}
	f.shown = append(f.shown, title)
	return nil
}

func (f *fakeDesktop) SetSeen(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, on)
}

func (f *fakeDesktop) messages() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.shown)
}

func (f *fakeDesktop) lastSeen() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen) > 0 && f.seen[len(f.seen)-1]
}

// fakeShell is a window that can be minimised, by us and by the person.
type fakeShell struct {
	iconic bool
	told   func(bool)
}

func (s *fakeShell) Iconify() { s.set(true) }
func (s *fakeShell) Restore() { s.set(false) }
func (s *fakeShell) set(on bool) {
	s.iconic = on
	s.told(on)
}
func (s *fakeShell) FollowMinimised(f func(on bool)) { s.told = f }

// onDesktop opens a window on a desktop with or without a tray. quit tells
// whether the program ended.
func onDesktop(t *testing.T, tray bool, settings map[string]string) (h *house, d *fakeDesktop, s *fakeShell, quit func() bool) {
	t.Helper()
	d, s = &fakeDesktop{tray: tray}, &fakeShell{}
	if settings == nil {
		settings = map[string]string{}
	}
	if settings["ui.close"] == "" {
		settings["ui.close"] = "tray"
	}
	ended := false
	h = openWindow(t, settings)
	h.window.desktop = d
	h.window.shell = func() shell { return s }
	h.window.quit = func() { ended = true }
	h.window.Show()
	return h, d, s, func() bool { return ended }
}

func TestClosingGoesToTheTrayAndSaysSoOnce(t *testing.T) {
	h, d, s, quit := onDesktop(t, true, nil)
	h.window.closeAsked()
	h.until(func() bool { return h.program.has("set ui.told tray") })
	if h.window.visible() || d.lastSeen() || s.iconic || quit() {
		t.Fatal("the window did not go to the tray")
	}
	h.window.Show()
	if !h.window.visible() || !d.lastSeen() {
		t.Fatal("the window did not come back")
	}
	h.program.put("ui.told", "tray")
	h.window.closeAsked()
	h.window.Show()
	h.until(func() bool { return len(h.main) == 0 })
	if n := d.messages(); n != 1 {
		t.Fatalf("said %d times", n)
	}
}

func TestClosingMinimisesWhereThereIsNoTray(t *testing.T) {
	h, d, s, quit := onDesktop(t, false, nil)
	h.window.closeAsked()
	h.until(func() bool { return h.program.has("set ui.told minimise") })
	if !s.iconic || h.window.visible() || d.lastSeen() || quit() {
		t.Fatal("the window was not minimised")
	}
	s.Restore() // by the person
	if !h.window.visible() || !d.lastSeen() {
		t.Fatal("the window did not come back")
	}
	s.Iconify()
	if d.lastSeen() {
		t.Fatal("a window that the person minimised counts as seen")
	}
	h.window.closeAsked() // of a minimised window: the person means it
	if !quit() {
		t.Fatal("the program cannot be ended from the list of windows")
	}
}

func TestClosingDoesWhatTheSettingSays(t *testing.T) {
	h, _, s, quit := onDesktop(t, true, map[string]string{"ui.close": "minimise"})
	h.window.closeAsked()
	if !s.iconic || quit() {
		t.Fatal("the window was not minimised")
	}
	h, _, _, quit = onDesktop(t, true, map[string]string{"ui.close": "quit"})
	h.window.closeAsked()
	if !quit() {
		t.Fatal("the program goes on")
	}
}

func TestWhatTheDesktopCannotSayTheWindowSays(t *testing.T) {
	h, d, _, _ := onDesktop(t, true, nil)
	d.deaf = true
	h.window.closeAsked()
	h.until(func() bool { return h.window.missed != nil })
	if h.program.has("set ui.told tray") {
		t.Fatal("nobody saw it, yet it counts as told")
	}
	h.window.Show()
	if h.window.Fyne().Canvas().Overlays().Top() == nil {
		t.Fatal("the window says nothing")
	}
	h.until(func() bool { return h.program.has("set ui.told tray") })
}

func TestAWindowWhoseTrayIsLostIsMinimised(t *testing.T) {
	h, d, s, quit := onDesktop(t, true, nil)
	h.window.Hide()
	h.window.Trayed(false)
	h.window.surface() // the tray is back by then
	if h.window.shown {
		t.Fatal("the window came up although there is a tray")
	}
	d.mu.Lock()
	d.tray = false
	d.mu.Unlock()
	h.window.Trayed(false)
	if h.window.lost == nil {
		t.Fatal("nobody waits for the tray")
	}
	h.window.surface()
	if !h.window.shown || !s.iconic || quit() {
		t.Fatal("nobody can reach the window")
	}
	h.window.Trayed(true)
}

func TestAHiddenStartShowsNothing(t *testing.T) {
	h, d, _, quit := onDesktop(t, true, nil)
	h.window.Hide()
	h.window.startHidden()
	if h.window.visible() || h.window.moving() || d.lastSeen() {
		t.Fatal("something is seen")
	}
	Remote{h.window}.Show()
	h.until(h.window.visible)
	Remote{h.window}.Quit()
	h.until(quit)
}

// TestTheWindowIsOpenedAndClosedManyTimes while something plays: nothing is left
// behind, and it plays on.
func TestTheWindowIsOpenedAndClosedManyTimes(t *testing.T) {
	h, d, _, _ := onDesktop(t, true, map[string]string{"ui.told": "tray"})
	h.window.Play("0001", -1)
	h.until(func() bool { return h.program.has("play 0001") })
	cycle := func() {
		for range 100 {
			h.window.closeAsked()
			h.window.Show()
			h.until(func() bool { return len(h.main) == 0 })
		}
	}
	weigh := func() (goroutines int, bytes uint64) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	cycle()
	goroutines, bytes := weigh()
	cycle()
	nowGoroutines, nowBytes := weigh()
	if nowGoroutines > goroutines {
		t.Errorf("%d goroutines after a hundred times, %d after two", goroutines, nowGoroutines)
	}
	if nowBytes > bytes+2<<20 {
		t.Errorf("%d bytes after a hundred times, %d after two", bytes, nowBytes)
	}
	if !h.window.visible() || !d.lastSeen() || !h.window.watch.Visible() || h.program.has("stop") {
		t.Error("it does not play on")
	}
}
