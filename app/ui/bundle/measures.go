package bundle

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
	"matinee/library"
)

// The measures of the page.
const (
	posterGap   float32 = 28
	sectionGap  float32 = 22 // above and below the name of the section
	sectionLine float32 = 22
	rowsGap     float32 = 12 // between that and the rows
	panelWidth  float32 = 290
	panelGap    float32 = 22
	panelHeight float32 = 132
	rowHeight   float32 = 43
	widePage    float32 = 860 // below it there is no room for panels beside the rows
	smallPage   float32 = 520 // below it the poster leaves
	lowPage     float32 = 640 // of this height: below it all is smaller
)

// cut is where the parts of the page stand at some width.
type cut struct {
	width  float32
	wide   bool // there is room for the panel beside the rows
	alone  bool // there is no panel
	top    float32
	poster fyne.Size // zero where there is no room for it
}

// cut is where the parts stand on a page of some size: the rows have all of it when
// nothing is shared, and the cover of music is square.
func (p *Page) cut(page fyne.Size) cut {
	c := cutOf(page)
	c.alone = p.head.alone()
	if p.details.Card.Kind == library.Audio {
		c.poster.Height = c.poster.Width
	}
	return c
}

func cutOf(page fyne.Size) cut {
	c := cut{width: page.Width, wide: page.Width >= widePage, top: 110, poster: fyne.NewSize(200, 290)}
	if page.Height < lowPage {
		c.top, c.poster = 74, fyne.NewSize(124, 180)
	}
	if page.Width < smallPage {
		c.poster = fyne.Size{}
	}
	return c
}

// text is where the text beside the poster begins.
func (c cut) text() float32 {
	if c.poster.IsZero() {
		return kit.PageMargin
	}
	return kit.PageMargin + c.poster.Width + posterGap
}

// rows is the width of the rows.
func (c cut) rows() float32 {
	if c.wide && !c.alone {
		return c.width - 2*kit.PageMargin - panelWidth - panelGap
	}
	return c.width - 2*kit.PageMargin
}

// rowLeft is where the content of a row begins in its cell.
const rowLeft = kit.PageMargin - kit.GridOut

// measures divides the page into one column of rows. The grid reaches over the
// whole page, so a cell begins at its edge.
func (p *Page) measures(float32) kit.Measures {
	c := p.cut(p.grid.Size())
	return kit.Measures{Columns: 1, Cell: fyne.NewSize(rowLeft+c.rows(), rowHeight)}
}
