package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Cell is what a grid or a strip shows for one of its entries.
type Cell interface {
	fyne.CanvasObject
	// SetMarked tells whether the cell is the one the keys mean.
	SetMarked(on bool)
}

// Measures is how a grid of some width is divided.
type Measures struct {
	Columns int
	Cell    fyne.Size
	Gap     fyne.Size // between two cells
}

// CardMeasures divides a width into cards of at least CardWidth.
func CardMeasures(width float32) Measures {
	columns := max(int((width+CardGap)/(CardWidth+CardGap)), 1)
	cell := max((width-CardGap*float32(columns-1))/float32(columns), 1)
	return Measures{Columns: columns, Cell: fyne.NewSize(cell, CardHeight(cell)), Gap: fyne.NewSize(CardGap, CardGap)}
}

// Grid shows any number of entries, of which only those in sight exist as
// widgets. The arrow keys, Page Up and Down, Home and End move a mark, Enter
// opens what is marked.
type Grid struct {
	widget.BaseWidget
	named
	measure func(width float32) Measures
	make    func() Cell
	bind    func(index int, cell Cell)
	loose   func(Cell) // the cell shows nothing any more

	head     fyne.CanvasObject
	headRoom func(width float32) (above, whole float32)
	above    float32 // the cells begin this far down
	whole    float32 // the head reaches this far, beside them

	count   int
	m       Measures
	scroll  *container.Scroll
	field   *gridField
	cells   map[int]Cell
	spare   []Cell
	all     []fyne.CanvasObject // every cell made; in this order they are walked
	at      int                 // the marked entry
	focused bool

	// OnKey and OnRune hear what the grid has no use for.
	OnKey  func(*fyne.KeyEvent)
	OnRune func(rune)
	// OnOpen, OnMenu: Enter or space, and the menu key, on an entry.
	OnOpen func(index int)
	OnMenu func(index int, at fyne.Position)
}

// gridInset keeps the ring around a cell at the edge from being cut off, gridBar
// is the room of the bar one scrolls by.
const (
	gridInset float32 = 4
	gridBar   float32 = 22
)

// GridWidth is the width a grid needs to have cells over some width, when its
// left edge lies GridOut to the left of them.
func GridWidth(cells float32) float32 { return cells + gridInset + gridBar }

// GridOut is how far a grid reaches out beyond its cells at the left.
const GridOut = gridInset

// NewGrid makes an empty grid. make builds a cell, bind makes it show an entry,
// loose tells that it shows none for now.
func NewGrid(measure func(float32) Measures, make func() Cell, bind func(int, Cell), loose func(Cell)) *Grid {
	g := &Grid{measure: measure, make: make, bind: bind, loose: loose, cells: map[int]Cell{}}
	g.field = &gridField{g: g}
	g.field.ExtendBaseWidget(g.field)
	g.scroll = container.NewVScroll(g.field)
	g.scroll.OnScrolled = func(fyne.Position) { g.fill() }
	g.ExtendBaseWidget(g)
	return g
}

// SetHead puts something above the entries that is scrolled with them. room
// tells for a width how far down the entries begin, and how far the head itself
// reaches: the rest of it stands beside them.
func (g *Grid) SetHead(head fyne.CanvasObject, room func(width float32) (above, whole float32)) {
	g.head, g.headRoom = head, room
	g.all = append([]fyne.CanvasObject{head}, g.all...)
	g.Relayout()
}

// Relayout asks for the room of the head again.
func (g *Grid) Relayout() {
	g.m = Measures{}
	g.remeasure()
}

// SetMeasure changes how the width is divided; the entries stay.
func (g *Grid) SetMeasure(measure func(float32) Measures) {
	g.measure = measure
	g.remeasure()
	g.Reveal(g.at)
}

// SetCount changes how many entries there are, and shows those in sight anew.
func (g *Grid) SetCount(n int) {
	g.count = n
	g.at = min(max(g.at, 0), max(n-1, 0))
	for i, c := range g.cells {
		if i >= n {
			g.release(i, c)
		}
	}
	g.scroll.Refresh()
	g.fill()
	g.Rebind()
}

// Rebind shows the entries in sight anew.
func (g *Grid) Rebind() {
	for i, c := range g.cells {
		g.bind(i, c)
	}
}

// Drop forgets every cell, so that they are built anew.
func (g *Grid) Drop() {
	for i, c := range g.cells {
		g.release(i, c)
	}
	g.spare, g.all = nil, nil
	if g.head != nil {
		g.all = append(g.all, g.head)
	}
	g.fill()
}

// At is the entry that is marked.
func (g *Grid) At() int { return g.at }

// Mark marks an entry and brings it into sight.
func (g *Grid) Mark(index int) {
	index = min(max(index, 0), max(g.count-1, 0))
	before := g.at
	g.at = index
	g.Reveal(index)
	for _, i := range []int{before, index} {
		if c, ok := g.cells[i]; ok {
			c.SetMarked(g.focused && i == g.at)
		}
	}
}

// Top scrolls to the first entry and marks it.
func (g *Grid) Top() {
	g.Mark(0)
	g.scroll.ScrollToTop()
	g.fill()
}

// Offset is how far the grid is scrolled.
func (g *Grid) Offset() float32 { return g.scroll.Offset.Y }

// ScrollTo scrolls to an offset.
func (g *Grid) ScrollTo(y float32) {
	g.scroll.ScrollToOffset(fyne.NewPos(0, min(max(y, 0), max(g.height()-g.scroll.Size().Height, 0))))
	g.fill()
}

// Cells are the visible cells by their entries, for tests and for what must reach
// all of them.
func (g *Grid) Cells() map[int]Cell { return g.cells }

// Reveal scrolls as far as it takes to see an entry.
func (g *Grid) Reveal(index int) {
	if g.m.Columns == 0 {
		return
	}
	top := g.above + float32(index/g.m.Columns)*g.step()
	bottom := top + g.m.Cell.Height + 2*gridInset
	if index < g.m.Columns && bottom <= g.scroll.Size().Height {
		top = 0 // with the head
	}
	y, height := g.scroll.Offset.Y, g.scroll.Size().Height
	switch {
	case top < y:
		g.ScrollTo(top)
	case bottom > y+height:
		g.ScrollTo(bottom - height)
	}
}

// step is the distance from one row to the next.
func (g *Grid) step() float32 { return g.m.Cell.Height + g.m.Gap.Height }

func (g *Grid) height() float32 {
	if g.count == 0 || g.m.Columns == 0 {
		return g.whole
	}
	rows := (g.count + g.m.Columns - 1) / g.m.Columns
	return max(g.above+float32(rows)*g.step()-g.m.Gap.Height+2*gridInset+20, g.whole)
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer { return &gridRenderer{g} }

type gridRenderer struct{ g *Grid }

func (r *gridRenderer) Destroy()                     {}
func (r *gridRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 100) }
func (r *gridRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.g.scroll} }

func (r *gridRenderer) Layout(size fyne.Size) {
	r.g.scroll.Resize(size)
	r.g.remeasure()
}

func (r *gridRenderer) Refresh() { r.g.scroll.Refresh() }

// gridField is the whole field the grid scrolls over.
type gridField struct {
	widget.BaseWidget
	g *Grid
}

// CreateRenderer implements fyne.Widget.
func (f *gridField) CreateRenderer() fyne.WidgetRenderer { return &gridFieldRenderer{f.g} }

type gridFieldRenderer struct{ g *Grid }

func (r *gridFieldRenderer) Destroy()           {}
func (r *gridFieldRenderer) Layout(fyne.Size)   {}
func (r *gridFieldRenderer) MinSize() fyne.Size { return fyne.NewSize(0, r.g.height()) }

// Objects are all cells, the spare ones hidden: as long as their order stays,
// Fyne keeps what it knows of them.
func (r *gridFieldRenderer) Objects() []fyne.CanvasObject { return r.g.all }

func (r *gridFieldRenderer) Refresh() {
	for _, c := range r.g.cells {
		c.Refresh()
	}
}
