package channels

import (
	"image"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/app/ui/say"
	"matinee/library"
)

// listingHead is the page of a listed bundle down to its items.
type listingHead struct {
	widget.BaseWidget
	p                        *Listing
	next                     time.Time // when time alone changes what is said
	back                     *kit.Backdrop
	poster                   *canvas.Image
	heroTicket, posterTicket *art.Ticket
	heroWant, posterWant     art.Want

	leave                  *kit.Button
	chips                  [3]*kit.Chip
	title, facts, synopsis *kit.Label
	buy, ads, code         *kit.Button // where a store sells it
	get, channel, more     *kit.Button
	section                *kit.Label
	editions               *offers.Editions
	money                  *offers.Money
}

func newListingHead(p *Listing) *listingHead {
	h := &listingHead{
		p: p, back: kit.NewBackdrop(), poster: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 12},
		title:    kit.NewLabel("", kit.TextLarge, kit.ExtraBold, kit.ColorText).WithLines(2),
		facts:    kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2),
		synopsis: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).WithLines(5),
		section:  kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		editions: offers.NewEditions(p.bringLicense, p.copyKey, p.buttonKey),
		money:    offers.NewMoney(func() { p.grid.Relayout() }, p.buttonKey),
	}
	for i := range h.chips {
		h.chips[i] = kit.NewChip("", kit.ToneNeutral)
	}
	round := kit.Plain()
	round.Radius, round.Height = 18, 36
	h.leave = kit.NewIconButton(kit.IconBack, round, p.desk.Back)
	h.get = kit.NewButton("", kit.IconKeep, kit.Primary(), h.press)
	h.buy = kit.NewButton("", "", kit.Primary(), func() { p.buy(false) })
	h.ads = kit.NewButton(lang.L("Watch with ads"), kit.IconPlay, kit.Plain(), p.watchWithAds)
	h.code = kit.NewButton(lang.L("I have a code"), "", kit.Plain(), func() { p.buy(true) })
	h.channel = kit.NewButton("", kit.IconStar, kit.Plain(), func() { p.desk.OpenChannel(p.listed.Channel) })
	h.more = kit.NewIconButton(kit.IconMore, kit.Plain(), h.openMenu)
	for _, b := range []*kit.Button{h.leave, h.buy, h.ads, h.code, h.get, h.channel, h.more} {
		b.PassKeys(p.buttonKey, nil)
	}
	h.ExtendBaseWidget(h)
	return h
}

// press does what the large button says.
func (h *listingHead) press() {
	l := h.p.listed
	switch {
	case l.Here:
		h.p.desk.Back()
		h.p.desk.OpenBundle(l.Infohash)
	default:
		h.p.choose(l.Access.Plays())
	}
}

// show brings the words up to date.
func (h *listingHead) show(now time.Time) {
	l := h.p.listed
	h.next = l.Access.Next(now)
	chips := offers.Chips(l.Access, now)
	for i, c := range h.chips {
		c.Hidden = i >= len(chips)
		if !c.Hidden {
			c.Set(chips[i].Text, chips[i].Tone)
		}
	}
	h.title.SetText(l.Name)
	h.facts.SetText(listedFacts(l))
	h.synopsis.SetText(strings.TrimSpace(l.Synopsis))
	h.get.Set(h.word(now))
	sells := h.p.goods.Any() && !l.Access.Plays() && !l.Here
	h.buy.Set(h.p.goods.Word(), "")
	h.buy.Hidden, h.code.Hidden = !sells, !sells
	h.ads.Hidden = h.p.goods.Ads == "" || l.Access.Plays() || l.Here
	h.get.Dress(kit.Primary())
	if sells { // one accented action a screen
		h.get.Dress(kit.Plain())
	}
	h.channel.Set(l.By, kit.IconStar)
	h.channel.Hidden = l.By == ""
	if h.p.busy {
		h.get.Disable()
	} else {
		h.get.Enable()
	}
	section := lang.L("What is in it")
	if len(h.p.entries) == 0 {
		section = lang.L("What is in it has not arrived yet")
	}
	h.section.SetText(section)
	h.editions.Set(l.Access, h.p.goods.Shops, now)
	h.money.Set(l.Access)
	h.load()
	h.Refresh()
}

// word is what the large button says.
func (h *listingHead) word(now time.Time) (string, kit.Icon) {
	l := h.p.listed
	switch {
	case h.p.busy:
		return lang.L("It is on its way…"), kit.IconKeep
	case l.Here:
		return lang.L("Open its page"), kit.IconInfo
	case l.Access.Plays():
		return lang.L("Play"), kit.IconPlay
	case !l.Access.Premieres(now).IsZero():
		return lang.L("Preload for the premiere"), kit.IconKeep
	}
	return lang.L("Download"), kit.IconKeep
}

// listedFacts is the line below the title.
func listedFacts(l library.Listed) string {
	var voices []string
	for _, tag := range l.Languages {
		if name := say.Language(string(tag)); name != "" && len(voices) < 4 {
			voices = append(voices, name)
		}
	}
	by := l.By
	if l.Domain != "" {
		by += " ✓ " + string(l.Domain)
	}
	if l.Creators != "" && l.Creators != l.By {
		by = cards.Join(l.Creators, by)
	}
	span, size := time.Duration(0), ""
	for _, i := range l.Access.Items {
		if i.Role == library.RoleMain {
			span += i.Duration
		}
	}
	long := ""
	if span > 0 {
		long = kit.Span(span)
	}
	if l.Length > 0 {
		size = kit.Bytes(l.Length)
	}
	return cards.Join(by, kit.Date(l.Published), long, size, cards.Rating(l.Rating), strings.Join(voices, ", "))
}

// load asks for both pictures in the sizes of now.
func (h *listingHead) load() {
	l := h.p.listed
	if h.Size().IsZero() {
		return
	}
	sent := func(w art.Want) art.Want {
		w.ID, w.Mark, w.Channel = l.Infohash, string(l.Picture), l.Channel
		return w
	}
	var now image.Image
	w := sent(cards.Want(h, library.Card{}, library.ShapeHero, fyne.NewSize(h.Size().Width, heroHeight)))
	w.Fade = cards.Ground(h)
	if w != h.heroWant {
		h.heroTicket.Cancel()
		h.heroWant = w
		now, h.heroTicket = h.p.loader.Load(w, h.back.SetPicture)
		h.back.SetPicture(now)
	}
	if h.poster.Size().IsZero() {
		return
	}
	if w = sent(cards.Want(h, library.Card{}, library.ShapePoster, h.poster.Size())); w != h.posterWant {
		h.posterTicket.Cancel()
		h.posterWant = w
		now, h.posterTicket = h.p.loader.Load(w, h.setPoster)
		h.setPoster(now)
	}
}

func (h *listingHead) setPoster(picture image.Image) {
	if h.poster.Image != picture {
		h.poster.Image = picture
		h.poster.Refresh()
	}
}

func (h *listingHead) ticketsOff() {
	h.heroTicket.Cancel()
	h.posterTicket.Cancel()
}
