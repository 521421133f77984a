package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
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
	if r != ' ' && !asksByRune(g, r) && g.OnRune != nil {
		g.OnRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyUp && g.at < g.m.Columns && g.OnKey != nil: // over the first row
		g.OnKey(e)
	case Perform(gridKeys(), g, e.Name), asksForHelp(g, e.Name):
	case g.OnKey != nil:
		g.OnKey(e)
	}
}

// gridKeys are the keys of what shows cards or rows.
func gridKeys() []Binding[*Grid] {
	mark, ends := lang.L("Another entry"), lang.L("First or last entry")
	return []Binding[*Grid]{
		{On: []fyne.KeyName{fyne.KeyLeft}, Does: mark, Do: func(g *Grid) { g.move(-1) }},
		{On: []fyne.KeyName{fyne.KeyRight}, Does: mark, Do: func(g *Grid) { g.move(1) }},
		{On: []fyne.KeyName{fyne.KeyUp}, Does: mark, Do: func(g *Grid) { g.move(-g.m.Columns) }},
		{On: []fyne.KeyName{fyne.KeyDown}, Does: mark, Do: (*Grid).down},
		{On: []fyne.KeyName{fyne.KeyPageUp}, Does: lang.L("A screenful up or down"), Do: func(g *Grid) { g.move(-g.page()) }},
		{On: []fyne.KeyName{fyne.KeyPageDown}, Does: lang.L("A screenful up or down"), Do: func(g *Grid) { g.move(g.page()) }},
		{On: []fyne.KeyName{fyne.KeyHome}, Does: ends, Do: func(g *Grid) { g.Mark(0) }},
		{On: []fyne.KeyName{fyne.KeyEnd}, Does: ends, Do: func(g *Grid) { g.Mark(g.count - 1) }},
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace}, Does: lang.L("Open what is marked"), Do: (*Grid).open},
		{On: []fyne.KeyName{KeyMenu, fyne.KeyF10}, Does: lang.L("What can be done with it"), Do: (*Grid).menu},
	}
}

// GridKeys are the lines of the sheet of keys about cards and rows.
func GridKeys() []KeyLine { return KeyLines(gridKeys()) }

// page is how many entries a screenful is.
func (g *Grid) page() int {
	return g.m.Columns * max(int(g.scroll.Size().Height/max(g.step(), 1)), 1)
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
