package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// figure is a number with what it counts.
type figure struct {
	widget.BaseWidget
	ground             *kit.Fill
	name, value, about *kit.Label
}

func newFigure(name string) *figure {
	f := &figure{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		name:   kit.NewLabel(name, kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
		value:  kit.NewLabel("–", 24, kit.Bold, kit.ColorText).Cut(),
		about:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	f.ExtendBaseWidget(f)
	return f
}

func (f *figure) set(value, about string) {
	f.value.SetText(value)
	f.about.SetText(about)
}

// CreateRenderer implements fyne.Widget.
func (f *figure) CreateRenderer() fyne.WidgetRenderer { return &figureRenderer{f} }

type figureRenderer struct{ f *figure }

func (r *figureRenderer) Destroy()           {}
func (r *figureRenderer) MinSize() fyne.Size { return fyne.NewSize(120, figureHeight) }

func (r *figureRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.f.ground, r.f.name, r.f.value, r.f.about}
}

func (r *figureRenderer) Layout(size fyne.Size) {
	put(r.f.ground, 0, 0, size.Width, size.Height)
	put(r.f.name, 18, 15, size.Width-36, 18)
	put(r.f.value, 18, 34, size.Width-36, 30)
	put(r.f.about, 18, 66, size.Width-36, 16)
}

func (r *figureRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
