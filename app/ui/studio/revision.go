package studio

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// revise opens the steps in which the terms of a published bundle are changed.
func (w *production) revise() {
	var d library.Draft
	id := w.now.ID
	w.s.loop.Work(func(ctx context.Context) (err error) {
		d, err = w.s.backend.DraftOf(ctx, id)
		return err
	}, func(err error) {
		w.desk.Tell(err)
		if err == nil {
			w.desk.Push(newRevision(w, d).page)
		}
	})
}

// newRevision makes the way from the terms in force to the next ones. Nothing is kept
// of what is not finished.
func newRevision(w *production, d library.Draft) *flow {
	f := &flow{page: newPage(w.desk, d.Title), s: w.s, draft: d, loaded: true, channel: w.now.Channel}
	f.saver.f, f.saver.off = f, true
	f.furnish([]namedStep{
		{lang.L("Offers"), &offersStep{f: f, fixed: true}},
		{lang.L("Window"), &windowStep{f: f}},
		{lang.L("Shares"), &sharesStep{f: f}},
		{lang.L("New terms"), &termsStep{f: f, of: w}},
	})
	return f
}

// termsStep makes what was decided the terms in force.
type termsStep struct {
	f    *flow
	of   *production
	busy bool
}

func (s *termsStep) missing() string { return "" }

func (s *termsStep) show() fyne.CanvasObject {
	f := s.f
	parts := []fyne.CanvasObject{
		heading(lang.L("New terms")),
		muted(lang.L("They become the next version of the terms, signed with your channel's key. The bundle, its swarm, its followers and every license stay as they are. Once a license was issued, no window may end or open later than promised.")),
	}
	for _, e := range f.draft.Editions {
		parts = append(parts, newLine(e.Name, "", muted(offersWords([]library.OfferedEdition{{Offers: e.Offers}}))))
	}
	parts = append(parts, newRow(f.button(lang.L("Make these the terms"), "", kit.Primary(), s.begin)))
	return newSheet(newPanel(parts...))
}

func (s *termsStep) begin() {
	if s.busy {
		return
	}
	f := s.f
	for i, other := range f.steps[:len(f.steps)-1] {
		if why := other.missing(); why != "" {
			f.show(i)
			f.warn(why)
			return
		}
	}
	s.busy = true
	f.warn("")
	f.wait(lang.L("Signing it and telling your channel") + "…")
	d, id := f.draft, s.of.now.ID
	var p library.Production
	f.s.loop.Work(func(ctx context.Context) (err error) {
		p, err = f.s.backend.Revise(ctx, id, d)
		return err
	}, func(err error) {
		s.busy = false
		f.wait("")
		if err != nil {
			f.warn(problem(err))
			return
		}
		s.of.set(p)
		f.s.poll.Now()
		if !f.closed {
			f.desk.Back()
		}
	})
}
