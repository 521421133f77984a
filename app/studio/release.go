package studio

import (
	"context"
	"errors"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Releases wait for their time at most so long without looking again: a clock that
// was set forward is noticed.
const (
	lookEvery  = time.Minute
	retryAfter = 30 * time.Second
)

// Work publishes the keys of premieres, and of editions that open, when their time
// has come, until ctx ends. The creator's clock decides here: the keys are the
// creator's own.
func (s *Studio) Work(ctx context.Context) {
	for {
		wait := s.releaseDue(ctx)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-s.wakeup:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// wake has Work look at once.
func (s *Studio) wake() {
	select {
	case s.wakeup <- struct{}{}:
	default:
	}
}

// releaseDue publishes what is due and tells how long nothing else is.
func (s *Studio) releaseDue(ctx context.Context) time.Duration {
	all, err := s.states()
	if err != nil {
		s.log.Warn("look for releases", "err", err)
	}
	wait := lookEvery
	for _, st := range all {
		if st.Published.IsZero() {
			continue
		}
		next, err := s.release(ctx, st.ID)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("release a key", "production", st.ID, "err", err)
			next = retryAfter
		}
		if next > 0 {
			wait = min(wait, next)
		}
	}
	return max(wait, time.Millisecond)
}

// release publishes what is due of one production; next is when something else will
// be, 0 for never.
func (s *Studio) release(ctx context.Context, id library.Token) (next time.Duration, err error) {
	defer s.turn(id)()
	f := s.home(id)
	st, err := f.load()
	if err != nil {
		return 0, err
	}
	built, err := f.built()
	if err != nil {
		return 0, err
	}
	due, next := s.due(built, st)
	if len(due) == 0 {
		return next, nil
	}
	keys, err := f.storedKeys()
	if err != nil {
		return 0, err
	}
	var c Change
	for _, d := range due {
		r, rerr := publish.Release(built.Manifest.Doc, built.Terms.Doc, d.edition, d.kind, keys[d.edition], s.cfg.Now())
		if rerr != nil {
			err = errors.Join(err, rerr)
			continue
		}
		c.Releases = append(c.Releases, r)
		st.Released = append(st.Released, d.name())
	}
	if len(c.Releases) > 0 {
		if perr := s.cfg.Channels.Publish(ctx, st.Channel, c); perr != nil {
			return 0, errors.Join(err, perr)
		}
		err = errors.Join(err, f.save(st))
	}
	return next, err
}

// dueKey is a key that is to be published.
type dueKey struct {
	edition library.EditionID
	kind    library.ReleaseKind
}

func (d dueKey) name() string { return string(d.edition) + "/" + string(d.kind) }

// due are the keys whose time has come and that were not published; next is how long
// until another one's does.
func (s *Studio) due(b publish.Built, st state) (due []dueKey, next time.Duration) {
	for _, e := range b.Terms.Doc.Editions {
		edition, known := b.Manifest.Doc.Edition(e.Edition)
		if !known || edition.Recipient == "" || e.Window == nil {
			continue
		}
		for _, d := range keysOf(edition, e) {
			if slices.Contains(st.Released, d.name()) {
				continue
			}
			at := e.Window.From
			if d.kind == library.ReleaseOpen {
				at = e.Window.Opens
			}
			if left := at.Sub(s.cfg.Now()); left <= 0 {
				due = append(due, d)
			} else if next == 0 || left < next {
				next = left
			}
		}
	}
	return due, next
}

// keysOf are the keys of an edition that are published at some time.
func keysOf(edition format.Edition, e format.EditionTerms) (list []dueKey) {
	if edition.Premiere != "" {
		list = append(list, dueKey{e.Edition, library.ReleasePremiere})
	}
	if e.Window.Open() {
		list = append(list, dueKey{e.Edition, library.ReleaseOpen})
	}
	return list
}
