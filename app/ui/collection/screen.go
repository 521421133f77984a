package collection

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// minDistance is how often the shelf is read at most while things change.
const minDistance = 700 * time.Millisecond

// Screen is the library screen.
type Screen struct {
	widget.BaseWidget
	backend Backend
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	loader  *art.Loader
	actions cards.Actions

	query  atomic.Pointer[library.ShelfQuery] // what is asked for
	shown  library.ShelfQuery                 // what cards answer
	cards  []library.Card
	loaded bool
	list   bool // as a list, not as a grid
	limit  int  // of the profile in use; 0: none

	head  *head
	grid  *kit.Grid
	empty *empty
}

// New makes the screen.
func New(loop *live.Loop, backend Backend, desk Desk, loader *art.Loader, actions cards.Actions) *Screen {
	s := &Screen{backend: backend, desk: desk, loop: loop, loader: loader, actions: actions}
	s.list = desk.Recall(keyView) == viewList
	query := library.ShelfQuery{Sort: sortOf(desk.Recall(keySort))}
	s.query.Store(&query)
	s.head = newHead(s)
	s.empty = newEmpty(s)
	s.grid = kit.NewGrid(kit.CardMeasures, s.cell, s.bind, loosen)
	s.grid.OnOpen = func(i int) { s.with(i, s.actions.Open) }
	s.grid.OnMenu = func(i int, at fyne.Position) {
		s.with(i, func(c library.Card) { s.actions.ShowMenu(s.canvas(), at, c) })
	}
	s.grid.OnKey, s.grid.OnRune = s.key, s.rune
	s.arrange()
	s.ExtendBaseWidget(s)
	s.reading = loop.Reading(minDistance, s.read)
	live.Each(loop, backend.Events(loop.Context()), s.hear)
	return s
}

// SetVisible starts and stops the reading. What changed meanwhile is read when
// it starts.
func (s *Screen) SetVisible(on bool) {
	if on {
		s.reading.Stale()
	}
	s.reading.SetActive(on)
}

// Search gives the search field the keys.
func (s *Screen) Search() { s.desk.Focus(s.head.field) }

// hear reacts to events, off the main thread.
func (s *Screen) hear(event library.Event) {
	switch event.(type) {
	case library.Added, library.GotInfo, library.Removed, library.Completed, library.Evicted,
		library.Described, library.ProfileChanged:
		s.reading.Stale()
	}
}

// ask changes what is shown.
func (s *Screen) ask(change func(*library.ShelfQuery)) {
	query := *s.query.Load()
	change(&query)
	if query != *s.query.Load() {
		s.query.Store(&query)
		s.reading.Now()
	}
}

func (s *Screen) read(ctx context.Context) func() {
	query := *s.query.Load()
	list, err := s.backend.Shelf(ctx, query)
	limit := s.backend.CurrentProfile().Limit
	return func() {
		if query != *s.query.Load() { // asked for something else meanwhile
			return
		}
		if err != nil {
			s.desk.Tell(err)
			return
		}
		s.limit = limit
		s.show(query, list)
	}
}

// show replaces what the grid shows. The place one scrolled to stays, unless
// something else was asked for.
func (s *Screen) show(query library.ShelfQuery, list []library.Card) {
	anew := query != s.shown || !s.loaded
	s.cards, s.shown, s.loaded = list, query, true
	s.grid.SetCount(len(list))
	if anew {
		s.grid.Top()
	}
	s.head.count(len(list))
	was := s.empty.Visible()
	s.layout()
	if s.empty.Visible() != was { // what was hidden until now is painted only with all of it
		s.Refresh()
	}
}

// layout follows what comes and goes without painting everything anew.
func (s *Screen) layout() { (&screenRenderer{s}).Layout(s.Size()) }

// with does something with the nth bundle.
func (s *Screen) with(i int, do func(library.Card)) {
	if i >= 0 && i < len(s.cards) {
		do(s.cards[i])
	}
}

// setList changes between list and grid.
func (s *Screen) setList(on bool) {
	s.list = on
	value := viewGrid
	if on {
		value = viewList
	}
	s.desk.Remember(keyView, value)
	s.arrange()
	s.head.look()
}

// Follow shows the library as the settings say, after somebody changed them.
func (s *Screen) Follow() {
	if list := s.desk.Recall(keyView) == viewList; list != s.list {
		s.list = list
		s.arrange()
	}
	s.ask(func(q *library.ShelfQuery) { q.Sort = sortOf(s.desk.Recall(keySort)) })
	s.head.look()
}

// arrange builds the cells of the present view.
func (s *Screen) arrange() {
	s.grid.Drop()
	if s.list {
		s.grid.SetMeasure(lineMeasures)
	} else {
		s.grid.SetMeasure(kit.CardMeasures)
	}
}

// key does what the grid has no use for.
func (s *Screen) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		s.desk.Focus(s.head.field)
	case fyne.KeyEscape:
		s.head.clear()
	}
}

// rune lets somebody type who just starts to.
func (s *Screen) rune(r rune) {
	s.desk.Focus(s.head.field)
	s.head.field.TypedRune(r)
}

// Key hears keys while nothing on the screen has the focus: they go to the grid.
func (s *Screen) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyRight, fyne.KeyUp, fyne.KeyLeft, fyne.KeyReturn:
		s.desk.Focus(s.grid)
	case fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd:
		s.desk.Focus(s.grid)
		s.grid.TypedKey(e)
	default:
		s.key(e)
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
	s, nothing := r.s, r.s.loaded && len(r.s.cards) == 0
	place(s.head, kit.PageMargin, 0, size.Width-2*kit.PageMargin, headHeight)
	place(s.grid, kit.PageMargin-kit.GridOut, headHeight, kit.GridWidth(size.Width-2*kit.PageMargin), size.Height-headHeight)
	place(s.empty, kit.PageMargin, headHeight, size.Width-2*kit.PageMargin, size.Height-headHeight-40)
	s.grid.Hidden, s.empty.Hidden = nothing, !nothing
	if nothing {
		s.empty.show(s.shown.Text == "" && s.shown.Filter == library.FilterAll, s.limit)
	}
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// countOf says how many bundles are shown.
func countOf(n int) string {
	return lang.N("{{.N}} bundles", kit.Plural(n), map[string]any{"N": kit.Count(n)})
}
