package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/bundle"
	"matinee/app/ui/channels"
	"matinee/app/ui/collection"
	"matinee/app/ui/home"
	"matinee/app/ui/kit"
	"matinee/library"
)

// fakeCurator is a library of one film. What is not declared here is not asked.
type fakeCurator struct {
	Curator
	program *fakeProgram
	gate    chan struct{}    // an import waits for it
	taken   library.Imported // by a canceled import
}

func (c *fakeCurator) card() library.Card {
	return library.Card{ID: "0001", Title: "Film", Kind: library.Video, Playable: 1, Rating: library.NoRating}
}

func (c *fakeCurator) Shelf(context.Context, library.ShelfQuery) ([]library.Card, error) {
	return []library.Card{c.card()}, nil
}

func (c *fakeCurator) Search(context.Context, string, int) ([]library.Hit, error) { return nil, nil }

func (c *fakeCurator) Continue(context.Context, int) ([]library.Card, error) { return nil, nil }

func (c *fakeCurator) Details(context.Context, library.BundleID) (library.Details, error) {
	return library.Details{Card: c.card()}, nil
}
func (c *fakeCurator) CurrentProfile() library.Profile { return library.Profile{} }

func (c *fakeCurator) Access(context.Context, library.BundleID) (library.Access, error) {
	return library.Access{}, nil
}

func (c *fakeCurator) News(context.Context, int) ([]library.Listed, error) { return nil, nil }
func (c *fakeCurator) Events(context.Context) <-chan library.Event         { return nil }

func (c *fakeCurator) Import(ctx context.Context, folder string, progress func(done, total int)) (library.Imported, error) {
	c.program.called("import " + folder)
	progress(3, 12)
	select {
	case <-c.gate:
		return library.Imported{Bundles: 1, Items: 3, Playable: 2, Skipped: []library.SkippedFile{
			{Path: "/m/broken.mkv", Err: &library.Error{Code: library.CodeBrokenMedia}},
		}}, nil
	case <-ctx.Done():
		c.program.called("import canceled")
		return c.taken, ctx.Err()
	}
}

func (c *fakeCurator) Remove(_ context.Context, id library.BundleID, _ bool) error {
	c.program.called("remove " + string(id))
	return nil
}

// openLibrary opens a window with the screens of the library.
func openLibrary(t *testing.T, changes ...func(*Deps, *fakeProgram)) (*house, *fakeCurator) {
	t.Helper()
	h := &house{t: t, main: make(chan func(), 1024), program: &fakeProgram{volume: 80, events: make(chan library.Event)}}
	c := &fakeCurator{program: h.program, gate: make(chan struct{})}
	h.app = test.NewTempApp(t)
	before := goleak.IgnoreCurrent()
	deps := Deps{
		Transfers: h.program, Curator: c, Theatre: h.program, Settings: h.program, Do: func(f func()) { h.main <- f },
	}
	for _, change := range changes {
		change(&deps, h.program)
	}
	h.window = New(h.app, deps)
	h.window.Show()
	t.Cleanup(func() {
		h.window.Fyne().Close()
		h.window.Wait()
		goleak.VerifyNone(t, before)
	})
	return h, c
}

// alt presses a key together with Alt; Fyne's test driver knows no shortcuts.
func (h *house) alt(key fyne.KeyName) {
	for _, c := range h.window.chords() {
		if on, ok := c.on.(*desktop.CustomShortcut); ok && on.KeyName == key && on.Modifier == fyne.KeyModifierAlt {
			c.do()
			return
		}
	}
	h.t.Fatalf("Alt and %s do nothing", key)
}

func TestTheWindowOpensAtHome(t *testing.T) {
	h, _ := openLibrary(t)
	if _, ok := h.window.nav.shown.(*home.Screen); !ok {
		t.Fatalf("it shows %T", h.window.nav.shown)
	}
}

func TestPlacesAreReachedByKeysAndKeepTheirState(t *testing.T) {
	h, _ := openLibrary(t)
	h.alt("2")
	library, ok := h.window.nav.shown.(*collection.Screen)
	if !ok || !library.Visible() {
		t.Fatalf("Alt+2 shows %T", h.window.nav.shown)
	}
	h.alt("1")
	if library.Visible() {
		t.Fatal("two screens are shown")
	}
	h.alt("2")
	if h.window.nav.shown != Screen(library) {
		t.Fatal("the library was built anew")
	}
}

func TestPagesLeadBack(t *testing.T) {
	h, _ := openLibrary(t)
	leave := map[string]func(){
		"Alt+Left": func() { h.alt(fyne.KeyLeft) },
		"Escape":   func() { h.window.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"the page": h.window.Back,
		"a place":  func() { h.window.nav.goTo(placeHome) },
	}
	for name, leave := range leave {
		t.Run(name, func(t *testing.T) {
			h.window.OpenBundle("0001")
			page, ok := h.window.nav.shown.(*bundle.Page)
			if !ok || !page.Visible() {
				t.Fatalf("it shows %T", h.window.nav.shown)
			}
			leave()
			if _, ok := h.window.nav.shown.(*home.Screen); !ok || len(h.window.nav.pages) != 0 {
				t.Fatalf("it leads to %T", h.window.nav.shown)
			}
			if slices.Contains(h.window.frame.screens, fyne.CanvasObject(page)) {
				t.Fatal("the page is kept for ever")
			}
		})
	}
	h.window.Back() // nothing is left to leave
	if !h.window.nav.shown.Visible() {
		t.Fatal("nothing is shown")
	}
}

// note is a screen that remembers what it is told.
type note struct {
	kit.Fill
	seen   []bool
	closed bool
}

func (n *note) SetVisible(on bool) { n.seen = append(n.seen, on) }
func (n *note) Close()             { n.closed = true }

func TestAScreenIsToldWhetherItIsSeen(t *testing.T) {
	h, _ := openLibrary(t)
	first, second := &note{}, &note{}
	h.window.nav.push(first)
	h.window.nav.push(second)
	h.window.Play("0001", -1)
	h.window.Leave()
	h.window.nav.back()
	h.window.nav.back()
	if !slices.Equal(first.seen, []bool{true, false, true, false}) || !slices.Equal(second.seen, []bool{true, false, true, false}) {
		t.Fatalf("the pages heard %v and %v", first.seen, second.seen)
	}
	if !first.closed || !second.closed {
		t.Fatal("a page that is gone is not ended")
	}
}

func TestTheFocusComesBackWithTheScreen(t *testing.T) {
	h, _ := openLibrary(t)
	h.window.search()
	before := h.window.Fyne().Canvas().Focused()
	if before == nil {
		t.Fatal("the search field did not get the keys")
	}
	h.window.OpenBundle("0001")
	if h.window.Fyne().Canvas().Focused() == before {
		t.Fatal("keys go to a screen that is not shown")
	}
	h.window.Back()
	if h.window.Fyne().Canvas().Focused() != before {
		t.Fatal("the keys do not come back")
	}
}

func TestTheRailFollows(t *testing.T) {
	h, _ := openLibrary(t)
	h.window.showTraffic([]library.Transfer{{State: library.Downloading}, {State: library.Downloading}, {State: library.Seeding}})
	if got := h.window.busy.Badge(); got != "2" {
		t.Fatalf("the rail counts %q", got)
	}
	h.window.showTraffic(nil)
	if got := h.window.busy.Badge(); got != "" {
		t.Fatalf("the rail counts %q", got)
	}
	f := h.window.frame
	for width, rail := range map[float32]float32{800: kit.RailNarrow, 1280: kit.RailWidth} {
		h.window.Fyne().Resize(fyne.NewSize(width, 500))
		if got := f.rail.Size().Width; got != rail || f.screen.Position().X != rail || f.screen.Size().Width != width-rail {
			t.Errorf("at %v the rail is %v wide, the screen %v", width, got, f.screen.Size().Width)
		}
	}
}

// fakeChannels knows one channel; it has only what the rail asks for.
type fakeChannels struct {
	channels.Backend
	fresh  atomic.Int64
	events chan library.Event
}

func (c *fakeChannels) Follows(context.Context) ([]library.Followed, error) {
	return []library.Followed{{New: int(c.fresh.Load())}}, nil
}
func (c *fakeChannels) Events(context.Context) <-chan library.Event { return c.events }

func TestTheRailCountsWhatIsNew(t *testing.T) {
	c := &fakeChannels{events: make(chan library.Event)}
	c.fresh.Store(3)
	h, _ := openLibrary(t, func(d *Deps, _ *fakeProgram) { d.Channels = c })
	badge := func() string {
		for _, p := range h.window.nav.places {
			if p.name == placeChannels {
				return p.entry.Badge()
			}
		}
		return "no entry"
	}
	h.until(func() bool { return badge() == "3" })
	c.fresh.Store(0) // somebody looked
	c.events <- library.NewChannelChanged("a")
	h.until(func() bool { return badge() == "" })
}

// press presses a button of the dialog on top.
func (h *house) press(text string) {
	h.t.Helper()
	for _, o := range test.LaidOutObjects(h.window.Fyne().Canvas().Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text {
			test.Tap(b)
			return
		}
	}
	h.t.Fatalf("there is no button %q", text)
}

// asks reports whether the dialog on top has a text.
func (h *house) asks(part string) bool {
	top := h.window.Fyne().Canvas().Overlays().Top()
	return top != nil && slices.ContainsFunc(test.LaidOutObjects(top), func(o fyne.CanvasObject) bool {
		l, ok := o.(*kit.Label)
		return ok && strings.Contains(l.Text(), part)
	})
}

func TestWhatCannotBeAddedIsTold(t *testing.T) {
	h, _ := openLibrary(t)
	h.program.mu.Lock()
	h.program.err = &library.Error{Code: library.CodeBadSource, Detail: "nonsense"}
	h.program.mu.Unlock()
	h.window.ShowAdd()
	test.Type(h.window.Fyne().Canvas().Focused(), "nonsense")
	h.press("Add")
	h.until(h.window.frame.notice.Visible)
	if got := h.window.frame.notice.Text(); !strings.Contains(got, "not a torrent") || !strings.Contains(got, "Check the link") {
		t.Fatalf("it says %q", got)
	}
	h.window.Tell(nil)
	if h.window.frame.notice.Visible() {
		t.Fatal("the problem stays")
	}
}

// TestANoticeIsClosedByKeys: by Escape where nothing has the focus, by its button, which
// is the last one, and by leaving the screen it was told on.
func TestANoticeIsClosedByKeys(t *testing.T) {
	h, _ := openLibrary(t)
	c, notice := h.window.Fyne().Canvas(), h.window.frame.notice
	tell := func() {
		h.window.Tell(&library.Error{Code: library.CodeSealed})
		if !notice.Visible() {
			t.Fatal("nothing is told")
		}
	}
	at := h.window.nav.at
	tell()
	h.window.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if notice.Visible() || h.window.nav.at != at {
		t.Error("Escape does not close it")
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		tell()
		c.Unfocus()
		c.FocusPrevious()
		c.Focused().TypedKey(&fyne.KeyEvent{Name: key})
		if notice.Visible() || c.Focused() != nil {
			t.Errorf("after %s on its button it is seen %v, and %v has the keys", key, notice.Visible(), c.Focused())
		}
	}
	tell()
	h.window.nav.goTo(placeTransfers)
	if notice.Visible() {
		t.Error("it is told on another screen")
	}
}

func TestAnImportShowsHowFarItIsAndWhatItBrought(t *testing.T) {
	h, c := openLibrary(t)
	h.window.importFrom("/m")
	var shown *importing
	for _, o := range test.LaidOutObjects(h.window.Fyne().Canvas().Overlays().Top()) {
		if i, ok := o.(*importing); ok {
			shown = i
		}
	}
	h.until(func() bool { return shown.bar.Value() == 0.25 && shown.text.Text() == "3 of 12 files" })
	close(c.gate)
	h.until(func() bool { return h.asks("1 bundle was added") })
	if !h.asks("1 file was left out") || !h.asks("broken.mkv") || !h.asks("This file is damaged") {
		t.Fatal("it does not say what was left out")
	}
	h.press("Done")
}

// TestAnImportTellsAllThatItLeftOut: thousands of files are a few rows, and every
// one of them can be reached by keys.
func TestAnImportTellsAllThatItLeftOut(t *testing.T) {
	h, _ := openLibrary(t)
	var left []library.SkippedFile
	for i := range 5000 {
		left = append(left, library.SkippedFile{Path: fmt.Sprintf("/m/%04d.mkv", i), Err: &library.Error{Code: library.CodeNotMedia}})
	}
	h.window.tellImport(library.Imported{Known: 3, Skipped: left}, nil)
	var list *skippedList
	rows := map[string]bool{}
	look := func() {
		clear(rows)
		for _, o := range test.LaidOutObjects(h.window.Fyne().Canvas().Overlays().Top()) {
			switch o := o.(type) {
			case *skippedList:
				list = o
			case *skippedRow:
				rows[o.name.Text()] = true
			}
		}
	}
	if look(); !rows["0000.mkv"] || len(rows) > 20 {
		t.Fatalf("it shows %d rows", len(rows))
	}
	c := h.window.Fyne().Canvas()
	c.Focus(list)
	for range 30 {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	if look(); rows["0000.mkv"] || !rows["0029.mkv"] {
		t.Fatal("the keys do not move in it")
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Overlays().Top() != nil {
		t.Fatal("Escape does not close it")
	}
}

func TestAnImportIsCanceled(t *testing.T) {
	h, _ := openLibrary(t)
	h.window.importFrom("/m")
	h.until(func() bool { return h.program.has("import /m") })
	h.press("Cancel")
	deadline := time.Now().Add(20 * time.Second)
	for !h.program.has("import canceled") && time.Now().Before(deadline) {
		time.Sleep(2 * time.Millisecond)
	}
	if !h.program.has("import canceled") || h.window.Fyne().Canvas().Overlays().Top() != nil {
		t.Fatal("the import goes on, or its dialog stays")
	}
}

// TestWhatACanceledImportTookInCanBeTakenOut: it is said, and undone on demand.
func TestWhatACanceledImportTookInCanBeTakenOut(t *testing.T) {
	h, c := openLibrary(t)
	c.taken = library.Imported{Bundles: 2, Made: []library.BundleID{"m1", "m2"}, Items: 7}
	stop := func() {
		h.window.importFrom("/m")
		h.until(func() bool { return h.program.has("import /m") })
		h.press("Cancel")
		h.until(func() bool { return h.asks("2 bundles were in the library by then.") })
	}
	stop()
	if b, ok := h.window.Fyne().Canvas().Focused().(*kit.Button); !ok || b.Text() != "Keep them" {
		t.Error("keeping is not what Enter does")
	}
	h.press("Keep them")
	if h.program.has("remove m1") || h.window.Fyne().Canvas().Overlays().Top() != nil {
		t.Fatal("what is kept goes, or the question stays")
	}
	stop()
	h.press("Take them out again")
	h.until(func() bool {
		return h.program.has("remove m1") && h.program.has("remove m2") && h.window.Fyne().Canvas().Overlays().Top() == nil
	})
}

func TestAnImportThatFailsIsTold(t *testing.T) {
	h, _ := openLibrary(t)
	h.window.tellImport(library.Imported{}, errors.New("a disk on fire"))
	if got := h.window.frame.notice.Text(); !strings.Contains(got, "a disk on fire") {
		t.Fatalf("it says %q", got)
	}
}
