package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// empty says what to do while nothing was published.
type empty struct {
	widget.BaseWidget
	icon        *kit.Picture
	title, text *kit.Label
	make, begin *kit.Button
}

func newEmpty(s *Screen) *empty {
	e := &empty{
		icon:  kit.NewPicture(kit.IconStudio, kit.ColorMuted),
		title: kit.NewLabel("", kit.TextTitle, kit.Bold, kit.ColorText).Aligned(fyne.TextAlignCenter).Cut(),
		text:  kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(5).Aligned(fyne.TextAlignCenter),
		make:  kit.NewButton(lang.L("Make a channel"), kit.IconAdd, kit.Primary(), func() { s.askChannel(nil) }),
		begin: kit.NewButton(lang.L("New bundle"), kit.IconAdd, kit.Primary(), func() { s.newBundle("") }),
	}
	e.ExtendBaseWidget(e)
	e.Hide()
	return e
}

// set tells what there is; it reports whether something else is shown now.
func (e *empty) set(channel, bundles bool) bool {
	before := []bool{e.Hidden, e.make.Hidden}
	e.Hidden, e.make.Hidden, e.begin.Hidden = bundles, channel, !channel
	e.title.SetText(lang.L("Publish from here"))
	e.text.SetText(lang.L("What you publish is listed in a channel: a catalog that only you can sign and anybody can follow by its link. Nobody hosts it: it comes from you, from your followers and, if you like, from any web server. A channel is a name and two keys."))
	if channel {
		e.title.SetText(lang.L("Nothing published yet"))
		e.text.SetText(lang.L("Choose a folder with a film, a series or music, or drop it here. You decide who may watch it, when, and for what."))
	}
	return before[0] != e.Hidden || before[1] != e.make.Hidden
}

// CreateRenderer implements fyne.Widget.
func (e *empty) CreateRenderer() fyne.WidgetRenderer { return &emptyRenderer{e} }

type emptyRenderer struct{ e *empty }

func (r *emptyRenderer) Destroy()           {}
func (r *emptyRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 240) }

func (r *emptyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.e.icon, r.e.title, r.e.text, r.e.make, r.e.begin}
}

func (r *emptyRenderer) Layout(size fyne.Size) {
	width := min(size.Width, 560)
	left := (size.Width - width) / 2
	lines := float32(r.e.text.LinesIn(width)) * r.e.text.MinSize().Height
	y := max((size.Height-188-lines)*0.4, 0)
	put(r.e.icon, (size.Width-52)/2, y, 52, 52)
	put(r.e.title, left, y+66, width, 34)
	put(r.e.text, left, y+110, width, lines)
	for _, b := range []*kit.Button{r.e.make, r.e.begin} {
		own := b.MinSize()
		put(b, (size.Width-own.Width)/2, y+110+lines+22, own.Width, own.Height)
	}
}

func (r *emptyRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
