package watch

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/stagehand"
	"matinee/assets"
	"matinee/library"
	"matinee/player"
)

// fakeTheatre is theatre, player, frames and window at once: it says what a test
// put in and remembers what it was asked.
type fakeTheatre struct {
	mu      sync.Mutex
	status  player.Status
	now     Now
	stream  library.StreamStatus
	offset  int64
	err     error
	calls   []string
	subs    map[int]func(player.Change)
	own     bool // the player has its own window
	stale   bool // and is to show the picture on the other side
	full    bool
	mini    bool
	folder  string // of pictures
	frame   *image.RGBA
	onFrame func()
	window  fyne.Window
}

func (f *fakeTheatre) called(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

func (f *fakeTheatre) log() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fakeTheatre) Play(_ context.Context, id library.BundleID, item int) error {
	f.called("play %s %d", id, item)
	return f.err
}

func (f *fakeTheatre) Now() Now {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fakeTheatre) Next(context.Context) error     { f.called("next"); return f.err }
func (f *fakeTheatre) Previous(context.Context) error { f.called("previous"); return f.err }
func (f *fakeTheatre) Stale() bool                    { return f.stale }
func (f *fakeTheatre) Renew() error                   { f.called("renew"); f.own, f.stale = !f.own, false; return nil }
func (f *fakeTheatre) StayAtEnd()                     { f.called("stay") }
func (f *fakeTheatre) Stop()                          { f.called("stop") }
func (f *fakeTheatre) Player() Player                 { return f }

func (f *fakeTheatre) Frames() player.Frames {
	if f.own {
		return nil
	}
	return f.frames()
}

func (f *fakeTheatre) frames() fakeFrames { return fakeFrames{f} }

func (f *fakeTheatre) StreamStatus(_ library.BundleID, _ int, offset int64) library.StreamStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.offset = offset
	return f.stream
}

func (f *fakeTheatre) Status() player.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

func (f *fakeTheatre) Subscribe(g func(player.Change)) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.subs == nil {
		f.subs = map[int]func(player.Change){}
	}
	id := len(f.calls) + len(f.subs)
	f.subs[id] = g
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, id)
	}
}

func (f *fakeTheatre) Perform(a player.Action) bool {
	f.called("%s %v %v", a.Verb, a.Time, a.Amount)
	return true
}
func (f *fakeTheatre) TogglePause()                { f.called("toggle") }
func (f *fakeTheatre) SetPaused(on bool)           { f.called("paused %v", on) }
func (f *fakeTheatre) SeekTo(d time.Duration)      { f.called("seek %v", d) }
func (f *fakeTheatre) SeekBy(d time.Duration)      { f.called("seekby %v", d) }
func (f *fakeTheatre) SetSpeed(v float64)          { f.called("speed %v", v) }
func (f *fakeTheatre) SetVolume(v float64)         { f.called("volume %.0f", v) }
func (f *fakeTheatre) ToggleMute()                 { f.called("mute") }
func (f *fakeTheatre) SetAudio(id int)             { f.called("audio %d", id) }
func (f *fakeTheatre) SetSubtitle(id int)          { f.called("subtitle %d", id) }
func (f *fakeTheatre) AddSubtitleFile(p string)    { f.called("subfile %s", p) }
func (f *fakeTheatre) SetSubDelay(d time.Duration) { f.called("delay %v", d) }
func (f *fakeTheatre) LiftSubtitles(v float64)     { f.called("lift %.2f", v) }
func (f *fakeTheatre) SetSubScale(v float64)       { f.called("scale %.1f", v) }
func (f *fakeTheatre) SkipSpot()                   { f.called("skip") }

// As the stage.
func (f *fakeTheatre) Leave()                        { f.called("leave") }
func (f *fakeTheatre) Fullscreen() bool              { return f.full }
func (f *fakeTheatre) SetFullscreen(on bool)         { f.full = on; f.called("full %v", on) }
func (f *fakeTheatre) Mini() bool                    { return f.mini }
func (f *fakeTheatre) SetMini(on bool)               { f.mini = on; f.called("mini %v", on) }
func (f *fakeTheatre) Focus(o fyne.Focusable)        { f.window.Canvas().Focus(o) }
func (f *fakeTheatre) ChooseSubtitle(g func(string)) { g("/tmp/film.srt") }

// As the gallery: pictures are in a folder, if there is one.
func (f *fakeTheatre) Artwork(_ context.Context, id library.BundleID, shape library.Shape) (string, error) {
	f.called("artwork %s %s", id, shape)
	return f.picture("cover.jpg")
}

func (f *fakeTheatre) Thumbnail(_ context.Context, id library.BundleID, item int, at time.Duration) (string, error) {
	f.called("thumbnail %s %d %v", id, item, at)
	return f.picture("frame.jpg")
}

func (f *fakeTheatre) picture(name string) (string, error) {
	if f.folder == "" {
		return "", errors.New("there is no picture")
	}
	return filepath.Join(f.folder, name), nil
}

type fakeFrames struct{ f *fakeTheatre }

func (f fakeFrames) Resize(w, h int) { f.f.called("resize %dx%d", w, h) }
func (f fakeFrames) Latest() *image.RGBA {
	f.f.mu.Lock()
	defer f.f.mu.Unlock()
	return f.f.frame
}

func (f fakeFrames) OnFrame(g func()) {
	f.f.mu.Lock()
	defer f.f.mu.Unlock()
	f.f.onFrame = g
}
func (f fakeFrames) Stats() player.FrameStats { return player.FrameStats{} }

// playing is an ordinary moment: an episode of three, 20 s into 100.
func playing() *fakeTheatre {
	b := library.Bundle{ID: "b", Title: "Children", PieceLength: 1 << 18}
	for i := range 3 {
		b.Items = append(b.Items, library.Item{Index: i, Path: fmt.Sprintf("E%d.mkv", i+1), Length: 1000})
	}
	return &fakeTheatre{
		now: Now{Bundle: b, Item: b.Items[1], Next: b.Items[2], HasNext: true},
		status: player.Status{
			State: player.Playing, Media: player.Media{ID: "b/1"}, Position: 20 * time.Second, Duration: 100 * time.Second,
			FirstFrame: true, Speed: 1, Volume: 80, SubScale: 1, Width: 1920, Height: 1080,
			Tracks: []player.Track{
				{Kind: player.AudioTrack, ID: 1, Language: "eng", Selected: true},
				{Kind: player.AudioTrack, ID: 2, Language: "fra", Title: "Commentary"},
				{Kind: player.SubtitleTrack, ID: 1, Language: "fre", Selected: true},
			},
			Chapters: []player.Chapter{{Title: "Opening"}, {Title: "Relay", Start: 50 * time.Second}},
		},
		stream: library.StreamStatus{
			Have: []library.Span{{From: 0, To: 500}, {From: 800, To: 900}}, Ahead: 300,
			Needed: 8, Rate: 400_000, Peers: 9,
		},
		frame: image.NewRGBA(image.Rect(0, 0, 4, 4)),
	}
}

// house is a screen in a window; the test runs its main thread and its clock.
type house struct {
	t       *testing.T
	theatre *fakeTheatre
	main    chan func()
	timers  []*timer
	loop    *live.Loop
	screen  *Screen
	window  fyne.Window
}

type timer struct {
	f    func()
	gone bool
}

func open(t *testing.T, theatre *fakeTheatre) *house {
	t.Helper()
	return openIn(t, "en", theatre)
}

func openIn(t *testing.T, language string, theatre *fakeTheatre) *house {
	t.Helper()
	h := &house{t: t, theatre: theatre, main: make(chan func(), 1024)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		t.Fatal(err)
	}
	stagehand.Speak(t, language)
	before := goleak.IgnoreCurrent()
	h.loop = live.New(context.Background(), func(f func()) { h.main <- f })
	h.screen = New(h.loop, theatre, theatre, Options{After: h.after, Gallery: theatre})
	h.window = test.NewTempWindow(t, h.screen)
	theatre.window = h.window
	h.window.SetPadded(false)
	h.window.Resize(fyne.NewSize(1280, 800))
	h.screen.Play("b", 1)
	h.until(func() bool { return h.screen.last.now.Bundle.ID != "" })
	h.until(func() bool { return slices.Contains(theatre.log(), "play b 1") })
	h.read()
	t.Cleanup(func() {
		h.screen.Close()
		h.loop.Close()
		h.loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return h
}

func (h *house) after(_ time.Duration, f func()) func() {
	tm := &timer{f: f}
	h.timers = append(h.timers, tm)
	return func() { tm.gone = true }
}

// idle lets three seconds pass in which nobody moves.
func (h *house) idle() {
	timers := h.timers
	h.timers = nil
	for _, tm := range timers {
		if !tm.gone {
			tm.f()
		}
	}
}

func (h *house) until(holds func() bool) {
	h.t.Helper()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case f := <-h.main:
			f()
		case <-deadline:
			h.t.Fatalf("waited in vain; calls %v, panel %+v", h.theatre.log(), h.screen.panel.Content().Head)
		}
	}
}

// read shows one fresh reading.
func (h *house) read() { h.screen.read(context.Background())() }

// change alters what player and engine say and shows it.
func (h *house) change(f func(*fakeTheatre)) {
	h.theatre.mu.Lock()
	f(h.theatre)
	h.theatre.mu.Unlock()
	h.read()
}

func (h *house) key(names ...fyne.KeyName) {
	for _, n := range names {
		h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (h *house) wantCalls(want ...string) {
	h.t.Helper()
	for _, w := range want {
		if !slices.Contains(h.theatre.log(), w) {
			h.t.Errorf("%q was not asked; calls %v", w, h.theatre.log())
		}
	}
}

// menuItem takes an item of the menu that is open.
func (h *house) menuItem(text string) {
	h.t.Helper()
	if h.screen.menu == nil {
		h.t.Fatal("no menu is open")
	}
	for _, item := range h.screen.menu.Items() {
		if item.Text == text {
			if !item.Keep {
				h.screen.menu.Close()
			}
			item.Do()
			return
		}
	}
	h.t.Fatalf("no item %q in %+v", text, h.screen.menu.Items())
}

func (h *house) press(p *kit.StagePanel, text string) {
	h.t.Helper()
	for _, b := range p.Buttons() {
		if b.Text() == text {
			test.Tap(b)
			return
		}
	}
	h.t.Fatalf("no button %q in %+v", text, p.Content())
}

// The real player is what the screen asks for.
var _ Player = (*player.Player)(nil)
