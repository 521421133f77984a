package channels

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// Page is the page of a followed channel.
type Page struct {
	widget.BaseWidget
	root    library.Key
	backend Backend
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	ticking *live.Poll
	end     context.CancelFunc
	loader  *art.Loader
	actions actions
	follow  func(link string) // follows one that this one recommends

	page    library.ChannelPage
	next    time.Time // when time alone changes something
	entries []entry
	loaded  bool

	head *pageHead
	grid *kit.Grid
}

// NewPage makes the page of a channel. follow follows another one. Close ends what the
// page does.
func NewPage(loop *live.Loop, root library.Key, backend Backend, desk Desk, loader *art.Loader, follow func(link string)) *Page {
	p := &Page{root: root, backend: backend, desk: desk, loop: loop, loader: loader, follow: follow}
	p.actions = actions{loop: loop, backend: backend, desk: desk, canvas: p.canvas}
	p.head = newPageHead(p)
	p.grid = kit.NewGrid(p.measures, func() kit.Cell { return newPageLine(loader) }, p.bind, loosen)
	p.grid.SetHead(p.head, p.head.room)
	p.grid.OnOpen = func(i int) { p.with(i, func(e entry) { call(e.open) }) }
	p.grid.OnKey = p.key
	p.ExtendBaseWidget(p)
	p.reading = loop.Reading(minDistance, p.read)
	p.ticking = loop.Poll(tickEvery, func(context.Context) func() { return p.tick })
	var ctx context.Context
	ctx, p.end = context.WithCancel(loop.Context())
	live.Each(loop, backend.Events(ctx), p.hear)
	return p
}

// Channel is whose page it is.
func (p *Page) Channel() library.Key { return p.root }

// Close ends the page for good.
func (p *Page) Close() {
	p.end()
	p.reading.Close()
	p.ticking.Close()
	p.head.ticket.Cancel()
}

// SetVisible starts and stops the reading. Leaving a channel means that nothing in it is
// new any more.
func (p *Page) SetVisible(on bool) {
	if on {
		p.reading.Stale()
	}
	p.reading.SetActive(on)
	p.ticking.SetActive(on)
	if !on && p.loaded {
		p.actions.do(func(ctx context.Context) error {
			err := p.backend.LookedAt(ctx, p.root)
			if code := library.CodeOf(err); code == library.CodeNoChannel || code == library.CodeLimited {
				return nil // it was unfollowed, which is why the page closes
			}
			return err
		})
	}
}

// hear reacts to events, off the main thread.
func (p *Page) hear(event library.Event) {
	switch e := event.(type) {
	case library.ChannelChanged:
		if e.Channel == p.root {
			p.reading.Stale()
		}
	case library.ProfileChanged, library.Added, library.Removed, library.Described:
		p.reading.Stale()
	}
}

func (p *Page) read(ctx context.Context) func() {
	page, err := p.backend.ChannelPage(ctx, p.root)
	return func() {
		switch code := library.CodeOf(err); {
		case code == library.CodeNoChannel, code == library.CodeLimited: // unfollowed, or hidden from this profile
			p.desk.Back()
		case err != nil:
			if ctx.Err() == nil {
				p.desk.Tell(err)
			}
		default:
			p.show(page)
		}
	}
}

// show brings the page up to date.
func (p *Page) show(page library.ChannelPage) {
	first := !p.loaded
	p.page, p.loaded = page, true
	p.fill(time.Now())
	p.head.show()
	p.grid.SetCount(len(p.entries))
	p.grid.Relayout()
	if first {
		p.grid.ScrollTo(0)
	}
}

// fill makes the lines as they are at a time.
func (p *Page) fill(now time.Time) {
	p.entries, p.next = nil, time.Time{}
	for _, l := range p.page.Listed {
		p.entries = append(p.entries, listedEntry(l, false, now, func() { p.desk.OpenListed(l) }))
		if at := l.Access.Next(now); !at.IsZero() && (p.next.IsZero() || at.Before(p.next)) {
			p.next = at
		}
	}
	if len(p.page.Recommends) == 0 {
		return
	}
	p.entries = append(p.entries, entry{heading: lang.L("It recommends")})
	for _, r := range p.page.Recommends {
		p.entries = append(p.entries, otherEntry(r, func() { p.actions.askFollow(otherEntry(r, nil), r.Link, p.follow) }))
	}
}

// tick counts down; when the time of something has come, all is read anew.
func (p *Page) tick() {
	now := time.Now()
	if p.next.IsZero() {
		return
	}
	if !now.Before(p.next) {
		p.reading.Stale()
	}
	p.fill(now)
	p.grid.Rebind()
}

func (p *Page) with(i int, do func(entry)) {
	if i >= 0 && i < len(p.entries) {
		do(p.entries[i])
	}
}

func (p *Page) bind(i int, c kit.Cell) {
	if l, ok := c.(*line); ok {
		p.with(i, l.show)
	}
}

// measures leaves the grid, which reaches over the whole page, its margins.
func (p *Page) measures(width float32) kit.Measures {
	return kit.Measures{Columns: 1, Cell: fyne.NewSize(p.grid.Size().Width-kit.PageMargin-kit.GridOut, lineHeight)}
}

// key does what the lines have no use for.
func (p *Page) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape, "BackSpace":
		p.desk.Back()
	case fyne.KeyUp:
		p.grid.ScrollTo(0)
		p.desk.Focus(p.head.refresh)
	}
}

// buttonKey is key for the buttons above the lines.
func (p *Page) buttonKey(e *fyne.KeyEvent) {
	kit.RowKey(p.canvas(), e, func() { p.desk.Focus(p.grid) }, p.key)
}

// Key hears keys while nothing on the page has the focus.
func (p *Page) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyPageDown, fyne.KeyReturn, fyne.KeyEnter:
		p.desk.Focus(p.grid)
	case fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight:
		p.desk.Focus(p.head.refresh)
	default:
		p.key(e)
	}
}

// Rune hears letters while nothing on the page has the focus; it has use for none.
func (p *Page) Rune(rune) {}

func (p *Page) canvas() fyne.Canvas { return kit.CanvasOf(p) }

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer { return kit.NewGridPage(p.head, p.grid) }
