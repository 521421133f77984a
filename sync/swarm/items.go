package swarm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// SetPriority sets what an item's download is worth; Skip leaves it out.
func (e *Engine) SetPriority(ctx context.Context, id library.BundleID, item int, p library.Priority) error {
	if p < library.Skip || p > library.High {
		return library.Errorf(library.CodeBadSetting, "priority %d", p)
	}
	return e.update(ctx, id, func(b *library.Bundle) error {
		b.Items = slices.Clone(b.Items)
		for i := range b.Items {
			if b.Items[i].Index == item {
				b.Items[i].Priority = p
				return nil
			}
		}
		return library.Errorf(library.CodeItemNotFound, "%d", item)
	})
}

// SetLimits bounds one bundle's traffic.
func (e *Engine) SetLimits(ctx context.Context, id library.BundleID, l library.Limits) error {
	if l.Down < 0 || l.Up < 0 {
		return library.Errorf(library.CodeBadSetting, "a limit below 0")
	}
	return e.update(ctx, id, func(b *library.Bundle) error { b.Limits = l; return nil })
}

// Change stores a change of what a person decides about a bundle: its title,
// pause, pin, queue place, watched mark or time of playing.
func (e *Engine) Change(ctx context.Context, id library.BundleID, change func(*library.Bundle)) error {
	return e.update(ctx, id, func(b *library.Bundle) error { change(b); return nil })
}

// update changes a bundle in the store and then in memory, and carries it out
// on a running torrent. change is called for both, and must do the same to both.
func (e *Engine) update(ctx context.Context, id library.BundleID, change func(*library.Bundle) error) error {
	en, err := e.lookup(id)
	if err != nil {
		return err
	}
	if err := e.updateStored(ctx, en, change); err != nil {
		return err
	}
	en.op.Lock()
	e.mu.Lock()
	en.limit()
	// What is whole may no longer be, or the other way round. A small item can be
	// here before the sampler looks, so it is judged now.
	e.retell(en)
	e.noteWhole(en, e.cfg.Now())
	t, opened := en.t, en.opened
	e.mu.Unlock()
	if t != nil && opened {
		e.applyPriorities(en, t)
	}
	en.op.Unlock()
	e.wake()
	return nil
}

// updateStored is update without the torrent.
func (e *Engine) updateStored(ctx context.Context, en *entry, change func(*library.Bundle) error) error {
	en.write.Lock()
	defer en.write.Unlock()
	e.mu.Lock()
	b := en.copyBundle()
	e.mu.Unlock()
	old := b
	if err := change(&b); err != nil {
		return err
	}
	var refused error
	err := e.cfg.Store.UpdateBundle(ctx, en.id, func(stored *library.Bundle) {
		refused = change(stored)
	})
	if err = errors.Join(err, refused); err != nil {
		return fmt.Errorf("store change of %s: %w", en.id, err)
	}
	e.mu.Lock()
	// What the engine itself counts and notes went on meanwhile.
	b.Downloaded, b.Uploaded, b.SeedTime = en.bundle.Downloaded, en.bundle.Uploaded, en.bundle.SeedTime
	b.Finished = en.bundle.Finished
	en.bundle = b
	e.mu.Unlock()
	if b.HasInfo() && sidecarOf(b) != sidecarOf(old) {
		return e.saveSidecar(b)
	}
	return nil
}

// Slow bounds a bundle for a while below its own limits, so that a stream gets
// the line; the zero value ends it.
func (e *Engine) Slow(id library.BundleID, l library.Limits) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if en, err := e.find(id); err == nil && en.slow != l {
		en.slow = l
		en.limit()
	}
}

func tighter(a, b library.Limits) library.Limits {
	pick := func(x, y int64) int64 {
		if x == 0 || (y > 0 && y < x) {
			return y
		}
		return x
	}
	return library.Limits{Down: pick(a.Down, b.Down), Up: pick(a.Up, b.Up)}
}

// applyPriorities tells the client which files to fetch. It knows no priority
// below normal, so items of low priority rest until the others are complete.
// entry.op is held, so that the last change is the one in force.
func (e *Engine) applyPriorities(en *entry, t *torrent.Torrent) {
	e.mu.Lock()
	items := en.copyBundle().Items
	rest := e.othersWanted(en)
	en.resting = rest
	focus := en.focus
	e.mu.Unlock()
	files := t.Files()
	for _, item := range items {
		if item.Index >= len(files) {
			continue
		}
		want := clientPriority(item.Priority, rest)
		if focus {
			want = torrent.PiecePriorityNone
		}
		if files[item.Index].Priority() != want {
			files[item.Index].SetPriority(want)
		}
	}
}

func clientPriority(p library.Priority, rest bool) torrent.PiecePriority {
	switch p {
	case library.Skip:
		return torrent.PiecePriorityNone
	case library.Low:
		if rest {
			return torrent.PiecePriorityNone
		}
		return torrent.PiecePriorityNormal
	case library.High:
		return torrent.PiecePriorityHigh
	}
	return torrent.PiecePriorityNormal
}

// othersWanted reports whether an item above low priority is incomplete;
// Engine.mu must be held.
func (e *Engine) othersWanted(en *entry) bool {
	done := e.itemsDone(en)
	for i, item := range en.bundle.Items {
		if item.Priority > library.Low && (i >= len(done) || done[i].Done < item.Length) {
			return true
		}
	}
	return false
}
