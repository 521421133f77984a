package channels

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/app/ui/say"
	"matinee/library"
)

// entry is one line of a list: a channel, a bundle, or a heading over what follows.
type entry struct {
	heading        string // then nothing else
	title, caption string
	danger         bool // the caption is a warning
	proved         bool // a check mark stands behind the title
	round          bool // its picture is a channel's
	plain          bool // it has no picture
	picture        art.Want
	chip           string
	tone           kit.Tone
	figure, when   string
	open           func()
	menu           func() []kit.MenuItem
}

// channelEntry is a followed channel.
func channelEntry(f library.Followed, open func(), menu func() []kit.MenuItem) entry {
	e := entry{title: nameOf(f.Channel), round: true, proved: provedDomain(f.Channel) != "", open: open, menu: menu}
	e.picture = art.Want{ID: library.BundleID(f.Root), Mark: string(f.Picture), Channel: f.Root, Shape: library.ShapePoster}
	e.caption = cards.Join(string(provedDomain(f.Channel)), bundlesOf(f.Bundles), firstLine(f.Description))
	if f.Warning != nil {
		e.caption, e.danger = say.Problem(f.Warning), true
	}
	if f.New > 0 {
		e.chip, e.tone = cards.Upper(lang.N("{{.N}} new", kit.Plural(f.New), map[string]any{"N": f.New})), kit.ToneActive
	}
	e.when = kit.Date(f.Issued)
	return e
}

// nameOf is what a channel is called; one that nobody had yet has no name.
func nameOf(c library.Channel) string {
	if c.Name == "" {
		return lang.L("A channel that was not found yet")
	}
	return c.Name
}

// provedDomain is the domain that a channel has proved to be its own.
func provedDomain(c library.Channel) library.Domain {
	if c.Verified.IsZero() {
		return ""
	}
	return c.Domain
}

func bundlesOf(n int) string {
	return lang.N("{{.N}} bundles", kit.Plural(n), map[string]any{"N": kit.Count(n)})
}

func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' {
			return text[:i]
		}
	}
	return text
}

// listedEntry is a bundle that a channel lists. by tells that its channel is to be named.
func listedEntry(l library.Listed, by bool, now time.Time, open func()) entry {
	chip := offers.Chip(l.Access, now)
	e := entry{
		title: l.Name, chip: chip.Text, tone: chip.Tone, open: open,
		picture: art.Want{ID: l.Infohash, Mark: string(l.Picture), Channel: l.Channel, Shape: library.ShapeCard},
		when:    kit.Date(l.Published), figure: kit.Bytes(l.Length),
	}
	if l.Length == 0 {
		e.figure = ""
	}
	from, about := "", firstLine(l.Synopsis)
	if by {
		from = l.By
	}
	makers := l.Creators
	if makers == l.By {
		makers = ""
	}
	if first, ok := l.Access.Lead(); ok {
		about = stageText(l, first, now)
	} else if l.Read == "" {
		about = lang.L("What it is has not arrived yet")
	}
	e.caption = cards.Join(from, makers, about)
	if l.Here {
		e.figure = lang.L("in your library")
	}
	return e
}

// stageText says where a listed bundle stands, and what it costs.
func stageText(l library.Listed, e library.EditionAccess, now time.Time) string {
	w := offers.Stage(e, now)
	if e.Standing.Stage(now) == library.StageOpen {
		return lang.L("open to everybody")
	}
	return cards.Join(w.Text, offers.Offers(e))
}

// otherEntry is a channel that others recommend.
func otherEntry(r library.Recommendation, open func()) entry {
	name := r.Name
	if name == "" {
		name = lang.L("A channel without a name")
	}
	why := r.Why
	if len(r.By) > 0 {
		why = cards.Join(lang.L("recommended by {{.Names}}", map[string]any{"Names": joinNames(r.By)}), r.Why)
	}
	return entry{
		title: name, caption: why, round: true, open: open,
		picture: art.Want{ID: library.BundleID(r.Root), Shape: library.ShapePoster},
		chip:    cards.Upper(lang.L("Follow")), tone: kit.ToneInfo,
	}
}

// maxNames is how many of those who recommend something are named.
const maxNames = 3

func joinNames(names []string) string {
	text := ""
	for i, n := range names {
		if i == maxNames {
			return text + "…"
		}
		if i > 0 {
			text += ", "
		}
		text += n
	}
	return text
}

// at opens the menu of an entry, if it has one.
func (e entry) openMenu(c fyne.Canvas, at fyne.Position) {
	if e.menu != nil && c != nil {
		kit.ShowMenu(c, at, e.menu())
	}
}
