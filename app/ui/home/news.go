package home

import (
	"context"
	"image"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/library"
)

// How much of what channels listed last is asked for, and shown in a row. What was
// listed before that has no premiere on the screen.
const (
	maxNews      = 120
	maxListed    = 40
	tickEvery    = time.Second
	premiereSoon = 60 * 24 * time.Hour // those that come later wait for their turn
)

// news are what followed channels list: what premieres soon, the soonest first, and the
// rest, the newest first.
type news struct{ premieres, listed []library.Listed }

func newsOf(all []library.Listed, now time.Time) (n news) {
	for _, l := range all {
		at := l.Access.Premieres(now)
		switch {
		case !at.IsZero() && at.Sub(now) < premiereSoon:
			n.premieres = append(n.premieres, l)
		case len(n.listed) < maxListed:
			n.listed = append(n.listed, l)
		}
	}
	slices.SortStableFunc(n.premieres, func(a, b library.Listed) int {
		return a.Access.Premieres(now).Compare(b.Access.Premieres(now))
	})
	return n
}

// listedView is a card on the screen and the listed bundle it shows now.
type listedView struct {
	*kit.Card
	listed library.Listed
	loader *art.Loader
	ticket *art.Ticket
	want   art.Want
}

func newListedView(loader *art.Loader) *listedView {
	v := &listedView{Card: kit.NewCard(), loader: loader}
	v.OnResize = v.load
	return v
}

// bind shows a listed bundle as of a time.
func (v *listedView) bind(l library.Listed, now time.Time) {
	v.listed = l
	v.Say(offers.Face(l, now))
	v.load()
}

// load asks for the picture in the size of now.
func (v *listedView) load() {
	if v.listed.Infohash == "" || v.Size().Width <= 0 {
		return
	}
	size := fyne.NewSize(v.Size().Width, kit.PictureHeight(v.Size().Width))
	w := cards.Want(v, library.Card{}, library.ShapeCard, size)
	w.ID, w.Mark, w.Channel = v.listed.Infohash, string(v.listed.Picture), v.listed.Channel
	if w == v.want {
		return
	}
	v.ticket.Cancel()
	v.want = w
	var now image.Image
	now, v.ticket = v.loader.Load(w, v.SetPicture)
	v.SetPicture(now)
}

// listedStrip makes a row of listed bundles.
func (s *Screen) listedStrip(title string, of func() []library.Listed) *kit.Strip {
	views := map[*kit.Card]*listedView{}
	build := func() *kit.Card {
		v := newListedView(s.loader)
		v.OnOpen = func() { s.desk.OpenListed(v.listed) }
		views[v.Card] = v
		return v.Card
	}
	row := kit.NewStrip(title, build, func(i int, c *kit.Card) {
		if list := of(); i < len(list) {
			views[c].bind(list[i], time.Now())
		}
	})
	row.OnOpen = func(i int) { s.desk.OpenListed(of()[i]) }
	return row
}

// tick counts the premieres down; when one has come, all is read anew.
func (s *Screen) tick() {
	now := time.Now()
	if len(s.news.premieres) == 0 {
		return
	}
	if s.news.premieres[0].Access.Premieres(now).IsZero() {
		s.reading.Stale()
	}
	s.page.premieres.Rebind()
}

// startTicking counts down while somebody looks.
func (s *Screen) startTicking() {
	s.ticking = s.loop.Poll(tickEvery, func(context.Context) func() { return s.tick })
}
