package channels

import (
	"image"
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

// pageHead is the page of a channel down to its lines.
type pageHead struct {
	widget.BaseWidget
	p       *Page
	picture *canvas.Image
	ticket  *art.Ticket
	want    art.Want

	leave                  *kit.Button
	name, facts, about     *kit.Label
	check                  *kit.Picture
	warning, rules         *kit.Label
	refresh, choose, share *kit.Button
	more, moved            *kit.Button
	section, letter        *kit.Label
}

func newPageHead(p *Page) *pageHead {
	h := &pageHead{
		p: p, picture: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 20},
		name:    kit.NewLabel("", kit.TextTitle, kit.Bold, kit.ColorText).WithLines(2),
		check:   kit.NewPicture(kit.IconCheck, kit.ColorGood),
		facts:   kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).WithLines(2),
		about:   kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorText).WithLines(4),
		warning: kit.NewLabel("", 13, kit.Medium, kit.ColorDanger).WithLines(3),
		rules:   kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).WithLines(2),
		section: kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		letter:  kit.NewLabel("", kit.TextHero, kit.Bold, kit.ColorStageText).Aligned(fyne.TextAlignCenter),
	}
	round := kit.Plain()
	round.Radius, round.Height = 18, 36
	h.leave = kit.NewIconButton(kit.IconBack, round, p.desk.Back)
	h.refresh = kit.NewButton(lang.L("Look for news"), kit.IconRecheck, kit.Plain(), func() { p.actions.refresh(p.root) })
	h.choose = kit.NewButton(lang.L("What is downloaded…"), "", kit.Plain(), func() { p.actions.chooseRules(p.page.Channel, p.page.Listed) })
	h.share = kit.NewButton(lang.L("Link and QR code…"), "", kit.Plain(), func() { p.actions.showLink(p.page.Channel) })
	h.moved = kit.NewButton(lang.L("Follow it there"), "", kit.Primary(), func() { p.follow(p.page.MovedTo) })
	h.more = kit.NewIconButton(kit.IconMore, kit.Plain(), h.openMenu)
	for _, b := range []*kit.Button{h.leave, h.refresh, h.choose, h.share, h.more, h.moved} {
		b.PassKeys(p.buttonKey, nil)
	}
	h.moved.Hidden = true
	h.ExtendBaseWidget(h)
	return h
}

func (h *pageHead) openMenu() {
	c := h.p.canvas()
	if c == nil {
		return
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.more)
	kit.ShowMenu(c, corner.AddXY(0, h.more.Size().Height+4), h.p.actions.passOn(h.p.page.Followed, h.p.desk.Back))
}

// show brings the words up to date.
func (h *pageHead) show() {
	f := h.p.page.Followed
	h.name.SetText(nameOf(f.Channel))
	letter := ""
	if f.Picture == "" {
		letter = initial(nameOf(f.Channel))
	}
	h.letter.SetText(letter)
	domain := provedDomain(f.Channel)
	h.check.Hidden = domain == ""
	h.facts.SetText(factsOf(f, time.Now()))
	h.about.SetText(f.Description)
	text := ""
	switch {
	case f.MovedTo != "":
		text = lang.L("This channel goes on in another one.")
	case f.Warning != nil:
		text = say.Problem(f.Warning)
	case f.Seq > 0 && !f.Expires.IsZero() && time.Now().After(f.Expires):
		text = lang.L("Its creator has not published since {{.Day}}.", map[string]any{"Day": kit.Date(f.Issued)})
	}
	h.warning.SetText(text)
	h.moved.Hidden = f.MovedTo == ""
	h.rules.SetText(rulesOf(f.Channel))
	section := lang.L("Bundles")
	switch {
	case len(h.p.page.Listed) > 0:
	case f.Seq == 0:
		section = lang.L("Nobody who has this channel was found yet")
	default:
		section = lang.L("It lists nothing yet")
	}
	h.section.SetText(section)
	h.load()
	h.Refresh()
}

// factsOf is the line below a channel's name.
func factsOf(f library.Followed, now time.Time) string {
	looked := ""
	switch since := now.Sub(f.Looked); {
	case f.Looked.IsZero():
	case since < time.Minute:
		looked = lang.L("looked for just now")
	case since < 24*time.Hour:
		looked = lang.L("looked for {{.Time}} ago", map[string]any{"Time": kit.Span(since)})
	default:
		looked = lang.L("looked for on {{.When}}", map[string]any{"When": offers.When(f.Looked)})
	}
	published := ""
	if f.Seq > 0 {
		published = lang.L("published {{.Day}}", map[string]any{"Day": kit.Date(f.Issued)})
	}
	return cards.Join(string(provedDomain(f.Channel)), bundlesOf(f.Bundles), published, looked)
}

// rulesOf says what becomes of a channel's new bundles.
func rulesOf(c library.Channel) string {
	told := lang.L("Nothing is told of new bundles.")
	if c.Notify {
		told = lang.L("You are told of new bundles.")
	}
	if !c.Auto.On {
		return cards.Spaced(told, lang.L("None is downloaded by itself."))
	}
	size, language, edition, night := "", "", "", ""
	if c.Auto.MaxSize > 0 {
		size = lang.L("up to {{.Size}}", map[string]any{"Size": say.Amount(c.Auto.MaxSize)})
	}
	if c.Auto.Language != "" {
		language = say.Language(string(c.Auto.Language))
	}
	if c.Auto.Edition != "" {
		edition = lang.L("edition {{.Name}}", map[string]any{"Name": string(c.Auto.Edition)})
	}
	if c.Auto.Night {
		night = lang.L("at night")
	}
	if fits := cards.Join(size, language, edition, night); fits != "" {
		return cards.Spaced(told, lang.L("Downloaded by itself: {{.Rules}}.", map[string]any{"Rules": fits}))
	}
	return cards.Spaced(told, lang.L("All are downloaded by themselves."))
}

// load asks for the channel's picture.
func (h *pageHead) load() {
	f := h.p.page.Followed
	if f.Root == "" || h.picture.Size().IsZero() {
		return
	}
	want := cards.Want(h, library.Card{}, library.ShapePoster, h.picture.Size())
	want.ID, want.Mark, want.Channel = library.BundleID(f.Root), string(f.Picture), f.Root
	if want == h.want {
		return
	}
	h.ticket.Cancel()
	h.want = want
	var now image.Image
	now, h.ticket = h.p.loader.Load(want, h.setPicture)
	h.setPicture(now)
}

func (h *pageHead) setPicture(picture image.Image) {
	if h.picture.Image != picture {
		h.picture.Image = picture
		h.picture.Refresh()
	}
}

// The measures of the head.
const (
	headTop     float32 = 74
	pictureSide float32 = 120
	pictureGap  float32 = 24
	smallPage   float32 = 560 // below it the picture leaves
	maxText     float32 = 760
)

// CreateRenderer implements fyne.Widget.
func (h *pageHead) CreateRenderer() fyne.WidgetRenderer { return &pageHeadRenderer{h} }

type pageHeadRenderer struct{ h *pageHead }

func (r *pageHeadRenderer) Destroy()           {}
func (r *pageHeadRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *pageHeadRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	return []fyne.CanvasObject{
		h.picture, h.letter, h.leave, h.name, h.check, h.facts, h.about, h.warning, h.moved, h.rules, h.refresh, h.choose, h.share, h.more, h.section,
	}
}

// Layout stacks the texts beside the picture; what is missing leaves no hole.
func (r *pageHeadRenderer) Layout(size fyne.Size) {
	h, x := r.h, kit.PageMargin
	place(h.leave, kit.PageMargin, 22, 36, 36)
	h.picture.Hidden = size.Width < smallPage
	h.letter.Hidden = h.picture.Hidden
	if !h.picture.Hidden {
		place(h.picture, x, headTop, pictureSide, pictureSide)
		place(h.letter, x, headTop, pictureSide, pictureSide)
		x += pictureSide + pictureGap
	}
	width := min(size.Width-x-kit.PageMargin, maxText)
	name := width
	if !h.check.Hidden {
		name = min(width-28, h.name.Width())
	}
	place(h.check, x+name+7, headTop+8, 20, 20)
	y := headTop + stack(h.name, x, headTop, name, 34) + 4
	y += stack(h.facts, x, y, width, 18) + 8
	y += stack(h.about, x, y, width, 20)
	if h.about.Text() != "" {
		y += 8
	}
	y += stack(h.warning, x, y, width, 18)
	if h.warning.Text() != "" {
		y += 8
	}
	y += stack(h.rules, x, y, width, 18) + 14
	y = h.putButtons(x, y, size.Width-x-kit.PageMargin)
	y = max(y, headTop+pictureSide) + 26
	place(h.section, kit.PageMargin, y, size.Width-2*kit.PageMargin, 22)
	h.load()
}

// putButtons sets the buttons side by side, and below each other where there is no room.
func (h *pageHead) putButtons(x, y, width float32) float32 {
	at := x
	for _, b := range []*kit.Button{h.moved, h.refresh, h.choose, h.share, h.more} {
		if b.Hidden {
			continue
		}
		least := b.MinSize()
		if at > x && at+least.Width > x+width {
			at, y = x, y+least.Height+8
		}
		place(b, at, y, least.Width, least.Height)
		at += least.Width + 8
	}
	return y + kit.Plain().Height
}

// stack places a text and returns its height.
func stack(l *kit.Label, x, y, width, line float32) float32 {
	height := line * float32(l.LinesIn(width))
	place(l, x, y, width, height)
	return height
}

// room tells the grid where the lines begin.
func (h *pageHead) room(width float32) (above, whole float32) {
	(&pageHeadRenderer{h}).Layout(fyne.NewSize(width, 0))
	above = h.section.Position().Y + 22 + 10 - kit.GridOut
	return above, above
}

func (r *pageHeadRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
