package studio

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// windowStep says when editions are exclusive, when they begin, and what comes after.
type windowStep struct {
	f     *flow
	sheet *sheet
	apart bool // each edition has a window of its own
	shown bool
	forms []*windowForm
}

func (s *windowStep) show() fyne.CanvasObject {
	d := &s.f.draft
	if !s.shown {
		s.shown = true
		for _, e := range d.Editions {
			s.apart = s.apart || !reflect.DeepEqual(e.Window, d.Editions[0].Window)
		}
	}
	s.sheet = newSheet()
	s.lay()
	return s.sheet
}

// lay puts one form on the sheet, or one for each edition.
func (s *windowStep) lay() {
	f, d := s.f, &s.f.draft
	s.forms = nil
	parts := []fyne.CanvasObject{muted(lang.L("While its window runs, an edition is exclusive here: it is published nowhere else. Nothing is ever hidden by that: what was bought stays, and without a window it is simply on offer from the start."))}
	if len(d.Editions) > 1 {
		parts = append(parts, f.toggle(lang.L("Each edition has a window of its own"), s.apart, func(on bool) {
			s.apart = on
			if !on {
				s.share(d.Editions[0].Window)
			}
			s.lay()
		}))
	}
	if l := s.deal(); l != nil {
		parts = append(parts, l)
	}
	panels := []fyne.CanvasObject{newPanel(parts...)}
	for i := range d.Editions {
		if i > 0 && !s.apart {
			break
		}
		w := newWindowForm(s, i)
		s.forms = append(s.forms, w)
		panels = append(panels, w.panel)
	}
	s.sheet.body.parts = panels
	s.sheet.relayout()
}

// deal chooses the contract that the bundle is published under; nil where there is none.
func (s *windowStep) deal() fyne.CanvasObject {
	f, d := s.f, &s.f.draft
	options := []kit.Option{{Value: "", Text: lang.L("none")}}
	for _, deal := range f.deals {
		if deal.Channel == f.channel || f.channel == "" {
			options = append(options, kit.Option{Value: string(deal.ID), Text: deal.Name})
		}
	}
	if len(options) == 1 && d.Deal == "" {
		return nil
	}
	return newLine(lang.L("Deal"), lang.L("binds the length of windows, the shares and the stores"), newRow(f.pick(options, string(d.Deal), func(id string) {
		d.Deal, d.Stores = library.Token(id), nil
		for _, deal := range f.deals {
			if deal.ID != d.Deal {
				continue
			}
			for _, store := range deal.Stores {
				d.Stores = append(d.Stores, store.Key)
			}
		}
	})))
}

// share gives every edition a window of the same kind.
func (s *windowStep) share(w *library.DraftWindow) {
	for i := range s.f.draft.Editions {
		s.f.draft.Editions[i].Window = cloneWindow(w)
	}
}

func (s *windowStep) missing() string {
	for _, w := range s.forms {
		if w.wrong() != "" {
			return lang.L("Mend what is marked first.")
		}
	}
	return ""
}

// The window that is suggested, in days.
const (
	usualDays = 45
	leastDays = 30
	mostDays  = 60
	usualWait = 14 * day // until a premiere
)

// windowForm is the window of an edition, or of all.
type windowForm struct {
	s     *windowStep
	at    int // the edition
	panel *stack
	rest  []fyne.CanvasObject // what is said only with a window

	length, premiere, after, later *line
	date, clock, zone              string
	long, opens                    string // as they were typed
	then                           bool   // it begins at a date
	means                          *para
}

func newWindowForm(s *windowStep, at int) *windowForm {
	w := &windowForm{s: s, at: at, zone: zoneHere()}
	e := s.f.draft.Editions[at]
	plan := library.DraftWindow{Long: library.Interval(usualDays * day)}
	if e.Window != nil {
		plan = *e.Window
	}
	w.date, w.clock, _ = strings.Cut(plan.From, "T")
	if w.then = plan.From != ""; w.then {
		w.zone = plan.Zone
	}
	w.long, w.opens = lengthText(plan.Long, plan.Override != ""), plan.Later.String()
	var parts []fyne.CanvasObject
	if s.apart {
		parts = append(parts, heading(e.Name))
	}
	parts = append(parts, newLine(lang.L("Window"), "", s.f.toggle(lang.L("exclusive here for a time"), e.Window != nil, w.turn)))
	w.build(plan)
	w.panel = newPanel(append(parts, w.rest...)...)
	w.reveal(e.Window != nil)
	return w
}

// build makes what is said only with a window.
func (w *windowForm) build(plan library.DraftWindow) {
	f := w.s.f
	w.length = newLine(lang.L("Length"), lang.L("30 to 60 days"), newStack(6,
		kit.OnPanel(f.field(w.long, func(text string) { w.long = text; w.take() })),
		f.toggle(lang.L("a length of its own, such as 2m, 36h or 90d (no deal allows that)"), plan.Override != "", w.override)))
	w.means = small("")
	w.means.Hide()
	when := newStack(6)
	date := f.field(w.date, func(text string) { w.date = text; w.take() })
	clock := f.field(w.clock, func(text string) { w.clock = text; w.take() })
	zone := f.field(w.zone, func(text string) { w.zone = text; w.take() })
	times := newRow(sizedField(date, 130, "2026-12-24"), sizedField(clock, 84, "20:00"), sizedField(zone, 190, "Europe/Paris"))
	times.Hidden = !w.then
	choice := f.pick([]kit.Option{{Value: "now", Text: lang.L("when it is published")}, {Value: "then", Text: lang.L("at a date, with a premiere")}},
		map[bool]string{true: "then", false: "now"}[w.then], func(value string) {
			w.then = value == "then"
			times.Hidden = !w.then
			if w.then && date.Text == "" {
				date.SetText(time.Now().Add(usualWait).Format(time.DateOnly))
				clock.SetText("20:00")
			}
			w.take()
			f.relayout()
		})
	when.parts = []fyne.CanvasObject{newRow(choice), times, w.means}
	w.premiere = newLine(lang.L("It begins"), lang.L("before a premiere it can be fetched and bought, and nobody can watch it, whatever their clock says"), when)
	w.later = newLine(lang.L("It opens"), lang.L("how long after the window ends: 0d is at once"), f.field(w.opens, func(text string) { w.opens = text; w.take() }))
	w.after = newLine(lang.L("Afterwards"), "", newRow(f.pick([]kit.Option{
		{Value: string(library.AfterOffers), Text: lang.L("the offers go on")},
		{Value: string(library.AfterOpen), Text: lang.L("it is open to all: its key is published")},
	}, string(plan.After), func(value string) {
		w.set(func(p *library.DraftWindow) { p.After = library.After(value) })
		w.later.Hidden = library.After(value) != library.AfterOpen
		w.take()
		f.relayout()
	})))
	if plan.After == "" {
		w.after.control.(*row).parts[0].(*kit.Pick).Set(string(library.AfterOffers))
	}
	w.later.Hidden = plan.After != library.AfterOpen
	w.rest = []fyne.CanvasObject{w.length, w.premiere, w.after, w.later}
}

// sizedField is a field of a width of its own.
func sizedField(in *kit.Input, width float32, hint string) fyne.CanvasObject {
	in.SetPlaceHolder(hint)
	return newSized(kit.OnPanel(in), width, kit.FieldHeight)
}

// lengthText is a length as it is typed: days, or with a unit.
func lengthText(long library.Interval, own bool) string {
	if days := time.Duration(long) / day; !own && time.Duration(long)%day == 0 {
		return strconv.Itoa(int(days))
	}
	return long.String()
}

// reveal shows what is said only with a window.
func (w *windowForm) reveal(on bool) {
	for _, o := range w.rest {
		show(o, on)
	}
	if on {
		w.later.Hidden = w.plan().After != library.AfterOpen
	}
	w.take()
}

func (w *windowForm) plan() library.DraftWindow {
	if p := w.s.f.draft.Editions[w.at].Window; p != nil {
		return *p
	}
	return library.DraftWindow{}
}

// turn gives the edition a window, or none.
func (w *windowForm) turn(on bool) {
	if on {
		w.store(&library.DraftWindow{Long: library.Interval(usualDays * day)})
	} else {
		w.store(nil)
	}
	w.reveal(on)
	w.s.f.relayout()
}

// store keeps a window, for all editions where they share it.
func (w *windowForm) store(p *library.DraftWindow) {
	if w.s.apart {
		w.s.f.draft.Editions[w.at].Window = p
		return
	}
	w.s.share(p)
}

func (w *windowForm) set(change func(*library.DraftWindow)) {
	p := w.plan()
	change(&p)
	w.store(&p)
}

func (w *windowForm) override(on bool) {
	w.set(func(p *library.DraftWindow) {
		p.Override = ""
		if on {
			p.Override = library.OwnLength
		}
	})
	w.take()
}

// take stores what was typed as far as it has a meaning, and says what has none.
func (w *windowForm) take() {
	if w.s.f.draft.Editions[w.at].Window == nil {
		return
	}
	w.set(func(p *library.DraftWindow) {
		p.From, p.Zone = "", ""
		if w.then {
			p.From, p.Zone = strings.TrimSpace(w.date)+"T"+strings.TrimSpace(w.clock), strings.TrimSpace(w.zone)
		}
		if long, ok := parseLength(w.long); ok {
			p.Long = long
		}
		if p.After != library.AfterOpen {
			p.Later = 0
		} else if later, ok := parseLength(w.opens); ok { // a slip must not publish a key earlier
			p.Later = later
		}
	})
	f := w.s.f
	f.mark(w.length, w.wrongLength() == "", w.wrongLength())
	f.mark(w.premiere, w.wrongTime() == "", w.wrongTime())
	_, ok := parseLength(w.opens)
	f.mark(w.later, ok, lang.L("That is no length such as 7d or 12h."))
	means := w.inWords()
	if w.means.label.Text() != means {
		w.means.say(means)
		f.relayout()
	}
}

// parseLength reads a length: a number of days, or with its unit.
func parseLength(text string) (library.Interval, bool) {
	text = strings.TrimSpace(text)
	if _, err := strconv.Atoi(text); err == nil {
		text += "d"
	}
	long, err := library.ParseInterval(text)
	return long, err == nil
}

func (w *windowForm) wrongLength() string {
	long, ok := parseLength(w.long)
	own := w.plan().Override != ""
	switch {
	case !ok || long <= 0:
		return lang.L("That is no length such as 45 (days) or 36h.")
	case !own && (long < library.Interval(leastDays*day) || long > library.Interval(mostDays*day)):
		return lang.L("A window has 30 to 60 days, unless it has a length of its own by that name.")
	}
	return ""
}

func (w *windowForm) wrongTime() string {
	p := w.plan()
	if p.From == "" {
		return ""
	}
	if _, err := time.Parse("2006-01-02T15:04", p.From); err != nil {
		return lang.L("A date is like 2026-12-24, and a time like 20:00.")
	}
	if _, err := (library.DraftWindow{From: "2026-01-01T12:00", Zone: p.Zone}).Premiere(time.Now()); err != nil {
		return lang.L("That is no time zone such as Europe/Paris.")
	}
	if _, err := p.Premiere(time.Now()); err != nil {
		return lang.L("Clocks there never show that time: they are put forward then.")
	}
	return ""
}

// wrong says what is wrong with the window; "" when nothing is.
func (w *windowForm) wrong() string {
	if w.s.f.draft.Editions[w.at].Window == nil {
		return ""
	}
	if why := w.wrongLength() + w.wrongTime(); why != "" {
		return why
	}
	if _, ok := parseLength(w.opens); !ok && w.plan().After == library.AfterOpen {
		return w.later.woe.label.Text()
	}
	return ""
}

// inWords says what the typed time means here.
func (w *windowForm) inWords() string {
	p := w.plan()
	if p.From == "" || w.wrong() != "" {
		return ""
	}
	made, err := p.Window(time.Now())
	if err != nil {
		return ""
	}
	text := lang.L("Here that is {{.Date}} at {{.Time}}; exclusive until {{.Until}}", map[string]any{
		"Date": kit.Date(made.From), "Time": made.From.Local().Format("15:04"), "Until": kit.Date(made.Until),
	})
	switch {
	case p.Twice():
		text += ". " + lang.L("Clocks show that time twice on that day; the first is meant")
	case made.From.Before(time.Now()):
		text += ". " + lang.L("That has passed: it would begin at once")
	}
	return text + "."
}
