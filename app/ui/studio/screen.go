package studio

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// readEvery is how often the screen is read while somebody looks: progress, seeds and
// windows move by themselves.
const readEvery = 2 * time.Second

// known is what the screen shows.
type known struct {
	channels    []Channel
	productions []library.Production
	drafts      []library.KeptDraft // that nothing was made of yet
	transfers   map[library.BundleID]library.Transfer
	now         time.Time
}

// Screen is the studio's overview.
type Screen struct {
	widget.BaseWidget
	loop    *live.Loop
	backend Backend
	desk    Desk
	works   *Works
	poll    *live.Poll
	now     func() time.Time
	known   known
	loaded  bool

	title    *kit.Label
	channels *kit.Button
	deals    *kit.Button
	receipts *kit.Button
	add      *kit.Button
	figures  []*figure
	table    *table
	windows  *windows
	empty    *empty
	notice   *kit.Notice
}

// New makes the screen; works are the window's.
func New(loop *live.Loop, b Backend, desk Desk, works *Works) *Screen {
	s := &Screen{
		loop: loop, backend: b, desk: desk, works: works, now: time.Now,
		title:   kit.NewLabel(lang.L("Studio"), kit.TextTitle, kit.Bold, kit.ColorText),
		figures: []*figure{newFigure(lang.L("Seeds now")), newFigure(lang.L("People helped")), newFigure(lang.L("Given back"))},
	}
	s.channels = kit.NewButton(lang.L("My channels"), "", kit.Plain(), s.showChannels)
	s.deals = kit.NewButton(lang.L("Deals"), "", kit.Plain(), s.showDeals)
	s.receipts = kit.NewButton(lang.L("Receipts"), "", kit.Plain(), s.showReceipts)
	s.add = kit.NewButton(lang.L("New bundle"), kit.IconAdd, kit.Primary(), func() { s.newBundle("") })
	s.table = newTable(s)
	s.windows = newWindows()
	s.empty = newEmpty(s)
	s.notice = kit.NewNotice(s.Refresh)
	s.ExtendBaseWidget(s)
	s.poll = loop.Poll(readEvery, s.read)
	return s
}

// Loaded reports whether the screen knows what there is.
func (s *Screen) Loaded() bool { return s.loaded }

// SetVisible starts and stops the reading.
func (s *Screen) SetVisible(on bool) { s.poll.SetActive(on) }

func (s *Screen) read(ctx context.Context) func() {
	k := known{transfers: map[library.BundleID]library.Transfer{}, now: s.now()}
	var err, lerr error
	if k.channels, err = s.backend.Channels(ctx); err == nil {
		k.productions, lerr = s.backend.Productions(ctx)
		var derr error
		k.drafts, derr = s.backend.Drafts(ctx)
		lerr = errors.Join(lerr, derr)
	}
	for _, t := range s.backend.Transfers() {
		k.transfers[t.ID] = t
	}
	return func() {
		if err == nil {
			s.show(k)
			err = lerr // one that cannot be read does not hide the others
		}
		s.tell(err)
	}
}

// tell shows a problem; nil takes the one before away.
func (s *Screen) tell(err error) {
	text := problem(err)
	if s.notice.Text() != text {
		s.notice.Tell(text)
		s.Refresh()
	}
}

func (s *Screen) show(k known) {
	first := !s.loaded
	s.loaded, s.known = true, k
	s.table.set(k)
	s.windows.set(k)
	s.count()
	if s.empty.set(len(k.channels) > 0, len(k.productions)+len(k.drafts) > 0) || first {
		s.Refresh()
	}
}

// count sums up what can be counted without knowing who anybody is.
func (s *Screen) count() {
	seeds, helped, given := 0, 0, int64(0)
	for _, p := range s.known.productions {
		t := s.known.transfers[p.Bundle]
		seeds += t.Seeds
		helped += t.Helped
		given += t.Uploaded
	}
	s.figures[0].set(kit.Count(seeds), lang.L("connected, with all of it"))
	s.figures[1].set(kit.Count(helped), lang.L("took 1% of an item or more from here"))
	s.figures[2].set(kit.Bytes(given), lang.L("sent to others by this computer"))
}

// open shows a production, or its making.
func (s *Screen) open(p library.Production) {
	switch p.State {
	case library.ProductionPublished, library.ProductionWithdrawn:
		s.showProduction(p)
	default:
		s.resume(p)
	}
}

// newBundle begins the way from a folder to a bundle; "" asks for the folder.
func (s *Screen) newBundle(folder string) {
	if len(s.known.channels) == 0 {
		s.askChannel(func() { s.newBundle(folder) })
		return
	}
	s.desk.Push(newFlow(s, folder).page)
}

// Drop begins a bundle of a folder that was dropped onto the screen.
func (s *Screen) Drop(folder string) { s.newBundle(folder) }

// resume shows what is made, or was cut off.
func (s *Screen) resume(p library.Production) {
	f := newFlow(s, "")
	f.resume(p)
	s.desk.Push(f.page)
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

// The measures of the screen.
const (
	figureHeight float32 = 92
	wideScreen   float32 = 860 // from there on windows have a panel of their own
)

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	s := r.s
	objects := []fyne.CanvasObject{s.title, s.receipts, s.deals, s.channels, s.add, s.notice, s.empty, s.table, s.windows}
	for _, f := range s.figures {
		objects = append(objects, f)
	}
	return objects
}

func (r *screenRenderer) Layout(size fyne.Size) {
	s := r.s
	width := size.Width - 2*kit.PageMargin
	empty := !s.loaded || s.empty.Visible()
	s.add.Hidden = empty
	s.channels.Hidden = len(s.known.channels) == 0
	s.deals.Hidden, s.receipts.Hidden = s.channels.Hidden, s.channels.Hidden
	top := r.head(size.Width)
	if s.notice.Visible() {
		put(s.notice, kit.PageMargin, top, width, kit.NoticeHeight)
		top += kit.NoticeHeight + 12
	}
	put(s.empty, kit.PageMargin, top, width, size.Height-top-20)
	s.table.Hidden, s.windows.Hidden = empty, empty || size.Width < wideScreen
	each := (width - kit.CardGap*float32(len(s.figures)-1)) / float32(len(s.figures))
	for i, f := range s.figures {
		f.Hidden = empty
		put(f, kit.PageMargin+float32(i)*(each+kit.CardGap), top, each, figureHeight)
	}
	top += figureHeight + kit.CardGap
	table := width
	if !s.windows.Hidden {
		side := max(width*0.3, 260)
		table = width - side - kit.CardGap
		put(s.windows, size.Width-kit.PageMargin-side, top, side, size.Height-top-20)
	}
	put(s.table, kit.PageMargin, top, table, size.Height-top-20)
}

// head puts the title and what is beside it, or below it where there is no room, and
// returns where the rest begins.
func (r *screenRenderer) head(width float32) (top float32) {
	s := r.s
	buttons, right := []*kit.Button{s.add, s.channels, s.deals, s.receipts}, width-kit.PageMargin
	need := s.title.Width() + 20
	for _, b := range buttons {
		if !b.Hidden {
			need += b.MinSize().Width + 10
		}
	}
	y, top := float32(20), float32(76)
	for i, b := range buttons {
		if b.Hidden {
			continue
		}
		own := b.MinSize()
		if i == 1 && need > width-2*kit.PageMargin {
			put(s.title, kit.PageMargin, 22, right-kit.PageMargin, 34)
			y, top, right = 68, 122, width-kit.PageMargin
		}
		put(b, right-own.Width, y, own.Width, own.Height)
		right -= own.Width + 10
	}
	if y == 20 {
		put(s.title, kit.PageMargin, 22, right-kit.PageMargin, 34)
	}
	return top
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
