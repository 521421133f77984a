package collection

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
)

// empty says what to do while there is nothing to show: because the library is
// empty, or because nothing is left by search and filter.
type empty struct {
	widget.BaseWidget
	icon              *kit.Picture
	title, text       *kit.Label
	add, folder, back *kit.Button
	library           bool // the library itself is empty
}

func newEmpty(s *Screen) *empty {
	e := &empty{
		icon:   kit.NewPicture(kit.IconLibrary, kit.ColorMuted),
		title:  kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Aligned(fyne.TextAlignCenter).Cut(),
		text:   kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3).Aligned(fyne.TextAlignCenter),
		add:    kit.NewButton(lang.L("Add something…"), kit.IconAdd, kit.Primary(), s.desk.ShowAdd),
		folder: kit.NewButton(lang.L("Take in a folder…"), kit.IconImport, kit.Plain(), s.desk.ImportFolder),
		back:   kit.NewButton(lang.L("Show everything"), "", kit.Plain(), func() { s.head.clear() }),
	}
	for _, b := range []*kit.Button{e.add, e.folder, e.back} {
		b.PassKeys(s.key, s.rune)
	}
	e.Hidden = true
	e.ExtendBaseWidget(e)
	return e
}

func (e *empty) show(library bool, limit int) {
	e.library = library
	hidden := library && limit > 0
	if hidden {
		e.title.SetText(cards.NothingFor(limit))
		e.text.SetText(cards.HowToShow())
	} else if library {
		e.title.SetText(lang.L("Your library is empty"))
		e.text.SetText(lang.L("Add a magnet link or a .torrent file and watch while it downloads, or take in a folder of films and music you have already."))
	} else {
		e.title.SetText(lang.L("Nothing like that is here"))
		e.text.SetText(lang.L("No bundle of your library has this in its title, its creators or its items, and passes the filter."))
	}
	e.add.Hidden, e.folder.Hidden, e.back.Hidden = !library || hidden, !library || hidden, library
	(&emptyRenderer{e}).Layout(e.Size())
}

// CreateRenderer implements fyne.Widget.
func (e *empty) CreateRenderer() fyne.WidgetRenderer { return &emptyRenderer{e} }

type emptyRenderer struct{ e *empty }

func (r *emptyRenderer) Destroy()           {}
func (r *emptyRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 220) }

func (r *emptyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.e.icon, r.e.title, r.e.text, r.e.add, r.e.folder, r.e.back}
}

func (r *emptyRenderer) Layout(size fyne.Size) {
	e, y := r.e, max((size.Height-240)/2, 0)
	place(e.icon, (size.Width-44)/2, y, 44, 44)
	place(e.title, 0, y+60, size.Width, 24)
	text := min(size.Width, 440)
	place(e.text, (size.Width-text)/2, y+90, text, 60)
	var shown []*kit.Button
	width := float32(-10)
	for _, b := range []*kit.Button{e.add, e.folder, e.back} {
		if !b.Hidden {
			shown = append(shown, b)
			width += b.MinSize().Width + 10
		}
	}
	x := (size.Width - width) / 2
	for _, b := range shown {
		least := b.MinSize()
		place(b, x, y+166, least.Width, least.Height)
		x += least.Width + 10
	}
}

func (r *emptyRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
