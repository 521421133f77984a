package channels

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
)

// The measures of the page of a listed bundle.
const (
	heroHeight  float32 = 290
	posterWidth float32 = 200
	posterTop   float32 = 110
	panelWidth  float32 = 320
	panelGap    float32 = 22
	itemHeight  float32 = 56
	widePage    float32 = 860 // below it the panels stand above the items
	lowPage     float32 = 640 // of this height: below it the poster is smaller
)

// beside reports whether the panels stand beside the items.
func (h *listingHead) beside() bool {
	return h.p.grid.Size().Width >= widePage && !(h.editions.Hidden && h.money.Hidden)
}

// CreateRenderer implements fyne.Widget.
func (h *listingHead) CreateRenderer() fyne.WidgetRenderer { return &listingHeadRenderer{h} }

type listingHeadRenderer struct{ h *listingHead }

func (r *listingHeadRenderer) Destroy()           {}
func (r *listingHeadRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *listingHeadRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	objects := []fyne.CanvasObject{h.back, h.poster, h.leave}
	for _, c := range h.chips {
		objects = append(objects, c)
	}
	return append(objects, h.title, h.facts, h.synopsis, h.buy, h.ads, h.code, h.get, h.channel, h.more, h.section, h.editions, h.money)
}

func (r *listingHeadRenderer) Layout(size fyne.Size) { r.lay(size) }

// lay puts everything in its place and returns where the panels end.
func (r *listingHeadRenderer) lay(size fyne.Size) (panels float32) {
	h := r.h
	place(h.back, 0, 0, size.Width, heroHeight)
	place(h.leave, kit.PageMargin, 22, 36, 36)
	top, poster := posterTop, fyne.NewSize(posterWidth, posterWidth*1.45)
	if h.p.grid.Size().Height < lowPage {
		top, poster = 74, fyne.NewSize(124, 180)
	}
	x := kit.PageMargin
	h.poster.Hidden = size.Width < smallPage
	if !h.poster.Hidden {
		place(h.poster, x, top, poster.Width, poster.Height)
		x += poster.Width + kit.PageMargin
	} else {
		poster.Height = 0
	}
	y := max(h.putText(x, top, min(size.Width-x-kit.PageMargin, maxText)), top+poster.Height) + panelGap
	width := size.Width - 2*kit.PageMargin
	if size.Width >= widePage {
		panels = offers.Stack(h.panels(), size.Width-kit.PageMargin-panelWidth, y, panelWidth)
		if panels > y {
			width -= panelWidth + panelGap
		}
	} else if next := offers.Flow(h.panels(), kit.PageMargin, y, width); next > y {
		y = next + panelGap
	}
	place(h.section, kit.PageMargin, y, width, 22)
	h.load()
	return panels
}

// putText stacks chips, title, facts, synopsis and buttons; it returns where they end.
func (h *listingHead) putText(x, y, width float32) float32 {
	at := x
	for _, c := range h.chips {
		if !c.Hidden {
			least := c.MinSize().Width
			if at > x && at+least > x+width {
				at, y = x, y+26
			}
			place(c, at, y, min(least, width), 20)
			at += least + 6
		}
	}
	if at > x {
		y += 28
	}
	y += stack(h.title, x, y, width, 43) + 4
	y += stack(h.facts, x, y, width, 20) + 11
	y += stack(h.synopsis, x, y, width, 20) + 12
	at = x
	for _, b := range []*kit.Button{h.buy, h.ads, h.code, h.get, h.channel, h.more} {
		if !b.Hidden {
			least := b.MinSize()
			if at > x && at+least.Width > x+width {
				at, y = x, y+least.Height+8
			}
			place(b, at, y, min(least.Width, max(x+width-at, 0)), least.Height)
			at += least.Width + 8
		}
	}
	return y + kit.Plain().Height
}

func (h *listingHead) panels() []offers.Panel { return []offers.Panel{h.editions, h.money} }

// room tells the grid where the items begin, and how far the panels reach beside them.
func (h *listingHead) room(width float32) (above, whole float32) {
	panels := (&listingHeadRenderer{h}).lay(fyne.NewSize(width, 0))
	above = h.section.Position().Y + 22 + 10 - kit.GridOut
	return above, max(above, panels+10)
}

func (r *listingHeadRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
