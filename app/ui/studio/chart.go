package studio

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// chart shows what each day of a month brought: sales as wide bars, and below them ads as
// narrow ones, so that they are told apart without colors too.
type chart struct {
	widget.BaseWidget
	bars   []bar // by day
	most   int64
	legend *para
}

type bar struct {
	sales, ads int64
	wide, thin *kit.Fill
}

func newChart(month time.Time, days []library.TakingsDay, amount func(int64) string) *chart {
	c := &chart{bars: make([]bar, month.AddDate(0, 1, -1).Day())}
	best := -1
	for _, d := range days {
		i := d.Day.UTC().Day() - 1
		c.bars[i].sales, c.bars[i].ads = d.Sales, d.Ads
		if total := max(d.Sales, 0) + max(d.Ads, 0); total > c.most {
			c.most, best = total, i
		}
	}
	for i := range c.bars {
		c.bars[i].wide, c.bars[i].thin = kit.NewFill(kit.ColorAccent, 2), kit.NewFill(kit.ColorInfo, 1)
	}
	text := lang.L("Wide bars are sales, narrow ones ads.")
	if best >= 0 {
		at := time.Date(month.Year(), month.Month(), best+1, 12, 0, 0, 0, time.Local)
		text += " " + lang.L("The best day was {{.Date}}: {{.Amount}}.", map[string]any{"Date": kit.Date(at), "Amount": amount(c.most)})
	}
	c.legend = small(text)
	c.ExtendBaseWidget(c)
	return c
}

const chartHeight float32 = 140

func (c *chart) heightFor(float32) float32 { return chartHeight }

// CreateRenderer implements fyne.Widget.
func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	return &chartRenderer{c, kit.NewFill(kit.ColorLine, 0)}
}

type chartRenderer struct {
	c    *chart
	base *kit.Fill
}

func (r *chartRenderer) Destroy()           {}
func (r *chartRenderer) MinSize() fyne.Size { return fyne.NewSize(120, chartHeight) }

func (r *chartRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.base}
	for _, b := range r.c.bars {
		objects = append(objects, b.wide, b.thin)
	}
	return objects
}

func (r *chartRenderer) Layout(size fyne.Size) {
	put(r.base, 0, size.Height-1, size.Width, 1)
	step := size.Width / float32(len(r.c.bars))
	width := min(max(step-4, 2), 22)
	for i, b := range r.c.bars {
		ads, sales := r.c.height(b.ads, size.Height), r.c.height(b.sales, size.Height)
		left := float32(i)*step + (step-width)/2
		put(b.thin, left+width/4, size.Height-1-ads, width/2, ads)
		put(b.wide, left, size.Height-1-ads-sales, width, sales)
	}
}

// height is how high a part is; what is there can be seen.
func (c *chart) height(minor int64, room float32) float32 {
	if minor <= 0 || c.most == 0 {
		return 0
	}
	return max(float32(minor)/float32(c.most)*(room-8), 2)
}

func (r *chartRenderer) Refresh() {
	r.Layout(r.c.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
