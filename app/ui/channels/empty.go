package channels

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
)

// empty says what to do while there is nothing to show.
type empty struct {
	widget.BaseWidget
	s           *Screen
	icon        *kit.Picture
	title, text *kit.Label
	press       *kit.Button
}

func newEmpty(s *Screen) *empty {
	e := &empty{
		s: s, icon: kit.NewPicture(kit.IconStar, kit.ColorMuted),
		title: kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Aligned(fyne.TextAlignCenter).Cut(),
		text:  kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(4).Aligned(fyne.TextAlignCenter),
	}
	e.press = kit.NewButton("", "", kit.Plain(), e.turn)
	e.press.PassKeys(s.key, s.rune)
	e.Hidden = true
	e.ExtendBaseWidget(e)
	return e
}

// show says why there is nothing, and what to do.
func (e *empty) show() {
	title, text, press := lang.L("You follow no channel yet"),
		lang.L("A channel is where a creator publishes. Paste its link above, from a web site, a friend or a QR code: what is new in it comes to you by itself."),
		lang.L("Discover")
	switch {
	case e.s.refused != nil:
		title, text, press = lang.L("Channels are not for this profile"), say.Problem(e.s.refused), ""
	case e.s.shown.tab == tabDiscover && e.s.shown.text != "":
		title, text, press = lang.L("Nothing like that is known"),
			lang.L("Only what the channels you follow list and recommend can be found, and what stores list. Follow one more to find more, or enter the address of a store."), lang.L("Follow a channel")
	case e.s.shown.tab == tabDiscover && e.s.follows > 0:
		title, text, press = lang.L("No channel you follow recommends another"),
			lang.L("Type above to search what they list."), ""
	case e.s.shown.tab == tabDiscover:
		title, text, press = lang.L("There is nothing to discover yet"),
			lang.L("Follow a first channel by its link, or enter the address of a store above. What they list is found here then."), lang.L("Follow a channel")
	}
	e.title.SetText(title)
	e.text.SetText(text)
	e.press.Set(press, "")
	e.press.Hidden = press == ""
	(&emptyRenderer{e}).Layout(e.Size())
}

// turn leads to the other page.
func (e *empty) turn() {
	if e.s.shown.tab == tabDiscover {
		e.s.open(tabFollowing)
		e.s.desk.Focus(e.s.head.field)
		return
	}
	e.s.Search()
}

// CreateRenderer implements fyne.Widget.
func (e *empty) CreateRenderer() fyne.WidgetRenderer { return &emptyRenderer{e} }

type emptyRenderer struct{ e *empty }

func (r *emptyRenderer) Destroy()           {}
func (r *emptyRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 200) }

func (r *emptyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.e.icon, r.e.title, r.e.text, r.e.press}
}

func (r *emptyRenderer) Layout(size fyne.Size) {
	e := r.e
	width := min(size.Width, 480)
	text := 20 * float32(max(e.text.LinesIn(width), 1))
	whole := 48 + 16 + 24 + 8 + text + 18 + kit.Plain().Height
	y := max((size.Height-whole)*0.4, 0)
	e.icon.Hidden = size.Height < whole
	if e.icon.Hidden {
		y = -56
	}
	place(e.icon, (size.Width-48)/2, y, 48, 48)
	place(e.title, 0, y+64, size.Width, 24)
	place(e.text, (size.Width-width)/2, y+96, width, text)
	press := e.press.MinSize()
	place(e.press, (size.Width-press.Width)/2, y+96+text+18, press.Width, press.Height)
}

func (r *emptyRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
