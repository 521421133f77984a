package bundle

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/complaint"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/library"
)

// head is the page down to its rows: the pictures, the title, the buttons, the
// name of the section and the panel beside it.
type head struct {
	widget.BaseWidget
	p *Page

	back                     *kit.Backdrop
	poster                   *canvas.Image
	leave                    *kit.Button
	chips                    []*kit.Chip
	title, facts, synopsis   *kit.Label
	play, keep, more         *kit.Button
	buy, ads, code           *kit.Button // where a store sells it
	bring, trailer, channel  *kit.Button
	section                  *kit.Label
	editions                 *offers.Editions
	money                    *offers.Money
	swarm                    *panel
	end                      float32 // of the panels
	heroTicket, posterTicket *art.Ticket
	heroWant, posterWant     art.Want
}

// maxChips is how many chips stand above a title.
const maxChips = 5

func newHead(p *Page) *head {
	h := &head{
		p: p, back: kit.NewBackdrop(), swarm: newPanel(),
		poster:   &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 12},
		title:    kit.NewLabel("", kit.TextLarge, kit.ExtraBold, kit.ColorText).WithLines(2),
		facts:    kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2),
		synopsis: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).WithLines(4),
		section:  kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText),
	}
	for range maxChips {
		h.chips = append(h.chips, kit.NewChip("", kit.ToneNeutral))
	}
	look := kit.Plain()
	look.Radius, look.Height = 18, 36
	h.leave = kit.NewIconButton(kit.IconBack, look, p.desk.Back)
	h.play = kit.NewButton("", kit.IconPlay, kit.Primary(), func() { p.actions.Play(p.details.Card) })
	h.keep = kit.NewButton("", kit.IconKeep, kit.Plain(), func() {
		p.actions.Pin(p.details.Card, !p.details.Card.Pinned)
	})
	h.more = kit.NewIconButton(kit.IconMore, kit.Plain(), h.openMenu)
	h.bring = kit.NewButton(lang.L("Open with a license or gift…"), kit.IconLock, kit.Primary(), p.bringLicense)
	h.buy = kit.NewButton("", "", kit.Primary(), func() { p.buy(false) })
	h.ads = kit.NewButton(lang.L("Watch with ads"), kit.IconPlay, kit.Plain(), p.watchWithAds)
	h.code = kit.NewButton(lang.L("I have a code"), "", kit.Plain(), func() { p.buy(true) })
	h.trailer = kit.NewButton(lang.L("Watch the trailer"), kit.IconPlay, kit.Plain(), p.playTrailer)
	h.channel = kit.NewButton("", kit.IconStar, kit.Plain(), func() { p.desk.OpenChannel(p.access.Channel) })
	h.editions = offers.NewEditions(p.bringLicense, p.copyKey, p.buttonKey)
	h.money = offers.NewMoney(func() { p.grid.Relayout() }, p.buttonKey)
	for _, b := range []*kit.Button{h.buy, h.ads, h.code, h.bring, h.trailer, h.channel} {
		b.Hidden = true
	}
	for _, b := range []*kit.Button{h.leave, h.play, h.keep, h.more, h.buy, h.ads, h.code, h.bring, h.trailer, h.channel} {
		b.PassKeys(p.buttonKey, nil)
	}
	h.ExtendBaseWidget(h)
	return h
}

// first is the button that gets the keys when the page opens.
func (h *head) first() *kit.Button {
	for _, b := range []*kit.Button{h.play, h.buy, h.ads, h.bring, h.trailer} {
		if !b.Hidden {
			return b
		}
	}
	return h.more
}

// show brings the words up to date.
func (h *head) show() {
	d := h.p.details
	h.title.SetText(d.Card.Title)
	h.facts.SetText(h.p.factsOf())
	h.synopsis.SetText(h.p.synopsisOf())
	h.section.SetText(sectionOf(d))
	h.play.Set(cards.PlayWord(d.Card), kit.IconPlay)
	h.play.Hidden = d.Card.Playable == 0
	h.keep.Hidden = cards.Here(d.Card) // its menu has what remains to be wished
	if d.Card.Pinned {
		h.keep.Set(lang.L("Stop keeping"), kit.IconKept)
	} else {
		h.keep.Set(lang.L("Keep offline"), kit.IconKeep)
	}
	h.showAccess(time.Now())
	h.showTraffic()
	h.pictures()
}

// showTraffic brings chips and figures up to date; it reports whether the parts
// need other room than before.
func (h *head) showTraffic() (moved bool) {
	all := append(h.p.stages(time.Now()), chipsOf(h.p.details, h.p.traffic)...)
	for i, c := range h.chips {
		hidden := i >= len(all)
		moved = moved || hidden != c.Hidden
		c.Hidden = hidden
		if !hidden {
			moved = moved || c.Text() != all[i].text
			c.Set(all[i].text, all[i].tone)
		}
	}
	lines := swarmOf(h.p.details, h.p.traffic)
	moved = moved || h.swarm.Hidden != (len(lines) == 0)
	h.swarm.Hidden = len(lines) == 0
	h.swarm.show(lines)
	if moved {
		(&headRenderer{h}).Layout(h.Size())
	}
	return moved
}

func (h *head) openMenu() {
	c, d := h.p.canvas(), h.p.details
	if c == nil {
		return
	}
	items := h.p.actions.Upkeep(c, d.Card, h.p.desk.Back)
	where := []kit.MenuItem{
		{Text: lang.L("Open folder"), Icon: kit.IconOpen, Disabled: d.Bundle.Folder == "", Do: func() {
			if len(d.Items) == 1 { // the one file is what is meant
				h.p.showFile(d.Items[0])
				return
			}
			h.p.desk.OpenFolder(d.Bundle.Folder)
		}},
	}
	if h.p.goods.Any() && !h.p.closed() { // another edition than the one that is here
		items = append(items, kit.MenuItem{Text: h.p.goods.Wares[0].Edition.Name + ": " + h.p.goods.Word(), Do: func() { h.p.buy(false) }})
	}
	if !d.Card.Local {
		where = append(where, kit.MenuItem{Text: lang.L("Copy magnet link"), Icon: kit.IconCopy, Do: func() {
			h.p.desk.Copy(magnetOf(d.Bundle))
		}})
	}
	if a := h.p.access; a.Signed() && a.By != "" {
		items = append(items, kit.MenuItem{Text: lang.L("Report…"), Icon: kit.IconWarning, Do: func() {
			complaint.Ask(c, complaint.Subject{Name: d.Card.Title, Channel: a.Channel, Bundle: a.Bundle, Loop: h.p.loop, Backend: h.p.backend, Desk: h.p.desk})
		}})
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.more)
	kit.ShowMenu(c, corner.AddXY(0, h.more.Size().Height+4), append(where, items...))
}

// pictures asks for both pictures in the sizes of now.
func (h *head) pictures() {
	card := h.p.details.Card
	if card.ID == "" || h.Size().IsZero() {
		return
	}
	w := cards.Want(h, card, library.ShapeHero, fyne.NewSize(h.Size().Width, heroHeight))
	w.Fade = cards.Ground(h)
	var now image.Image
	if w != h.heroWant {
		h.heroTicket.Cancel()
		h.heroWant = w
		now, h.heroTicket = h.p.loader.Load(w, h.back.SetPicture)
		h.back.SetPicture(now)
	}
	if h.poster.Size().IsZero() {
		return
	}
	w = cards.Want(h, card, library.ShapePoster, h.poster.Size())
	if w != h.posterWant {
		h.posterTicket.Cancel()
		h.posterWant = w
		now, h.posterTicket = h.p.loader.Load(w, h.setPoster)
		h.setPoster(now)
	}
}

func (h *head) setPoster(picture image.Image) {
	if h.poster.Image != picture {
		h.poster.Image = picture
		h.poster.Refresh()
	}
}

// ticketsOff gives up the pictures that are under way.
func (h *head) ticketsOff() {
	h.heroTicket.Cancel()
	h.posterTicket.Cancel()
}
