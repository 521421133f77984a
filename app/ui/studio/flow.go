package studio

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// step is a part of the way from a folder to a bundle.
type step interface {
	// show builds what is shown of the step.
	show() fyne.CanvasObject
	// missing says why the way does not go on from here; "" when it does.
	missing() string
}

// flow leads from a folder to a bundle, in steps that can be gone back and forth.
type flow struct {
	*page
	s          *Screen
	folder     string
	draft      library.Draft
	loaded     bool
	channel    library.Key
	production library.Production // with last
	last       bool               // it is made right now, or is whole: nothing can be decided any more
	hurry      bool               // its draft is only wanted to go on

	steps  []step
	names  []string
	tabs   []*kit.Tab
	list   *kit.Pick
	at     int
	prev   *kit.Button
	next   *kit.Button
	saver  saver
	pulse  *live.Poll // stores what is typed
	deals  []Deal     // of its channel, that everybody signed
	closed bool
}

// newFlow makes the page; a folder is looked at at once.
func newFlow(s *Screen, folder string) *flow {
	f := &flow{page: newPage(s.desk, lang.L("New bundle")), s: s}
	f.saver.f = f
	if len(s.known.channels) == 1 {
		f.channel = s.known.channels[0].Root
	}
	f.onDrop = f.take
	f.pulse = s.loop.Poll(keepEvery, func(context.Context) func() { return f.keep })
	f.pulse.SetActive(true)
	f.furnish(f.publishing())
	f.loadDeals()
	if folder != "" {
		f.take(folder)
	}
	return f
}

// keepEvery is how often what was typed is stored: no more is lost by whatever may end
// the program.
const keepEvery = time.Second

// namedStep is a step and what it is called.
type namedStep struct {
	name string
	step step
}

// publishing are the steps from a folder to a bundle.
func (f *flow) publishing() []namedStep {
	return []namedStep{
		{lang.L("Folder"), &folderStep{f: f}},
		{lang.L("About"), &aboutStep{f: f}},
		{lang.L("Items"), &itemsStep{f: f}},
		{lang.L("Offers"), &offersStep{f: f}},
		{lang.L("Window"), &windowStep{f: f}},
		{lang.L("Shares"), &sharesStep{f: f}},
		{lang.L("Rights"), &rightsStep{f: f}},
		{lang.L("Check-up"), &checkStep{f: f}},
		{lang.L("Publish"), &publishStep{f: f}},
	}
}

// furnish puts steps into the page and shows the first.
func (f *flow) furnish(steps []namedStep) {
	var options []kit.Option
	tabs := make([]fyne.CanvasObject, 0, len(steps))
	for i, s := range steps {
		text := strconv.Itoa(i+1) + "  " + s.name
		tab := kit.NewTab(text, func() { f.goTo(i) })
		tab.PassKeys(f.Key, nil)
		f.steps, f.names, f.tabs, tabs = append(f.steps, s.step), append(f.names, s.name), append(f.tabs, tab), append(tabs, tab)
		options = append(options, kit.Option{Value: strconv.Itoa(i), Text: text})
	}
	f.side = newStack(4, tabs...)
	f.list = f.pick(options, "0", func(value string) {
		i, _ := strconv.Atoi(value)
		f.goTo(i)
	})
	f.list.Call(lang.L("Step"))
	f.over = f.list
	f.prev = f.button(lang.L("Back"), "", kit.Plain(), func() { f.goTo(f.at - 1) })
	f.next = f.button(lang.L("Next"), "", kit.Primary(), f.forward)
	f.foot, f.steady = []*kit.Button{f.prev, f.next}, true
	f.onEnd = f.end
	f.show(0)
}

// loadDeals reads the contracts that a bundle may be published under.
func (f *flow) loadDeals() {
	var list []Deal
	f.s.loop.Work(func(ctx context.Context) (err error) {
		list, err = f.s.backend.Deals(ctx)
		return err
	}, func(err error) {
		if err == nil && !f.closed {
			f.deals = list
		}
	})
}

// refresh forgets what steps remember of another draft.
func (f *flow) refresh() {
	for i, s := range f.steps {
		switch s.(type) {
		case *itemsStep:
			f.steps[i] = &itemsStep{f: f}
		case *windowStep:
			f.steps[i] = &windowStep{f: f}
		case *sharesStep:
			f.steps[i] = &sharesStep{f: f}
		}
	}
}

// folderAt is the place of the first step.
const folderAt = 0

// goTo shows another step and keeps the draft. Without a draft there is only the
// folder, and of what is made already only the last.
func (f *flow) goTo(i int) {
	if i < 0 || i >= len(f.steps) || i == f.at {
		f.list.Set(strconv.Itoa(f.at))
		return
	}
	if f.barred(i) {
		f.list.Set(strconv.Itoa(f.at))
		return
	}
	f.keep()
	f.show(i)
}

// barred reports whether a step cannot be gone to.
func (f *flow) barred(i int) bool { return !f.loaded && i != folderAt || f.last && i != len(f.steps)-1 }

// forward goes to the next step, if nothing is missing in this one.
func (f *flow) forward() {
	why := f.steps[f.at].missing()
	f.warn(why)
	if why == "" {
		f.goTo(f.at + 1)
	}
}

func (f *flow) show(i int) {
	f.at = i
	f.warn("")
	for n, t := range f.tabs {
		t.Select(n == i)
		if f.barred(n) {
			t.Disable()
		} else {
			t.Enable()
		}
	}
	f.list.Set(strconv.Itoa(i))
	f.prev.Hidden = i == 0 || f.last
	f.next.Hidden = i == len(f.steps)-1 || !f.loaded
	f.title.SetText(f.name())
	f.body = f.steps[i].show()
	f.page.Refresh()
}

// name is what the bundle is called so far.
func (f *flow) name() string {
	if f.draft.Title != "" {
		return f.draft.Title
	}
	return lang.L("New bundle")
}

// resume shows how a production goes on. One that was cut off can still be decided
// upon, any other not.
func (f *flow) resume(p library.Production) {
	if p.State == library.ProductionBegun {
		f.channel, f.production, f.hurry = p.Channel, p, true
		f.take(p.Source)
		return
	}
	f.folder, f.channel, f.last, f.production = p.Source, p.Channel, true, p
	f.draft.ID, f.draft.Title = p.ID, p.Title
	f.show(len(f.steps) - 1)
}

// relayout follows a step whose parts changed their height.
func (f *flow) relayout() {
	if s, ok := f.body.(*sheet); ok {
		s.relayout()
	}
}

// take looks at a folder: its draft, or what can be suggested.
func (f *flow) take(folder string) {
	if f.last || f.at != folderAt {
		return
	}
	start, ok := f.steps[folderAt].(*folderStep)
	if !ok || start.busy {
		return
	}
	start.look(folder)
}

// keep saves the draft if something in it changed.
func (f *flow) keep() { f.saver.save(nil) }

func (f *flow) end() {
	f.closed = true
	if f.pulse != nil { // what is decided of new terms is not stored
		f.pulse.Close()
	}
	f.keep()
	for _, s := range f.steps {
		if c, ok := s.(interface{ close() }); ok {
			c.close()
		}
	}
}

// saver keeps a draft on the disk: one writing at a time, and none of what did not
// change.
type saver struct {
	f      *flow
	stored string
	busy   bool
	off    bool // nothing is kept: what is decided becomes terms, or nothing
	after  []func(error)
}

// save writes what changed; then, if any, runs when the draft is as it is now.
func (s *saver) save(then func(error)) {
	if then != nil {
		s.after = append(s.after, then)
	}
	if s.busy {
		return
	}
	if !s.f.loaded || s.off { // what is made already has its draft there
		s.tell(nil)
		return
	}
	raw, err := json.Marshal(s.f.draft)
	if err != nil || string(raw) == s.stored {
		s.tell(err)
		return
	}
	var copied library.Draft // the original goes on changing meanwhile
	if err := json.Unmarshal(raw, &copied); err != nil {
		s.tell(err)
		return
	}
	s.busy = true
	folder := s.f.folder
	s.f.s.works.loop.Work(func(context.Context) error {
		return s.f.s.backend.SaveDraft(context.WithoutCancel(s.f.s.works.loop.Context()), folder, copied)
	}, func(err error) {
		s.busy = false
		if err != nil {
			s.tell(err)
			return
		}
		s.stored = string(raw)
		s.save(nil) // what changed meanwhile
	})
}

func (s *saver) tell(err error) {
	after := s.after
	s.after = nil
	if err != nil {
		if s.f.closed {
			s.f.desk.Tell(err)
		} else {
			s.f.warn(problem(err))
		}
	}
	for _, f := range after {
		f(err)
	}
}
