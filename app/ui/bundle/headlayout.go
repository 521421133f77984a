package bundle

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// The measures of the head.
const (
	heroHeight float32 = 290
	chipLine   float32 = 20
	titleLine  float32 = 43
	textLine   float32 = 20
	maxText    float32 = 720
)

// CreateRenderer implements fyne.Widget.
func (h *head) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

type headRenderer struct{ h *head }

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	objects := []fyne.CanvasObject{h.back, h.poster, h.leave}
	for _, c := range h.chips {
		objects = append(objects, c)
	}
	return append(objects, h.title, h.facts, h.synopsis, h.play, h.keep, h.more, h.section, h.swarm)
}

func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	c := h.p.cut(fyne.NewSize(size.Width, h.p.grid.Size().Height))
	place(h.back, 0, 0, size.Width, heroHeight)
	place(h.leave, kit.PageMargin, 22, 36, 36)
	h.poster.Hidden = c.poster.IsZero()
	place(h.poster, kit.PageMargin, c.top, c.poster.Width, c.poster.Height)
	y := max(h.putText(c, c.top), c.top+c.poster.Height) + sectionGap
	switch {
	case c.wide:
		place(h.swarm, size.Width-kit.PageMargin-panelWidth, y, panelWidth, panelHeight)
	case !h.swarm.Hidden:
		place(h.swarm, kit.PageMargin, y, c.rows(), panelHeight)
		y += panelHeight + sectionGap
	}
	place(h.section, kit.PageMargin, y, c.rows(), sectionLine)
	h.pictures()
}

// putText stacks chips, title, facts, synopsis and buttons; it returns where
// they end.
func (h *head) putText(c cut, y float32) float32 {
	x := c.text()
	width := min(c.width-x-kit.PageMargin, maxText)
	at := x
	for _, chip := range h.chips {
		if !chip.Hidden {
			least := chip.MinSize().Width
			place(chip, at, y, min(least, max(x+width-at, 0)), chipLine)
			at += least + 6
		}
	}
	if at > x {
		y += chipLine + 8
	}
	y = stack(h.title, x, y, width, titleLine) + 4
	y = stack(h.facts, x, y, width, textLine) + 11
	y = stack(h.synopsis, x, y, width, textLine) + 12
	at = x
	for _, b := range []*kit.Button{h.play, h.keep, h.more} {
		if !b.Hidden {
			least := b.MinSize()
			place(b, at, y, least.Width, least.Height)
			at += least.Width + 8
		}
	}
	return y + kit.Plain().Height
}

// stack places a text below the one before and returns where it ends.
func stack(l *kit.Label, x, y, width, line float32) float32 {
	lines := float32(l.LinesIn(width))
	place(l, x, y, width, lines*line)
	return y + lines*line
}

// room tells the grid where the rows begin, and how far the panel reaches beside
// them.
func (h *head) room(width float32) (above, whole float32) {
	(&headRenderer{h}).Layout(fyne.NewSize(width, 0))
	above = h.section.Position().Y + sectionLine + 12 - kit.GridOut
	whole = above
	if !h.swarm.Hidden {
		whole = h.swarm.Position().Y + panelHeight + 24
	}
	return above, max(whole, above)
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
