package watch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// shortcut is a line of the list of keys.
type shortcut struct{ keys, does string }

// shortcuts are the player's keys, as player.KeyAction knows them.
func shortcuts() []shortcut {
	return []shortcut{
		{"Space  K", lang.L("Play or pause")},
		{"←  →  J  L", lang.L("10 s back or on; with Shift 30 s")},
		{"0 … 9", lang.L("To a tenth of the length")},
		{"Home", lang.L("To the start")},
		{"↑  ↓", lang.L("Louder or quieter")},
		{"M", lang.L("Sound off or on")},
		{"<  >", lang.L("Slower, faster; Backspace: normal")},
		{"C  A", lang.L("Subtitles, audio track")},
		{"Z  X", lang.L("Subtitles earlier or later")},
		{"−  +", lang.L("Subtitles smaller or larger")},
		{"[  ]", lang.L("Previous or next chapter")},
		{"P  N", lang.L("Previous or next item")},
		{",  .", lang.L("One frame back or on")},
		{"F", lang.L("Whole screen")},
		{"T", lang.L("Small window above the others")},
		{"I", lang.L("What plays, in figures")},
		{"Esc", lang.L("Back")},
		{"?", lang.L("This list")},
	}
}

// named writes keys as they are called where the person lives.
func named(keys string) string {
	return strings.NewReplacer("Space", lang.L("Space key"), "Home", lang.L("Home key"), "Esc", lang.L("Esc key")).Replace(keys)
}

// showHelp lists the keys over the picture.
func (s *Screen) showHelp() {
	c := kit.CanvasOf(s)
	if c == nil || c.Overlays().Top() != nil {
		return
	}
	table := newKeyTable(shortcuts())
	list := container.NewVScroll(table)
	list.SetMinSize(fyne.NewSize(0, min(table.MinSize().Height, c.Size().Height-helpRoom)))
	var d *kit.Dialog
	d = kit.ShowDialog(c, lang.L("Keys of the player"), list,
		kit.NewButton(lang.L("Close"), "", kit.Primary(), func() { d.Close() }))
}

// helpRoom is what the dialog needs besides the list.
const helpRoom = 190

// keyTable shows keys and what they do, line by line.
type keyTable struct {
	widget.BaseWidget
	keys, does []*kit.Label
}

func newKeyTable(list []shortcut) *keyTable {
	t := &keyTable{}
	for _, s := range list {
		t.keys = append(t.keys, kit.NewLabel(named(s.keys), kit.TextBody, kit.SemiBold, kit.ColorText))
		t.does = append(t.does, kit.NewLabel(s.does, kit.TextBody, kit.Regular, kit.ColorMuted).Cut())
	}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer implements fyne.Widget.
func (t *keyTable) CreateRenderer() fyne.WidgetRenderer { return &keyTableRenderer{t} }

type keyTableRenderer struct{ t *keyTable }

const keyLine = 23

func (r *keyTableRenderer) Destroy() {}

func (r *keyTableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(300, keyLine*float32(len(r.t.keys)))
}

func (r *keyTableRenderer) Objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for i := range r.t.keys {
		objects = append(objects, r.t.keys[i], r.t.does[i])
	}
	return objects
}

func (r *keyTableRenderer) Layout(size fyne.Size) {
	const column = 104
	for i := range r.t.keys {
		y := keyLine * float32(i)
		put(r.t.keys[i], 0, y, column, keyLine)
		put(r.t.does[i], column, y, size.Width-column, keyLine)
	}
}

func (r *keyTableRenderer) Refresh() {
	r.Layout(r.t.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
