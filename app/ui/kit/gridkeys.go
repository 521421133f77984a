package kit

import (
	"fyne.io/fyne/v2"
)

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() { g.setFocused(true) }

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() { g.setFocused(false) }

func (g *Grid) setFocused(on bool) {
	g.focused = on
	if on {
		g.Reveal(g.at)
	}
	if c, ok := g.cells[g.at]; ok {
		c.SetMarked(on)
	}
}

// TypedRune implements fyne.Focusable.
func (g *Grid) TypedRune(r rune) {
	if r != ' ' && g.OnRune != nil {
		g.OnRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	page := g.m.Columns * max(int(g.scroll.Size().Height/max(g.step(), 1)), 1)
	switch e.Name {
	case fyne.KeyLeft:
		g.move(-1)
	case fyne.KeyRight:
		g.move(1)
	case fyne.KeyUp:
		if g.at < g.m.Columns && g.OnKey != nil {
			g.OnKey(e)
			return
		}
		g.move(-g.m.Columns)
	case fyne.KeyDown:
		g.down()
	case fyne.KeyPageUp:
		g.move(-page)
	case fyne.KeyPageDown:
		g.move(page)
	case fyne.KeyHome:
		g.Mark(0)
	case fyne.KeyEnd:
		g.Mark(g.count - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		g.open()
	case "Menu", fyne.KeyF10:
		g.menu()
	default:
		if g.OnKey != nil {
			g.OnKey(e)
		}
	}
}

// move goes by a number of entries, to the ends at most.
func (g *Grid) move(by int) {
	if g.count > 0 {
		g.Mark(g.at + by)
	}
}

// down goes a row down; into the last one also where it is shorter.
func (g *Grid) down() {
	if g.m.Columns == 0 || g.at/g.m.Columns >= (g.count-1)/g.m.Columns {
		return
	}
	g.move(g.m.Columns)
}

func (g *Grid) open() {
	if g.at < g.count && g.OnOpen != nil {
		g.OnOpen(g.at)
	}
}

// menu opens the menu of the marked entry at its middle.
func (g *Grid) menu() {
	c, ok := g.cells[g.at]
	if !ok || g.OnMenu == nil {
		return
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	g.OnMenu(g.at, corner.AddXY(min(c.Size().Width/2, 120), c.Size().Height/2))
}
