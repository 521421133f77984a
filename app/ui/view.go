package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// view shows the frame whole where the window has room for it. Where it has not, as with
// texts of three times the size on a small screen, the frame is scrolled in it, and what
// gets the keys is brought into sight.
type view struct {
	widget.BaseWidget
	frame    *frame
	scroll   *container.Scroll
	least    func() fyne.Size // the window may be that small
	tightens func(on bool)    // told whether there is too little room
	tight    bool
}

func newView(f *frame, least func() fyne.Size, squeezed func(bool)) *view {
	v := &view{frame: f, scroll: container.NewScroll(nil), least: least, tightens: squeezed}
	v.ExtendBaseWidget(v)
	return v
}

// lookEvery is how often the place of the keys is looked for while the frame is scrolled.
const lookEvery = 150 * time.Millisecond

// followKeys brings what gets the keys into sight, while there is too little room.
func (w *Window) followKeys() func(on bool) {
	var last fyne.Focusable
	poll := w.loop.Poll(lookEvery, func(context.Context) func() {
		return func() {
			focused := w.window.Canvas().Focused()
			if focused == last {
				return
			}
			last = focused
			if o, ok := focused.(fyne.CanvasObject); ok {
				w.bring(o)
			}
		}
	})
	return poll.SetActive
}

// bring scrolls what lies on top, so that an object is seen.
func (w *Window) bring(o fyne.CanvasObject) {
	switch top := w.window.Canvas().Overlays().Top().(type) {
	case nil:
		if w.view.tight {
			kit.Bring(w.view.scroll, o)
		}
	case interface{ Reveal(fyne.CanvasObject) }:
		top.Reveal(o)
	}
}

// leastSize is the smallest window: at the largest text it still fits the smallest screen.
func (w *Window) leastSize() fyne.Size {
	whole, by := w.frame.MinSize(), max(float32(w.worn.percent)/100, 1)
	return fyne.NewSize(min(whole.Width, startWidth/by), min(whole.Height, startHeight/by))
}

// fit lays out again where the frame may have too little room, or had.
func (v *view) fit() {
	if least := v.frame.MinSize(); v.tight || v.Size().Width < least.Width || v.Size().Height < least.Height {
		v.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (v *view) CreateRenderer() fyne.WidgetRenderer { return &viewRenderer{v} }

type viewRenderer struct{ v *view }

func (r *viewRenderer) Destroy()           {}
func (r *viewRenderer) MinSize() fyne.Size { return r.v.least() }

func (r *viewRenderer) Objects() []fyne.CanvasObject {
	if r.v.tight {
		return []fyne.CanvasObject{r.v.scroll}
	}
	return []fyne.CanvasObject{r.v.frame}
}

// Layout gives the frame the window, or what it takes at least. A film has the window
// whatever its size.
func (r *viewRenderer) Layout(size fyne.Size) {
	v, least := r.v, r.v.frame.MinSize()
	tight := !v.frame.watching && (size.Width < least.Width || size.Height < least.Height)
	if tight != v.tight {
		v.tight = tight
		v.tightens(tight)
	}
	if tight {
		v.scroll.Content = v.frame
		v.scroll.Resize(size)
		v.scroll.Refresh()
		return
	}
	v.scroll.Content = nil
	v.frame.Move(fyne.Position{})
	v.frame.Resize(size)
}

func (r *viewRenderer) Refresh() {
	r.Layout(r.v.Size())
	r.v.frame.Refresh()
}
