package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// page is the frame of a page on top of the screen: the way back and its title above,
// what it is about, and below that what can be done.
type page struct {
	widget.BaseWidget
	desk   Desk
	back   *kit.Button
	title  *kit.Label
	about  *kit.Label // beside the title
	body   fyne.CanvasObject
	side   fyne.CanvasObject // left of the body; nil for none
	over   fyne.CanvasObject // stands for side where there is no room
	woe    *kit.Label
	foot   []*kit.Button // the last is at the right
	steady bool          // its place stays free while it is hidden, so that nothing moves under the mouse
	onShow func(on bool)
	onEnd  func()
	onDrop func(folder string)
	seen   bool
	tells  *announcements // of the channels on the page; nil for none
}

func newPage(desk Desk, title string) *page {
	p := &page{
		desk: desk, title: kit.NewLabel(title, kit.TextTitle, kit.Bold, kit.ColorText).Cut(),
		about: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).Cut().Aligned(fyne.TextAlignTrailing),
		woe:   kit.NewLabel("", kit.TextBody, kit.Medium, kit.ColorDanger).WithLines(2),
	}
	look := kit.Quiet()
	look.Height, look.Icon = 38, 20
	p.back = kit.NewIconButton(kit.IconBack, look, desk.Back)
	p.back.PassKeys(p.Key, nil) // it has the keys on pages without a field
	p.ExtendBaseWidget(p)
	return p
}

// SetVisible implements Page.
func (p *page) SetVisible(on bool) {
	p.seen = on
	if p.tells != nil {
		p.tells.poll.SetActive(on)
	}
	if p.onShow != nil {
		p.onShow(on)
	}
}

// Close ends what the page does, when it is left for good.
func (p *page) Close() {
	if p.tells != nil {
		p.tells.poll.Close()
	}
	if p.onEnd != nil {
		p.onEnd()
	}
}

// Drop takes a folder that was dropped onto the page.
func (p *page) Drop(folder string) {
	if p.onDrop != nil {
		p.onDrop(folder)
	}
}

// Key leads back from a field that has no use for Escape.
func (p *page) Key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.desk.Back()
	}
}

// rename gives the page another title, and the title the room that it needs.
func (p *page) rename(title string) {
	p.title.SetText(title)
	p.Refresh()
}

// wait says what is waited for, beside the title; "" takes that away.
func (p *page) wait(text string) {
	p.about.SetText(text)
	repaint(p)
}

// warn says why something cannot be; "" takes that away.
func (p *page) warn(text string) { p.woe.SetText(text) }

// CreateRenderer implements fyne.Widget.
func (p *page) CreateRenderer() fyne.WidgetRenderer { return &pageRenderer{p} }

type pageRenderer struct{ p *page }

// The measures of a page.
const (
	pageTop    float32 = 76
	footHeight float32 = 64
	sideWidth  float32 = 196
	narrowPage float32 = 780 // below it there is no room at the side
)

func (r *pageRenderer) Destroy()           {}
func (r *pageRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *pageRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	objects := []fyne.CanvasObject{p.back, p.title, p.about}
	for _, o := range []fyne.CanvasObject{p.side, p.over, p.body} {
		if o != nil {
			objects = append(objects, o)
		}
	}
	objects = append(objects, p.woe)
	for _, b := range p.foot {
		objects = append(objects, b)
	}
	return objects
}

func (r *pageRenderer) Layout(size fyne.Size) {
	p := r.p
	left, right := kit.PageMargin, size.Width-kit.PageMargin
	put(p.back, left-10, 20, 38, 38)
	title := min(p.title.Width(), (right-left-40)*0.7)
	put(p.title, left+34, 22, title, 34)
	about := left + 34 + title + 20
	put(p.about, about, 28, right-about, 24)
	top, bottom := pageTop, size.Height
	if len(p.foot) > 0 {
		bottom -= footHeight
	}
	if p.side != nil {
		small := size.Width < narrowPage
		show(p.side, !small)
		show(p.over, small)
		if small {
			put(p.over, left, top-6, min(p.over.MinSize().Width, right-left), 36)
			top += 40
		} else {
			put(p.side, left-12, top, sideWidth, bottom-top)
			left += sideWidth + 8
		}
	}
	if p.body != nil {
		put(p.body, left, top, right-left+sheetRight, bottom-top)
	}
	for i := len(p.foot) - 1; i >= 0; i-- {
		b := p.foot[i]
		own := b.MinSize()
		if b.Hidden {
			if p.steady && i == len(p.foot)-1 {
				right -= own.Width + 10
			}
			continue
		}
		right -= own.Width
		put(b, right, bottom+12, own.Width, own.Height)
		right -= 10
	}
	put(p.woe, left, bottom+12, right-left-10, 38)
}

func show(o fyne.CanvasObject, on bool) {
	switch {
	case on:
		o.Show()
	default:
		o.Hide()
	}
}

func (r *pageRenderer) Refresh() {
	repaint(r.p)
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// field makes a field that tells of every letter.
func (p *page) field(value string, changed func(text string)) *kit.Input {
	in := kit.NewInput(value, nil)
	in.OnChanged = changed
	in.PassKeys(p.Key)
	in.OnGained(func() { p.reveal(in) })
	return in
}

// reveal scrolls as far as it takes to see what has the keys.
func (p *page) reveal(o fyne.CanvasObject) {
	if s, ok := p.body.(*sheet); ok {
		s.reveal(o)
	}
}

// area is a field of several lines.
func (p *page) area(value string, lines int, changed func(text string)) fyne.CanvasObject {
	in := kit.NewArea(value)
	in.OnChanged = changed
	in.PassKeys(p.Key)
	in.SetMinRowsVisible(lines)
	in.OnGained(func() { p.reveal(in) })
	return in
}

// pick is a choice of several.
func (p *page) pick(options []kit.Option, value string, chosen func(string)) *kit.Pick {
	c := kit.NewPick(options, value, chosen)
	c.OtherKeys(p.Key)
	c.OnGained(func() { p.reveal(c) })
	return c
}

// button is one of several actions in a page.
func (p *page) button(text string, icon kit.Icon, look kit.Look, press func()) *kit.Button {
	b := kit.NewButton(text, icon, look, press)
	b.PassKeys(p.Key, nil)
	b.OnGained(func() { p.reveal(b) })
	return b
}

// toggle is something that is so or not.
func (p *page) toggle(text string, on bool, changed func(bool)) *kit.Toggle {
	t := kit.NewToggle(text, on, changed)
	t.PassKeys(p.Key, nil)
	t.OnGained(func() { p.reveal(t) })
	return t
}
