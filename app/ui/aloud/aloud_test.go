package aloud_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/aloud"
	"matinee/app/ui/kit"
	"matinee/app/ui/native/inside"
	"matinee/app/ui/stagehand"
)

// room is a window and who reads it.
type room struct {
	*stagehand.Stage
	reader *aloud.Reader
}

func newRoom(t *testing.T, o fyne.CanvasObject) *room {
	t.Helper()
	r := &room{stagehand.New(t), aloud.NewReader(inside.Of)}
	r.Show(o, 600, 400)
	return r
}

func (r *room) read() aloud.Tree { return r.reader.Read(r.Window.Canvas(), "Window") }

// find is the element with a name.
func (r *room) find(name string) *aloud.Element {
	r.T.Helper()
	var found *aloud.Element
	r.read().Each(func(e *aloud.Element) {
		if e.Name == name && found == nil {
			found = e
		}
	})
	if found == nil {
		r.T.Fatalf("nothing is called %q in %v", name, stagehand.Heard(r.Window))
	}
	return found
}

func TestControlsAreReadWithNameStateAndPlace(t *testing.T) {
	on, pressed, volume := false, 0, 0.0
	sw := kit.NewSwitch(false, func(is bool) { on = is })
	secret := kit.NewInput("1234", nil).Secret()
	slider := kit.Called(kit.NewSlider(func(v float64) { volume = v }), "Loudness")
	icon := kit.NewIconButton(kit.IconPlay, kit.Quiet(), func() { pressed++ })
	box := container.NewVBox(
		container.NewHBox(kit.NewLabel("Tell me", kit.TextBody, kit.Regular, kit.ColorText), sw),
		container.NewVBox(kit.NewLabel("PIN", kit.TextBody, kit.Regular, kit.ColorText), secret),
		slider, icon,
	)
	r := newRoom(t, box)
	if e := r.find("Tell me"); e.Kind != kit.KindText {
		t.Fatalf("the label is a %s", e.Kind)
	}
	var s *aloud.Element
	r.read().Each(func(e *aloud.Element) {
		if e.Kind == kit.KindSwitch {
			s = e
		}
		if strings.Contains(e.Value+e.Name, "1234") {
			t.Errorf("a secret is read out: %+v", e)
		}
	})
	if s == nil || s.Name != "Tell me" || s.Has.Is(kit.On) || !s.Takes || !s.Shown {
		t.Fatalf("the switch is heard as %+v", s)
	}
	if want := fyne.CurrentApp().Driver().AbsolutePositionForObject(sw); s.Position != want || s.Size != sw.Size() {
		t.Errorf("it is at %v, not %v", s.Position, want)
	}
	if !r.reader.Press(s.ID) || !on {
		t.Error("it cannot be switched")
	}
	r.read().Each(func(e *aloud.Element) {
		if e.Kind == kit.KindSwitch && (e.ID != s.ID || !e.Has.Is(kit.On)) {
			t.Errorf("then it is heard as %+v", e)
		}
	})
	if e := r.find("Loudness"); !r.reader.Set(e.ID, 40) || volume != 0.4 || r.find("Loudness").Range.Now != 40 || r.reader.Set(e.ID, math.NaN()) {
		t.Errorf("the volume is %v", volume)
	}
	if e := r.find("Play"); !r.reader.Press(e.ID) || pressed != 1 {
		t.Error("the button cannot be pressed")
	}
	icon.Hide()
	if r.reader.Press(r.find("Loudness").ID + 1000) {
		t.Error("what is not there was pressed")
	}
}

func TestTheKeysAreFollowedIntoCardsAndMenus(t *testing.T) {
	names := []string{"One", "Two", "Three"}
	opened := -1
	grid := kit.NewGrid(kit.CardMeasures, func() kit.Cell { return kit.NewCard() }, func(i int, c kit.Cell) {
		card := c.(*kit.Card)
		card.OnOpen = func() { opened = i }
		card.Say(kit.CardFace{Title: names[i]})
	}, func(kit.Cell) {})
	r := newRoom(t, grid)
	grid.SetCount(len(names))
	focused := func() (name string) {
		r.read().Each(func(e *aloud.Element) {
			if e.Focused {
				name += e.Name
			}
		})
		return name
	}
	r.Focus(grid)
	if got := focused(); got != "One" {
		t.Fatalf("the keys mean %q", got)
	}
	r.Key(fyne.KeyRight)
	if got := focused(); got != "Two" {
		t.Fatalf("then %q", got)
	}
	if !r.reader.Press(r.find("Three").ID) || opened != 2 {
		t.Errorf("%d was opened", opened)
	}
	done := ""
	kit.ShowMenu(r.Window.Canvas(), fyne.NewPos(10, 10), []kit.MenuItem{
		{Text: "Heading"}, {Text: "First", Do: func() { done = "First" }}, {Text: "Second", Checked: true, Do: func() { done = "Second" }},
	})
	if got := focused(); got != "Second" {
		t.Fatalf("in the menu the keys mean %q", got)
	}
	r.Key(fyne.KeyUp)
	if got := focused(); got != "First" {
		t.Fatalf("then %q", got)
	}
	if heard := stagehand.Heard(r.Window); slices.ContainsFunc(heard, func(l string) bool { return strings.Contains(l, "One") }) {
		t.Errorf("what lies below the menu is heard: %q", heard)
	}
	if !r.reader.Press(r.find("Second").ID) || done != "Second" || r.Window.Canvas().Overlays().Top() != nil {
		t.Errorf("%q was done", done)
	}
}

func TestRowsAreReadAsOne(t *testing.T) {
	list := &kit.List{}
	removed := -1
	list.Length = func() int { return 3 }
	list.CreateItem = func() fyne.CanvasObject {
		return container.NewHBox(widget.NewLabel(""), kit.NewIconButton(kit.IconRemove, kit.Quiet(), nil))
	}
	list.UpdateItem = func(id int, o fyne.CanvasObject) {
		o.(*fyne.Container).Objects[0].(*widget.Label).SetText([]string{"Red", "Green", "Blue"}[id])
	}
	chosen := -1
	list.OnSelected = func(id int) { chosen = id }
	list.ExtendBaseWidget(list)
	r := newRoom(t, list)
	e := r.find("Green")
	if e.Kind != kit.KindItem || len(e.Children) != 1 || e.Children[0].Name != "Remove…" {
		t.Fatalf("the row is heard as %+v", e)
	}
	if !r.reader.Press(e.ID) || chosen != 1 || removed != -1 {
		t.Errorf("%d was chosen", chosen)
	}
	r.Focus(list)
	r.Key(fyne.KeyDown)
	r.Key(fyne.KeyDown)
	if !r.find("Blue").Focused {
		t.Errorf("the keys mean another row than the third")
	}
	if !r.reader.Focus(r.find("Entries").ID) || r.Window.Canvas().Focused() != fyne.Focusable(list) {
		t.Error("the list cannot be given the keys")
	}
}

func TestEveryControlThatIsMuteIsFound(t *testing.T) {
	r := newRoom(t, container.NewVBox(kit.NewIconButton("", kit.Quiet(), nil), newMute()))
	flaws := stagehand.Flaws(r.Window)
	if len(flaws) != 2 || !strings.Contains(flaws[0], "no name") || !strings.Contains(flaws[1], "says nothing") {
		t.Errorf("found: %q", flaws)
	}
	test.Tap(newMute())
}

// mute can be pressed and says nothing.
type mute struct{ widget.BaseWidget }

func newMute() *mute {
	m := &mute{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *mute) Tapped(*fyne.PointEvent) {}

func (m *mute) MinSize() fyne.Size { return fyne.NewSize(30, 30) }

func (m *mute) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewVBox())
}
