package channels

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/buying"
	"matinee/app/ui/cards"
	"matinee/app/ui/complaint"
	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// Listing is the page of a bundle that a channel lists and that is not in the library:
// what it is, what it costs and what opens it, and the button that brings it here.
type Listing struct {
	widget.BaseWidget
	backend Backend
	desk    Desk
	loop    *live.Loop
	reading *live.Reading
	ticking *live.Poll
	end     context.CancelFunc
	loader  *art.Loader

	channel library.Key   // where it is listed, for good: it is read off the main thread, too
	bundle  library.Token // which one it is
	listed  library.Listed
	goods   buying.Goods // what of it can be bought
	entries []entry
	busy    bool // it is being brought here

	head *listingHead
	grid *kit.Grid
}

// NewListing makes the page of a bundle as it is known. Close ends what it does.
func NewListing(loop *live.Loop, l library.Listed, backend Backend, desk Desk, loader *art.Loader) *Listing {
	p := &Listing{backend: backend, desk: desk, loop: loop, loader: loader, channel: l.Channel, bundle: l.Bundle, listed: l}
	p.head = newListingHead(p)
	p.grid = kit.NewGrid(p.measures, func() kit.Cell { return newPageLine(loader) }, p.bind, loosen)
	p.grid.SetHead(p.head, p.head.room)
	p.grid.OnKey = p.key
	p.ExtendBaseWidget(p)
	p.reading = loop.Reading(minDistance, p.read)
	p.ticking = loop.Poll(tickEvery, func(context.Context) func() { return p.tick })
	var ctx context.Context
	ctx, p.end = context.WithCancel(loop.Context())
	live.Each(loop, backend.Events(ctx), p.hear)
	p.show(l)
	return p
}

// Listed is what the page shows.
func (p *Listing) Listed() library.Listed { return p.listed }

// Close ends the page for good.
func (p *Listing) Close() {
	p.end()
	p.reading.Close()
	p.ticking.Close()
	p.head.ticketsOff()
}

// SetVisible starts and stops the reading.
func (p *Listing) SetVisible(on bool) {
	if on {
		p.reading.Stale()
	}
	p.reading.SetActive(on)
	p.ticking.SetActive(on)
}

// hear reacts to events, off the main thread.
func (p *Listing) hear(event library.Event) {
	switch e := event.(type) {
	case library.ChannelChanged:
		if e.Channel == p.channel {
			p.reading.Stale()
		}
	case library.ProfileChanged, library.Added, library.Removed, library.Described:
		p.reading.Stale()
	}
}

func (p *Listing) read(ctx context.Context) func() {
	l, err := p.backend.Listing(ctx, p.channel, p.bundle)
	var g buying.Goods
	if err == nil {
		g, err = buying.Find(ctx, p.backend, l.Access)
	}
	return func() {
		switch {
		case library.CodeOf(err) == library.CodeNotFound: // withdrawn, unfollowed, or hidden from this profile
			p.desk.Back()
		case err != nil:
			if ctx.Err() == nil {
				p.desk.Tell(err)
			}
		default:
			p.goods = g
			p.show(l)
		}
	}
}

// show brings the page up to date.
func (p *Listing) show(l library.Listed) {
	p.listed, p.entries = l, nil
	for _, i := range l.Access.Items {
		if i.Role == library.RoleMain || i.Role == library.RoleExtra || i.Role == library.RoleTrailer {
			p.entries = append(p.entries, itemEntry(l.Access, i))
		}
	}
	p.head.show(time.Now())
	p.grid.SetCount(len(p.entries))
	p.grid.Relayout()
}

// itemEntry is one item of a bundle that is not here.
func itemEntry(a library.Access, i library.ItemAccess) entry {
	name := library.ItemName{Title: i.Title, Season: i.Season, Episode: i.Episode}
	e := entry{title: say.Item(name), plain: true, when: kit.Bytes(i.Length)}
	if i.Duration > 0 {
		e.figure = kit.Span(i.Duration)
	}
	editions := ""
	for _, id := range i.Editions {
		if one, ok := a.Edition(id); ok && len(i.Editions) < len(a.Editions) {
			editions = cards.Join(editions, one.Name)
		}
	}
	role := ""
	switch i.Role {
	case library.RoleTrailer:
		role = lang.L("Trailer")
	case library.RoleExtra:
		role = lang.L("Extra")
	}
	if strings.EqualFold(role, i.Title) {
		role = ""
	}
	e.caption = cards.Join(role, editions)
	return e
}

// tick counts down; when the time of something has come, all is read anew.
func (p *Listing) tick() {
	now, next := time.Now(), p.head.next
	if next.IsZero() {
		return
	}
	if !now.Before(next) {
		p.reading.Stale()
	}
	p.head.show(now)
}

// bring adds the bundle, or the part of it that an edition needs, and shows it.
func (p *Listing) bring(edition library.EditionID, play bool) {
	if p.busy {
		return
	}
	p.busy = true
	p.head.show(time.Now())
	var id library.BundleID
	p.loop.Work(func(ctx context.Context) (err error) {
		id, err = p.backend.DownloadListed(ctx, p.channel, p.bundle, edition)
		return err
	}, func(err error) {
		p.busy = false
		p.desk.Tell(err)
		if err != nil {
			p.head.show(time.Now())
			return
		}
		p.desk.Back()
		p.desk.OpenBundle(id)
		if play {
			p.desk.PlaySoon(id)
		}
	})
}

// choose asks which edition is to be brought, where there is a choice.
func (p *Listing) choose(play bool) {
	all := p.listed.Access.Editions
	c := p.canvas()
	if len(all) < 2 || c == nil {
		p.bring("", play)
		return
	}
	items := []kit.MenuItem{{Text: lang.L("All editions") + " · " + kit.Bytes(p.listed.Length), Do: func() { p.bring("", play) }}}
	for _, e := range all {
		items = append(items, kit.MenuItem{Text: e.Name + " · " + kit.Bytes(e.Length), Do: func() { p.bring(e.ID, play) }})
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.head.get)
	kit.ShowMenu(c, corner.AddXY(0, p.head.get.Size().Height+4), items)
}

// bringLicense asks for the file of a license, and opens what it opens.
func (p *Listing) bringLicense() {
	p.desk.ChooseLicense(func(path string) {
		p.loop.Work(func(ctx context.Context) error { return p.backend.OpenLicense(ctx, path) }, func(err error) {
			p.desk.Tell(err)
			p.reading.Stale()
		})
	})
}

// copyKey copies to whom a license for this computer is made.
func (p *Listing) copyKey() {
	var key string
	p.loop.Work(func(ctx context.Context) (err error) {
		key, err = p.backend.DeviceKey(ctx)
		return err
	}, func(err error) {
		p.desk.Tell(err)
		if err == nil {
			p.desk.Copy(key)
			p.head.editions.Copied()
		}
	})
}

// openMenu shows what else can be done with the bundle.
func (h *listingHead) openMenu() {
	p := h.p
	c := p.canvas()
	if c == nil {
		return
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.more)
	kit.ShowMenu(c, corner.AddXY(0, h.more.Size().Height+4), []kit.MenuItem{
		{Text: lang.L("Report…"), Icon: kit.IconWarning, Do: func() {
			complaint.Ask(c, complaint.Subject{Name: p.listed.Name, Channel: p.channel, Bundle: p.bundle, Loop: p.loop, Backend: p.backend, Desk: p.desk})
		}},
	})
}

func (p *Listing) bind(i int, c kit.Cell) {
	if l, ok := c.(*line); ok && i < len(p.entries) {
		l.show(p.entries[i])
	}
}

func (p *Listing) measures(float32) kit.Measures {
	width := p.grid.Size().Width - kit.PageMargin - kit.GridOut
	if p.head.beside() {
		width -= panelWidth + panelGap
	}
	return kit.Measures{Columns: 1, Cell: fyne.NewSize(width, itemHeight)}
}

// key does what the lines have no use for.
func (p *Listing) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape, "BackSpace":
		p.desk.Back()
	case fyne.KeyUp:
		p.grid.ScrollTo(0)
		p.desk.Focus(p.head.first())
	}
}

// buttonKey is key for the buttons above the lines.
func (p *Listing) buttonKey(e *fyne.KeyEvent) {
	kit.RowKey(p.canvas(), e, func() { p.desk.Focus(p.grid) }, p.key)
}

// Key hears keys while nothing on the page has the focus.
func (p *Listing) Key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyPageDown:
		p.desk.Focus(p.grid)
	case fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnter:
		p.desk.Focus(p.head.first())
	default:
		p.key(e)
	}
}

// Rune hears letters while nothing on the page has the focus; it has use for none.
func (p *Listing) Rune(rune) {}

func (p *Listing) canvas() fyne.Canvas { return kit.CanvasOf(p) }

// CreateRenderer implements fyne.Widget.
func (p *Listing) CreateRenderer() fyne.WidgetRenderer { return kit.NewGridPage(p.head, p.grid) }
