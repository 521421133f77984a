package curator

import (
	"context"
	"errors"
	"time"

	"matinee/library"
	"matinee/library/db"
)

// A file whose facts could not be read is tried again some times, after a day and
// more; one that is no media file is not.
const (
	probeTries = 3
	probeAgain = 24 * time.Hour
)

// Work looks into media and makes pictures, one file at a time, until ctx ends:
// first of what is here and not known yet, then of what arrives. What was done is
// stored at once, so that it goes on where it was after a restart.
func (c *Curator) Work(ctx context.Context) {
	if c.prober == nil && c.artist == nil {
		return
	}
	events := c.engine.Events(ctx)
	probes, err := c.db.Probes(ctx)
	if err != nil {
		c.log.Warn("read what was looked into", "err", err)
		return
	}
	w := worker{Curator: c, probes: probes}
	for _, b := range c.all() {
		if w.lacks(b) {
			c.todo.add(b.ID)
		}
	}
	for {
		id, ok := c.todo.next()
		if ok {
			w.look(ctx, id)
		}
		var idle <-chan struct{}
		if ok {
			idle = closed()
		}
		select {
		case <-ctx.Done():
			return
		case ev, open := <-events:
			if !open {
				return
			}
			c.heard(ev)
		case <-c.todo.woken:
		case <-idle:
		}
	}
}

// lacks reports whether something of a bundle is not known yet: of ten thousand that
// are, no file is touched at a start.
func (w *worker) lacks(b library.Bundle) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.artist != nil && shownVersion(w.describes(b.ID).Artwork) == "" {
		return true
	}
	for _, item := range w.outlineOf(b).playable {
		if item.Sealed() {
			continue // its publisher tells its facts
		}
		if p, tried := w.probes[b.ID][item.Index]; !tried || w.due(p) {
			return true
		}
	}
	return false
}

// closed is a channel that never blocks a receiver.
func closed() <-chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}

// heard notes what an event of the engine gives to do.
func (c *Curator) heard(ev library.Event) {
	switch ev.(type) {
	case library.ItemDone, library.Completed:
		c.todo.add(ev.About())
	case library.Removed:
		c.forgetPictures(ev.About())
		c.Forget(ev.About())
	}
}

// worker is the state of Work.
type worker struct {
	*Curator
	probes map[library.BundleID]map[int]db.Probe
	blind  bool // a program that looks into files is missing
}

// whole is an item that is complete, and where.
type whole struct {
	item library.Item
	path string
}

// look does for a bundle what can be done now.
func (w *worker) look(ctx context.Context, id library.BundleID) {
	b, err := w.any(id)
	if err != nil {
		return // it is gone
	}
	w.mu.Lock()
	if w.gone[id] { // and came back: what was known went with it
		delete(w.gone, id)
		delete(w.probes, id)
	}
	w.mu.Unlock()
	here := w.wholeItems(b)
	for _, h := range here {
		if ctx.Err() != nil {
			return
		}
		if h.item.Kind().Playable() && !h.item.Sealed() { // its file is cipher
			w.probe(ctx, b, h)
		}
	}
	if err := w.paint(ctx, b, here); err != nil && ctx.Err() == nil {
		w.log.Warn("make the pictures", "bundle", id, "err", err)
	}
}

// any returns a bundle whether or not the profile in use may see it.
func (c *Curator) any(id library.BundleID) (library.Bundle, error) {
	if b, ok := c.Local(id); ok {
		return b, nil
	}
	return c.engine.Bundle(id)
}

// wholeItems are the items of a bundle that are complete, the main one first.
func (c *Curator) wholeItems(b library.Bundle) (here []whole) {
	main, _ := b.MainItem()
	for _, item := range b.Items {
		path, ok := c.wholeFile(b, item)
		switch {
		case !ok:
		case item.Index == main.Index:
			here = append([]whole{{item, path}}, here...)
		default:
			here = append(here, whole{item, path})
		}
	}
	return here
}

// wholeFile is where an item lies, if all of it does.
func (c *Curator) wholeFile(b library.Bundle, item library.Item) (path string, ok bool) {
	var err error
	if b.Local {
		path, err = c.LocalFile(b, item)
		return path, err == nil
	}
	path, ok, err = c.engine.ItemPath(b.ID, item.Index)
	return path, ok && err == nil
}

// probe reads the facts of one item, unless they are known or not to be had.
func (w *worker) probe(ctx context.Context, b library.Bundle, h whole) {
	before, tried := w.probes[b.ID][h.item.Index]
	if w.blind || w.prober == nil || tried && !w.due(before) {
		return
	}
	facts, err := w.prober.Probe(ctx, h.path)
	if ctx.Err() != nil {
		return
	}
	now := w.now().UTC()
	switch {
	case errors.Is(err, &library.Error{Code: library.CodeNoMediaTool}) || library.CodeOf(err) == library.CodeNoMediaTool:
		w.blind = true
		w.log.Warn("look into media", "err", err)
		return
	case err != nil:
		failures := before.Failures + 1
		if library.CodeOf(err) == library.CodeNotMedia {
			failures = probeTries
		}
		w.log.Info("look into media", "bundle", b.ID, "item", h.item.Index, "err", err)
		err = w.db.NoteUnreadable(ctx, b.ID, h.item.Index, failures, now)
		w.note(b.ID, h.item.Index, db.Probe{Failures: failures, At: now})
	default:
		err = w.learn(ctx, b, h.item, facts, now)
		w.note(b.ID, h.item.Index, db.Probe{At: now})
	}
	if err != nil && ctx.Err() == nil {
		w.log.Warn("store what a file tells", "bundle", b.ID, "err", err)
	}
}

// due reports whether an item is looked into again.
func (w *worker) due(p db.Probe) bool {
	return p.Failures > 0 && p.Failures < probeTries && w.now().Sub(p.At) > probeAgain*time.Duration(p.Failures)
}

func (w *worker) note(id library.BundleID, item int, p db.Probe) {
	if w.probes[id] == nil {
		w.probes[id] = map[int]db.Probe{}
	}
	w.probes[id][item] = p
}

// learn stores the facts of an item, and what they tell of its bundle.
func (w *worker) learn(ctx context.Context, b library.Bundle, item library.Item, f library.Facts, now time.Time) error {
	if err := w.db.SaveFacts(ctx, b.ID, item.Index, f, now); err != nil {
		return err
	}
	if f.Duration > 0 && f.Duration != item.Duration {
		if err := w.Learned(ctx, b.ID, item.Index, f.Duration); err != nil {
			return err
		}
	}
	main, _ := b.MainItem()
	return w.describe(ctx, b.ID, func(d *library.Description) {
		if d.Creators == "" {
			d.Creators = f.Artist
		}
		if d.Year == 0 {
			d.Year = f.Year
		}
		if d.Synopsis == "" && item.Index == main.Index {
			d.Synopsis = f.Synopsis
		}
	})
}
