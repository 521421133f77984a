package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// givingBack is the panel at the foot of the rail: what this machine does for
// others, measured.
type givingBack struct {
	widget.BaseWidget
	ground            *kit.Fill
	title, now, total *kit.Label
}

func newGivingBack() *givingBack {
	g := &givingBack{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		title:  kit.NewLabel(lang.L("Giving back"), kit.TextSecondary, kit.Bold, kit.ColorText),
		now:    kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		total:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	g.ExtendBaseWidget(g)
	g.show(nil)
	return g
}

// show sums up a reading of the transfers.
func (g *givingBack) show(transfers []library.Transfer) {
	now, total := givenBack(transfers)
	g.now.SetText(now)
	g.total.SetText(total)
}

// givenBack says what goes out now, and what has gone out.
func givenBack(transfers []library.Transfer) (now, total string) {
	var rate, uploaded int64
	var people, seeded int
	for _, t := range transfers {
		rate += t.UpRate
		if t.UpRate > 0 || t.State == library.Seeding { // the others may only give to us
			people += max(t.Peers-t.Seeds, 0) // who has everything asks for nothing
		}
		uploaded += t.Uploaded
		if t.State == library.Seeding {
			seeded++
		}
	}
	if seeded == 0 && uploaded == 0 {
		return lang.L("Nothing shared yet"), lang.L("Keep something to share it")
	}
	now = lang.L("Nobody is asking now")
	if rate > 0 || people > 0 {
		now = "↑ " + kit.Rate(rate) + " · " + kit.People(people)
	}
	total = lang.N("{{.N}} bundles seeded", kit.Plural(seeded), map[string]any{"N": seeded}) + " · " + kit.Bytes(uploaded)
	return now, total
}

// CreateRenderer implements fyne.Widget.
func (g *givingBack) CreateRenderer() fyne.WidgetRenderer { return &givingRenderer{g} }

type givingRenderer struct{ g *givingBack }

func (r *givingRenderer) Destroy()           {}
func (r *givingRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 82) }

func (r *givingRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.g.ground, r.g.title, r.g.now, r.g.total}
}

func (r *givingRenderer) Layout(size fyne.Size) {
	r.g.ground.Resize(size)
	for i, l := range []*kit.Label{r.g.title, r.g.now, r.g.total} {
		l.Move(fyne.NewPos(12, 13+19.5*float32(i)))
		l.Resize(fyne.NewSize(size.Width-20, 17))
	}
}

func (r *givingRenderer) Refresh() {
	r.Layout(r.g.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
