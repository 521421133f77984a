package adverts

import (
	"context"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

// retryAfter is how long a receipt waits after a store did not answer.
const retryAfter = 30 * time.Minute

// idle is how long it is slept at most.
const idle = time.Hour

// Work tells the receipts that are due, one by one, keeps reels fresh, and passes their films
// on, until ctx ends.
func (a *Adverts) Work(ctx context.Context) {
	defer a.leaveAll()
	for {
		wait := a.tell(ctx)
		wait = min(wait, a.refresh(ctx))
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-a.looked:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// tell tells the receipt that is due first, if one is, and returns how long until the next.
func (a *Adverts) tell(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		r, err := a.cfg.Store.NextAdReceipt(ctx)
		if err != nil {
			a.warn(ctx, "read the receipts of ads", err)
			return idle
		}
		now := a.cfg.Now()
		switch {
		case r.Document == nil:
			return idle
		case !now.Before(r.Ends):
			err = a.cfg.Store.DropAdReceipt(ctx, r.ID)
		case now.Before(r.Due):
			return min(idle, r.Due.Sub(now))
		default:
			err = a.send(ctx, r)
		}
		if err != nil {
			a.warn(ctx, "tell a receipt of ads", err)
			return idle
		}
	}
	return idle
}

// send tells a receipt. One that the store has judged is done with, whatever it says; one
// that it did not hear of waits.
func (a *Adverts) send(ctx context.Context, r db.AdReceipt) error {
	receipt, err := format.ParseAdsReceipt(r.Document)
	if err != nil {
		return a.cfg.Store.DropAdReceipt(ctx, r.ID)
	}
	err = a.cfg.Ask(ctx, a.channelOf(ctx, r.Store), r.Store, func(ctx context.Context, c store.Client) error {
		_, err := c.Viewed(ctx, receipt)
		return err
	})
	switch code := library.CodeOf(err); {
	case err == nil, code == library.CodeUsedCode, code == library.CodeExpired, code == library.CodeMismatch, code == library.CodeBadSignature, code == library.CodeBadDocument:
		return a.cfg.Store.DropAdReceipt(ctx, r.ID)
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		a.cfg.Logger.Debug("a receipt of ads waits", "err", err)
		return a.cfg.Store.DelayAdReceipt(ctx, r.ID, a.cfg.Now().Add(retryAfter))
	}
}

// channelOf is the channel by which a store was found.
func (a *Adverts) channelOf(ctx context.Context, key library.Key) library.Key {
	kept, err := a.cfg.Store.Reels(ctx)
	a.warn(ctx, "read the reels", err)
	for _, r := range kept {
		if r.Store == key {
			return r.Channel
		}
	}
	return ""
}

// refresh asks again for the reels that were looked at long ago, and returns how long until
// the next is.
func (a *Adverts) refresh(ctx context.Context) time.Duration {
	wanted, next := a.expect(ctx)
	kept, err := a.cfg.Store.Reels(ctx)
	a.warn(ctx, "read the reels", err)
	next = min(next, idle)
	for _, r := range kept {
		wanted = slices.DeleteFunc(wanted, func(w Wanted) bool { return w.Store == r.Store })
		age := a.cfg.Now().Sub(r.Looked)
		if age >= 0 && age < lookEvery && !a.lacks(r.Store) {
			next = min(next, lookEvery-age)
			continue
		}
		next = min(next, a.again(ctx, r.Channel, r.Store))
	}
	for _, w := range wanted { // seen for the first time
		next = min(next, a.again(ctx, w.Channel, w.Store))
	}
	a.dropFilms()
	a.rejoin(ctx)
	return max(next, time.Second)
}

// again asks a store unless that was tried a short while ago, and returns how long until it
// may be asked again.
func (a *Adverts) again(ctx context.Context, channel, key library.Key) time.Duration {
	a.mu.Lock()
	since, tried := a.cfg.Now().Sub(a.tried[key]), !a.tried[key].IsZero()
	a.mu.Unlock()
	if tried && since >= 0 && since < retryAfter {
		return retryAfter - since
	}
	if err := a.look(ctx, channel, key, usual()); err != nil && ctx.Err() == nil {
		a.cfg.Logger.Debug("a reel was not to be had", "store", key, "err", err)
	}
	return idle
}

func (a *Adverts) warn(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		a.cfg.Logger.Warn(what, "err", err)
	}
}
