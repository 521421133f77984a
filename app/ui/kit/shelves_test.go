package kit

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// gridOf shows a grid of n cards that are called by their number.
func gridOf(t *testing.T, n int) (*Grid, fyne.Window) {
	t.Helper()
	g := NewGrid(CardMeasures, func() Cell { return NewCard() }, func(i int, c Cell) {
		c.(*Card).Say(CardFace{Title: fmt.Sprint(i)})
	}, func(Cell) {})
	w := shown(t, g, 1020, 700)
	g.SetCount(n)
	return g, w
}

// titles are the cards in sight, in order.
func titles(g *Grid) (all []string) {
	var at []int
	for i := range g.Cells() {
		at = append(at, i)
	}
	slices.Sort(at)
	for _, i := range at {
		all = append(all, g.Cells()[i].(*Card).Face().Title)
	}
	return all
}

func TestGridMakesOnlyWhatIsSeen(t *testing.T) {
	started(t, "en")
	g, _ := gridOf(t, 10_000)
	if got := titles(g); got[0] != "0" || len(got) > 30 {
		t.Fatalf("%d cards are there, the first is %s", len(got), got[0])
	}
	for range 50 {
		g.ScrollTo(g.Offset() + 3333)
	}
	g.ScrollTo(1e9)
	got := titles(g)
	if got[len(got)-1] != "9999" {
		t.Fatalf("the last card is %s", got[len(got)-1])
	}
	if len(g.all) > 40 {
		t.Fatalf("%d cards were made by scrolling", len(g.all))
	}
}

func TestGridIsWalkedByKeys(t *testing.T) {
	started(t, "en")
	g, w := gridOf(t, 103)
	w.Canvas().Focus(g)
	columns := g.m.Columns
	if columns != 5 {
		t.Fatalf("%d columns", columns)
	}
	var opened, menus []int
	g.OnOpen = func(i int) { opened = append(opened, i) }
	g.OnMenu = func(i int, _ fyne.Position) { menus = append(menus, i) }
	var other []fyne.KeyName
	g.OnKey = func(e *fyne.KeyEvent) { other = append(other, e.Name) }
	for _, step := range []struct {
		key fyne.KeyName
		at  int
	}{
		{fyne.KeyRight, 1},
		{fyne.KeyDown, 6},
		{fyne.KeyLeft, 5},
		{fyne.KeyUp, 0},
		{fyne.KeyLeft, 0},
		{fyne.KeyUp, 0},
		{fyne.KeyEnd, 102},
		{fyne.KeyRight, 102},
		{fyne.KeyDown, 102},
		{fyne.KeyUp, 97},
		{fyne.KeyDown, 102},
		{fyne.KeyHome, 0},
		{fyne.KeyPageDown, 20},
		{fyne.KeyPageUp, 0},
	} {
		g.TypedKey(&fyne.KeyEvent{Name: step.key})
		if g.At() != step.at {
			t.Fatalf("%s leads to %d, not %d", step.key, g.At(), step.at)
		}
		if c := g.Cells()[g.At()]; c == nil || !c.(*Card).marked {
			t.Fatalf("after %s the card at hand is out of sight or not marked", step.key)
		}
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, "Menu", fyne.KeyF10, fyne.KeyEscape} {
		g.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if !slices.Equal(opened, []int{0, 0}) || !slices.Equal(menus, []int{0, 0}) {
		t.Fatalf("opened %v, menus %v", opened, menus)
	}
	if !slices.Equal(other, []fyne.KeyName{fyne.KeyUp, fyne.KeyEscape}) {
		t.Fatalf("passed on: %v", other)
	}
}

func TestAnEmptyGridTakesKeys(t *testing.T) {
	started(t, "en")
	g, w := gridOf(t, 0)
	w.Canvas().Focus(g)
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn, "Menu", fyne.KeyPageDown} {
		g.TypedKey(&fyne.KeyEvent{Name: key})
	}
	g.SetCount(3)
	g.SetCount(0)
	if len(g.Cells()) != 0 {
		t.Fatal("cards of nothing are shown")
	}
}

func TestGridFollowsItsWidth(t *testing.T) {
	started(t, "en")
	g, w := gridOf(t, 1000)
	g.Mark(500)
	for _, width := range []float32{620, 1500, 3500, 300} {
		w.Resize(fyne.NewSize(width, 700))
		for i, c := range g.Cells() {
			right := c.Position().X + c.Size().Width
			if right > width || c.Size().Width < min(CardWidth, width-30) {
				t.Fatalf("at %v card %d reaches to %v and is %v wide", width, i, right, c.Size().Width)
			}
		}
	}
}

func TestWhatStandsAboveTheGridIsScrolledWithIt(t *testing.T) {
	started(t, "en")
	g, w := gridOf(t, 100)
	head := NewFill(ColorSurface, 0)
	g.SetHead(head, func(float32) (float32, float32) { return 300, 400 })
	if y := g.Cells()[0].Position().Y; y != 300+gridInset {
		t.Fatalf("the entries begin at %v", y)
	}
	w.Canvas().Focus(g)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if g.Offset() == 0 || g.Cells()[99] == nil {
		t.Fatal("the last entry is out of sight")
	}
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if g.Offset() != 0 {
		t.Fatal("the head stays out of sight")
	}
}

func stripOf(t *testing.T, n int) (*Strip, fyne.Window) {
	t.Helper()
	s := NewStrip("Continue watching", NewCard, func(i int, c *Card) { c.Say(CardFace{Title: fmt.Sprint(i)}) })
	w := shown(t, s, 1016, 200)
	s.SetCount(n)
	return s, w
}

func TestStripLeafsThroughItsCards(t *testing.T) {
	started(t, "en")
	s, w := stripOf(t, 12)
	if got := len(s.Cards()); got != 5 {
		t.Fatalf("%d cards fit", got)
	}
	if !s.less.Disabled() || s.more.Disabled() {
		t.Fatal("the buttons lead nowhere")
	}
	test.Tap(s.more)
	test.Tap(s.more)
	if got := s.Cards()[4].Face().Title; got != "11" || !s.more.Disabled() {
		t.Fatalf("the last card is %s", got)
	}
	w.Canvas().Focus(s)
	var opened []int
	s.OnOpen = func(i int) { opened = append(opened, i) }
	for _, key := range []fyne.KeyName{
		fyne.KeyHome, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyRight, fyne.KeyLeft, fyne.KeySpace,
	} {
		s.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if !slices.Equal(opened, []int{0, 11, 10}) {
		t.Fatalf("opened %v", opened)
	}
	s.SetCount(3)
	if !s.more.Hidden || len(s.Cards()) != 3 {
		t.Fatal("buttons for cards that are all in sight")
	}
}

func TestCardPlaysByItsRoundButtonAndOpensElsewhere(t *testing.T) {
	started(t, "en")
	c := NewCard()
	var did []string
	c.OnOpen = func() { did = append(did, "open") }
	c.OnPlay = func() { did = append(did, "play") }
	c.OnMenu = func(fyne.Position) { did = append(did, "menu") }
	w := shown(t, c, 176, 145)
	c.Say(CardFace{Title: "Film", Playable: true, Progress: 0.5, Chip: "KEPT", Tone: ToneGood})
	middle := fyne.NewPos(88, 50)
	test.TapAt(c, middle) // no button before the mouse is there
	test.MoveMouse(w.Canvas(), middle)
	test.TapAt(c, middle)
	test.TapAt(c, fyne.NewPos(88, 130))
	test.TapSecondary(c)
	c.MouseOut()
	if !slices.Equal(did, []string{"open", "play", "open", "menu"}) {
		t.Fatalf("%v", did)
	}
	if c.bar.Hidden || c.chip.Text() != "KEPT" {
		t.Fatal("how far it is does not show")
	}
	var _ desktop.Hoverable = c
}

func TestCardKeepsItsTexturesWhenNothingChanged(t *testing.T) {
	started(t, "en")
	c := NewCard()
	shown(t, c, 176, 145)
	face := CardFace{Title: "Film", Caption: "1 h"}
	c.Say(face)
	picture := image.NewRGBA(image.Rect(0, 0, 4, 4))
	c.SetPicture(picture)
	c.title.text = "marked" // would be written over
	c.Say(face)
	c.SetPicture(picture)
	if c.title.Text() != "marked" || c.Picture() != image.Image(picture) {
		t.Fatal("the card was written again")
	}
}

func TestChoiceTellsOfChanges(t *testing.T) {
	started(t, "en")
	var heard []int
	c := NewChoice([]string{"All", "Video", "Music"}, func(i int) { heard = append(heard, i) })
	w := shown(t, c, 400, 40)
	test.Tap(c.options[2])
	test.Tap(c.options[2])
	w.Canvas().Focus(c.options[1])
	c.options[1].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	c.Set(0)
	if !slices.Equal(heard, []int{2, 1}) || c.Chosen() != 0 {
		t.Fatalf("heard %v, chosen %d", heard, c.Chosen())
	}
	w.Resize(fyne.NewSize(120, 40))
	last := c.options[2]
	if right := last.Position().X + last.Size().Width; right > 120.5 {
		t.Fatalf("a word reaches to %v", right)
	}
}

func TestTitlesOfStrangersAreCleaned(t *testing.T) {
	started(t, "en")
	for given, want := range map[string]string{
		"Film":                               "Film",
		"Two\nlines\r\nand\ttabs":            "Two lines and tabs",
		"Bell\a and \x1b[31mescape":          "Bell and [31mescape",
		"Order\u202Egnp.exe":                 "Order gnp.exe",
		"مرحبا بالعالم":                      "مرحبا بالعالم",
		"🎬 Emoji 👩‍👩‍👧":                      "🎬 Emoji 👩‍👩‍👧",
		strings.Repeat("é", maxShown)[:2001]: strings.Repeat("é", maxShown/2),
	} {
		l := NewLabel(given, TextBody, Regular, ColorText).Cut()
		if l.Text() != want {
			t.Errorf("%.20q is shown as %.40q", given, l.Text())
		}
		shown(t, l, 200, 20)
	}
	l := NewLabel("", TextBody, Regular, ColorText)
	l.SetText("a\nb")
	if l.Text() != "a b" {
		t.Errorf("a later text is shown as %q", l.Text())
	}
}

func TestLabelCountsItsLines(t *testing.T) {
	started(t, "en")
	l := NewLabel(strings.Repeat("word ", 60), TextBody, Regular, ColorText).WithLines(3)
	if n := l.LinesIn(200); n != 3 {
		t.Errorf("a long text takes %d lines", n)
	}
	l.SetText("word")
	if n := l.LinesIn(200); n != 1 {
		t.Errorf("a word takes %d lines", n)
	}
	l.SetText("")
	if n := l.LinesIn(200); n != 0 {
		t.Errorf("nothing takes %d lines", n)
	}
}

func TestRailNarrowsAndCounts(t *testing.T) {
	started(t, "en")
	pressed := 0
	e := NewRailEntry("Transfers", IconTransfers, func() { pressed++ })
	foot := NewFill(ColorSurface, 0)
	r := NewRail("Matinee", foot)
	r.Add(e)
	w := shown(t, r, RailWidth, 600)
	e.SetBadge("12")
	renderer := test.WidgetRenderer(e).(*railEntryRenderer)
	if renderer.badge.Hidden || renderer.label.Hidden || !foot.Visible() {
		t.Fatal("a wide rail leaves something out")
	}
	w.Resize(fyne.NewSize(RailNarrow, 600))
	if renderer.badge.Hidden || !renderer.label.Hidden || foot.Visible() || !r.name.Hidden {
		t.Fatal("a narrow rail shows what it has no room for")
	}
	test.Tap(e)
	e.SetBadge("")
	if pressed != 1 || !renderer.badge.Hidden {
		t.Fatal("the entry does not react")
	}
}

func TestDatesAndLargeNumbers(t *testing.T) {
	day := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.Local)
	started(t, "en")
	if got := Date(day) + " " + Count(1234567) + " " + Count(999) + " " + Decimal(1.84); got != "24\u00a0Nov\u00a02026 1,234,567 999 1.8" {
		t.Errorf("in English %q", got)
	}
	speak(t, "fr")
	if got := Date(day) + " " + Count(10000) + " " + Decimal(0.25); got != "24\u00a0nov.\u00a02026 10\u202f000 0,2" {
		t.Errorf("in French %q", got)
	}
	if Date(time.Time{}) != "" {
		t.Error("no time has a date")
	}
}

// TestTheFirstMarkIsSeen: the toolkit repaints only what it has painted before.
func TestTheFirstMarkIsSeen(t *testing.T) {
	started(t, "en")
	c := NewCard()
	shown(t, c, 200, 200)
	if !c.ring.Visible() || c.ring.StrokeWidth != 0 {
		t.Fatal("the ring cannot appear, or is there before")
	}
	c.SetMarked(true)
	if c.ring.StrokeWidth == 0 {
		t.Fatal("the mark is not drawn")
	}
	c.SetMarked(false)
	if c.ring.StrokeWidth != 0 {
		t.Fatal("the mark stays")
	}
}
