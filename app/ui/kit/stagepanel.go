package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// StagePanel is a panel over the picture: a headline, what there is to say about
// it, how far something is, and buttons.
type StagePanel struct {
	widget.BaseWidget
	ground       *Fill
	head, detail *Label
	bar          *Progress
	buttons      []*Button
	content      PanelContent
}

// PanelContent is what a panel shows. Two contents with the same ID have the
// same buttons.
type PanelContent struct {
	ID           string
	Head, Detail string
	// Progress from 0 to 1; negative for none.
	Progress float64
	Danger   bool
	Buttons  func() []*Button
}

// NewStagePanel makes a hidden panel.
func NewStagePanel() *StagePanel {
	p := &StagePanel{
		ground: NewFill(ColorStagePanel, PanelRadius),
		head:   NewLabel("", TextSection, SemiBold, ColorStageText).WithLines(2).Aligned(fyne.TextAlignCenter),
		detail: NewLabel("", TextBody, Regular, ColorStageMuted).WithLines(4).Aligned(fyne.TextAlignCenter),
		bar:    NewProgress(),
	}
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

// Tell shows a content; one without a headline hides the panel. It reports
// whether the panel needs another place or size.
func (p *StagePanel) Tell(c PanelContent) (moved bool) {
	visible := c.Head != ""
	before := p.MinSize()
	changed := c.ID != p.content.ID
	if changed {
		p.buttons = nil
		if c.Buttons != nil {
			p.buttons = c.Buttons()
		}
	}
	moved = changed || visible != p.Visible()
	p.content = c
	if !visible {
		if p.Visible() {
			p.Hide()
		}
		return moved
	}
	color := ColorStageText
	if c.Danger {
		color = ColorNotable
	}
	p.head.Set(c.Head, color)
	p.detail.SetText(c.Detail)
	p.bar.Set(max(c.Progress, 0), ToneActive)
	if moved {
		p.Show()
		p.Refresh()
	}
	return moved || before != p.MinSize()
}

// Content is what the panel shows.
func (p *StagePanel) Content() PanelContent { return p.content }

// Buttons are the panel's buttons.
func (p *StagePanel) Buttons() []*Button { return p.buttons }

// Tapped implements fyne.Tappable, so that taps do not reach the picture.
func (p *StagePanel) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (p *StagePanel) CreateRenderer() fyne.WidgetRenderer { return &stagePanelRenderer{p} }

type stagePanelRenderer struct{ p *StagePanel }

// The panel's measures.
const (
	stagePanelMin = 280
	stagePanelMax = 460
	stagePanelPad = 24
)

func (r *stagePanelRenderer) Destroy() {}

func (r *stagePanelRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.p.ground, r.p.head, r.p.detail, r.p.bar}
	for _, b := range r.p.buttons {
		objects = append(objects, b)
	}
	return objects
}

// lines counts the lines a label takes in width.
func (p *StagePanel) lines(l *Label, width float32) int {
	if l.Text() == "" {
		return 0
	}
	return len(l.fit(fyne.NewSize(width, 1000)))
}

func (r *stagePanelRenderer) width() float32 {
	width := max(r.p.head.Width(), min(r.p.detail.Width(), stagePanelMax)) + 2*stagePanelPad
	buttons := float32(2*stagePanelPad - 10)
	for _, b := range r.p.buttons {
		buttons += b.MinSize().Width + 10
	}
	return min(max(width, buttons, stagePanelMin), stagePanelMax+2*stagePanelPad)
}

func (r *stagePanelRenderer) MinSize() fyne.Size {
	width := r.width()
	height := float32(2*stagePanelPad-4) + r.headHeight(width)
	if detail := r.detailHeight(width); detail > 0 {
		height += detail + 6
	}
	if r.p.content.Progress >= 0 {
		height += 18
	}
	if len(r.p.buttons) > 0 {
		height += 18 + Plain().Height
	}
	return fyne.NewSize(width, height)
}

func (r *stagePanelRenderer) headHeight(width float32) float32 {
	return float32(r.p.lines(r.p.head, width-2*stagePanelPad)) * r.p.head.measure("M").Height
}

func (r *stagePanelRenderer) detailHeight(width float32) float32 {
	return float32(r.p.lines(r.p.detail, width-2*stagePanelPad)) * r.p.detail.measure("M").Height
}

func (r *stagePanelRenderer) Layout(size fyne.Size) {
	place(r.p.ground, 0, 0, size.Width, size.Height)
	inner := size.Width - 2*stagePanelPad
	y := float32(stagePanelPad - 2)
	head, detail := r.headHeight(size.Width), r.detailHeight(size.Width)
	place(r.p.head, stagePanelPad, y, inner, head)
	y += head + 6
	r.p.detail.Hidden = detail == 0
	place(r.p.detail, stagePanelPad, y, inner, detail)
	if detail > 0 {
		y += detail
	} else {
		y -= 6
	}
	r.p.bar.Hidden = r.p.content.Progress < 0
	if !r.p.bar.Hidden {
		place(r.p.bar, stagePanelPad, y+14, inner, 4)
		y += 18
	}
	y += 18
	total := float32(-10)
	for _, b := range r.p.buttons {
		total += b.MinSize().Width + 10
	}
	x := (size.Width - total) / 2
	for _, b := range r.p.buttons {
		own := b.MinSize()
		place(b, x, y, own.Width, own.Height)
		x += own.Width + 10
	}
}

func (r *stagePanelRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
