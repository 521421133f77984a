package store

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"matinee/library/ledger"
)

// TestPostingsAreCountedOnceTheyStay: what was undone, whoever shared its transaction, is not.
func TestPostingsAreCountedOnceTheyStay(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		channel := public(s.sells("studio").root)
		undone, ctx := errors.New("undone"), t.Context()
		post := func(change func(context.Context, func(tx) error) error, key string, fails error) {
			t.Helper()
			err := change(ctx, func(tx tx) error {
				_, err := s.post(ctx, tx, channel, ledger.Entry{
					At: start, Key: key, Money: "EUR", Kind: ledger.Sold, Bundle: newToken(),
					Legs: []ledger.Leg{{Account: ledger.Account{Kind: ledger.StorePart}, Minor: -1}, {Account: ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, Minor: 1}},
				})
				return errors.Join(err, fails)
			})
			if !errors.Is(err, fails) {
				t.Fatal(err)
			}
		}
		inLine := func(ctx context.Context, f func(tx) error) error { return s.db.changeBooks(ctx, channel, f) }
		post(s.db.change, "a", undone)
		post(inLine, "b", undone)
		post(s.db.change, "c", nil)
		post(inLine, "d", nil)
		told := httptest.NewRecorder()
		s.tally.meter.ServeHTTP(told, httptest.NewRequestWithContext(ctx, "GET", "/metrics", nil))
		if want := `matinee_store_postings_total{kind="sale"} 2`; !strings.Contains(told.Body.String(), want+"\n") {
			t.Errorf("%s is not in\n%s", want, told.Body)
		}
	})
}
