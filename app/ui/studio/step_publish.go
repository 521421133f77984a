package studio

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// publishStep makes the bundle and shows how far that is, and at the end the link.
type publishStep struct {
	f     *flow
	sheet *sheet
	poll  *live.Poll
	now   library.Production // as it was read last

	text         *para
	bar          *kit.Progress
	hold, cancel *kit.Button
	state        string // what the sheet shows
}

// progressEvery is how often the progress is read.
const progressEvery = 500 * time.Millisecond

// What the sheet of the step may show.
const (
	showsPlan = "plan"
	showsWork = "work"
	showsDone = "done"
)

func (s *publishStep) show() fyne.CanvasObject {
	s.sheet = newSheet()
	s.state = ""
	s.now = s.f.production
	s.follow()
	return s.sheet
}

func (s *publishStep) missing() string { return "" }

// close stops looking; what is made goes on.
func (s *publishStep) close() {
	if s.poll != nil {
		s.poll.Close()
		s.poll = nil
	}
	if j := s.f.s.works.of(s.f.folder); j != nil {
		j.heard = nil
	}
}

// follow shows what is the case: a plan, work under way, or the end of it.
func (s *publishStep) follow() {
	f := s.f
	j := f.s.works.of(f.folder)
	switch {
	case j != nil && j.ended && j.err == nil:
		s.done(j.made)
	case j != nil && !j.ended:
		j.heard = s.follow
		s.working()
	case j != nil: // it failed, or was canceled
		f.s.works.forget(f.folder)
		s.failed(j.err)
	case s.now.State == library.ProductionMaking || s.now.State == library.ProductionHeld:
		s.working() // another process has it made
	default:
		s.plan()
	}
}

// failed goes back to the plan: what was decided can be mended, unless it is whole.
func (s *publishStep) failed(err error) {
	f := s.f
	if s.now.State != library.ProductionMade {
		s.now.State = library.ProductionBegun
		f.last = !f.loaded
	}
	f.production = s.now
	f.show(len(f.steps) - 1)
	f.warn(problem(err))
}

// plan shows what will happen, and the button that does it.
func (s *publishStep) plan() {
	f := s.f
	s.close()
	s.state = showsPlan
	words := lang.L("Everything is hashed, and what needs a key is sealed, in one pass over the files. Then your channel lists it and this computer shares it. What was published stays as it is; prices and terms can be changed later.")
	text := lang.L("Publish")
	switch s.now.State {
	case library.ProductionBegun:
		words, text = lang.L("It was cut off and goes on where it was. What is finished is not made again."), lang.L("Go on")
	case library.ProductionMade:
		words, text = lang.L("It is whole. Only its channel does not list it yet."), lang.L("Go on")
	}
	parts := []fyne.CanvasObject{muted(words)}
	if f.production.ID == "" && len(f.s.known.channels) > 1 {
		parts = append(parts, newLine(lang.L("Channel"), lang.L("that lists it"), newRow(s.channels())))
	}
	parts = append(parts, newRow(f.button(text, "", kit.Primary(), s.begin)))
	s.set(newPanel(parts...))
}

func (s *publishStep) channels() *kit.Pick {
	f := s.f
	var options []kit.Option
	for _, c := range f.s.known.channels {
		options = append(options, kit.Option{Value: string(c.Root), Text: c.Name})
	}
	if f.channel == "" {
		f.channel = f.s.known.channels[0].Root
	}
	return f.pick(options, string(f.channel), func(root string) { f.channel = library.Key(root) })
}

func (s *publishStep) set(parts ...fyne.CanvasObject) {
	s.sheet.body.parts = parts
	s.sheet.relayout()
}

// begin has it made, once its draft is stored.
func (s *publishStep) begin() {
	f := s.f
	f.warn("")
	f.saver.save(func(err error) {
		if err != nil || f.closed {
			return
		}
		f.last = true // from now on nothing of it can be decided
		j := f.s.works.begin(f.folder, f.channel)
		j.heard = s.follow
		f.show(len(f.steps) - 1)
	})
}

// working shows how far it is.
func (s *publishStep) working() {
	f := s.f
	s.state = showsWork
	s.text, s.bar = muted(lang.L("Looking at the files")+"…"), kit.NewProgress()
	s.hold = f.button(lang.L("Pause"), kit.IconPause, kit.Plain(), s.toggle)
	s.cancel = f.button(lang.L("Cancel"), "", kit.Plain(), s.stop)
	s.cancel.Hidden = f.s.works.of(f.folder) == nil
	s.set(newPanel(
		heading(lang.L("Publishing {{.Title}}", map[string]any{"Title": f.name()})),
		s.text, s.bar, newRow(s.hold, s.cancel),
		small(lang.L("You can leave this page: it goes on as long as Matinee runs.")),
	))
	if s.poll == nil {
		s.poll = f.s.loop.Poll(progressEvery, s.read)
		s.poll.SetActive(true)
	}
	hold := s.hold
	f.s.loop.Post(func() { f.desk.Focus(hold) }) // once the page has it
}

func (s *publishStep) read(ctx context.Context) func() {
	all, err := s.f.s.backend.Productions(ctx)
	return func() {
		for _, p := range all {
			if p.ID == s.f.draft.ID {
				s.now = p
				s.count()
			}
		}
		if err == nil && s.state == showsWork && s.f.s.works.of(s.f.folder) == nil {
			s.ended()
		}
	}
}

// ended follows what another process made.
func (s *publishStep) ended() {
	switch s.now.State {
	case library.ProductionMaking, library.ProductionHeld:
	case library.ProductionPublished:
		s.done(s.now)
	default:
		s.follow()
	}
}

func (s *publishStep) count() {
	if s.state != showsWork {
		return
	}
	if s.now.State == library.ProductionMade && s.hold.Visible() { // what follows does not pause
		s.hold.Hide()
		s.text.say(lang.L("Signing it and telling your channel") + "…")
		s.bar.Set(1, kit.ToneActive)
		s.sheet.relayout()
	}
	if s.now.Total == 0 {
		return
	}
	text := lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": kit.Bytes(s.now.Done), "All": kit.Bytes(s.now.Total)})
	if s.now.Done >= s.now.Total {
		text = lang.L("Signing it and telling your channel") + "…"
	}
	held := s.now.State == library.ProductionHeld
	if held {
		text += " · " + lang.L("paused")
		s.hold.Set(lang.L("Go on"), kit.IconPlay)
	} else {
		s.hold.Set(lang.L("Pause"), kit.IconPause)
	}
	s.text.say(text)
	s.bar.Set(float64(s.now.Done)/float64(s.now.Total), kit.ToneActive)
}

// toggle has it wait, or go on.
func (s *publishStep) toggle() {
	f := s.f
	hold := s.now.State != library.ProductionHeld
	f.s.loop.Work(func(ctx context.Context) error { return f.s.backend.Hold(ctx, f.draft.ID, hold) }, func(err error) {
		f.warn(problem(err))
		if s.poll != nil {
			s.poll.Now()
		}
	})
}

// stop cuts it off; it can go on later.
func (s *publishStep) stop() {
	if j := s.f.s.works.of(s.f.folder); j != nil {
		j.cancel()
	}
}

// done shows the link, and the way to the library.
func (s *publishStep) done(p library.Production) {
	f := s.f
	s.close()
	s.state = showsDone
	f.s.works.forget(f.folder)
	f.s.poll.Now()
	see := f.button(lang.L("Show in the library"), kit.IconLibrary, kit.Primary(), func() { f.desk.OpenBundle(p.Bundle) })
	parts := []fyne.CanvasObject{newPanel(
		heading(lang.L("{{.Title}} is published", map[string]any{"Title": p.Title})),
		muted(lang.L("Your channel lists it, and this computer shares it. Leave Matinee running until others have it, too.")),
		newRow(see, f.button(lang.L("Open its folder"), kit.IconFolder, kit.Plain(), func() { f.desk.OpenFolder(p.Folder) })),
	)}
	for _, c := range f.s.known.channels {
		if c.Root == p.Channel {
			parts = append(parts, f.s.channelPanel(f.page, c))
		}
	}
	s.set(parts...)
	f.desk.Focus(see)
}
