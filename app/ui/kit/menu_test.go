package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func key(m fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		m.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func openTestMenu(t *testing.T, chosen *[]string) (*Menu, fyne.Canvas) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 600, 500)
	say := func(s string) func() { return func() { *chosen = append(*chosen, s) } }
	m := ShowMenu(w.Canvas(), fyne.NewPos(560, 40), []MenuItem{
		{Text: "Heading"},
		{Text: "Play", Do: say("play")},
		MenuLine(),
		{Text: "Gone", Disabled: true, Do: say("gone")},
		{Text: "Pause", Checked: true, Do: say("pause")},
	})
	return m, w.Canvas()
}

func TestMenuByKeyboardSkipsWhatCannotBeChosen(t *testing.T) {
	var chosen []string
	m, c := openTestMenu(t, &chosen)
	if c.Focused() != m {
		t.Fatal("the menu has not the focus")
	}
	if m.at != 4 {
		t.Fatalf("line %d is marked, not the choice that holds", m.at)
	}
	key(m, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if len(chosen) != 1 || chosen[0] != "pause" {
		t.Fatalf("chosen %v", chosen)
	}
	if c.Overlays().Top() != nil {
		t.Fatal("the menu stays open")
	}
}

func TestMenuWrapsAround(t *testing.T) {
	var chosen []string
	m, _ := openTestMenu(t, &chosen)
	key(m, fyne.KeyUp, fyne.KeyUp, fyne.KeyDown, fyne.KeySpace)
	if len(chosen) != 1 || chosen[0] != "play" {
		t.Fatalf("chosen %v", chosen)
	}
}

func TestAMenuOpensWithItsFirstActionMarked(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 600, 500)
	none := func() {}
	m := ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{
		{Text: "Heading"},
		{Text: "Gone", Disabled: true, Do: none},
		{Text: "Play", Icon: IconPlay, Do: none},
		MenuLine(),
		{Text: "Never remove", Icon: IconPin, Checked: true, Do: none},
		{Text: "Remove", Do: none},
	})
	r := test.WidgetRenderer(m).(*menuRenderer)
	if m.at != 2 || r.mark.Hidden || r.mark.Position().Y != r.rows[2].icon.Position().Y-(menuHeight-menuIcon)/2 {
		t.Fatalf("line %d is marked, the mark hidden %v at %v", m.at, r.mark.Hidden, r.mark.Position())
	}
	key(m, fyne.KeyEnd)
	if m.at != 5 {
		t.Fatalf("End marks line %d", m.at)
	}
	key(m, fyne.KeyHome, fyne.KeyDown)
	if m.at != 4 {
		t.Fatalf("Home and down mark line %d", m.at)
	}
	m.Close()
	ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{{Text: "Nothing here"}}).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func TestMenuByMouse(t *testing.T) {
	var chosen []string
	m, _ := openTestMenu(t, &chosen)
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(40, menuPad+menuHeight/2)})
	if len(chosen) != 0 {
		t.Fatal("a heading was chosen")
	}
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(40, menuPad+menuHeight*1.5)})
	if len(chosen) != 1 || chosen[0] != "play" {
		t.Fatalf("chosen %v", chosen)
	}
}

func TestMenuStaysInsideTheWindowAndClosesBesideIt(t *testing.T) {
	var chosen []string
	m, c := openTestMenu(t, &chosen)
	if right := m.panel.Position().X + m.panel.Size().Width; right > 600 {
		t.Fatalf("the menu ends at %v of 600", right)
	}
	closed := false
	m.OnClosed(func() { closed = true })
	test.TapCanvas(c, fyne.NewPos(10, 480))
	if !closed || c.Overlays().Top() != nil || len(chosen) != 0 {
		t.Fatalf("after a tap beside it: closed %v, chosen %v", closed, chosen)
	}
}

// TestAMenuThatIsTooHighIsScrolled: a film has up to dozens of subtitles.
func TestAMenuThatIsTooHighIsScrolled(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 600, 500)
	var chosen int
	var items []MenuItem
	for i := range 40 {
		items = append(items, MenuItem{Text: "Subtitle", Checked: i == 30, Do: func() { chosen = i }})
	}
	m := ShowMenu(w.Canvas(), fyne.NewPos(10, 400), items)
	seen := func(i int) bool {
		top := float32(menuPad+i*menuHeight) - m.panel.scroll.Offset.Y
		return top >= 0 && top+menuHeight <= m.panel.Size().Height
	}
	if bottom := m.panel.Position().Y + m.panel.Size().Height; bottom > 500 || m.panel.Position().Y < 0 {
		t.Fatalf("the menu reaches from %v to %v of 500", m.panel.Position().Y, bottom)
	}
	if !seen(30) || seen(0) {
		t.Fatalf("opened at %v: the choice that holds is seen %v", m.panel.scroll.Offset.Y, seen(30))
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyEnd, 39}, {fyne.KeyDown, 0}, {fyne.KeyUp, 39}, {fyne.KeyHome, 0}} {
		key(m, step.key)
		if m.at != step.want || !seen(step.want) {
			t.Fatalf("after %s line %d is marked, at %v", step.key, m.at, m.panel.scroll.Offset.Y)
		}
	}
	m.panel.scroll.ScrollToBottom()
	test.TapCanvas(w.Canvas(), m.panel.Position().AddXY(40, m.panel.Size().Height-menuPad-menuHeight/2))
	if chosen != 39 {
		t.Fatalf("a click on the last line chose %d", chosen)
	}
}

func TestMenuItemThatKeepsTheMenuOpen(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 600, 500)
	n := 0
	m := ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{
		{Text: "Later", Keep: true, Do: func() { n++ }, Value: func() string { return Bytes(int64(n)) }},
	})
	key(m, fyne.KeyDown, fyne.KeyReturn, fyne.KeyReturn)
	if got := test.WidgetRenderer(m).(*menuRenderer).rows[0].value.Text(); n != 2 || got != Bytes(2) {
		t.Fatalf("after two steps: %d, shown %q", n, got)
	}
	key(m, fyne.KeyEscape)
	if w.Canvas().Overlays().Top() != nil {
		t.Fatal("Escape did not close the menu")
	}
}

func TestDialogByKeyboard(t *testing.T) {
	started(t, "en")
	entry := widget.NewEntry()
	w := shown(t, entry, 700, 500)
	w.Canvas().Focus(entry)
	pressed := ""
	buttons := []*Button{
		NewButton("Cancel", "", Plain(), func() { pressed += "c" }),
		NewButton("Remove", "", Destructive(), func() { pressed += "r" }),
	}
	d := ShowDialog(w.Canvas(), "Remove?", NewRoom(NewFill(ColorNone, 0), 40), buttons...)
	if w.Canvas().Focused() != buttons[0] {
		t.Fatal("the first button has not the focus")
	}
	w.Canvas().FocusNext()
	key(w.Canvas().Focused(), fyne.KeyReturn)
	key(w.Canvas().Focused(), fyne.KeyEscape)
	if pressed != "r" || w.Canvas().Overlays().Top() != nil {
		t.Fatalf("pressed %q, open %v", pressed, w.Canvas().Overlays().Top() != nil)
	}
	if w.Canvas().Focused() != entry {
		t.Fatal("the focus did not come back")
	}
	d.Close() // once more does nothing
}

func TestStagePanelTellsWhenItsPlaceChanges(t *testing.T) {
	started(t, "en")
	p := NewStagePanel()
	shown(t, p, 500, 300)
	content := PanelContent{ID: "wait", Head: "Waiting for data", Detail: "waiting for 3 of 8 pieces", Progress: 0.5}
	if !p.Tell(content) || !p.Visible() {
		t.Fatal("the panel did not appear")
	}
	if p.Tell(content) {
		t.Fatal("the same content moved the panel")
	}
	made := 0
	content = PanelContent{ID: "choice", Head: "Choose", Progress: -1, Buttons: func() []*Button {
		made++
		return []*Button{NewButton("Play", "", Primary(), func() {})}
	}}
	p.Tell(content)
	p.Tell(content)
	if made != 1 || len(p.Buttons()) != 1 {
		t.Fatalf("buttons made %d times", made)
	}
	if !p.Tell(PanelContent{}) || p.Visible() {
		t.Fatal("the panel did not go away")
	}
}

func TestADialogShowsItsTextWhole(t *testing.T) {
	started(t, "en")
	w := shown(t, NewFill(ColorBackground, 0), 1280, 800)
	text := "Music and sharing go on. To quit, press Ctrl+Q or close it while it is minimized."
	label := NewLabel(text, TextBody, Regular, ColorMuted).WithLines(3)
	d := ShowDialog(w.Canvas(), "Matinee is minimized: there is no tray here", label, NewButton("Understood", "", Primary(), nil))
	shown := ""
	for _, o := range test.LaidOutObjects(label) {
		if line, ok := o.(*canvas.Text); ok {
			shown += line.Text + " "
		}
	}
	if strings.TrimSpace(shown) != text {
		t.Errorf("it says %q", shown)
	}
	d.Close()
}
