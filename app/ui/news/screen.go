package news

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// Desk is what the screen asks of the window around it, on the main thread.
type Desk interface {
	// Lead shows what a message leads to.
	Lead(to Target)
	Play(id library.BundleID, item int)
}

// Screen lists the messages since the start, the newest first.
type Screen struct {
	widget.BaseWidget
	box   *Box
	poll  *live.Poll
	title *kit.Label
	hint  *kit.Label
	list  *list
}

// readEvery is how often the list is read while it is seen.
const readEvery = 2 * time.Second

// NewScreen makes the screen of a box.
func NewScreen(loop *live.Loop, box *Box, desk Desk) *Screen {
	s := &Screen{
		box:   box,
		title: kit.NewLabel(lang.L("Messages"), kit.TextTitle, kit.Bold, kit.ColorText).Cut(),
		hint:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2),
		list:  newList(desk),
	}
	s.ExtendBaseWidget(s)
	s.show(box.All())
	s.poll = loop.Poll(readEvery, func(context.Context) func() {
		all := box.All()
		box.Read()
		return func() { s.show(all) }
	})
	return s
}

// SetVisible implements the window's Screen. What is seen is read.
func (s *Screen) SetVisible(on bool) {
	s.poll.SetActive(on)
	if on {
		s.show(s.box.All())
	}
	s.box.Read()
}

// show lists messages.
func (s *Screen) show(all []Message) {
	text := lang.L("What was told by the desktop's messages, and what was held back, since Matinee was started.")
	if len(all) == 0 {
		text = lang.L("No messages yet. What is complete, new in a channel or about to begin is listed here.")
	}
	s.hint.SetText(text)
	s.list.set(all)
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 200) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.title, r.s.hint, r.s.list}
}

func (r *screenRenderer) Layout(size fyne.Size) {
	width := max(size.Width-2*kit.PageMargin, 0)
	put(r.s.title, kit.PageMargin, 28, width, 34)
	put(r.s.hint, kit.PageMargin, 66, width, 32)
	put(r.s.list, kit.PageMargin, 108, width, max(size.Height-108, 0))
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}
