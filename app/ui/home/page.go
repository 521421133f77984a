package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// page is what the screen scrolls over.
type page struct {
	widget.BaseWidget
	s             *Screen
	hero          *hero
	add           *kit.Button
	begun, recent *kit.Strip
	premieres     *kit.Strip
	listed        *kit.Strip // what is new from channels
	empty         *empty
}

func newPage(s *Screen) *page {
	p := &page{s: s, hero: newHero(s), empty: newEmpty(s.desk.ShowAdd, s.desk.ImportFolder)}
	look := kit.Plain() // readable over any picture
	look.Height = kit.FieldHeight
	p.add = kit.NewButton(lang.L("Add"), kit.IconAdd, look, s.desk.ShowAdd)
	p.begun = s.strip(lang.L("Continue watching"), func() []library.Card { return s.begun }, s.actions.Play, begunFace)
	p.recent = s.strip(lang.L("Recently added"), func() []library.Card { return s.recent }, s.actions.Open, cards.Face)
	p.premieres = s.listedStrip(lang.L("Premieres"), func() []library.Listed { return s.news.premieres })
	p.listed = s.listedStrip(lang.L("New from your channels"), func() []library.Listed { return s.news.listed })
	for _, b := range []interface {
		PassKeys(func(*fyne.KeyEvent), func(rune))
	}{p.add, p.begun, p.premieres, p.listed, p.recent, p.empty.add, p.empty.folder} {
		b.PassKeys(s.key, s.rune)
	}
	p.ExtendBaseWidget(p)
	return p
}

// begunFace leaves the word over the picture out: the bar says enough.
func begunFace(c library.Card) kit.CardFace {
	f := cards.Face(c)
	f.Chip = ""
	return f
}

// strip makes a row of cards; open is what a click and Enter do.
func (s *Screen) strip(title string, of func() []library.Card, open func(library.Card), face func(library.Card) kit.CardFace) *kit.Strip {
	views := map[*kit.Card]*cards.View{}
	build := func() *kit.Card {
		v := cards.NewView(s.loader)
		v.OnOpen = func() { open(v.Bundle()) }
		v.OnPlay = func() { s.actions.Play(v.Bundle()) }
		v.OnMenu = func(at fyne.Position) { s.actions.ShowMenu(s.canvas(), at, v.Bundle()) }
		views[v.Card] = v
		return v.Card
	}
	row := kit.NewStrip(title, build, func(i int, c *kit.Card) {
		if list := of(); i < len(list) {
			views[c].Bind(list[i], face(list[i]))
		}
	})
	row.OnOpen = func(i int) { open(of()[i]) }
	row.OnMenu = func(i int, at fyne.Position) { s.actions.ShowMenu(s.canvas(), at, of()[i]) }
	return row
}

// strips are the rows in their order.
func (p *page) strips() []*kit.Strip { return []*kit.Strip{p.begun, p.premieres, p.listed, p.recent} }

// mine reports whether there is something in the library.
func (p *page) mine() bool { return len(p.s.begun) > 0 || len(p.s.recent) > 0 }

// bare reports whether there is nothing to see, of channels neither.
func (p *page) bare() bool {
	return !p.mine() && len(p.s.news.premieres) == 0 && len(p.s.news.listed) == 0
}

// show brings everything up to date.
func (p *page) show() {
	p.hero.show(p.s.lead, len(p.s.begun) > 0)
	p.begun.SetCount(len(p.s.begun))
	p.recent.SetCount(len(p.s.recent))
	p.premieres.SetCount(len(p.s.news.premieres))
	p.listed.SetCount(len(p.s.news.listed))
	p.Refresh()
}

// The measures of the page.
const (
	barTop      float32 = 18
	fieldWidth  float32 = 340
	stripsBelow float32 = 12 // the strips begin this far below the hero
	heroMost    float32 = 560
)

// CreateRenderer implements fyne.Widget.
func (p *page) CreateRenderer() fyne.WidgetRenderer { return &pageRenderer{p} }

type pageRenderer struct{ p *page }

func (r *pageRenderer) Destroy() {}

func (r *pageRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	return []fyne.CanvasObject{p.hero, p.s.search.field, p.add, p.begun, p.premieres, p.listed, p.recent, p.empty}
}

// state hides what has nothing to show.
func (r *pageRenderer) state() {
	p := r.p
	p.hero.Hidden = !p.mine()
	for _, s := range p.strips() {
		s.Hidden = s.Count() == 0
	}
	p.empty.Hidden = !p.s.loaded || !p.bare()
}

func (r *pageRenderer) MinSize() fyne.Size {
	height := r.heroHeight() + stripsBelow
	for _, s := range r.p.strips() {
		if s.Count() > 0 {
			height += kit.StripHeight()
		}
	}
	if r.p.s.loaded && r.p.bare() {
		height = 400
	}
	return fyne.NewSize(320, height+8)
}

// heroHeight leaves room for the rows of cards that there are, and for the first
// one on a low window.
func (r *pageRenderer) heroHeight() float32 {
	if !r.p.mine() && !r.p.bare() { // the rows begin below the field
		return barTop + kit.FieldHeight + 12
	}
	below := float32(22)
	for _, s := range r.p.strips() {
		if s.Count() > 0 {
			below += kit.StripHeight()
		}
	}
	return min(max(r.p.s.Size().Height-below, 300), heroMost)
}

func (r *pageRenderer) Layout(size fyne.Size) {
	p, width := r.p, size.Width-2*kit.PageMargin
	r.state()
	put(p.hero, 0, 0, size.Width, r.heroHeight())
	add := p.add.MinSize()
	put(p.add, size.Width-kit.PageMargin-add.Width, barTop, add.Width, add.Height)
	put(p.s.search.field, kit.PageMargin, barTop, min(fieldWidth, width-add.Width-12), kit.FieldHeight)
	y := r.heroHeight() + stripsBelow
	for _, s := range p.strips() {
		if !s.Hidden {
			put(s, kit.PageMargin, y, width, kit.StripHeight())
			y += kit.StripHeight()
		}
	}
	put(p.empty, kit.PageMargin, 80, width, max(size.Height-100, 260))
}

func (r *pageRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
