package swarm

import (
	"context"
	"errors"
	"time"

	"matinee/library"
)

// Run lets a bundle download and seed. It clears an earlier problem.
func (e *Engine) Run(ctx context.Context, id library.BundleID) error {
	e.mu.Lock()
	en, err := e.find(id)
	if err == nil && e.closed {
		err = errClosed()
	}
	if err != nil || en.running {
		e.mu.Unlock()
		return err
	}
	en.running, en.cut, en.began = true, false, time.Now()
	if en.problem != nil {
		en.problem, en.doubted = nil, true
	}
	e.mu.Unlock()
	return e.settleOrFail(ctx, en)
}

// Hold stops a bundle's traffic and shows it in the given state (Paused, Queued
// or Finished). What was downloaded stays.
func (e *Engine) Hold(id library.BundleID, why library.State) error {
	e.mu.Lock()
	en, err := e.find(id)
	if err != nil {
		e.mu.Unlock()
		return err
	}
	en.running, en.cut, en.hold = false, false, why
	if why != library.Stopped && en.problem != nil {
		en.problem, en.doubted = nil, true
	}
	e.mu.Unlock()
	return e.settle(e.ctx, en)
}

// settleOrFail is settle for an error that stops the bundle.
func (e *Engine) settleOrFail(ctx context.Context, en *entry) error {
	err := e.settle(ctx, en)
	if err != nil && !errors.Is(err, context.Canceled) {
		e.fail(en, err)
	}
	return err
}

// fail stops a bundle because of a problem and tells.
func (e *Engine) fail(en *entry, err error) {
	e.mu.Lock()
	e.failed(en, err)
	e.mu.Unlock()
	if serr := e.settle(e.ctx, en); serr != nil {
		e.log.Warn("stop a bundle", "bundle", en.id, "err", serr)
	}
}

// failed notes and tells the problem that stops a bundle; Engine.mu must be held.
func (e *Engine) failed(en *entry, err error) {
	en.running, en.verify, en.hold, en.problem = false, false, library.Stopped, err
	switch library.CodeOf(err) {
	case library.CodeFolderGone, library.CodeFilesChanged:
		en.absent = absentItems(en.bundle)
	}
	e.bus.send(library.NewFailed(en.id, err))
	e.retell(en)
}

// fault is a storage error of one bundle.
type fault struct {
	id  library.BundleID
	err error
	at  time.Time
}

// maxFaults bounds the faults that wait to be handled; the disk reports each
// kind once, so more than a few at a time says nothing new.
const maxFaults = 64

// storageFailed may be called under the client's lock, which comes after
// Engine.mu: it only leaves a note.
func (e *Engine) storageFailed(id library.BundleID, err error) {
	select {
	case e.faults <- fault{id, err, time.Now()}:
	default:
	}
}

// handleFaults stops bundles whose storage failed, until the engine closes.
func (e *Engine) handleFaults() {
	for {
		select {
		case <-e.ctx.Done():
			return
		case f := <-e.faults:
			e.mu.Lock()
			en, err := e.find(f.id)
			// One from before the bundle was told to go on is settled, and so is one of
			// what still ran until the disk looks again.
			stops := err == nil && en.problem == nil && (en.running || en.verify) && !en.doubted && f.at.After(en.began)
			e.mu.Unlock()
			if stops {
				e.fail(en, f.err)
			}
		}
	}
}

// settle makes the client follow what is wanted of a bundle.
func (e *Engine) settle(ctx context.Context, en *entry) error {
	e.net.RLock()
	defer e.net.RUnlock()
	return e.settleConnected(ctx, en)
}

// settleConnected is settle for who holds Engine.net.
func (e *Engine) settleConnected(ctx context.Context, en *entry) error {
	en.op.Lock()
	defer en.op.Unlock()
	e.mu.Lock()
	want := (en.running || en.verify) && !en.busy && !e.closed && e.entries[en.id] == en
	running, t, opened := en.running, en.t, en.opened
	anew := want && t != nil && en.doubted
	e.mu.Unlock()
	if anew { // what the disk found faulty may be mended: it must look again
		e.detach(en)
		t = nil
	}
	switch {
	case want && t == nil:
		return e.attach(ctx, en)
	case !want && t != nil:
		e.detach(en)
	case want && opened:
		e.allow(t, running)
		e.feed(en, t)
	case !want: // it was out already: only what it waits for may be another
		e.mu.Lock()
		e.retell(en)
		e.mu.Unlock()
	}
	return nil
}

// claim takes a bundle out of the client so that its files can be worked on. The
// context it returns ends with the engine and when the bundle is removed.
// release lets the bundle go on as is wanted of it then.
func (e *Engine) claim(ctx context.Context, en *entry) (_ context.Context, release func() error, err error) {
	select {
	case en.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, library.Wrap(library.CodeCanceled, ctx.Err())
	case <-e.ctx.Done():
		return nil, nil, errClosed()
	}
	work, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(e.ctx, cancel)
	done := func() { unhook(); cancel(); <-en.turn }
	e.mu.Lock()
	if e.closed {
		err = errClosed()
	} else if e.entries[en.id] != en {
		err = library.Errorf(library.CodeNotFound, "%s", en.id)
	}
	if err != nil {
		e.mu.Unlock()
		done()
		return nil, nil, err
	}
	en.busy, en.stopJob = true, cancel
	e.tasks.Add(1) // Close waits for it
	e.mu.Unlock()
	release = func() error {
		defer e.tasks.Done()
		e.mu.Lock()
		en.busy, en.stopJob = false, nil
		e.mu.Unlock()
		done()
		return e.settleOrFail(e.ctx, en)
	}
	if err := e.settle(ctx, en); err != nil {
		return nil, nil, errors.Join(err, release())
	}
	return work, release, nil
}

// errClosed is what a closed engine answers.
func errClosed() error { return &library.Error{Code: library.CodeNotRunning} }

// spawn runs f as part of the engine; false when the engine has closed.
func (e *Engine) spawn(f func()) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return false
	}
	e.tasks.Go(f)
	return true
}
