package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// ledger is a small table: the first row names its columns, of which the first is text and
// the others are numbers.
type ledger struct {
	widget.BaseWidget
	rows [][]*kit.Label
}

// ledgerRow is the height of a row.
const ledgerRow float32 = 28

func newLedger(rows [][]string) *ledger {
	l := &ledger{}
	for i, texts := range rows {
		var row []*kit.Label
		for j, text := range texts {
			size, weight, color := kit.TextBody, kit.Regular, kit.ColorText
			if i == 0 {
				size, color = kit.TextSecondary, kit.ColorMuted
			} else if j == 0 {
				weight = kit.SemiBold
			}
			label := kit.NewLabel(text, size, weight, color).Cut()
			if j > 0 {
				label = label.Aligned(fyne.TextAlignTrailing)
			}
			row = append(row, label)
		}
		l.rows = append(l.rows, row)
	}
	l.ExtendBaseWidget(l)
	return l
}

func (l *ledger) heightFor(float32) float32 { return float32(len(l.rows)) * ledgerRow }

// CreateRenderer implements fyne.Widget.
func (l *ledger) CreateRenderer() fyne.WidgetRenderer { return &ledgerRenderer{l} }

type ledgerRenderer struct{ l *ledger }

func (r *ledgerRenderer) Destroy()           {}
func (r *ledgerRenderer) MinSize() fyne.Size { return fyne.NewSize(120, r.l.heightFor(0)) }

func (r *ledgerRenderer) Objects() (objects []fyne.CanvasObject) {
	for _, row := range r.l.rows {
		for _, label := range row {
			objects = append(objects, label)
		}
	}
	return objects
}

func (r *ledgerRenderer) Layout(size fyne.Size) {
	for i, row := range r.l.rows {
		each := size.Width * 0.66 / float32(len(row)-1)
		first := size.Width - each*float32(len(row)-1)
		for j, label := range row {
			x, width := float32(0), first-12
			if j > 0 {
				x, width = first+each*float32(j-1), each-8
			}
			put(label, x, float32(i)*ledgerRow, width, ledgerRow)
		}
	}
}

func (r *ledgerRenderer) Refresh() {
	r.Layout(r.l.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
