package studio

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// SponsorWord is what is to change of a channel's word on a store's sponsors.
type SponsorWord struct {
	Refuse, Allow string // a name
	Named         *bool  // only those who are allowed by name
}

// Sponsors is the part of the backend that knows whose advertisements stores have.
type Sponsors interface {
	// Sponsors gives a store a channel's word, unless it is the zero one, and returns whom
	// the store has for the channel then.
	Sponsors(ctx context.Context, root, store library.Key, word SponsorWord) (library.SponsorsAt, error)
}

// sponsorsPage is whose advertisements may play with a channel's bundles.
type sponsorsPage struct {
	*page
	s     *Screen
	root  library.Key
	store Store
	now   library.SponsorsAt
	known bool
	busy  bool
	said  string         // of whom something was said last; "" of all
	again fyne.Focusable // what says so, since the page is put together anew
}

// showSponsors opens the page of a store's sponsors.
func (s *Screen) showSponsors(root library.Key, store Store) {
	p := &sponsorsPage{page: newPage(s.desk, lang.L("Sponsors at {{.Store}}", map[string]any{"Store": store.title()})), s: s, root: root, store: store}
	p.lay()
	s.desk.Push(p.page)
	s.desk.Focus(p.back)
	p.tell(SponsorWord{})
}

// tell gives the store a word, and shows whom it has then.
func (p *sponsorsPage) tell(word SponsorWord) {
	if p.busy {
		return
	}
	p.busy, p.said = true, word.Refuse+word.Allow
	p.wait(lang.L("Asking the store"))
	var found library.SponsorsAt
	p.s.loop.Work(func(ctx context.Context) (err error) {
		found, err = p.s.backend.Sponsors(ctx, p.root, p.store.Key, word)
		return err
	}, func(err error) {
		p.busy = false
		p.wait("")
		if err == nil && found.Away != nil {
			err = found.Away.Err()
		}
		p.warn(problem(err))
		if err == nil {
			p.now, p.known = found, true
		}
		p.lay()
		if word != (SponsorWord{}) && p.again != nil {
			p.desk.Focus(p.again)
		}
	})
}

// lay puts the page together as things stand.
func (p *sponsorsPage) lay() {
	about := newPanel(muted(lang.L("Sponsors pay the store for ads, and nine tenths of that or more is yours. Here you say whose ads may play with your bundles that are offered with ads. You sign it with the key of your channel; the store counts and shows nothing else from then on, and viewers' programs follow within half a day.")))
	if p.known {
		who := p.pick([]kit.Option{
			{Value: "every", Text: lang.L("every sponsor that I do not refuse")},
			{Value: "named", Text: lang.L("only sponsors that I allow by name")},
		}, map[bool]string{false: "every", true: "named"}[p.now.Named], func(chosen string) {
			named := chosen == "named"
			p.tell(SponsorWord{Named: &named})
		})
		p.again = who
		about.parts = append(about.parts, newLine(lang.L("Who may"), lang.L("Unless you say otherwise, every sponsor may."), who))
	}
	parts := []fyne.CanvasObject{about}
	switch {
	case p.known && len(p.now.Sponsors) == 0:
		parts = append(parts, newPanel(muted(lang.L("The store has no sponsors for your channel now."))))
	case p.known:
		list := newPanel(heading(lang.L("Sponsors")))
		for _, s := range p.now.Sponsors {
			list.parts = append(list.parts, p.sponsor(s))
		}
		parts = append(parts, list)
	}
	p.body = newSheet(parts...)
	p.page.Refresh()
}

// sponsor is one of them, and what can be said of it.
func (p *sponsorsPage) sponsor(s library.Sponsor) fyne.CanvasObject {
	state, do := lang.L("may play"), p.button(lang.L("Refuse"), "", kit.Plain(), func() { p.tell(SponsorWord{Refuse: s.Name}) })
	if s.Refused {
		state, do = lang.L("plays with nothing of yours"), p.button(lang.L("Allow"), "", kit.Plain(), func() { p.tell(SponsorWord{Allow: s.Name}) })
	}
	if s.Name == p.said {
		p.again = do
	}
	words := []string{state}
	if s.Spots == 0 {
		words = append(words, lang.L("has nothing at the store now"))
	} else {
		words = append(words, lang.L("spots: {{.Count}}", map[string]any{"Count": kit.Count(s.Spots)}), lang.L("until {{.Date}}", map[string]any{"Date": kit.Date(s.Until)}))
	}
	if s.MinAge > 0 {
		words = append(words, lang.L("from age {{.Age}}", map[string]any{"Age": s.MinAge}))
	}
	for _, l := range s.Languages {
		words = append(words, say.Language(string(l)))
	}
	return newLine(s.Name, strings.Join(words, " · "), newRow(do))
}
