package offers

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// Money is a panel that says where the money for an edition goes.
type Money struct {
	widget.BaseWidget
	access library.Access
	sold   []library.EditionAccess
	at     int
	keys   func(*fyne.KeyEvent)
	moved  func() // the panel needs another height

	ground *kit.Fill
	title  *kit.Label
	choice *kit.Choice // between editions; nil for one
	names  string      // that the choice was made for
	parts  []*kit.Fill
	rows   []moneyRow
	foot   *kit.Label
}

type moneyRow struct{ party, part *kit.Label }

// maxParties is how many parties are named; the others are added up.
const maxParties = 6

// NewMoney makes an empty panel, hidden until there is something to say. moved runs when
// it needs another height, keys hears what it has no use for.
func NewMoney(moved func(), keys func(*fyne.KeyEvent)) *Money {
	m := &Money{
		keys: keys, moved: moved, ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		title: kit.NewLabel(lang.L("Where your money goes"), kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		foot:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2),
	}
	for range maxParties + 1 {
		m.parts = append(m.parts, kit.NewFill(kit.ColorAccent, 0))
		m.rows = append(m.rows, moneyRow{
			kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).Cut(),
			kit.NewLabel("", 13, kit.Medium, kit.ColorText).Cut().Aligned(fyne.TextAlignTrailing),
		})
	}
	m.Hidden = true
	m.ExtendBaseWidget(m)
	return m
}

// Set shows the editions of a bundle that bring somebody something.
func (m *Money) Set(a library.Access) {
	m.access, m.sold = a, nil
	var names []string
	for _, e := range a.Editions {
		if len(e.Splits) > 0 && !e.Standing.Opened {
			m.sold = append(m.sold, e)
			names = append(names, e.Name)
		}
	}
	m.Hidden = len(m.sold) == 0
	m.at = min(m.at, max(len(m.sold)-1, 0))
	if all := strings.Join(names, "\n"); all != m.names {
		m.names, m.choice, m.at = all, nil, 0
		if len(names) > 1 {
			m.choice = kit.NewChoice(names, func(i int) { m.at = i; m.fill(); m.moved() })
			m.choice.PassKeys(m.keys, nil)
		}
	}
	m.fill()
}

// part is one party's part.
type part struct {
	name          string
	weight, whole int64
	amount        string
}

// shares divides what the least price of an edition brings, the store's part last.
func shares(fee int64, e library.EditionAccess) (parts []part, of *library.Money) {
	if o, ok := e.Cheapest(); ok {
		of = o.Price
	}
	for _, o := range e.Offers {
		if of == nil && o.Kind == library.OfferPWYW && o.Price != nil && o.Price.Minor > 0 {
			of = o.Price
		}
	}
	var weights, paid int64
	for _, s := range e.Splits {
		weights += s.Weight
	}
	if of != nil {
		paid = of.Minor
	}
	store, each := library.Share(paid, fee, e.Splits)
	written := func(minor int64) string {
		if of == nil {
			return ""
		}
		return say.Money(library.Money{Currency: of.Currency, Minor: minor})
	}
	var others part
	var rest int64
	for i, s := range e.Splits {
		if i >= maxParties-1 && len(e.Splits) > maxParties {
			others.weight += s.Weight * (10000 - fee)
			rest += each[i]
			continue
		}
		parts = append(parts, part{s.Party, s.Weight * (10000 - fee), weights * 10000, written(each[i])})
	}
	if others.weight > 0 {
		n := len(e.Splits) - len(parts)
		others.name = lang.N("{{.N}} others", kit.Plural(n), map[string]any{"N": n})
		others.whole, others.amount = weights*10000, written(rest)
		parts = append(parts, others)
	}
	if fee > 0 {
		parts = append(parts, part{lang.L("Store"), fee, 10000, written(store)})
	}
	return parts, of
}

// percent writes a part of the whole with the digits it needs.
func (p part) percent() string {
	tenths := (p.weight*2000 + p.whole) / (2 * p.whole)
	digits := 1
	if tenths%10 == 0 {
		digits = 0
	}
	return kit.Number(float64(tenths)/10, digits) + lang.X("unit.percent", "%")
}

// now are the parts of the edition that is shown.
func (m *Money) now() (parts []part, of *library.Money) {
	if len(m.sold) == 0 {
		return nil, nil
	}
	return shares(m.access.Fee, m.sold[m.at])
}

// fill says it.
func (m *Money) fill() {
	parts, of := m.now()
	for i, r := range m.rows {
		name, text := "", ""
		if i < len(parts) {
			name, text = parts[i].name, cards.Join(parts[i].percent(), parts[i].amount)
		}
		r.party.SetText(name)
		r.part.SetText(text)
	}
	foot := ""
	if of != nil {
		foot = lang.L("Of {{.Price}}, without tax", map[string]any{"Price": say.Money(*of)})
	}
	m.foot.SetText(foot)
	m.Refresh()
}

// The measures of the panel.
const (
	panelPad  float32 = 18
	partsBar  float32 = 10
	moneyLine float32 = 25
)

// HeightIn is how high the panel is in a width.
func (m *Money) HeightIn(width float32) float32 {
	parts, _ := m.now()
	height := float32(16+22+14) + partsBar + 10 + moneyLine*float32(len(parts)) + 6
	if m.choice != nil {
		height += kit.ChoiceHeight + 12
	}
	return height + footLine*float32(m.foot.LinesIn(width-2*panelPad)) + 14
}

// CreateRenderer implements fyne.Widget.
func (m *Money) CreateRenderer() fyne.WidgetRenderer { return &moneyRenderer{m} }

type moneyRenderer struct{ m *Money }

func (r *moneyRenderer) Destroy()           {}
func (r *moneyRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 100) }

func (r *moneyRenderer) Objects() []fyne.CanvasObject {
	m := r.m
	objects := []fyne.CanvasObject{m.ground, m.title, m.foot}
	if m.choice != nil {
		objects = append(objects, m.choice)
	}
	for i := range m.rows {
		objects = append(objects, m.parts[i], m.rows[i].party, m.rows[i].part)
	}
	return objects
}

func (r *moneyRenderer) Layout(size fyne.Size) {
	m, width := r.m, size.Width-2*panelPad
	place(m.ground, 0, 0, size.Width, size.Height)
	place(m.title, panelPad, 16, width, 22)
	y := float32(16 + 22 + 14)
	if m.choice != nil {
		place(m.choice, panelPad, y-2, min(width, m.choice.MinSize().Width), kit.ChoiceHeight)
		y += kit.ChoiceHeight + 12
	}
	parts, _ := m.now()
	x := panelPad
	for i, bar := range m.parts {
		row := m.rows[i]
		bar.Hidden, row.party.Hidden, row.part.Hidden = i >= len(parts), i >= len(parts), i >= len(parts)
		if i >= len(parts) {
			continue
		}
		own := width * float32(parts[i].weight) / float32(parts[i].whole)
		if i == len(parts)-1 {
			own = panelPad + width - x
		}
		place(bar, x, y, own, partsBar)
		x += own
		at := y + partsBar + 10 + moneyLine*float32(i)
		figures := min(row.part.Width()+8, width*0.6)
		place(row.party, panelPad, at, width-figures-8, moneyLine-5)
		place(row.part, panelPad+width-figures, at, figures, moneyLine-5)
	}
	m.paint(len(parts))
	y += partsBar + 10 + moneyLine*float32(len(parts)) + 6
	place(m.foot, panelPad, y, width, footLine*float32(m.foot.LinesIn(width)))
}

// paint gives each part its colour, the store's a quiet one.
func (m *Money) paint(count int) {
	colors := []fyne.ThemeColorName{kit.ColorAccent, kit.ColorShare, kit.ColorInfo, kit.ColorGood}
	for i, bar := range m.parts {
		color := colors[i%len(colors)]
		if i == count-1 && m.access.Fee > 0 {
			color = kit.ColorStorePart
		}
		bar.SetColor(color)
	}
}

func (r *moneyRenderer) Refresh() {
	r.Layout(r.m.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
