package bundle

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
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
	return append(objects, h.title, h.facts, h.synopsis, h.play, h.buy, h.ads, h.code, h.bring, h.trailer, h.keep, h.channel, h.more, h.section, h.editions, h.money, h.swarm)
}

func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	c := h.p.cut(fyne.NewSize(size.Width, h.p.grid.Size().Height))
	place(h.back, 0, 0, size.Width, heroHeight)
	place(h.leave, kit.PageMargin, 22, 36, 36)
	h.poster.Hidden = c.poster.IsZero()
	place(h.poster, kit.PageMargin, c.top, c.poster.Width, c.poster.Height)
	y := max(h.putText(c, c.top), c.top+c.poster.Height) + sectionGap
	if c.wide {
		h.end = offers.Stack(h.panels(), size.Width-kit.PageMargin-panelWidth, y, panelWidth)
	} else {
		y = h.putPanels(c, y)
	}
	place(h.section, kit.PageMargin, y, c.rows(), sectionLine)
	h.pictures()
}

// putPanels sets the panels on a page without room beside the rows; it returns where
// the section begins. What there is to play comes first, and the panels below it: only
// what would open it stands above.
func (h *head) putPanels(c cut, y float32) float32 {
	var above []offers.Panel
	below := h.panels()
	if h.p.closed() {
		above, below = below[:2], below[2:]
	}
	if end := offers.Flow(above, kit.PageMargin, y, c.rows()); end > y {
		y = end + sectionGap
	}
	rows := y + sectionLine + rowsGap + rowHeight*float32(len(h.p.details.Items))
	h.end = offers.Flow(below, kit.PageMargin, rows+sectionGap, c.rows())
	return y
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
			if at > x && at+least > x+width {
				at, y = x, y+chipLine+6
			}
			place(chip, at, y, min(least, width), chipLine)
			at += least + 6
		}
	}
	if at > x {
		y += chipLine + 8
	}
	y = stack(h.title, x, y, width, titleLine) + 4
	y = stack(h.facts, x, y, width, textLine) + 11
	y = stack(h.synopsis, x, y, width, textLine) + 12
	return h.putButtons(x, y, c.width-x-kit.PageMargin)
}

// putButtons sets the buttons side by side, and below each other where there is no room.
func (h *head) putButtons(x, y, width float32) float32 {
	at := x
	for _, b := range []*kit.Button{h.play, h.buy, h.ads, h.code, h.bring, h.trailer, h.keep, h.channel, h.more} {
		if b.Hidden {
			continue
		}
		least := b.MinSize()
		if at > x && at+least.Width > x+width {
			at, y = x, y+least.Height+8
		}
		place(b, at, y, min(least.Width, width), least.Height)
		at += least.Width + 8
	}
	return y + kit.Plain().Height
}

func (h *head) panels() []offers.Panel { return []offers.Panel{h.editions, h.money, h.swarm} }

// alone reports whether no panel is seen.
func (h *head) alone() bool { return h.editions.Hidden && h.money.Hidden && h.swarm.Hidden }

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
	above = h.section.Position().Y + sectionLine + rowsGap - kit.GridOut
	whole = above
	if !h.alone() {
		whole = h.end + 24
	}
	return above, max(whole, above)
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
