package buying

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// The measures of the sheet.
const (
	sheetWidth  float32 = 660
	sheetPad    float32 = 48 // of the dialog, left and right together
	sheetEdge   float32 = 16 // between the dialog and the window
	columnGap   float32 = 24
	twoColumns  float32 = 540 // from this width on the money stands beside
	moneyColumn float32 = 270
	textLine    float32 = 18
	priceLine   float32 = 34
	partGap     float32 = 8
)

// fit gives the dialog the height that the sheet takes in its width.
func (f *sheet) fit() {
	if f.dialog == nil {
		return
	}
	width := min(sheetWidth, f.canvas.Size().Width-sheetEdge) - sheetPad
	f.scroll.SetMinSize(fyne.NewSize(0, f.lay(width)))
	f.dialog.Wide(sheetWidth)
	f.Resize(fyne.NewSize(f.Size().Width, f.lay(max(f.Size().Width, 1))))
	f.Refresh()
}

// lay puts everything in its place, and returns where it ends.
func (f *sheet) lay(width float32) float32 {
	beside := width >= twoColumns && !f.money.Hidden
	column := width
	if beside {
		column -= moneyColumn + columnGap
	}
	y := float32(0)
	for _, o := range f.left {
		if !o.Visible() {
			continue
		}
		height, gap := o.MinSize().Height, partGap
		if l, ok := o.(*kit.Label); ok {
			line := textLine
			switch l {
			case f.price:
				line = priceLine
			case f.amountName, f.codeName, f.waysName:
				gap = 4
			}
			height = line * float32(l.LinesIn(column))
		}
		if height == 0 {
			place(o, 0, y, column, 0)
			continue
		}
		if _, field := o.(*kit.Field); field {
			height = kit.FieldHeight
		}
		place(o, 0, y, column, height)
		y += height + gap
	}
	if f.money.Hidden {
		return y
	}
	if beside {
		height := f.money.HeightIn(moneyColumn)
		place(f.money, width-moneyColumn, 0, moneyColumn, height)
		return max(y, height)
	}
	height := f.money.HeightIn(width)
	place(f.money, 0, y, width, height)
	return y + height
}

// CreateRenderer implements fyne.Widget.
func (f *sheet) CreateRenderer() fyne.WidgetRenderer { return &sheetRenderer{f} }

type sheetRenderer struct{ f *sheet }

func (r *sheetRenderer) Destroy()              {}
func (r *sheetRenderer) Layout(size fyne.Size) { r.f.lay(size.Width) }

// MinSize is as high as the sheet is in the width it has.
func (r *sheetRenderer) MinSize() fyne.Size {
	if r.f.Size().Width == 0 {
		return fyne.NewSize(0, 0)
	}
	return fyne.NewSize(0, r.f.lay(r.f.Size().Width))
}

func (r *sheetRenderer) Objects() []fyne.CanvasObject {
	return append(r.f.left[:len(r.f.left):len(r.f.left)], r.f.money)
}

func (r *sheetRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
