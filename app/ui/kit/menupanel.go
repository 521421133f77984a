package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// menuPanel is what a menu stands on. A menu that the window has no room for, such as
// one of forty subtitles, is scrolled in it.
type menuPanel struct {
	widget.BaseWidget
	menu   *Menu
	ground *Fill
	scroll *container.Scroll
}

func newMenuPanel(m *Menu) *menuPanel {
	p := &menuPanel{menu: m, ground: NewFill("menuBackground", menuRadius).Raised(), scroll: container.NewVScroll(m)}
	p.ExtendBaseWidget(p)
	return p
}

// reveal scrolls as far as it takes to see a part of the menu.
func (p *menuPanel) reveal(top, bottom float32) {
	y, height := p.scroll.Offset.Y, p.scroll.Size().Height
	switch {
	case height <= 0:
		return
	case top < y:
		y = top
	case bottom > y+height:
		y = bottom - height
	default:
		return
	}
	p.scroll.ScrollToOffset(fyne.NewPos(0, y))
}

// CreateRenderer implements fyne.Widget.
func (p *menuPanel) CreateRenderer() fyne.WidgetRenderer { return &menuPanelRenderer{p} }

type menuPanelRenderer struct{ p *menuPanel }

func (r *menuPanelRenderer) Destroy()           {}
func (r *menuPanelRenderer) MinSize() fyne.Size { return r.p.menu.MinSize() }

func (r *menuPanelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.ground, r.p.scroll}
}

func (r *menuPanelRenderer) Layout(size fyne.Size) {
	r.p.ground.Resize(size)
	r.p.scroll.Resize(size)
}

func (r *menuPanelRenderer) Refresh() {
	r.Layout(r.p.Size())
	r.p.ground.Refresh()
	r.p.scroll.Refresh()
}
