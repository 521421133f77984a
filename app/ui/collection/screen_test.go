package collection

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// show is the screen on a stage.
type show struct {
	*stagehand.Stage
	library *fakeLibrary
	desk    *fakeDesk
	screen  *Screen
}

func newShow(t *testing.T, bundles int, kept map[string]string) *show {
	t.Helper()
	return newShowIn(t, "en", bundles, kept)
}

func newShowIn(t *testing.T, language string, bundles int, kept map[string]string) *show {
	t.Helper()
	stage := stagehand.New(t)
	stagehand.Speak(t, language)
	s := &show{Stage: stage, library: newFakeLibrary(t, bundles), desk: &fakeDesk{kept: kept}}
	actions := cards.Actions{Loop: s.Loop, Backend: s.library, Desk: s.desk}
	s.screen = New(s.Loop, s.library, s.desk, art.New(s.Loop, s.library, 40<<20), actions)
	s.Show(s.screen, 1072, 800)
	s.desk.window = s.Window
	s.screen.SetVisible(true)
	s.Until(func() bool { return s.screen.loaded })
	return s
}

// cell is the visible cell of the nth bundle.
func (s *show) cell(i int) *cards.View {
	s.T.Helper()
	v, ok := s.screen.grid.Cells()[i].(*cards.View)
	if !ok {
		s.T.Fatalf("bundle %d is not shown as a card", i)
	}
	return v
}

func TestTenThousandBundlesAreAFewCards(t *testing.T) {
	s := newShow(t, 10_000, nil)
	if got := s.screen.head.total.Text(); got != "10,000 bundles" {
		t.Errorf("it says %q", got)
	}
	if n := len(s.screen.grid.Cells()); n < 15 || n > 40 {
		t.Fatalf("%d cards were made", n)
	}
	s.screen.grid.ScrollTo(1e9)
	if got := s.cell(9999).Face().Title; got != "Bundle 9999" {
		t.Fatalf("the last card is %q", got)
	}
}

func TestEveryCardHasAPicture(t *testing.T) {
	s := newShow(t, 200, nil)
	stands := map[int]any{}
	for i := range s.screen.grid.Cells() {
		stands[i] = s.cell(i).Picture()
		if s.cell(i).Picture() == nil {
			t.Errorf("card %d is empty while its picture is loaded", i)
		}
	}
	s.Until(func() bool { return s.cell(0).Picture() != stands[0] && s.cell(10).Picture() != stands[10] })
	if s.cell(8).Picture() != stands[8] || s.cell(6).Picture() != stands[6] {
		t.Error("a broken or missing picture is shown")
	}
}

func TestTypingSearches(t *testing.T) {
	s := newShow(t, 300, nil)
	s.Window.Canvas().Focus(s.screen.grid)
	s.screen.grid.TypedRune('2')
	test.Type(s.screen.head.field, "99")
	s.Until(func() bool { return len(s.screen.cards) == 1 })
	if got := s.cell(0).Face().Title; got != "Bundle 299" {
		t.Fatalf("found %q", got)
	}
	s.Key(fyne.KeyDown)
	s.Key(fyne.KeyReturn)
	if !slices.Equal(s.desk.calls, []string{"open 00000299"}) {
		t.Fatalf("calls %v", s.desk.calls)
	}
	s.Key(fyne.KeyEscape)
	s.Until(func() bool { return len(s.screen.cards) == 300 })
}

func TestALineSaysNothingTwice(t *testing.T) {
	s := newShow(t, 9, map[string]string{keyView: viewList})
	for i, card := range s.screen.cards {
		l, ok := s.screen.grid.Cells()[i].(*line)
		if !ok {
			t.Fatalf("bundle %d is not shown as a line", i)
		}
		if caption := l.caption.Text(); caption != "" && (caption == l.duration.Text() || caption == l.length.Text()) {
			t.Errorf("%s: %q stands there twice", card.Title, caption)
		}
	}
}

func TestWhatDoesNotExistSaysSoAndLeadsBack(t *testing.T) {
	s := newShow(t, 30, nil)
	test.Type(s.screen.head.field, "no such thing")
	s.Until(s.screen.empty.Visible)
	if s.screen.empty.library || s.screen.grid.Visible() {
		t.Fatal("it says that the library is empty")
	}
	s.Press("Show everything")
	s.Until(func() bool { return len(s.screen.cards) == 30 && s.screen.grid.Visible() })
}

func TestAnEmptyLibrarySaysWhatToDo(t *testing.T) {
	s := newShow(t, 0, nil)
	s.Press("Add something…")
	s.Press("Take in a folder…")
	if !slices.Equal(s.desk.calls, []string{"add", "import"}) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestFilterAndOrderAreAskedFor(t *testing.T) {
	s := newShow(t, 30, nil)
	for i, f := range filters() {
		s.screen.head.filters.Set(i)
		s.screen.ask(func(q *library.ShelfQuery) { q.Filter = f.filter })
		s.Until(func() bool { return s.screen.shown.Filter == f.filter })
	}
	test.Tap(s.screen.head.order)
	s.Choose("By title")
	s.Until(func() bool { return s.screen.shown.Sort == library.SortTitle })
	if s.desk.Recall(keySort) != "title" || s.screen.head.order.Text() != "By title" {
		t.Fatal("the order is not remembered, or not shown")
	}
}

func TestTheListShowsTheSameBundles(t *testing.T) {
	s := newShow(t, 500, nil)
	test.Tap(s.screen.head.view)
	l, ok := s.screen.grid.Cells()[0].(*line)
	if !ok || l.title.Text() != "Bundle 0" {
		t.Fatal("there is no list")
	}
	if s.desk.Recall(keyView) != viewList {
		t.Fatal("the view is not remembered")
	}
	test.Tap(l)
	test.Tap(s.screen.head.view)
	s.cell(0)
	if !slices.Equal(s.desk.calls, []string{"open 00000000"}) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestTheScreenOpensAsItWasLeft(t *testing.T) {
	s := newShow(t, 10, map[string]string{keyView: viewList, keySort: "length"})
	if _, ok := s.screen.grid.Cells()[0].(*line); !ok || s.screen.shown.Sort != library.SortLength {
		t.Fatal("view or order are forgotten")
	}
	if sortOf("nonsense") != library.SortAdded {
		t.Fatal("a damaged memory gives a strange order")
	}
}

func TestTheMenuOpensByMouseAndKey(t *testing.T) {
	s := newShow(t, 30, nil)
	test.TapSecondary(s.cell(3))
	s.Choose("Mark as watched")
	s.Until(func() bool { return slices.Contains(s.library.log(), "watched 00000003 -1 true") })
	s.Window.Canvas().Focus(s.screen.grid)
	s.Key(fyne.KeyRight)
	s.Key("Menu")
	s.Choose("Keep offline")
	s.Until(func() bool { return slices.Contains(s.library.log(), "pinned 00000001 true") })
}

func TestAChangeKeepsThePlace(t *testing.T) {
	s := newShow(t, 2000, nil)
	s.screen.grid.ScrollTo(20_000)
	at := s.screen.grid.Offset()
	s.library.mu.Lock()
	s.library.cards[10].Title = "Renamed"
	reads := len(s.library.asked)
	s.library.mu.Unlock()
	s.library.events <- library.NewDescribed(idOf(10))
	s.Until(func() bool { return s.screen.cards[10].Title == "Renamed" })
	if s.screen.grid.Offset() != at {
		t.Fatal("the grid jumped")
	}
	s.library.mu.Lock()
	defer s.library.mu.Unlock()
	if got := len(s.library.asked) - reads; got != 1 {
		t.Fatalf("%d readings for one change", got)
	}
}

func TestAProblemIsTold(t *testing.T) {
	s := newShow(t, 10, nil)
	s.library.mu.Lock()
	s.library.err = &library.Error{Code: library.CodeReadOnly}
	s.library.mu.Unlock()
	s.library.events <- library.NewAdded(idOf(11))
	s.Until(func() bool { return s.desk.told != nil })
}

func TestNothingReachesOutOfTheWindow(t *testing.T) {
	s := newShow(t, 100, nil)
	for _, size := range []fyne.Size{{Width: 736, Height: 500}, {Width: 1072, Height: 800}, {Width: 3632, Height: 2160}, {Width: 576, Height: 400}} {
		s.Window.Resize(size)
		for _, o := range []fyne.CanvasObject{
			s.screen.head.title, s.screen.head.field, s.screen.head.add, s.screen.head.filters, s.screen.head.order, s.screen.head.view,
		} {
			left, right := o.Position().X, o.Position().X+o.Size().Width
			if left < -0.5 || right > s.screen.head.Size().Width+0.5 {
				t.Errorf("at %v a part reaches from %v to %v", size, left, right)
			}
		}
		if order, f := s.screen.head.order, s.screen.head.filters; f.Position().X+f.Size().Width > order.Position().X {
			t.Errorf("at %v the filters lie over the order", size)
		}
		if s.screen.head.field.Size().Width < 100 {
			t.Errorf("at %v the search is %v wide", size, s.screen.head.field.Size().Width)
		}
	}
}

func TestTabReachesEverything(t *testing.T) {
	s := newShow(t, 30, nil)
	c := s.Window.Canvas()
	var seen []fyne.Focusable
	for range 12 {
		c.FocusNext()
		seen = append(seen, c.Focused())
	}
	h := s.screen.head
	for _, want := range []fyne.Focusable{h.field, h.add, h.order, h.view, s.screen.grid} {
		if !slices.Contains(seen, want) {
			t.Errorf("Tab does not reach %T", want)
		}
	}
}

func TestStrangeTitlesDoNotBreakACard(t *testing.T) {
	s := newShow(t, 6, nil)
	s.library.mu.Lock()
	for i, title := range []string{strings.Repeat("A title that goes on ", 25), "عنوان طويل", "🎬👩‍👩‍👧", "\x00\x07\n\u202E", ""} {
		s.library.cards[i].Title = title
	}
	s.library.mu.Unlock()
	s.library.events <- library.NewDescribed(idOf(0))
	s.Until(func() bool { return s.screen.cards[1].Title == "عنوان طويل" })
	for i := range 6 {
		for _, o := range test.LaidOutObjects(s.cell(i)) {
			if l, ok := o.(*kit.Label); ok && l.Size().Width > s.cell(i).Size().Width {
				t.Errorf("card %d: a text is wider than it", i)
			}
		}
	}
}
