package transfers

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/assets"
	"matinee/library"
)

// fakeEngine is an Engine that holds what a test puts in.
type fakeEngine struct {
	mu        sync.Mutex
	bundles   []library.Bundle
	transfers []library.Transfer
	calls     []string
	reads     int
	traffic   library.Traffic
	helped    int
	detail    library.TransferDetail
	detailErr error
	moved     chan error // what a move waits for
	err       error
	readErr   error // of Bundles
	events    chan library.Event
}

func (f *fakeEngine) called(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
	return f.err
}

func (f *fakeEngine) log() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}

func (f *fakeEngine) Bundles(context.Context) ([]library.Bundle, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	return append([]library.Bundle(nil), f.bundles...), f.readErr
}

func (f *fakeEngine) bundleReads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reads
}

func (f *fakeEngine) Transfers() []library.Transfer {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]library.Transfer(nil), f.transfers...)
}

func (f *fakeEngine) Events(context.Context) <-chan library.Event { return f.events }

func (f *fakeEngine) Add(_ context.Context, source string) (library.BundleID, error) {
	return "", f.called("add %s", source)
}

func (f *fakeEngine) SetPaused(_ context.Context, id library.BundleID, on bool) error {
	return f.called("paused %s %v", id[:4], on)
}

func (f *fakeEngine) Recheck(_ context.Context, id library.BundleID) error {
	return f.called("recheck %s", id[:4])
}

func (f *fakeEngine) Remove(_ context.Context, id library.BundleID, files bool) error {
	return f.called("remove %s %v", id[:4], files)
}

func (f *fakeEngine) SetPriority(_ context.Context, id library.BundleID, item int, p library.Priority) error {
	return f.called("priority %s %d %d", id[:4], item, p)
}

func (f *fakeEngine) Traffic() library.Traffic {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.traffic
}

func (f *fakeEngine) Helped() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.helped
}

func (f *fakeEngine) Detail(id library.BundleID) (library.TransferDetail, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf("detail %s", id[:4]))
	return f.detail, f.detailErr
}

func (f *fakeEngine) SetAllPaused(_ context.Context, on bool) error {
	return f.called("all paused %v", on)
}

func (f *fakeEngine) SetPinned(_ context.Context, id library.BundleID, on bool) error {
	return f.called("pinned %s %v", id[:4], on)
}

func (f *fakeEngine) SetLimits(_ context.Context, id library.BundleID, l library.Limits) error {
	return f.called("limits %s %d %d", id[:4], l.Down, l.Up)
}

func (f *fakeEngine) Move(ctx context.Context, id library.BundleID, folder string, progress func(done, total int64)) error {
	if err := f.called("move %s %s", id[:4], folder); err != nil {
		return err
	}
	progress(30, 100)
	select {
	case err := <-f.moved:
		return err
	case <-ctx.Done():
		return fmt.Errorf("move: %w", ctx.Err())
	}
}

// fakeDesk remembers what the window was asked.
type fakeDesk struct {
	calls  []string
	choose string
}

func (d *fakeDesk) Play(id library.BundleID, item int) {
	d.calls = append(d.calls, fmt.Sprintf("play %s %d", id[:4], item))
}
func (d *fakeDesk) OpenFolder(path string) { d.calls = append(d.calls, "open "+path) }
func (d *fakeDesk) ShowFile(path string)   { d.calls = append(d.calls, "show "+path) }
func (d *fakeDesk) OpenOutside(id library.BundleID, item int) {
	d.calls = append(d.calls, fmt.Sprintf("outside %s %d", id[:4], item))
}
func (d *fakeDesk) Copy(text string)             { d.calls = append(d.calls, "copy "+text) }
func (d *fakeDesk) ChooseTorrent(f func(string)) { f(d.choose) }
func (d *fakeDesk) ChooseFolder(f func(string))  { f(d.choose) }

// idOf makes the id of the nth bundle: its first four digits count.
func idOf(n int) library.BundleID { return library.BundleID(fmt.Sprintf("%04d%036d", n, 0)) }

// bundleOf makes the nth bundle, with items of 100 MB; the higher n, the older.
func bundleOf(n, items int) library.Bundle {
	b := library.Bundle{
		ID: idOf(n), Title: fmt.Sprintf("Bundle %d", n), Folder: "/media/b", PieceLength: 1 << 18,
		Added: time.Unix(1_000_000-int64(n), 0),
	}
	for i := range items {
		b.Items = append(b.Items, library.Item{Index: i, Path: fmt.Sprintf("E%d.mkv", i+1), Length: 1e8, Priority: library.Normal})
		b.Length += 1e8
	}
	return b
}

func transferOf(b library.Bundle, state library.State, done float64) library.Transfer {
	return library.Transfer{
		ID: b.ID, Title: b.Title, State: state, Length: b.Length, Wanted: b.Length,
		Done: int64(done * float64(b.Length)), ETA: -1,
	}
}

// stage is a screen in a window, with a main thread the test runs by hand.
type stage struct {
	t      *testing.T
	main   chan func()
	engine *fakeEngine
	desk   *fakeDesk
	loop   *live.Loop
	screen *Screen
	window fyne.Window
	heard  int // readings of the transfers
}

func newStage(t *testing.T, bundles ...library.Bundle) *stage {
	t.Helper()
	s := &stage{
		t: t, main: make(chan func(), 1024), desk: &fakeDesk{},
		engine: &fakeEngine{bundles: bundles, events: make(chan library.Event, 16), moved: make(chan error, 1)},
	}
	for _, b := range bundles {
		s.engine.transfers = append(s.engine.transfers, transferOf(b, library.Seeding, 1))
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		t.Fatal(err)
	}
	before := goleak.IgnoreCurrent()
	s.loop = live.New(context.Background(), func(f func()) { s.main <- f })
	s.screen = New(s.loop, s.engine, s.desk, func([]library.Transfer) { s.heard++ })
	s.window = test.NewTempWindow(t, s.screen)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1072, 800))
	s.screen.SetVisible(true)
	s.until(func() bool { return s.heard > 0 })
	t.Cleanup(func() {
		s.loop.Close()
		s.loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return s
}

// until runs the main thread until something holds.
func (s *stage) until(holds func() bool) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-s.main:
			f()
		case <-deadline:
			s.t.Fatalf("waited in vain; calls %v, notice %q", s.engine.log(), s.screen.notice.Text())
		}
	}
}

// change alters what the engine says and waits until it was read.
func (s *stage) change(f func(*fakeEngine)) {
	s.t.Helper()
	s.engine.mu.Lock()
	f(s.engine)
	s.engine.mu.Unlock()
	// A reading may be under way already: the one after it sees the change.
	for range 2 {
		n := s.heard
		s.screen.poll.Now()
		s.until(func() bool { return s.heard > n })
	}
}

// row is the visible row of the nth entry.
func (s *stage) row(at int) *row {
	s.t.Helper()
	for _, r := range s.screen.list.rows {
		if r.at == at && r.Visible() {
			return r
		}
	}
	s.t.Fatalf("row %d is not shown", at)
	return nil
}

// choose opens the actions of an entry and takes one.
func (s *stage) choose(at int, text string) {
	s.t.Helper()
	for _, item := range s.screen.actions(s.screen.entries[at]) {
		if item.Text == text {
			if item.Disabled {
				s.t.Fatalf("%q is disabled", text)
			}
			item.Do()
			return
		}
	}
	s.t.Fatalf("there is no action %q", text)
}

// press finds a button of the dialog on top by its text and presses it.
func (s *stage) press(text string) {
	s.t.Helper()
	top := s.window.Canvas().Overlays().Top()
	if top == nil {
		s.t.Fatal("no dialog is open")
	}
	for _, o := range test.LaidOutObjects(top) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text {
			test.Tap(b)
			return
		}
	}
	s.t.Fatalf("there is no button %q", text)
}
