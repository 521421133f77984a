package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
)

// empty says what to do while the library is empty.
type empty struct {
	widget.BaseWidget
	icon        *kit.Picture
	title, text *kit.Label
	add, folder *kit.Button
}

func newEmpty(add, folder func()) *empty {
	e := &empty{
		icon:   kit.NewPicture(kit.IconLogo, kit.ColorMuted),
		title:  kit.NewLabel("", kit.TextTitle, kit.Bold, kit.ColorText).Aligned(fyne.TextAlignCenter).Cut(),
		text:   kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3).Aligned(fyne.TextAlignCenter),
		add:    kit.NewButton(lang.L("Add something…"), kit.IconAdd, kit.Primary(), add),
		folder: kit.NewButton(lang.L("Take in a folder…"), kit.IconImport, kit.Plain(), folder),
	}
	e.limit(0)
	e.ExtendBaseWidget(e)
	return e
}

// limit says that there may be something, which is hidden; 0 says that there is not.
func (e *empty) limit(age int) {
	title := lang.L("Your library is empty")
	text := lang.L("Add a magnet link or a .torrent file and watch while it downloads, or take in a folder of films and music you have already.")
	if age > 0 {
		title, text = cards.NothingFor(age), cards.HowToShow()
	}
	e.title.SetText(title)
	e.text.SetText(text)
	e.add.Hidden, e.folder.Hidden = age > 0, age > 0
}

// CreateRenderer implements fyne.Widget.
func (e *empty) CreateRenderer() fyne.WidgetRenderer { return &emptyRenderer{e} }

type emptyRenderer struct{ e *empty }

func (r *emptyRenderer) Destroy()           {}
func (r *emptyRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 260) }

func (r *emptyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.e.icon, r.e.title, r.e.text, r.e.add, r.e.folder}
}

func (r *emptyRenderer) Layout(size fyne.Size) {
	y := max((size.Height-280)/2, 0)
	put(r.e.icon, (size.Width-56)/2, y, 56, 56)
	put(r.e.title, 0, y+76, size.Width, 34)
	text := min(size.Width, 460)
	put(r.e.text, (size.Width-text)/2, y+116, text, 60)
	add, folder := r.e.add.MinSize(), r.e.folder.MinSize()
	x := (size.Width - add.Width - folder.Width - 10) / 2
	put(r.e.add, x, y+196, add.Width, add.Height)
	put(r.e.folder, x+add.Width+10, y+196, folder.Width, folder.Height)
}

func (r *emptyRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
