package studio

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// itemPage changes one item.
type itemPage struct {
	*page
	s                          *itemsStep
	at                         int
	sheet                      *sheet
	season, episode, languages *line
}

// edit opens the page of an item.
func (s *itemsStep) edit(at int) {
	if at < 0 || at >= len(s.f.draft.Items) {
		return
	}
	p := &itemPage{page: newPage(s.f.desk, itemWords(s.f.draft.Items[at])), s: s, at: at}
	p.sheet = newSheet()
	p.body = p.sheet
	p.onEnd = s.list.set
	p.foot = []*kit.Button{
		p.button(lang.L("Leave it out"), "", kit.Destructive(), func() {
			s.takeOut(p.at)
			s.f.desk.Back()
		}),
		p.button(lang.L("Earlier"), kit.IconUp, kit.Plain(), func() { p.at = s.move(p.at, -1) }),
		p.button(lang.L("Later"), kit.IconDown, kit.Plain(), func() { p.at = s.move(p.at, 1) }),
		p.button(lang.L("Done"), "", kit.Primary(), s.f.desk.Back),
	}
	p.lay()
	s.f.desk.Push(p.page)
	s.f.desk.Focus(p.foot[3])
}

func (p *itemPage) item() *library.DraftItem { return &p.s.f.draft.Items[p.at] }

// lay puts what can be said of the item on the page.
func (p *itemPage) lay() {
	i := p.item()
	number := func(value int64, set func(int64)) (fyne.CanvasObject, func(*line)) {
		text := ""
		if value > 0 {
			text = strconv.FormatInt(value, 10)
		}
		var of *line
		return p.field(text, func(text string) {
			n, ok := parseNumber(text)
			if ok {
				set(n)
			}
			p.mark(of, ok, lang.L("That is not a number."))
		}), func(l *line) { of = l }
	}
	season, setSeason := number(i.Season, func(n int64) { p.item().Season = n })
	episode, setEpisode := number(i.Episode, func(n int64) { p.item().Episode = n })
	p.season, p.episode = newLine(lang.L("Season"), "", season), newLine(lang.L("Episode"), lang.L("or its number on the record"), episode)
	setSeason(p.season)
	setEpisode(p.episode)
	p.languages = newLine(lang.L("Languages"), lang.L("as tags: en, fr, pt-BR"), p.field(tagsText(i.Languages), func(text string) {
		tags, ok := parseTags(text)
		if ok {
			p.item().Languages = tags
		}
		p.mark(p.languages, ok, lang.L("A language is a tag such as en, fr or pt-BR."))
	}))
	parts := []fyne.CanvasObject{
		small(lang.L("File: {{.Path}}", map[string]any{"Path": i.Source()})),
		newLine(lang.L("Title"), "", p.field(i.Name, func(text string) { p.item().Name = strings.TrimSpace(text) })),
		newLine(lang.L("It is"), "", newRow(p.pick(p.roles(), string(i.Role), p.setRole))),
	}
	if i.Role != library.RolePoster {
		parts = append(parts, p.languages)
	}
	if i.Role.Sealable() {
		parts = append(parts, p.season, p.episode, newLine(lang.L("In editions"), lang.L("in none: everybody has it"), p.ticks()))
	}
	switch {
	case i.Frame != "":
		parts = append(parts, newLine(lang.L("A frame of"), "", newRow(p.films())))
	case i.Role == library.RoleCaption || i.Role == library.RolePoster:
		parts = append(parts, newLine(lang.L("Belongs to"), "", newRow(p.owners())))
	}
	if i.Role == library.RolePoster && i.For == "" {
		parts = append(parts, newRow(p.button(lang.L("Choose another picture…"), "", kit.Plain(), func() {
			p.s.f.desk.Back()
			p.s.f.askPoster()
		})))
	}
	p.sheet.body.parts = []fyne.CanvasObject{newPanel(parts...)}
	p.sheet.relayout()
}

func (p *itemPage) mark(l *line, ok bool, why string) {
	if ok {
		why = ""
	}
	l.woe.say(why)
	p.sheet.relayout()
}

// mostNumber bounds seasons and episodes.
const mostNumber = 100_000

// parseNumber reads a number that may be missing, which is 0.
func parseNumber(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= mostNumber
}

// roles are those that the item's file may have.
func (p *itemPage) roles() []kit.Option {
	may := []library.Role{library.RoleMain, library.RoleExtra, library.RoleTrailer}
	switch library.KindOf(p.item().Source()) {
	case library.Subtitle:
		may = []library.Role{library.RoleCaption}
	case library.Image:
		may = []library.Role{library.RolePoster}
	}
	if p.item().Frame != "" {
		may = []library.Role{library.RolePoster}
	}
	if !slices.Contains(may, p.item().Role) {
		may = append(may, p.item().Role)
	}
	var options []kit.Option
	for _, r := range may {
		options = append(options, kit.Option{Value: string(r), Text: roleWords(r)})
	}
	return options
}

// setRole changes what the item is for: what is watched is in every edition at first,
// what is not sealed in none.
func (p *itemPage) setRole(value string) {
	i := p.item()
	was := i.Role.Sealable()
	i.Role = library.Role(value)
	if is := i.Role.Sealable(); is != was {
		i.Editions = nil
		for _, e := range p.s.f.draft.Editions {
			if is {
				i.Editions = append(i.Editions, e.ID)
			}
		}
	}
	p.lay()
}

// ticks say in which editions the item is.
func (p *itemPage) ticks() fyne.CanvasObject {
	var ticks []fyne.CanvasObject
	for _, e := range p.s.f.draft.Editions {
		ticks = append(ticks, p.toggle(e.Name, slices.Contains(p.item().Editions, e.ID), func(on bool) {
			i := p.item()
			i.Editions = slices.DeleteFunc(slices.Clone(i.Editions), func(id library.EditionID) bool { return id == e.ID })
			if on {
				i.Editions = append(i.Editions, e.ID)
			}
		}))
	}
	return newStack(0, ticks...)
}

// nobody stands for the bundle as a whole.
const nobody = ""

// owners are the items that a caption or a picture may belong to.
func (p *itemPage) owners() *kit.Pick {
	options := []kit.Option{{Value: nobody, Text: lang.L("the whole bundle")}}
	for _, i := range p.s.f.draft.Items {
		if i.Role.Sealable() || i.Role == library.RoleTrailer {
			options = append(options, kit.Option{Value: string(i.Path), Text: itemWords(i)})
		}
	}
	return p.pick(options, string(p.item().For), func(at string) { p.item().For = library.ItemPath(at) })
}

// films are those that a frame may be taken of.
func (p *itemPage) films() *kit.Pick {
	var options []kit.Option
	for _, i := range p.s.f.draft.Items {
		if i.File != "" && library.KindOf(i.File) == library.Video {
			options = append(options, kit.Option{Value: i.File, Text: itemWords(i)})
		}
	}
	return p.pick(options, p.item().Frame, func(file string) {
		if p.item().Frame != file {
			p.item().Frame, p.item().At = file, 0
		}
		p.rename(itemWords(*p.item()))
	})
}
