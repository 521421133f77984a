package transfers

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// refreshEvery is how often numbers are read while the screen is seen.
const refreshEvery = 500 * time.Millisecond

// Screen is the transfers screen.
type Screen struct {
	widget.BaseWidget
	engine Engine
	desk   Desk
	loop   *live.Loop
	poll   *live.Poll

	// bundles is read from the engine only after something changed.
	bundles []library.Bundle
	entries []Entry
	loaded  bool
	stale   staleFlag
	sorting sorting
	sorted  time.Time // when rows changed places last

	title   *kit.Label
	tools   *tools
	add     *addBar
	notice  *kit.Notice
	panels  *panels
	header  *header
	list    *rowList
	empty   *emptyState
	details *details

	// onTransfers hears every reading, for the figures of the rail.
	onTransfers func([]library.Transfer)
}

// New makes the screen. onTransfers, which may be nil, is called on the main
// thread with every reading of the transfers.
func New(loop *live.Loop, engine Engine, desk Desk, onTransfers func([]library.Transfer)) *Screen {
	s := &Screen{
		engine: engine, desk: desk, loop: loop, onTransfers: onTransfers,
		title:  kit.NewLabel(lang.L("Transfers"), kit.TextTitle, kit.Bold, kit.ColorText),
		panels: newPanels(),
	}
	s.stale.set()
	s.add = newAddBar(s.Add, func() { desk.ChooseTorrent(s.Add) }, s.closeAdd)
	s.add.Hide()
	s.tools = newTools(s.openAdd, s.pauseAll)
	s.notice = kit.NewNotice(s.Refresh)
	s.header = newHeader(s.sortBy)
	do := handlers{play: s.play, pause: s.pause, outside: s.openOutside, menu: s.openMenu}
	s.list = newRowList(do, s.confirmRemove)
	s.empty = newEmptyState(func() { desk.ChooseTorrent(s.Add) })
	s.ExtendBaseWidget(s)
	s.details = newDetails(s)
	s.poll = loop.Poll(refreshEvery, s.read)
	live.Each(loop, engine.Events(loop.Context()), s.hear)
	return s
}

// SetVisible starts and stops the reading of numbers. What was read while it
// stopped is lost, so the bundles are read anew when it starts.
func (s *Screen) SetVisible(on bool) {
	if on {
		s.stale.set()
	}
	s.poll.SetActive(on)
	s.details.seen(on)
}

// hear reacts to the engine's events, off the main thread.
func (s *Screen) hear(event library.Event) {
	switch e := event.(type) {
	case library.Added, library.GotInfo, library.Removed, library.StateChanged, library.Completed, library.Evicted:
		s.changed()
	case library.ProfileChanged: // another one sees other bundles
		s.changed()
	case library.Notice:
		s.loop.Post(func() { s.tell(e.Err) })
	}
}

// read takes a snapshot off the main thread.
func (s *Screen) read(ctx context.Context) func() {
	var bundles []library.Bundle
	fresh := s.stale.take()
	if fresh {
		var err error
		if bundles, err = s.engine.Bundles(ctx); err != nil {
			s.stale.set()
			return func() { s.tell(err) }
		}
	}
	transfers, traffic, helped := s.engine.Transfers(), s.engine.Traffic(), s.engine.Helped()
	return func() {
		if fresh {
			s.bundles = bundles
		}
		s.panels.show(transfers, traffic, helped)
		s.show(merge(s.bundles, transfers))
		if s.onTransfers != nil {
			s.onTransfers(transfers)
		}
	}
}

// show replaces what the list shows, in place where it can.
func (s *Screen) show(entries []Entry) {
	s.arrange(entries)
	same := s.loaded && slices.EqualFunc(s.entries, entries, func(a, b Entry) bool {
		return a.Bundle.ID == b.Bundle.ID
	})
	empty := s.loaded && len(s.entries) == 0
	first := !s.loaded
	s.entries, s.loaded = entries, true
	s.list.set(entries, same)
	s.tools.show(entries)
	if first || empty != (len(entries) == 0) {
		s.Refresh()
	}
}

// arrange sorts the entries; rows of a lively order change places only now and
// then.
func (s *Screen) arrange(entries []Entry) {
	if s.sorting.lively() && time.Since(s.sorted) < calm {
		ids := make([]library.BundleID, len(s.entries))
		for i, e := range s.entries {
			ids[i] = e.Bundle.ID
		}
		if keep(entries, ids) {
			return
		}
	}
	s.sorting.sort(entries)
	s.sorted = time.Now()
}

// sortBy sorts by a column, the other way round when it is pressed again.
func (s *Screen) sortBy(by key) {
	s.sorting, s.sorted = s.sorting.next(by), time.Time{}
	s.header.show(s.sorting)
	entries := slices.Clone(s.entries)
	newestFirst(entries)
	s.show(entries)
}

// Add adds a source and says so when it cannot be.
func (s *Screen) Add(source string) {
	s.add.busy(true)
	s.loop.Work(func(ctx context.Context) error {
		_, err := s.engine.Add(ctx, source)
		return err
	}, func(err error) {
		s.add.busy(false)
		if err == nil && s.add.clear(source) {
			s.closeAdd()
		}
		s.tell(err)
		s.changed()
	})
}

// act runs one of the engine's commands and shows its problem.
func (s *Screen) act(command func(context.Context) error) {
	s.loop.Work(command, func(err error) {
		s.tell(err)
		s.changed()
	})
}

// changed asks for the list again; it may be called on any thread.
func (s *Screen) changed() {
	s.stale.set()
	s.poll.Now()
}

// tell shows a problem; nil takes the one before away.
func (s *Screen) tell(err error) {
	text := ""
	if err != nil {
		text = say.Problem(err)
	}
	if s.notice.Text() != text {
		s.notice.Tell(text)
		s.Refresh()
	}
}

func (s *Screen) play(e Entry) {
	if e.Playable() {
		s.desk.Play(e.Bundle.ID, -1)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }
