package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
)

// Viewed takes a receipt of a view. It reports whether the view counts: it does not where the
// campaign's budget or its cap of the day is used up, or its flight is over.
func (s *Store) Viewed(ctx context.Context, r format.AdsReceipt) (bool, error) {
	if err := s.genuine(ctx, r); err != nil {
		return false, fmt.Errorf("take a receipt of ads: %w", err)
	}
	counts, err := s.views.add(ctx, s, r)
	if err != nil {
		return false, fmt.Errorf("take a receipt of ads: %w", err)
	}
	return counts, nil
}

// genuine judges a receipt by itself: its form, its time and its token.
func (s *Store) genuine(ctx context.Context, r format.AdsReceipt) error {
	if err := r.Check(); err != nil {
		return err
	}
	week, now := r.Token.Week, s.now()
	if !week.Equal(ads.WeekOf(week)) || !ads.Spendable(week, now) {
		return library.Errorf(library.CodeExpired, "tokens of the week from %s are not taken", week.Format(time.DateOnly))
	}
	if !ads.Viewed(week, r.Day, now) {
		return library.Errorf(library.CodeMismatch, "no view of %s has a token of the week from %s", r.Day.Format(time.DateOnly), week.Format(time.DateOnly))
	}
	key, err := s.keyOf(ctx, r.Bundle, week)
	if err != nil {
		return err
	}
	if key.verifier.Verify(r.Token.Nonce, r.Token.Signature) != nil {
		return library.Errorf(library.CodeBadSignature, "the token was not issued for this bundle and week")
	}
	return nil
}

// counting brings receipts that come at the same time into one transaction, which is what lets
// thousands of them be counted in a second. It has a goroutine only while there is something
// to count.
type counting struct {
	mu      sync.Mutex
	waiting []*view
	busy    bool
	ended   sync.WaitGroup
}

// view is a receipt that waits to be counted.
type view struct {
	format.AdsReceipt
	nonce  string
	counts bool
	err    error
	done   chan struct{}
}

const (
	maxBatch  = 512 // receipts of one transaction
	batchTime = 30 * time.Second
)

func (t *counting) add(ctx context.Context, s *Store, r format.AdsReceipt) (bool, error) {
	v := &view{AdsReceipt: r, nonce: hex.EncodeToString(r.Token.Nonce), done: make(chan struct{})}
	t.mu.Lock()
	t.waiting = append(t.waiting, v)
	if !t.busy {
		t.busy = true
		t.ended.Go(func() { t.drain(context.WithoutCancel(ctx), s) })
	}
	t.mu.Unlock()
	select {
	case <-v.done:
		return v.counts, v.err
	case <-ctx.Done():
		return false, ctx.Err() // it may have been counted: telling it again finds out
	}
}

// drain counts until nothing waits.
func (t *counting) drain(ctx context.Context, s *Store) {
	for {
		t.mu.Lock()
		batch := t.waiting[:min(len(t.waiting), maxBatch)]
		t.waiting = t.waiting[len(batch):]
		if len(batch) == 0 {
			t.busy, t.waiting = false, nil
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
		within, cancel := context.WithTimeout(ctx, batchTime)
		err := s.count(within, batch)
		cancel()
		for _, v := range batch {
			if err != nil {
				v.counts, v.err = false, err
			}
			close(v.done)
		}
	}
}
