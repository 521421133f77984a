package bundle

import (
	"context"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/app/ui/say"
	"matinee/library"
)

// closed reports whether nothing of the bundle's main items opens here.
func (p *Page) closed() bool { return p.access.Signed() && !p.access.Plays() }

// lockOf is what keeps an item closed here; "" when it opens.
func (p *Page) lockOf(i library.Item) library.Code {
	item, _ := p.access.Item(library.ItemPath(i.Path))
	return item.Why
}

// signOf is what stands before an item while it is pointed at.
func (p *Page) signOf(i library.Item) kit.Icon {
	if p.lockOf(i) != "" {
		return kit.IconLock
	}
	return kit.IconPlay
}

// playItem plays an item that opens; of another one it says what is missing.
func (p *Page) playItem(d library.ItemDetails) {
	if why := p.lockOf(d.Item); why != "" {
		p.desk.Tell(&library.Error{Code: why})
		return
	}
	p.desk.Play(p.id, d.Item.Index)
}

// trailerOf is the first trailer among the items that play.
func (p *Page) trailerOf() (library.ItemDetails, bool) {
	for _, d := range p.details.Items {
		if item, ok := p.access.Item(library.ItemPath(d.Item.Path)); ok && item.Role == library.RoleTrailer && item.Why == "" {
			return d, true
		}
	}
	return library.ItemDetails{}, false
}

func (p *Page) playTrailer() {
	if d, ok := p.trailerOf(); ok {
		p.desk.Play(p.id, d.Item.Index)
	}
}

// lockedWord is what a row says of an item that does not open: the edition that has it,
// and what that costs.
func lockedWord(a library.Access, i library.Item) string {
	item, _ := a.Item(library.ItemPath(i.Path))
	for _, id := range item.Editions {
		e, ok := a.Edition(id)
		if !ok {
			continue
		}
		name := e.Name
		if len(a.Editions) == 1 {
			name = lang.L("Sealed")
		}
		if o, sold := e.Cheapest(); sold {
			return name + " " + say.Money(*o.Price)
		}
		return name
	}
	return lang.L("Sealed")
}

// bringLicense asks for the file of a license, and opens what it opens.
func (p *Page) bringLicense() {
	p.desk.ChooseLicense(func(path string) {
		p.actions.Do(func(ctx context.Context) error { return p.backend.OpenLicense(ctx, path) })
	})
}

// copyKey copies to whom a license for this computer is made.
func (p *Page) copyKey() {
	var key string
	p.loop.Work(func(ctx context.Context) (err error) {
		key, err = p.backend.DeviceKey(ctx)
		return err
	}, func(err error) {
		p.desk.Tell(err)
		if err == nil {
			p.desk.Copy(key)
			p.head.editions.Copied()
		}
	})
}

// showAccess brings up to date what the terms say, as of a time.
func (h *head) showAccess(now time.Time) {
	p := h.p
	p.next = p.access.Next(now)
	h.editions.Set(p.access, p.goods.Shops, now)
	h.money.Set(p.access)
	lead, _ := p.access.Lead()
	closed := p.closed()
	h.play.Hidden = p.details.Card.Playable == 0 || closed
	sells := p.goods.Any() // what is paid by ads, also when it opens
	h.buy.Set(p.goods.Word(), "")
	h.buy.Dress(kit.Primary())
	if !closed { // one accented action a screen
		h.buy.Dress(kit.Plain())
	}
	h.buy.Hidden, h.code.Hidden = !sells, !sells || !closed
	h.ads.Hidden = !closed || p.goods.Ads == ""
	h.ads.Dress(kit.Plain())
	if !sells {
		h.ads.Dress(kit.Primary())
	}
	h.bring.Hidden = !closed || sells || !h.ads.Hidden || lead.Why == library.CodeTooEarly // the panel has it, too
	_, trailer := p.trailerOf()
	h.trailer.Hidden = !closed || !trailer
	h.channel.Set(p.access.By, kit.IconStar)
	h.channel.Hidden = p.access.By == ""
}

// stages are the chips that say where the bundle stands.
func (p *Page) stages(now time.Time) (all []word) {
	for _, w := range offers.Chips(p.access, now) {
		all = append(all, word{w.Text, w.Tone})
	}
	return all
}

// factsOf is the line below the title.
func (p *Page) factsOf() string {
	card := p.details.Card
	if card.Creators == "" {
		card.Creators = p.access.Creators
	}
	if card.Rating == library.NoRating && p.access.Signed() {
		card.Rating = p.access.Rating
	}
	if p.access.Domain != "" {
		proved := "✓ " + string(p.access.Domain)
		if card.Creators != "" {
			proved = card.Creators + " " + proved
		}
		card.Creators = proved
	}
	languages := voices(p.details.Voices)
	if languages == "" {
		var codes []string
		for _, tag := range p.access.Languages {
			codes = append(codes, string(tag))
		}
		languages = voices(codes)
	}
	return cards.Facts(card, languages)
}

// synopsisOf is what the bundle is about.
func (p *Page) synopsisOf() string {
	if p.details.Synopsis == "" {
		return p.access.Synopsis
	}
	return p.details.Synopsis
}

// tick counts down; when the time of something has come, all is read anew.
func (p *Page) tick() {
	now := time.Now()
	if p.next.IsZero() || !p.loaded {
		return
	}
	if !now.Before(p.next) {
		p.reading.Stale()
	}
	p.head.showAccess(now)
	if p.head.showTraffic() {
		p.grid.Relayout()
	}
}
