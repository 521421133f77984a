package channels

import (
	"context"

	"matinee/app/ui/buying"
	"matinee/app/ui/kit"
	"matinee/library"
)

// buy opens the sheet by which an edition is bought.
func (p *Listing) buy(withCode bool) {
	c := p.canvas()
	if c == nil || !p.goods.Any() {
		return
	}
	buying.Open(c, buying.Subject{Goods: p.goods, Loop: p.loop, Backend: p.backend, Desk: p.desk, Bought: p.bought}, withCode)
}

// watchWithAds opens the bundle by a license that ads pay for, brings it and plays it.
func (p *Listing) watchWithAds() {
	edition := p.goods.Ads
	p.head.ads.Disable()
	p.loop.Work(func(ctx context.Context) error {
		return p.backend.WatchWithAds(ctx, p.channel, p.bundle, edition)
	}, func(err error) {
		p.head.ads.Enable()
		p.desk.Tell(err)
		if err == nil {
			p.bought(edition)
		}
	})
}

// bought brings an edition that was just paid, and plays it unless its premiere is still
// to come.
func (p *Listing) bought(edition library.EditionID) {
	p.reading.Stale()
	opens := false
	p.loop.Work(func(ctx context.Context) error {
		l, err := p.backend.Listing(ctx, p.channel, p.bundle)
		e, known := l.Access.Edition(edition)
		opens = known && e.Why == ""
		return err
	}, func(err error) {
		p.desk.Tell(err)
		if err == nil {
			p.bring(edition, opens)
		}
	})
}

// first is the button that gets the keys.
func (h *listingHead) first() *kit.Button {
	if h.buy.Hidden {
		return h.get
	}
	return h.buy
}
