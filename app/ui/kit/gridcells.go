package kit

import "fyne.io/fyne/v2"

// remeasure divides the width anew.
func (g *Grid) remeasure() {
	width := g.Size().Width - gridInset - gridBar
	if width <= 0 {
		return
	}
	if m := g.measure(width); m != g.m {
		g.m = m
		if g.head != nil {
			g.above, g.whole = g.headRoom(g.Size().Width)
			g.head.Resize(fyne.NewSize(g.Size().Width, max(g.whole, g.above)))
		}
		g.scroll.Refresh()
		g.arrange()
	}
	g.fill()
}

// arrange puts every cell where it belongs.
func (g *Grid) arrange() {
	for i, c := range g.cells {
		g.put(i, c)
	}
}

func (g *Grid) put(i int, c Cell) {
	column, row := i%g.m.Columns, i/g.m.Columns
	c.Resize(g.m.Cell)
	c.Move(fyne.NewPos(gridInset+float32(column)*(g.m.Cell.Width+g.m.Gap.Width), g.above+gridInset+float32(row)*g.step()))
}

// fill makes cells for what is in sight and takes back the others.
func (g *Grid) fill() {
	if g.m.Columns == 0 {
		return
	}
	y := g.scroll.Offset.Y - gridInset - g.above
	first := max(int(y/g.step()), 0) * g.m.Columns
	last := min((int(max(y+g.scroll.Size().Height, -1)/g.step())+1)*g.m.Columns, g.count)
	for i, c := range g.cells {
		if i < first || i >= last {
			g.release(i, c)
		}
	}
	for i := first; i < last; i++ {
		if g.cells[i] == nil {
			g.cells[i] = g.take(i)
		}
	}
}

func (g *Grid) take(i int) Cell {
	var c Cell
	if n := len(g.spare); n > 0 {
		c, g.spare = g.spare[n-1], g.spare[:n-1]
	} else {
		c = g.make()
		g.all = append(g.all, c)
	}
	g.put(i, c)
	g.bind(i, c)
	c.SetMarked(g.focused && i == g.at)
	c.Show()
	return c
}

func (g *Grid) release(i int, c Cell) {
	delete(g.cells, i)
	c.Hide()
	g.loose(c)
	g.spare = append(g.spare, c)
}
