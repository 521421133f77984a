package store

import (
	"sync"
	"testing"

	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
)

// awaitBlocked waits until so many wait for what others have.
func (d *database) awaitBlocked(t *testing.T, want int) {
	for n := 0; n < want; {
		err := d.read().row(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`).Scan(&n)
		if err != nil {
			t.Error(err)
			return
		}
	}
}

// crosswise has another process hold channels and wait for campaigns, while a store has the
// campaigns and comes to want the channels; gate is a table that it asks in between. The store
// is the last to wait, so PostgreSQL gives it up.
func crosswise(t *testing.T, where, gate string, do func() error) {
	t.Helper()
	ctx := t.Context()
	d := opened(t, where)
	held, open, has := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	other := func(begun chan<- struct{}, then func(tx) error, queries ...string) {
		all.Go(func() {
			err := d.change(ctx, func(tx tx) error {
				for _, query := range queries {
					if _, err := tx.exec(ctx, query); err != nil {
						return err
					}
				}
				close(begun)
				return then(tx)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	other(held, func(tx) error { <-open; return nil }, `LOCK TABLE `+gate)
	<-held
	all.Go(func() {
		if err := do(); err != nil {
			t.Error(err)
		}
	})
	d.awaitBlocked(t, 1)
	other(has, func(tx tx) error {
		_, err := tx.exec(ctx, `UPDATE campaigns SET spent = spent`)
		return err
	}, `SET LOCAL deadlock_timeout = '1h'`, `UPDATE channels SET entries = entries`)
	<-has
	d.awaitBlocked(t, 2)
	close(open)
	all.Wait()
}

// TestAStoreGivesWayAndGoesOn: of two changes that wait for each other the database ends one,
// and who asked for that is not told.
func TestAStoreGivesWayAndGoesOn(t *testing.T) {
	where := postgres(t)
	s := openShop(t, where)
	c := s.screens("studio")
	campaign, spot := s.campaign(1000, nil)
	crosswise(t, where, "spots", func() error {
		token := format.AdsToken{Week: ads.WeekOf(s.now()), Nonce: drawNonce(), Signature: make([]byte, 256)}
		counts, err := s.views.add(t.Context(), s.Store, s.receipt(c, campaign, spot, token))
		if !counts && err == nil {
			t.Error("the view does not count")
		}
		return err
	})
	crosswise(t, where, "ad_shares", func() error {
		_, err := s.Object(t.Context(), Complaint{Campaign: campaign.ID, Bundle: c.bundle, From: s.now(), Until: s.now(), Reason: "nobody saw it", Key: "a"})
		return err
	})
	if got := s.books(public(c.root)).Balance(ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, "EUR"); got != 0 {
		t.Errorf("%d is due after a view was counted and objected to", got)
	}
}

// TestAllBooksOfABatchAreLockedFirst: two stores that post in the same books never wait for
// each other in turn, as none posts in one and then wants another.
func TestAllBooksOfABatchAreLockedFirst(t *testing.T) {
	where := postgres(t)
	s := openShop(t, where)
	creators := []*creator{s.screens("studio"), s.screens("other")}
	campaign, spot := s.campaign(1000, nil)
	var batch []*view
	for _, c := range creators {
		r := s.receipt(c, campaign, spot, format.AdsToken{Week: ads.WeekOf(s.now()), Nonce: drawNonce(), Signature: make([]byte, 256)})
		batch = append(batch, &view{AdsReceipt: r, nonce: string(newToken())})
	}
	var all sync.WaitGroup
	err := opened(t, where).change(t.Context(), func(tx tx) error {
		if _, err := tx.exec(t.Context(), `LOCK TABLE ad_shares`); err != nil { // which is read before anything is posted
			return err
		}
		all.Go(func() {
			if err := s.count(t.Context(), batch); err != nil {
				t.Error(err)
			}
		})
		s.db.awaitBlocked(t, 1)
		rows, err := tx.rows(t.Context(), `SELECT root FROM channels FOR NO KEY UPDATE SKIP LOCKED`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			t.Error("books that will be posted in are not locked")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	all.Wait()
}
