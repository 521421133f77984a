package bundle

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// panel tells of the people the bundle is shared with.
type panel struct {
	widget.BaseWidget
	ground *kit.Fill
	title  *kit.Label
	lines  [3]*kit.Label
}

func newPanel() *panel {
	p := &panel{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		title:  kit.NewLabel(lang.L("Swarm"), kit.TextSection, kit.SemiBold, kit.ColorText),
	}
	for i := range p.lines {
		p.lines[i] = kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).Cut()
	}
	p.lines[0].WithLines(4) // a problem, which stands alone
	p.ExtendBaseWidget(p)
	return p
}

func (p *panel) show(lines []string) {
	for i, l := range p.lines {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		l.SetText(text)
	}
	(&panelRenderer{p}).Layout(p.Size())
}

// HeightIn is how high the panel is in a width.
func (p *panel) HeightIn(float32) float32 { return panelHeight }

// CreateRenderer implements fyne.Widget.
func (p *panel) CreateRenderer() fyne.WidgetRenderer { return &panelRenderer{p} }

type panelRenderer struct{ p *panel }

func (r *panelRenderer) Destroy()           {}
func (r *panelRenderer) MinSize() fyne.Size { return fyne.NewSize(200, panelHeight) }

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.p.ground, r.p.title}
	for _, l := range r.p.lines {
		objects = append(objects, l)
	}
	return objects
}

func (r *panelRenderer) Layout(size fyne.Size) {
	place(r.p.ground, 0, 0, size.Width, size.Height)
	place(r.p.title, 18, 16, size.Width-36, 22)
	for i, l := range r.p.lines {
		place(l, 18, 48+25*float32(i), size.Width-36, 20)
	}
	if only := r.p.lines[0]; r.p.lines[1].Text() == "" {
		place(only, 18, 48, size.Width-36, 18*float32(max(only.LinesIn(size.Width-36), 1)))
	}
}

func (r *panelRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
