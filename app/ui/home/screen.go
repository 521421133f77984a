package home

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// How much the screen asks for, and how often at most.
const (
	maxBegun    = 24
	maxRecent   = 40
	minDistance = 400 * time.Millisecond
)

// Screen is the home screen.
type Screen struct {
	widget.BaseWidget
	backend Backend
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	ticking *live.Poll
	loader  *art.Loader
	actions cards.Actions

	begun, recent []library.Card
	lead          library.Details // what the hero shows
	sealed        bool            // and nothing of that opens here
	news          news
	loaded        bool

	page   *page
	scroll *container.Scroll
	search *search
}

// New makes the screen.
func New(loop *live.Loop, backend Backend, desk Desk, loader *art.Loader, actions cards.Actions) *Screen {
	s := &Screen{backend: backend, desk: desk, loop: loop, loader: loader, actions: actions}
	s.search = newSearch(s)
	s.page = newPage(s)
	s.scroll = container.NewVScroll(s.page)
	s.scroll.OnScrolled = func(fyne.Position) { s.search.follow() }
	s.ExtendBaseWidget(s)
	s.reading = loop.Reading(minDistance, s.read)
	s.startTicking()
	live.Each(loop, backend.Events(loop.Context()), s.hear)
	return s
}

// SetVisible starts and stops the reading. What changed meanwhile is read when
// it starts.
func (s *Screen) SetVisible(on bool) {
	if on {
		s.reading.Stale()
	} else {
		s.search.end()
	}
	s.reading.SetActive(on)
	s.ticking.SetActive(on)
}

// Search gives the search field the keys.
func (s *Screen) Search() { s.search.begin("") }

// hear reacts to events, off the main thread.
func (s *Screen) hear(event library.Event) {
	switch event.(type) {
	case library.Added, library.GotInfo, library.Removed, library.Completed, library.Evicted,
		library.Described, library.ProfileChanged, library.ChannelChanged:
		s.reading.Stale()
	}
}

// shown is what one reading brought.
type shown struct {
	begun, recent []library.Card
	lead          library.Details
	sealed        bool // nothing of what the hero shows opens here
	news          []library.Listed
	limit         int // of the profile in use; 0: none
}

// read asks for everything the screen shows.
func (s *Screen) read(ctx context.Context) func() {
	got, err := s.ask(ctx)
	return func() {
		if err != nil {
			s.desk.Tell(err)
			return
		}
		s.show(got)
	}
}

func (s *Screen) ask(ctx context.Context) (got shown, err error) {
	got.limit = s.backend.CurrentProfile().Limit
	if got.begun, err = s.backend.Continue(ctx, maxBegun); err != nil {
		return got, err
	}
	if got.recent, err = s.backend.Shelf(ctx, library.ShelfQuery{Sort: library.SortAdded, Limit: maxRecent}); err != nil {
		return got, err
	}
	if got.news, err = s.backend.News(ctx, maxNews); err != nil {
		return got, err
	}
	lead, ok := leadOf(got)
	if !ok {
		return got, nil
	}
	got.lead, err = s.backend.Details(ctx, lead.ID)
	if err == nil {
		var a library.Access
		a, err = s.backend.Access(ctx, lead.ID)
		got.sealed = a.Signed() && !a.Plays()
	}
	if library.CodeOf(err) == library.CodeNotFound { // removed in between; that is an event of its own
		return got, nil
	}
	return got, err
}

// leadOf is what the hero shows: what one goes on with, else the newest bundle
// that was not watched, else the newest.
func leadOf(got shown) (library.Card, bool) {
	if len(got.begun) > 0 {
		return got.begun[0], true
	}
	for _, c := range got.recent {
		if !c.Watched && c.Playable > 0 {
			return c, true
		}
	}
	if len(got.recent) > 0 {
		return got.recent[0], true
	}
	return library.Card{}, false
}

func (s *Screen) show(got shown) {
	s.begun, s.recent, s.lead, s.loaded = got.begun, got.recent, got.lead, true
	s.page.empty.limit(got.limit)
	s.news, s.sealed = newsOf(got.news, time.Now()), got.sealed
	s.page.show()
	s.Refresh()
}

// key does what the widgets have no use for: moving between the rows, and
// letting somebody type who just starts to.
func (s *Screen) key(e *fyne.KeyEvent) {
	kit.Perform(homeKeys(), s, e.Name)
}

// homeKeys are the keys of the page.
func homeKeys() []kit.Binding[*Screen] {
	leaf := func(part float32) func(*Screen) {
		return func(s *Screen) {
			s.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, part*s.scroll.Size().Height)})
		}
	}
	row, screenful := lang.L("Another row"), lang.L("A screenful up or down")
	return []kit.Binding[*Screen]{
		{On: []fyne.KeyName{fyne.KeyUp}, Does: row, Do: func(s *Screen) { s.canvas().FocusPrevious() }},
		{On: []fyne.KeyName{fyne.KeyDown}, Does: row, Do: func(s *Screen) { s.canvas().FocusNext() }},
		{On: []fyne.KeyName{fyne.KeyPageUp}, Does: screenful, Do: leaf(0.8)},
		{On: []fyne.KeyName{fyne.KeyPageDown}, Does: screenful, Do: leaf(-0.8)},
		{On: []fyne.KeyName{fyne.KeyEscape}, Does: lang.L("End the search"), Do: func(s *Screen) { s.search.end() }},
	}
}

// Keys are the lines of the sheet of keys about this screen.
func Keys() []kit.KeyLine { return kit.KeyLines(homeKeys()) }

func (s *Screen) rune(r rune) { s.search.begin(string(r)) }

// Key hears keys while nothing on the screen has the focus.
func (s *Screen) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn:
		s.desk.Focus(s.first())
	default:
		s.key(e)
	}
}

// Rune hears letters while nothing on the screen has the focus.
func (s *Screen) Rune(r rune) { s.rune(r) }

// first is what the keys reach first.
func (s *Screen) first() fyne.Focusable {
	switch {
	case !s.page.empty.Hidden && !s.page.empty.add.Hidden:
		return s.page.empty.add
	case !s.page.empty.Hidden:
		return s.search.field
	case s.page.hero.Hidden && !s.page.premieres.Hidden:
		return s.page.premieres
	case s.page.hero.Hidden:
		return s.page.listed
	case s.page.hero.play.Hidden:
		return s.page.hero.about
	}
	return s.page.hero.play
}

func (s *Screen) canvas() fyne.Canvas { return kit.CanvasOf(s) }

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.scroll, r.s.search.shade, r.s.search.panel}
}

func (r *screenRenderer) Layout(size fyne.Size) {
	r.s.scroll.Resize(size)
	r.s.search.shade.Resize(size)
	r.s.search.follow()
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	r.s.scroll.Refresh()
	r.s.search.panel.Refresh()
}
