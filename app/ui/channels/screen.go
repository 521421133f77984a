package channels

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// How often the screens read at most while things change, and how often they look
// whether what is counted down reads otherwise.
const (
	minDistance = 500 * time.Millisecond
	tickEvery   = time.Second
)

// The pages of the screen.
const (
	tabFollowing = iota
	tabDiscover
)

// question is what the screen asks for.
type question struct {
	tab  int
	text string // searched for among what is known
}

// Screen is the place of channels: those that are followed, and those to discover.
type Screen struct {
	widget.BaseWidget
	backend Backend
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	loader  *art.Loader
	actions actions

	asked   atomic.Pointer[question]
	shown   question // what entries answer
	entries []entry
	follows int
	loaded  bool
	refused error // why there is nothing to see: a limited profile

	head  *head
	grid  *kit.Grid
	empty *empty
}

// New makes the screen.
func New(loop *live.Loop, backend Backend, desk Desk, loader *art.Loader) *Screen {
	s := &Screen{backend: backend, desk: desk, loop: loop, loader: loader}
	s.actions = actions{loop: loop, backend: backend, desk: desk, canvas: s.canvas}
	s.asked.Store(&question{})
	s.head, s.empty = newHead(s), newEmpty(s)
	s.grid = kit.NewGrid(lineMeasures, func() kit.Cell { return newLine(loader) }, s.bind, loosen)
	s.grid.OnOpen = func(i int) { s.with(i, func(e entry) { call(e.open) }) }
	s.grid.OnMenu = func(i int, at fyne.Position) { s.with(i, func(e entry) { e.openMenu(s.canvas(), at) }) }
	s.grid.OnKey, s.grid.OnRune = s.key, s.rune
	s.ExtendBaseWidget(s)
	s.reading = loop.Reading(minDistance, s.read)
	live.Each(loop, backend.Events(loop.Context()), s.hear)
	return s
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// loosen gives up the picture of a line that is out of sight.
func loosen(c kit.Cell) {
	if l, ok := c.(*line); ok {
		l.loose()
	}
}

// SetVisible starts and stops the reading.
func (s *Screen) SetVisible(on bool) {
	if on {
		s.reading.Stale()
	}
	s.reading.SetActive(on)
}

// Search gives the field the keys in which one looks for bundles and channels.
func (s *Screen) Search() {
	s.open(tabDiscover)
	s.desk.Focus(s.head.field)
}

// Follow follows the channel that a link leads to, as if it had been typed.
func (s *Screen) Follow(link string) {
	s.open(tabFollowing)
	s.head.field.SetText(link)
	s.head.follow.start()
}

// hear reacts to events, off the main thread.
func (s *Screen) hear(event library.Event) {
	switch event.(type) {
	case library.ChannelChanged, library.ProfileChanged, library.Added, library.Removed, library.Described:
		s.reading.Stale()
	}
}

// open shows a page of the screen.
func (s *Screen) open(tab int) {
	if s.asked.Load().tab == tab {
		return
	}
	s.head.turn(tab)
	s.ask(question{tab: tab})
}

// ask changes what is shown.
func (s *Screen) ask(q question) {
	if q != *s.asked.Load() {
		s.asked.Store(&q)
		s.reading.Now()
	}
}

func (s *Screen) read(ctx context.Context) func() {
	q := *s.asked.Load()
	var found library.Found
	follows, err := s.backend.Follows(ctx)
	if err == nil && q.tab == tabDiscover {
		found, err = s.backend.DiscoverListed(ctx, q.text)
	}
	return func() {
		if q != *s.asked.Load() || ctx.Err() != nil { // something else is asked for by now
			return
		}
		s.refused = nil
		if library.CodeOf(err) == library.CodeLimited {
			s.refused, err = err, nil
		}
		if err != nil {
			s.desk.Tell(err)
			return
		}
		s.show(q, follows, found)
	}
}

// show replaces what the list shows.
func (s *Screen) show(q question, follows []library.Followed, found library.Found) {
	anew := q != s.shown || !s.loaded
	s.shown, s.loaded, s.follows = q, true, len(follows)
	if q.tab == tabDiscover {
		s.entries = s.discovered(found)
	} else {
		s.entries = nil
		for _, f := range follows {
			s.entries = append(s.entries, s.followed(f))
		}
	}
	s.head.count(len(follows))
	s.grid.SetCount(len(s.entries))
	if anew {
		s.grid.Top()
	}
	s.layout()
	s.Refresh()
}

func (s *Screen) followed(f library.Followed) entry {
	return channelEntry(f, func() { s.desk.OpenChannel(f.Root) }, func() []kit.MenuItem { return s.actions.menu(f) })
}

// discovered are the lines of what was found.
func (s *Screen) discovered(found library.Found) (all []entry) {
	add := func(heading string, n int, of func(i int) entry) {
		if n > 0 {
			all = append(all, entry{heading: heading})
		}
		for i := range n {
			all = append(all, of(i))
		}
	}
	now := time.Now()
	add(lang.L("Bundles"), len(found.Bundles), func(i int) entry {
		l := found.Bundles[i]
		return listedEntry(l, true, now, func() { s.desk.OpenListed(l) })
	})
	add(lang.L("Channels you follow"), len(found.Channels), func(i int) entry { return s.followed(found.Channels[i]) })
	add(lang.L("Recommended by channels you follow"), len(found.Others), func(i int) entry {
		r := found.Others[i]
		return otherEntry(r, func() { s.actions.askFollow(otherEntry(r, nil), r.Link, s.Follow) })
	})
	add(lang.L("Sold in stores"), len(found.Sold), func(i int) entry {
		r := found.Sold[i]
		return soldEntry(r, func() { s.actions.askFollow(soldEntry(r, nil), r.Link, s.Follow) })
	})
	add(lang.L("Stores"), len(found.Stores), func(i int) entry {
		st := found.Stores[i]
		return storeEntry(st, func() { s.actions.showStore(st) })
	})
	return all
}

// layout follows what comes and goes without painting everything anew.
func (s *Screen) layout() { (&screenRenderer{s}).Layout(s.Size()) }

func (s *Screen) with(i int, do func(entry)) {
	if i >= 0 && i < len(s.entries) {
		do(s.entries[i])
	}
}

func (s *Screen) bind(i int, c kit.Cell) {
	if l, ok := c.(*line); ok {
		s.with(i, l.show)
	}
}

// key does what the list has no use for.
func (s *Screen) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		s.desk.Focus(s.head.field)
	case fyne.KeyDown:
		s.desk.Focus(s.grid)
	case fyne.KeyRight:
		s.canvas().FocusNext()
	case fyne.KeyLeft:
		s.canvas().FocusPrevious()
	}
}

// rune lets somebody type who just starts to.
func (s *Screen) rune(r rune) {
	s.desk.Focus(s.head.field)
	s.head.field.TypedRune(r)
}

// Key hears keys while nothing on the screen has the focus.
func (s *Screen) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyRight:
		if len(s.entries) > 0 {
			s.desk.Focus(s.grid)
		} else {
			s.desk.Focus(s.head.field)
		}
	case fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd:
		s.desk.Focus(s.grid)
		s.grid.TypedKey(e)
	case fyne.KeyUp:
		s.desk.Focus(s.head.field)
	}
}

// Rune hears letters while nothing on the screen has the focus.
func (s *Screen) Rune(r rune) { s.rune(r) }

func (s *Screen) canvas() fyne.Canvas { return kit.CanvasOf(s) }

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.grid, r.s.head, r.s.empty}
}

func (r *screenRenderer) Layout(size fyne.Size) {
	s, width := r.s, size.Width-2*kit.PageMargin
	nothing := s.loaded && len(s.entries) == 0
	top := s.head.height(width)
	place(s.head, kit.PageMargin, 0, width, top)
	place(s.grid, kit.PageMargin-kit.GridOut, top, kit.GridWidth(width), size.Height-top)
	place(s.empty, kit.PageMargin, top, width, size.Height-top-20)
	s.grid.Hidden, s.empty.Hidden = nothing, !nothing
	if nothing {
		s.empty.show()
	}
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
