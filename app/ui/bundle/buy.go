package bundle

import (
	"context"

	"matinee/app/ui/buying"
	"matinee/library"
)

// buy opens the sheet by which an edition is bought.
func (p *Page) buy(withCode bool) {
	c := p.canvas()
	if c == nil || !p.goods.Any() {
		return
	}
	buying.Open(c, buying.Subject{Goods: p.goods, Loop: p.loop, Backend: p.backend, Desk: p.desk, Bought: p.bought}, withCode)
}

// watchWithAds opens the bundle by a license that ads pay for, and plays it.
func (p *Page) watchWithAds() {
	edition := p.goods.Ads
	p.head.ads.Disable()
	p.loop.Work(func(ctx context.Context) error {
		return p.backend.WatchWithAds(ctx, p.access.Channel, p.access.Bundle, edition)
	}, func(err error) {
		p.head.ads.Enable()
		p.desk.Tell(err)
		if err == nil {
			p.bought(edition)
		}
	})
}

// bought plays an edition that was just paid, unless its premiere is still to come.
func (p *Page) bought(edition library.EditionID) {
	p.reading.Stale()
	opens := false
	p.loop.Work(func(ctx context.Context) error {
		a, err := p.backend.Access(ctx, p.id)
		e, known := a.Edition(edition)
		opens = known && e.Why == ""
		return err
	}, func(err error) {
		p.desk.Tell(err)
		if opens {
			p.desk.PlaySoon(p.id)
		}
	})
}
