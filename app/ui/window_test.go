package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/watch"
	"matinee/library"
	"matinee/player"
)

// fakeProgram is the program behind the window.
type fakeProgram struct {
	mu       sync.Mutex
	calls    []string
	settings map[string]string
	volume   float64
	err      error // of Add
	events   chan library.Event
}

// fakePlayer is its player; what is not declared here is not asked.
type fakePlayer struct {
	watch.Player
	program *fakeProgram
}

func (f *fakeProgram) called(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, call)
}

func (f *fakeProgram) has(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, call)
}

func (f *fakeProgram) put(key, value string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settings[key] = value
}

func (f *fakeProgram) Bundles(context.Context) ([]library.Bundle, error) {
	f.called("bundles")
	return []library.Bundle{{ID: "0001", Title: "Film", PieceLength: 1, Items: []library.Item{{Path: "film.mkv", Length: 9}}}}, nil
}

func (f *fakeProgram) Transfers() []library.Transfer {
	return []library.Transfer{{ID: "0001", State: library.Seeding, UpRate: 1_800_000, Peers: 16, Seeds: 2, Uploaded: 212e9, Wanted: 9, Done: 9}}
}

func (f *fakeProgram) Events(context.Context) <-chan library.Event { return f.events }

func (f *fakeProgram) Add(_ context.Context, source string) (library.BundleID, error) {
	f.called("add " + source)
	f.mu.Lock()
	defer f.mu.Unlock()
	return "", f.err
}

func (f *fakeProgram) SetPaused(context.Context, library.BundleID, bool) error { return nil }
func (f *fakeProgram) Recheck(context.Context, library.BundleID) error         { return nil }
func (f *fakeProgram) Remove(context.Context, library.BundleID, bool) error    { return nil }
func (f *fakeProgram) SetAllPaused(context.Context, bool) error                { return nil }
func (f *fakeProgram) SetPinned(context.Context, library.BundleID, bool) error { return nil }
func (f *fakeProgram) Traffic() library.Traffic                                { return library.Traffic{} }
func (f *fakeProgram) Helped() int                                             { return 0 }
func (f *fakeProgram) Detail(library.BundleID) (library.TransferDetail, error) {
	return library.TransferDetail{}, nil
}

func (f *fakeProgram) SetLimits(context.Context, library.BundleID, library.Limits) error { return nil }

func (f *fakeProgram) Move(context.Context, library.BundleID, string, func(done, total int64)) error {
	return nil
}

func (f *fakeProgram) SetPriority(context.Context, library.BundleID, int, library.Priority) error {
	return nil
}

func (f *fakeProgram) Play(_ context.Context, id library.BundleID, _ int) error {
	f.called("play " + string(id))
	return nil
}
func (f *fakeProgram) Now() watch.Now                 { return watch.Now{} }
func (f *fakeProgram) Next(context.Context) error     { return nil }
func (f *fakeProgram) Previous(context.Context) error { return nil }
func (f *fakeProgram) Stale() bool                    { return false }
func (f *fakeProgram) Renew() error                   { return nil }
func (f *fakeProgram) StayAtEnd()                     {}
func (f *fakeProgram) Stop()                          { f.called("stop") }
func (f *fakeProgram) Player() watch.Player           { return fakePlayer{program: f} }
func (f *fakeProgram) Frames() player.Frames          { return nil }
func (f *fakeProgram) StreamStatus(library.BundleID, int, int64) library.StreamStatus {
	return library.StreamStatus{}
}

func (p fakePlayer) Status() player.Status {
	p.program.mu.Lock()
	defer p.program.mu.Unlock()
	return player.Status{State: player.Playing, Volume: p.program.volume, Speed: 1}
}
func (p fakePlayer) Subscribe(func(player.Change)) func() { return func() {} }
func (p fakePlayer) SetPaused(bool)                       { p.program.called("paused") }
func (p fakePlayer) SetVolume(v float64)                  { p.program.called(fmt.Sprintf("volume %.0f", v)) }
func (p fakePlayer) LiftSubtitles(float64)                {}
func (p fakePlayer) AddSubtitleFile(path string)          { p.program.called("subtitle " + path) }

func (f *fakeProgram) Get(key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if v, ok := f.settings[key]; ok {
		return v, nil
	}
	return "", errors.New("no such setting")
}

func (f *fakeProgram) Set(key, value string) error {
	f.called("set " + key + " " + value)
	return nil
}

type house struct {
	t       *testing.T
	program *fakeProgram
	main    chan func()
	window  *Window
	app     fyne.App
}

func openWindow(t *testing.T, settings map[string]string, more ...func(*Deps)) *house {
	t.Helper()
	h := &house{t: t, main: make(chan func(), 256), program: &fakeProgram{
		settings: settings, volume: 80, events: make(chan library.Event),
	}}
	h.app = test.NewTempApp(t)
	before := goleak.IgnoreCurrent()
	deps := Deps{
		Transfers: h.program, Theatre: h.program, Settings: h.program, Do: func(f func()) { h.main <- f },
	}
	for _, f := range more {
		f(&deps)
	}
	h.window = New(h.app, deps)
	h.window.Show()
	h.until(func() bool { return strings.Contains(h.window.giving.now.Text(), "14") })
	t.Cleanup(func() {
		h.window.Fyne().Close()
		h.window.Wait()
		goleak.VerifyNone(t, before)
	})
	return h
}

func (h *house) until(holds func() bool) {
	h.t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-h.main:
			f()
		case <-deadline:
			h.t.Fatalf("waited in vain; calls %v", h.program.calls)
		}
	}
}

func TestGivingBackShowsWhatIsMeasured(t *testing.T) {
	h := openWindow(t, nil)
	now, total := h.window.giving.now.Text(), h.window.giving.total.Text()
	if now != "↑ 1.8\u00a0MB/s · 14 people" || total != "1 bundle seeded · 212\u00a0GB" {
		t.Fatalf("%q, %q", now, total)
	}
	if now, _ := givenBack(nil); now != "Nothing shared yet" {
		t.Fatalf("with nothing: %q", now)
	}
}

func TestPlayingTakesTheWindowAndGivesItBack(t *testing.T) {
	h := openWindow(t, map[string]string{"player.volume": "80"})
	h.window.Play("0001", -1)
	h.until(func() bool { return h.program.has("play 0001") })
	if h.window.rail.Visible() || !h.window.watch.Visible() {
		t.Fatal("the rail stays beside the picture")
	}
	h.program.mu.Lock()
	h.program.volume = 55
	h.program.mu.Unlock()
	h.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if !h.window.rail.Visible() || h.window.watch.Visible() || !h.program.has("stop") {
		t.Fatal("Escape did not lead back")
	}
	h.until(func() bool { return h.program.has("set player.volume 55") })
}

func TestDroppedFilesAreAdded(t *testing.T) {
	h := openWindow(t, nil)
	h.window.dropped(fyne.Position{}, []fyne.URI{
		storage.NewFileURI("/tmp/a.torrent"), storage.NewFileURI("/tmp/b.torrent"),
	})
	h.until(func() bool { return h.program.has("add /tmp/a.torrent") && h.program.has("add /tmp/b.torrent") })
}

func TestSubtitlesDroppedOnThePictureAreShown(t *testing.T) {
	h := openWindow(t, nil)
	h.window.Play("0001", -1)
	h.window.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI("/tmp/film.srt")})
	if !h.program.has("subtitle /tmp/film.srt") {
		t.Fatal("the subtitles were not handed to the player")
	}
}

func TestClipboardIsPastedIntoTheField(t *testing.T) {
	h := openWindow(t, nil)
	h.app.Clipboard().SetContent("magnet:?xt=urn:btih:1")
	h.window.paste()
	h.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	h.until(func() bool { return h.program.has("add magnet:?xt=urn:btih:1") })
}

func TestHidingPausesAFilm(t *testing.T) {
	h := openWindow(t, nil)
	h.window.Play("0001", -1)
	h.window.Hide()
	if !h.program.has("paused") || h.program.has("stop") {
		t.Fatal("the film plays on in a hidden window, or is over")
	}
	h.window.Show()
	if !h.window.watch.Visible() {
		t.Fatal("the film is gone")
	}
}

func TestLanguageOfTheSettings(t *testing.T) {
	h := openWindow(t, map[string]string{"ui.language": "fr"})
	t.Cleanup(func() {
		if err := UseLanguage("en"); err != nil {
			t.Error(err)
		}
	})
	if got := h.window.giving.now.Text(); got != "↑ 1,8\u00a0Mo/s · 14 personnes" {
		t.Fatalf("the rail says %q", got)
	}
	if got := lang.L("Transfers"); got != "Transferts" { //nolint:misspell // French
		t.Fatalf("the transfers are called %q", got)
	}
	if err := UseLanguage("tlh"); err == nil {
		t.Fatal("an unknown language is taken")
	}
}

func TestNoticeOfTheSettings(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "35s": 35 * time.Second, "0s": -1} {
		if got := noticeOf(&fakeProgram{settings: map[string]string{"player.next": text}}); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAFileIsChosen(t *testing.T) {
	h := openWindow(t, nil)
	h.window.ChooseTorrent(func(string) {})
	if h.window.Fyne().Canvas().Overlays().Top() == nil {
		t.Fatal("no dialog opened")
	}
}
