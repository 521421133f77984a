package home

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// hero is the bundle that is proposed: its picture over the whole width, its
// title, and what can be done with it.
type hero struct {
	widget.BaseWidget
	s      *Screen
	card   library.Card
	ticket *art.Ticket
	want   art.Want

	back                    *kit.Backdrop
	chip                    *kit.Chip
	title, facts, synopsis  *kit.Label
	play, about, keepButton *kit.Button
}

func newHero(s *Screen) *hero {
	h := &hero{
		s: s, back: kit.NewBackdrop(), chip: kit.NewChip("", kit.ToneActive),
		title:    kit.NewLabel("", kit.TextHero, kit.ExtraBold, kit.ColorText).WithLines(2),
		facts:    kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).Cut(),
		synopsis: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2),
	}
	h.play = kit.NewButton("", kit.IconPlay, kit.Primary(), func() { s.actions.Play(h.card) })
	h.about = kit.NewButton(lang.L("Open its page"), "", kit.Plain(), func() { s.actions.Open(h.card) })
	h.keepButton = kit.NewButton(lang.L("Keep offline"), kit.IconKeep, kit.Plain(), func() { s.actions.Pin(h.card, !h.card.Pinned) })
	for _, b := range []*kit.Button{h.play, h.about, h.keepButton} {
		b.PassKeys(s.key, s.rune)
	}
	h.ExtendBaseWidget(h)
	return h
}

// show changes the bundle; goOn tells that it was begun.
func (h *hero) show(d library.Details, goOn bool) {
	h.card = d.Card
	h.title.SetText(d.Card.Title)
	h.facts.SetText(cards.Facts(d.Card))
	h.synopsis.SetText(d.Synopsis)
	if goOn {
		h.chip.Set(cards.Upper(lang.L("Go on watching")), kit.ToneActive)
	} else {
		h.chip.Set(cards.Upper(lang.L("New in your library")), kit.ToneInfo)
	}
	h.play.Set(cards.PlayWord(d.Card), kit.IconPlay)
	if d.Card.Pinned {
		h.keepButton.Set(lang.L("Stop keeping"), kit.IconKept)
	} else {
		h.keepButton.Set(lang.L("Keep offline"), kit.IconKeep)
	}
	h.play.Hidden = d.Card.Playable == 0 || h.s.sealed // its page says what opens it
	h.keepButton.Hidden = cards.Here(d.Card)
	h.picture()
	h.Refresh()
}

// picture asks for the picture in the size of now.
func (h *hero) picture() {
	if h.card.ID == "" || h.Size().IsZero() {
		return
	}
	w := cards.Want(h, h.card, library.ShapeHero, h.Size())
	w.Fade = cards.Ground(h)
	if w == h.want {
		return
	}
	h.ticket.Cancel()
	h.want = w
	var now image.Image
	now, h.ticket = h.s.loader.Load(w, h.back.SetPicture)
	h.back.SetPicture(now)
}

// CreateRenderer implements fyne.Widget.
func (h *hero) CreateRenderer() fyne.WidgetRenderer { return &heroRenderer{h} }

type heroRenderer struct{ h *hero }

func (r *heroRenderer) Destroy()           {}
func (r *heroRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 260) }

func (r *heroRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	return []fyne.CanvasObject{h.back, h.chip, h.title, h.facts, h.synopsis, h.play, h.about, h.keepButton}
}

// The distances in the hero, from its lower edge up.
const (
	heroButtons  float32 = 65 // top of the buttons above the lower edge
	heroSynopsis float32 = 17 // between synopsis and buttons
	lineHeight   float32 = 21
	titleLine    float32 = 48
)

// Layout stacks from the buttons upwards: what is missing leaves no hole.
func (r *heroRenderer) Layout(size fyne.Size) {
	h := r.h
	h.back.Resize(size)
	text := min(size.Width-2*kit.PageMargin, 860)
	y := size.Height - heroButtons
	x := kit.PageMargin
	for _, b := range []*kit.Button{h.play, h.about, h.keepButton} {
		if b.Hidden {
			continue
		}
		least := b.MinSize()
		put(b, x, y, least.Width, least.Height)
		x += least.Width + 8
	}
	y -= heroSynopsis
	lines := h.synopsis.LinesIn(text)
	y -= lineHeight * float32(lines)
	put(h.synopsis, kit.PageMargin, y, text, lineHeight*float32(lines))
	h.synopsis.Hidden = lines == 0
	h.facts.Hidden = h.facts.Text() == ""
	if !h.facts.Hidden {
		y -= lineHeight
	}
	put(h.facts, kit.PageMargin, y, text, lineHeight)
	titles := float32(max(h.title.LinesIn(text), 1))
	if y-titleLine*titles-34 < barTop+kit.FieldHeight {
		titles = 1
	}
	y -= titleLine*titles + 2
	put(h.title, kit.PageMargin, y, text, titleLine*titles)
	put(h.chip, kit.PageMargin, y-26, text, 20)
	h.picture()
}

func (r *heroRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
