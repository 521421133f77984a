package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// narrowWindow is the width below which the rail shows icons only.
const narrowWindow = 940

// frame shows either the rail with one of the screens beside it, or the watch
// screen alone. It has no ground of its own: the window is cleared in that colour
// for every frame, and painting it once more would cost as much as all the rest.
type frame struct {
	widget.BaseWidget
	rail     *kit.Rail
	screens  []fyne.CanvasObject
	screen   fyne.CanvasObject // the one of screens that is shown; nil before the first
	notice   *kit.Notice
	watch    fyne.CanvasObject
	watching bool
	small    bool // the window is the small one
}

func newFrame(watch fyne.CanvasObject) *frame {
	f := &frame{rail: kit.NewRail("", nil), watch: watch}
	f.notice = kit.NewNotice(f.relayout)
	watch.Hide()
	f.ExtendBaseWidget(f)
	return f
}

// furnish puts a rail in the place of the one before, whose screens go with it.
func (f *frame) furnish(rail *kit.Rail) {
	f.rail, f.screens, f.screen = rail, nil, nil
	f.notice.Tell("")
	if f.watching {
		rail.Hide()
	}
	f.Refresh()
}

// mount makes a screen ready to be shown.
func (f *frame) mount(screen fyne.CanvasObject) {
	if !slices.Contains(f.screens, screen) {
		screen.Hide()
		f.screens = append(f.screens, screen)
	}
}

// unmount forgets a screen.
func (f *frame) unmount(screen fyne.CanvasObject) {
	f.screens = slices.DeleteFunc(f.screens, func(o fyne.CanvasObject) bool { return o == screen })
	if f.screen == screen {
		f.screen = nil
	}
	f.relayout()
}

// setScreen shows one of the mounted screens.
func (f *frame) setScreen(screen fyne.CanvasObject) {
	if f.screen != nil {
		f.screen.Hide()
	}
	f.screen = screen
	f.relayout()
	if !f.watching {
		screen.Show()
		screen.Refresh()
	}
}

// tell shows a problem over whatever screen is shown; "" takes it away.
func (f *frame) tell(text string) {
	if f.notice.Text() != text {
		f.notice.Tell(text)
		f.relayout()
	}
}

// setWatching switches between the two.
func (f *frame) setWatching(on bool) {
	if f.watching == on {
		return
	}
	f.watching = on
	beside := []fyne.CanvasObject{f.rail}
	if f.screen != nil {
		beside = append(beside, f.screen)
	}
	for _, o := range beside {
		if on {
			o.Hide()
		} else {
			o.Show()
		}
	}
	if on {
		f.watch.Show()
	} else {
		f.watch.Hide()
	}
	f.Refresh()
}

// relayout lays out again without painting everything anew.
func (f *frame) relayout() {
	(&frameRenderer{f}).Layout(f.Size())
	c := fyne.CurrentApp().Driver().CanvasForObject(f)
	if c, ok := c.(interface{ SetDirty() }); ok {
		c.SetDirty() // as the toolkit's own objects ask for a frame
	}
}

// CreateRenderer implements fyne.Widget.
func (f *frame) CreateRenderer() fyne.WidgetRenderer { return &frameRenderer{f} }

type frameRenderer struct{ f *frame }

func (r *frameRenderer) Destroy() {}

func (r *frameRenderer) MinSize() fyne.Size {
	if r.f.small {
		return fyne.NewSize(leastMiniWidth, leastMiniHeight)
	}
	return fyne.NewSize(640, 400)
}

func (r *frameRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.f.screens), r.f.rail, r.f.notice, r.f.watch)
}

func (r *frameRenderer) Layout(size fyne.Size) {
	rail := kit.RailWidth
	if size.Width < narrowWindow {
		rail = kit.RailNarrow
	}
	r.f.rail.Resize(fyne.NewSize(rail, size.Height))
	width := max(size.Width-rail, 0)
	if r.f.screen != nil {
		r.f.screen.Move(fyne.NewPos(rail, 0))
		r.f.screen.Resize(fyne.NewSize(width, size.Height))
	}
	notice := min(width-2*kit.PageMargin, 760)
	r.f.notice.Move(fyne.NewPos(rail+(width-notice)/2, size.Height-kit.NoticeHeight-20))
	r.f.notice.Resize(fyne.NewSize(notice, kit.NoticeHeight))
	r.f.watch.Resize(size)
}

func (r *frameRenderer) Refresh() {
	r.Layout(r.f.Size())
	if r.f.watching {
		r.f.watch.Refresh()
		return
	}
	for _, o := range []fyne.CanvasObject{r.f.rail, r.f.notice} {
		o.Refresh()
	}
	if r.f.screen != nil {
		r.f.screen.Refresh()
	}
}
