package kit

import "fyne.io/fyne/v2"

// gridPage lays out a page that is one grid with a head of its own.
type gridPage struct {
	head fyne.CanvasObject // stands in the grid
	grid *Grid
}

// NewGridPage is the renderer of a page that is one grid with a head of its own.
func NewGridPage(head fyne.CanvasObject, grid *Grid) fyne.WidgetRenderer {
	return &gridPage{head, grid}
}

func (p *gridPage) Destroy()                     {}
func (p *gridPage) MinSize() fyne.Size           { return fyne.NewSize(360, 300) }
func (p *gridPage) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.grid} }
func (p *gridPage) Layout(size fyne.Size)        { p.grid.Resize(size) }

func (p *gridPage) Refresh() {
	p.head.Refresh()
	p.grid.Refresh()
}

// RowKey is what keys do on a row of buttons above something: down leads to that, left
// and right from button to button, and rest has the others.
func RowKey(c fyne.Canvas, e *fyne.KeyEvent, down func(), rest func(*fyne.KeyEvent)) {
	switch e.Name {
	case fyne.KeyDown:
		down()
	case fyne.KeyRight:
		c.FocusNext()
	case fyne.KeyLeft:
		c.FocusPrevious()
	default:
		rest(e)
	}
}
