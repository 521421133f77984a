package transfers

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func TestEmptyLibrarySaysWhatToDo(t *testing.T) {
	s := newStage(t)
	if !s.screen.empty.Visible() || s.screen.list.Visible() {
		t.Fatal("an empty library does not say so")
	}
	s.desk.choose = "/tmp/film.torrent"
	test.Tap(s.screen.empty.open)
	s.until(func() bool { return slices.Contains(s.engine.log(), "add /tmp/film.torrent") })
	s.change(func(f *fakeEngine) { f.bundles = []library.Bundle{bundleOf(1, 1)} })
	s.engine.events <- library.NewAdded(idOf(1))
	s.until(func() bool { return !s.screen.empty.Visible() && s.screen.list.Visible() })
}

// TestAnotherProfileSeesOtherTransfers at once: what is hidden from it goes.
func TestAnotherProfileSeesOtherTransfers(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1))
	s.change(func(f *fakeEngine) { f.bundles = f.bundles[:1] })
	s.engine.events <- library.NewProfileChanged()
	s.until(func() bool { return len(s.screen.entries) == 1 })
}

func TestAddByTyping(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	test.Tap(s.screen.tools.add)
	field := s.screen.add.field
	if s.window.Canvas().Focused() != fyne.Focusable(field) {
		t.Fatal("the field has not the focus")
	}
	test.Type(field, "  magnet:?xt=urn:btih:abc ")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !s.screen.add.add.Disabled() {
		t.Fatal("it can be added twice at once")
	}
	s.until(func() bool { return field.Text == "" })
	if got := s.engine.log(); len(got) != 1 || got[0] != "add magnet:?xt=urn:btih:abc" {
		t.Fatalf("calls %v", got)
	}
	test.Tap(s.screen.add.add)
	if s.screen.add.Visible() {
		t.Fatal("the field stays although all is added")
	}
	if len(s.engine.log()) != 1 {
		t.Fatal("nothing was added")
	}
}

func TestAddThatFailsSaysWhatHappenedAndWhatToDo(t *testing.T) {
	s := newStage(t)
	s.engine.err = library.Errorf(library.CodeBadSource, "nonsense")
	s.screen.add.field.SetText("nonsense")
	test.Tap(s.screen.add.add)
	s.until(s.screen.notice.Visible)
	if got := s.screen.notice.Text(); !strings.Contains(got, "not a torrent") || !strings.Contains(got, "Check the link") {
		t.Fatalf("the notice says %q", got)
	}
	if s.screen.add.field.Text != "nonsense" || s.screen.add.add.Disabled() {
		t.Fatal("the text is gone or cannot be tried again")
	}
	s.engine.mu.Lock()
	s.engine.err = nil
	s.engine.mu.Unlock()
	test.Tap(s.screen.add.add)
	s.until(func() bool { return !s.screen.notice.Visible() })
}

func TestPasteGoesIntoTheField(t *testing.T) {
	s := newStage(t)
	s.screen.Paste(" magnet:?x ")
	if s.screen.add.field.Text != "magnet:?x" || s.window.Canvas().Focused() != s.screen.add.field {
		t.Fatalf("field %q", s.screen.add.field.Text)
	}
	s.screen.Paste(strings.Repeat("x", maxSource+1))
	if len(s.screen.add.field.Text) > maxSource {
		t.Fatal("a whole book was pasted")
	}
}

func TestNewestComesFirst(t *testing.T) {
	s := newStage(t, bundleOf(3, 1), bundleOf(1, 1), bundleOf(2, 1))
	for i, want := range []string{"Bundle 1", "Bundle 2", "Bundle 3"} {
		if got := s.row(i).title.Text(); got != want {
			t.Errorf("row %d is %q", i, got)
		}
	}
}

func TestNumbersChangeInPlace(t *testing.T) {
	s := newStage(t, bundleOf(1, 2), bundleOf(2, 1))
	first := s.row(0)
	reads := s.engine.bundleReads()
	s.change(func(f *fakeEngine) {
		f.transfers[0].State, f.transfers[0].Done, f.transfers[0].DownRate = library.Downloading, 1e8, 2_400_000
		f.transfers[0].Peers, f.transfers[0].Known = 9, 143
	})
	if s.row(0) != first {
		t.Fatal("the row was built anew")
	}
	if s.engine.bundleReads() != reads {
		t.Fatal("the bundles were read again for a number")
	}
	got := []string{first.chip.Text(), first.down.Text(), first.people.Text()}
	want := []string{"DOWNLOADING", "2.4\u00a0MB/s", "9 of 143"}
	if !slices.Equal(got, want) {
		t.Fatalf("the row says %q", got)
	}
	if first.bar.Value() != 0.5 {
		t.Fatalf("the bar stands at %v", first.bar.Value())
	}
}

func TestNothingIsShownAgainWhenNothingChanged(t *testing.T) {
	s := newStage(t, bundleOf(1, 2))
	before := s.row(0).line
	s.row(0).title.Set("marked", kit.ColorText)
	s.change(func(*fakeEngine) {})
	if s.row(0).line != before || s.row(0).title.Text() != "marked" {
		t.Fatal("the row was written again")
	}
}

func TestHiddenScreenReadsNothing(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.screen.SetVisible(false)
	s.until(func() bool { return len(s.main) == 0 })
	n := s.heard
	s.screen.poll.Now()
	s.engine.events <- library.NewCompleted(idOf(1))
	s.screen.SetVisible(true)
	s.until(func() bool { return s.heard > n })
	if s.heard > n+1 {
		t.Fatalf("%d readings while hidden", s.heard-n-1)
	}
}

func TestPlayByDoubleClickAndKey(t *testing.T) {
	s := newStage(t, bundleOf(1, 2), bundleOf(2, 1))
	s.row(0).DoubleTapped(nil)
	s.row(1).DoubleTapped(nil)
	s.window.Canvas().Focus(s.screen.list)
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if want := []string{"play 0001 -1", "play 0002 -1", "play 0002 -1"}; !slices.Equal(s.desk.calls, want) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestWhatCannotBePlayedYetIsNotPlayed(t *testing.T) {
	b := bundleOf(1, 0)
	b.PieceLength, b.Source = 0, "magnet:?xt=urn:btih:1"
	s := newStage(t, b)
	s.row(0).DoubleTapped(nil)
	if len(s.desk.calls) != 0 {
		t.Fatal("played before the items are known")
	}
	s.change(func(f *fakeEngine) { f.bundles = []library.Bundle{bundleOf(1, 1)} })
	s.engine.events <- library.NewGotInfo(b.ID)
	s.until(func() bool { return s.row(0).line.playable })
	s.row(0).DoubleTapped(nil)
	if !slices.Equal(s.desk.calls, []string{"play 0001 -1"}) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestProblemIsShownWithWhatToDo(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) {
		f.transfers[0].State, f.transfers[0].Problem = library.Stopped, library.Errorf(library.CodeDiskFull, "300 MB free")
	})
	r := s.row(0)
	if got := r.detail.Text(); !strings.Contains(got, "The disk is full (300 MB free). Free some space") {
		t.Fatalf("the row says %q", got)
	}
	if r.chip.Text() != "STOPPED" || r.down.Visible() || r.bar.Visible() {
		t.Fatal("the figures stand in the way of the problem")
	}
	if chip := r.chip.Position().Y + r.chip.Size().Height; chip > r.detail.Position().Y {
		t.Fatal("the state lies over the problem")
	}
}

func TestNobodyReachableIsAWaitAndNoError(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) {
		f.transfers[0] = transferOf(f.bundles[0], library.Downloading, 0.5)
		f.transfers[0].Problem = library.Errorf(library.CodeNoPeers, "Bundle 1")
	})
	r := s.row(0)
	if r.line.problem || !strings.Contains(r.detail.Text(), "looking for people who share this") || !r.bar.Visible() {
		t.Fatalf("the row says %q, as an error %v", r.detail.Text(), r.line.problem)
	}
}

func TestEngineNoticeIsShown(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.engine.events <- library.NewNotice(&library.Error{Code: library.CodePortInUse})
	s.until(s.screen.notice.Visible)
	if got := s.screen.notice.Text(); !strings.Contains(got, "port is used") {
		t.Fatalf("the notice says %q", got)
	}
}

// manyRows is a library larger than anybody's.
const manyRows = 10_000

func TestOnlyWhatIsSeenExists(t *testing.T) {
	bundles := make([]library.Bundle, manyRows)
	for i := range bundles {
		bundles[i] = bundleOf(i, 1)
	}
	s := newStage(t, bundles...)
	if n := len(s.screen.list.rows); n == 0 || n > 24 {
		t.Fatalf("%d rows were made for %d bundles", n, manyRows)
	}
	s.screen.list.ScrollToBottom()
	if n := len(s.screen.list.rows); n > 40 {
		t.Fatalf("%d rows were made by scrolling", n)
	}
	if got := s.row(manyRows - 1).title.Text(); got != "Bundle 9999" {
		t.Fatalf("the last row is %q", got)
	}
}

func TestTabReachesFieldButtonsAndRows(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	c := s.window.Canvas()
	var seen []fyne.Focusable
	s.screen.openAdd()
	for range 24 {
		c.FocusNext()
		seen = append(seen, c.Focused())
	}
	for _, want := range []fyne.Focusable{
		s.screen.tools.add, s.screen.tools.all, s.screen.add.field, s.screen.add.add, s.screen.add.file,
		s.screen.header.columns[0], s.screen.list, s.row(0).pause, s.row(0).menu,
	} {
		if !slices.Contains(seen, want) {
			t.Errorf("Tab does not reach %T", want)
		}
	}
}

func TestAnArrowReachesTheListFromNowhere(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1))
	s.screen.Key(&fyne.KeyEvent{Name: fyne.KeyDown})
	if s.window.Canvas().Focused() != fyne.Focusable(s.screen.list) {
		t.Fatal("the arrow leads nowhere")
	}
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.until(func() bool { return len(s.engine.log()) > 0 })
}

func TestALibraryThatCannotBeReadIsReadAgain(t *testing.T) {
	s := newStage(t)
	s.engine.mu.Lock()
	s.engine.readErr = &library.Error{Code: library.CodeReadOnly}
	s.engine.mu.Unlock()
	s.engine.events <- library.NewAdded(idOf(1))
	s.until(s.screen.notice.Visible)
	s.engine.mu.Lock()
	s.engine.readErr, s.engine.bundles = nil, []library.Bundle{bundleOf(1, 1)}
	s.engine.mu.Unlock()
	s.until(func() bool { return len(s.screen.entries) == 1 })
}
