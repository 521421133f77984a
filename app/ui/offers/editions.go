package offers

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// Editions is a panel that says what each edition costs, holds, and is opened by.
type Editions struct {
	widget.BaseWidget
	shown []library.EditionAccess
	shops []library.Shop // that sell it
	opens bool           // something of it needs a license, and can be given one

	ground *kit.Fill
	title  *kit.Label
	parts  []*edition
	bring  *kit.Button
	key    *kit.Button
	how    *kit.Label
}

// edition is what is said of one.
type edition struct{ name, offers, amount, opens *kit.Label }

// NewEditions makes an empty panel, hidden until there is something to say. bring asks
// for a license file, key copies to whom one is made; without them it has no buttons.
// keys hears what the buttons have no use for.
func NewEditions(bring, key func(), keys func(*fyne.KeyEvent)) *Editions {
	e := &Editions{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		title:  kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		how: kit.NewLabel(lang.L("A license is made for one computer. Whoever gives you one needs the key of this one."),
			kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(3),
	}
	look := kit.Plain()
	look.Height, look.Pad = 34, 14
	e.bring = kit.NewButton(lang.L("Open with a license or gift…"), kit.IconLock, look, bring)
	e.key = kit.NewButton(lang.L("Copy this computer's key"), kit.IconCopy, look, key)
	for _, b := range []*kit.Button{e.bring, e.key} {
		b.PassKeys(keys, nil)
	}
	e.opens = bring != nil
	e.Hidden = true
	e.ExtendBaseWidget(e)
	return e
}

// Set shows the editions of a bundle, and the stores that sell it.
func (e *Editions) Set(a library.Access, shops []library.Shop, now time.Time) {
	e.shown, e.shops = a.Editions, shops
	e.Hidden = len(e.shown) == 0
	title := lang.L("Editions")
	if len(e.shown) == 1 {
		title = lang.L("How to watch it")
	}
	e.title.SetText(title)
	e.key.Set(lang.L("Copy this computer's key"), kit.IconCopy)
	for len(e.parts) < len(e.shown) {
		e.parts = append(e.parts, &edition{
			name:   kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
			offers: kit.NewLabel("", 13, kit.SemiBold, kit.ColorText).WithLines(2),
			amount: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
			opens:  kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).WithLines(5),
		})
	}
	for i, p := range e.parts {
		if i < len(e.shown) {
			p.show(e.shown[i], Sold(e.shown[i], e.shops), a.Version > 0, now)
		}
	}
	e.Refresh()
}

// show says what there is to say of an edition; without terms no offer is known.
func (p *edition) show(e library.EditionAccess, sold string, terms bool, now time.Time) {
	p.name.SetText(e.Name)
	offers := Offers(e)
	if !terms && e.Sealed {
		offers = lang.L("Its terms are in its channel, which is not followed here.")
	}
	p.offers.SetText(offers)
	p.amount.SetText(Amount(e))
	p.opens.SetText(Opens(e, sold, now))
}

// needsLicense reports whether a license would open something.
func (e *Editions) needsLicense() bool {
	for _, one := range e.shown {
		if one.Sealed && one.Why != "" && one.Why != library.CodeTooEarly {
			return e.opens
		}
	}
	return false
}

// Copied says that the key was copied, for the moment.
func (e *Editions) Copied() { e.key.Set(lang.L("Copied"), kit.IconCheck) }

// The measures of the panel, beside those of the money's.
const (
	footLine  float32 = 16
	partLine  float32 = 20
	opensLine float32 = 18
	partGap   float32 = 16
)

// each lays the editions out and returns where they end. put places a text.
func (e *Editions) each(width float32, put func(o fyne.CanvasObject, y, height float32)) float32 {
	y := float32(16 + 22 + 12)
	for i := range e.shown {
		p := e.parts[i]
		for _, l := range []struct {
			label *kit.Label
			line  float32
			gap   float32
		}{{p.name, partLine, 0}, {p.offers, opensLine, 2}, {p.amount, footLine, 4}, {p.opens, opensLine, 0}} {
			height := l.line * float32(l.label.LinesIn(width))
			put(l.label, y, height)
			if height > 0 {
				y += height + l.gap
			}
		}
		y += partGap
	}
	return y
}

// HeightIn is how high the panel is in a width.
func (e *Editions) HeightIn(width float32) float32 {
	width -= 2 * panelPad
	y := e.each(width, func(fyne.CanvasObject, float32, float32) {})
	if !e.needsLicense() {
		return y + 2
	}
	return y + 34 + 8 + 34 + 10 + footLine*float32(e.how.LinesIn(width)) + 16
}

// CreateRenderer implements fyne.Widget.
func (e *Editions) CreateRenderer() fyne.WidgetRenderer { return &editionsRenderer{e} }

type editionsRenderer struct{ e *Editions }

func (r *editionsRenderer) Destroy()           {}
func (r *editionsRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 100) }

func (r *editionsRenderer) Objects() []fyne.CanvasObject {
	e := r.e
	objects := []fyne.CanvasObject{e.ground, e.title, e.bring, e.key, e.how}
	for _, p := range e.parts {
		objects = append(objects, p.name, p.offers, p.amount, p.opens)
	}
	return objects
}

func (r *editionsRenderer) Layout(size fyne.Size) {
	e, width := r.e, size.Width-2*panelPad
	place(e.ground, 0, 0, size.Width, size.Height)
	place(e.title, panelPad, 16, width, 22)
	for i, p := range e.parts {
		for _, l := range []*kit.Label{p.name, p.offers, p.amount, p.opens} {
			l.Hidden = i >= len(e.shown)
		}
	}
	y := e.each(width, func(o fyne.CanvasObject, y, height float32) { place(o, panelPad, y, width, height) })
	needs := e.needsLicense()
	e.bring.Hidden, e.key.Hidden, e.how.Hidden = !needs, !needs, !needs
	place(e.bring, panelPad, y, min(width, e.bring.MinSize().Width), 34)
	place(e.key, panelPad, y+42, min(width, e.key.MinSize().Width), 34)
	place(e.how, panelPad, y+86, width, footLine*float32(e.how.LinesIn(width)))
}

func (r *editionsRenderer) Refresh() {
	r.Layout(r.e.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
