package bundle

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/buying"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// How often the page reads: what the library knows after a change, and the
// figures of the traffic while it is looked at.
const (
	minDistance  = 400 * time.Millisecond
	refreshEvery = time.Second
)

// Page is a bundle's page.
type Page struct {
	widget.BaseWidget
	id      library.BundleID
	backend Backend
	engine  Engine
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	poll    *live.Poll
	ticking *live.Poll         // while something is counted down
	end     context.CancelFunc // of hearing events
	loader  *art.Loader
	actions cards.Actions

	details library.Details
	access  library.Access
	goods   buying.Goods // what of it can be bought
	next    time.Time    // when time alone changes what is said of it
	traffic traffic
	loaded  bool

	head *head
	grid *kit.Grid
}

// New makes the page of a bundle. Close ends what it does.
func New(loop *live.Loop, id library.BundleID, backend Backend, engine Engine, desk Desk,
	loader *art.Loader, actions cards.Actions,
) *Page {
	p := &Page{id: id, backend: backend, engine: engine, desk: desk, loop: loop, loader: loader, actions: actions}
	p.head = newHead(p)
	p.grid = kit.NewGrid(p.measures, func() kit.Cell { return newRow(p) }, p.bind, func(kit.Cell) {})
	p.grid.SetHead(p.head, p.head.room)
	p.grid.OnOpen = func(i int) { p.with(i, p.playItem) }
	p.grid.OnMenu = func(i int, at fyne.Position) { p.with(i, func(d library.ItemDetails) { p.showItemMenu(at, d) }) }
	p.grid.OnKey = p.key
	p.ExtendBaseWidget(p)
	p.reading = loop.Reading(minDistance, p.read)
	p.poll = loop.Poll(refreshEvery, p.readTraffic)
	p.ticking = loop.Poll(refreshEvery, func(context.Context) func() { return p.tick })
	var ctx context.Context
	ctx, p.end = context.WithCancel(loop.Context())
	live.Each(loop, backend.Events(ctx), p.hear)
	return p
}

// Bundle is whose page it is.
func (p *Page) Bundle() library.BundleID { return p.id }

// Close ends the page for good.
func (p *Page) Close() {
	p.end()
	p.reading.Close()
	p.poll.Close()
	p.ticking.Close()
	p.head.ticketsOff()
}

// SetVisible starts and stops the reading.
func (p *Page) SetVisible(on bool) {
	if on {
		p.reading.Stale()
	}
	p.reading.SetActive(on)
	p.poll.SetActive(on)
	p.ticking.SetActive(on)
}

// hear reacts to events, off the main thread.
func (p *Page) hear(event library.Event) {
	everything := false
	switch event.(type) {
	case library.ProfileChanged, library.ChannelChanged: // terms come with a channel
		everything = true
	}
	if everything || event.About() == p.id {
		p.reading.Stale()
		p.poll.Now()
	}
}

func (p *Page) read(ctx context.Context) func() {
	d, err := p.backend.Details(ctx, p.id)
	var a library.Access
	var g buying.Goods
	if err == nil {
		a, err = p.backend.Access(ctx, p.id)
	}
	if err == nil {
		g, err = buying.Find(ctx, p.backend, a)
	}
	return func() {
		switch {
		case library.CodeOf(err) == library.CodeNotFound: // removed, or hidden from this profile
			p.desk.Back()
		case err != nil:
			if ctx.Err() == nil {
				p.desk.Tell(err)
			}
		default:
			p.goods = g
			p.show(d, a)
		}
	}
}

// show brings what the library knows up to date.
func (p *Page) show(d library.Details, a library.Access) {
	first := !p.loaded
	p.details, p.access, p.loaded = d, a, true
	p.head.show()
	p.grid.SetCount(len(d.Items))
	p.grid.Relayout()
	if first {
		p.grid.Mark(p.begunRow())
		p.grid.ScrollTo(0)
		p.poll.Now()
	}
}

// begunRow is the row one goes on with, else the first.
func (p *Page) begunRow() int {
	for i, d := range p.details.Items {
		if cards.Begun(p.details.Card) && d.Item.Index == p.details.Card.Begun.Item {
			return i
		}
	}
	return 0
}

// with does something with the nth item.
func (p *Page) with(i int, do func(library.ItemDetails)) {
	if i >= 0 && i < len(p.details.Items) {
		do(p.details.Items[i])
	}
}

func (p *Page) bind(i int, c kit.Cell) {
	if r, ok := c.(*row); ok {
		p.with(i, func(d library.ItemDetails) { r.show(i, d, p.traffic) })
	}
}

// key does what the rows and buttons have no use for.
func (p *Page) key(e *fyne.KeyEvent) {
	kit.Perform(pageKeys(), p, e.Name)
}

// pageKeys are the keys of the page.
func pageKeys() []kit.Binding[*Page] {
	return []kit.Binding[*Page]{
		{On: []fyne.KeyName{fyne.KeyEscape, fyne.KeyBackspace}, Does: lang.L("Back"), Do: func(p *Page) { p.desk.Back() }},
		{On: []fyne.KeyName{fyne.KeyUp}, Does: lang.L("From the list to the buttons"), Do: func(p *Page) {
			p.grid.ScrollTo(0)
			p.desk.Focus(p.head.first())
		}},
		{On: []fyne.KeyName{fyne.KeyO}, Does: lang.L("Open with another player"), Do: func(p *Page) { p.with(p.grid.At(), p.openOutside) }},
		{On: []fyne.KeyName{fyne.KeyF}, Does: lang.L("Show in folder"), Do: func(p *Page) { p.with(p.grid.At(), p.showFile) }},
	}
}

// Keys are the lines of the sheet of keys about a bundle's page.
func Keys() []kit.KeyLine { return kit.KeyLines(pageKeys()) }

// buttonKey is key for the buttons above the rows.
func (p *Page) buttonKey(e *fyne.KeyEvent) {
	kit.RowKey(p.canvas(), e, func() { p.desk.Focus(p.grid) }, p.key)
}

// Key hears keys while nothing on the page has the focus.
func (p *Page) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyPageDown:
		p.desk.Focus(p.grid)
	case fyne.KeyReturn, fyne.KeyEnter: // who opened it with Enter goes on with Enter
		p.desk.Focus(p.head.first())
		if !p.closed() {
			p.actions.Play(p.details.Card)
		}
	case fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight:
		p.desk.Focus(p.head.first())
	default:
		p.key(e)
	}
}

// Rune hears letters while nothing on the page has the focus; it has use for none.
func (p *Page) Rune(rune) {}

func (p *Page) canvas() fyne.Canvas { return kit.CanvasOf(p) }

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer { return kit.NewGridPage(p.head, p.grid) }

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
