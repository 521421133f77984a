package transfers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// emptyState says what to do while nothing was added.
type emptyState struct {
	widget.BaseWidget
	icon        *kit.Picture
	title, text *kit.Label
	open        *kit.Button
}

func newEmptyState(open func()) *emptyState {
	e := &emptyState{
		icon:  kit.NewPicture(kit.IconLibrary, kit.ColorMuted),
		title: kit.NewLabel(lang.L("Nothing here yet"), kit.TextSection, kit.SemiBold, kit.ColorText).Aligned(fyne.TextAlignCenter),
		text: kit.NewLabel(lang.L("Paste a magnet link above, or drop a .torrent file on this window. You can watch while it downloads."),
			kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3).Aligned(fyne.TextAlignCenter),
	}
	e.open = kit.NewButton(lang.L("Open a .torrent file…"), kit.IconOpen, kit.Plain(), open)
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *emptyState) CreateRenderer() fyne.WidgetRenderer { return &emptyRenderer{e} }

type emptyRenderer struct{ e *emptyState }

func (r *emptyRenderer) Destroy()           {}
func (r *emptyRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 200) }

func (r *emptyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.e.icon, r.e.title, r.e.text, r.e.open}
}

func (r *emptyRenderer) Layout(size fyne.Size) {
	y := max((size.Height-230)/2-20, 0)
	put(r.e.icon, (size.Width-44)/2, y, 44, 44)
	put(r.e.title, 0, y+60, size.Width, 24)
	width := min(size.Width, 420)
	put(r.e.text, (size.Width-width)/2, y+90, width, 54)
	button := r.e.open.MinSize()
	put(r.e.open, (size.Width-button.Width)/2, y+162, button.Width, button.Height)
}

func (r *emptyRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
