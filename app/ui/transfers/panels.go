package transfers

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// panel is one figure with a word above it and a line, or a bar, below.
type panel struct {
	widget.BaseWidget
	ground            *kit.Fill
	name, value, line *kit.Label
	bar               *kit.Progress // nil when there is none
}

func newPanel(name string, bar bool) *panel {
	p := &panel{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		name:   kit.NewLabel(name, kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
		value:  kit.NewLabel("–", figureLarge, kit.Bold, kit.ColorText).Cut(),
		line:   kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	if bar {
		p.bar = kit.NewProgress()
	} else { // there is room for what a narrow window breaks
		p.line = p.line.WithLines(2)
	}
	p.ExtendBaseWidget(p)
	return p
}

func (p *panel) show(value, line string) {
	p.value.SetText(value)
	p.line.SetText(line)
	p.fit()
}

// The sizes of the figure: the largest one that has room is taken.
const (
	figureLarge  float32 = 25
	figureMiddle float32 = 17
	figureSmall  float32 = 14
)

// fit chooses the size of the figure.
func (p *panel) fit() {
	room := p.value.Size().Width
	for _, size := range []float32{figureLarge, figureMiddle, figureSmall} {
		if p.value.WidthAt(size) <= room || size == figureSmall {
			p.value.SetSize(size)
			return
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (p *panel) CreateRenderer() fyne.WidgetRenderer { return &panelRenderer{p} }

type panelRenderer struct{ p *panel }

func (r *panelRenderer) Destroy()           {}
func (r *panelRenderer) MinSize() fyne.Size { return fyne.NewSize(110, panelHeight) }

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.p.ground, r.p.name, r.p.value, r.p.line}
	if r.p.bar != nil {
		objects = append(objects, r.p.bar)
	}
	return objects
}

func (r *panelRenderer) Layout(size fyne.Size) {
	r.p.ground.Resize(size)
	inset := float32(18)
	if size.Width < 180 {
		inset = 12
	}
	width := size.Width - 2*inset
	put(r.p.name, inset, 18, width, 18)
	put(r.p.value, inset, 35, width, 31)
	r.p.fit()
	put(r.p.line, inset, 63, width, 2*lineHeight)
	if r.p.bar != nil {
		put(r.p.bar, inset, 70, width, 4)
		put(r.p.line, inset, 76, width, 16)
	}
}

func (r *panelRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// The measures of the panels.
const (
	panelHeight float32 = 97
	panelGap    float32 = 18
	lineHeight  float32 = 15
)

// panels are the four figures above the list.
type panels struct {
	widget.BaseWidget
	down, up, shared, disk *panel
}

func newPanels() *panels {
	p := &panels{
		down: newPanel(lang.L("Down"), false), up: newPanel(lang.L("Up"), false),
		shared: newPanel(lang.L("Shared in all"), false), disk: newPanel(lang.L("Disk"), true),
	}
	p.ExtendBaseWidget(p)
	return p
}

// show brings the figures up to date. helped is how many people were, 0 when
// nobody was or nobody knows.
func (p *panels) show(all []library.Transfer, t library.Traffic, helped int) {
	var down, up int64
	for _, tr := range all {
		if !tr.Complete() {
			down += tr.DownRate
		}
		up += tr.UpRate
	}
	p.down.show(kit.Rate(down), limitLine(t, t.Limits.Down, t.Then.Down))
	p.up.show(kit.Rate(up), limitLine(t, t.Limits.Up, t.Then.Up))
	p.shared.show(sharedInAll(all, helped))
	p.showDisk(t)
}

// limitLine says which limit holds, and the next one if it is another.
func limitLine(t library.Traffic, limit, then int64) string {
	now := lang.L("no limit")
	switch {
	case limit > 0 && t.Alt:
		now = lang.L("alternative limit {{.Rate}}", map[string]any{"Rate": say.Pace(limit)})
	case limit > 0:
		now = lang.L("limit {{.Rate}}", map[string]any{"Rate": say.Pace(limit)})
	}
	if t.Next.IsZero() || limit == then {
		return now
	}
	next := lang.L("no limit")
	if then > 0 {
		next = say.Pace(then)
	}
	return join(now, lang.L("{{.Limit}} from {{.Clock}}", map[string]any{"Limit": next, "Clock": clockOf(t.Next)}))
}

func clockOf(t time.Time) string { return t.Format("15:04") }

// sharedInAll sums up what went out over the life of the bundles that are here.
func sharedInAll(all []library.Transfer, helped int) (value, line string) {
	var up, base int64
	for _, t := range all {
		up += t.Uploaded
		base += max(t.Downloaded, t.Length)
	}
	if up == 0 {
		return kit.Bytes(0), lang.L("nothing yet")
	}
	ratio := lang.L("ratio {{.Ratio}}", map[string]any{"Ratio": kit.Number(library.Ratio(up, base, 0), 1)})
	people := ""
	if helped > 0 {
		people = lang.N("{{.N}} people helped", kit.Plural(helped), map[string]any{"N": helped})
	}
	return kit.Bytes(up), join(ratio, people)
}

// showDisk shows what is used of the quota, or what is free.
func (p *panels) showDisk(t library.Traffic) {
	d := p.disk
	switch {
	case t.Quota > 0:
		tone := kit.ToneActive
		if t.Used >= t.Quota {
			tone = kit.ToneDanger
		}
		d.show(ofAmount(t.Used, t.Quota), "")
		d.bar.Set(float64(t.Used)/float64(t.Quota), tone)
	case t.Free < 0:
		d.show("–", lang.L("the media folder is not there"))
		d.bar.Set(0, kit.ToneNeutral)
	default:
		tone := kit.ToneActive
		if t.Free <= t.Floor {
			tone = kit.ToneDanger
		}
		d.show(lang.L("{{.Size}} free", map[string]any{"Size": kit.Bytes(t.Free)}), "")
		d.bar.Set(float64(t.Used)/float64(max(t.Used+t.Free, 1)), tone)
	}
}

// ofAmount writes two sizes of the same unit with one word for it: 148 of 200 GB.
func ofAmount(part, all int64) string {
	a, b := kit.Bytes(part), kit.Bytes(all)
	numberA, unitA, okA := strings.Cut(a, "\u00a0")
	_, unitB, okB := strings.Cut(b, "\u00a0")
	if okA && okB && unitA == unitB {
		a = numberA
	}
	return lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": a, "All": b})
}

// CreateRenderer implements fyne.Widget.
func (p *panels) CreateRenderer() fyne.WidgetRenderer { return &panelsRenderer{p} }

type panelsRenderer struct{ p *panels }

func (r *panelsRenderer) Destroy()           {}
func (r *panelsRenderer) MinSize() fyne.Size { return fyne.NewSize(4*110, panelHeight) }

func (r *panelsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.down, r.p.up, r.p.shared, r.p.disk}
}

func (r *panelsRenderer) Layout(size fyne.Size) {
	gap := panelGap
	if size.Width < 760 {
		gap = 10
	}
	width := (size.Width - 3*gap) / 4
	for i, o := range r.Objects() {
		put(o, float32(i)*(width+gap), 0, width, size.Height)
	}
}

func (r *panelsRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
