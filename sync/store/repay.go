package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/ledger"
)

// StopCampaign ends a campaign's flight now. What was watched until then may still be told,
// and counts; what is left of its money when that is decided goes back, see Repay.
func (s *Store) StopCampaign(ctx context.Context, id library.Token) error {
	err := s.db.change(ctx, func(tx tx) error {
		c, err := s.lockCampaign(ctx, tx, id)
		if err != nil || c.Stopped != nil {
			return err
		}
		_, err = tx.exec(ctx, `UPDATE campaigns SET stopped = ? WHERE id = ?`, s.now().Unix(), string(id))
		return err
	})
	if err != nil {
		return fmt.Errorf("stop a campaign: %w", err)
	}
	return nil
}

// end is when a campaign's flight is over.
func (c Campaign) end() time.Time {
	if c.Stopped != nil && c.Stopped.Before(c.Until) {
		return *c.Stopped
	}
	return c.Until
}

// left is what of a campaign's money is neither used nor sent back.
func (c Campaign) left() int64 { return c.Prepaid - c.Repaid - c.Spent }

// decided is when nothing can be told of a campaign any more: its tokens are not taken for so
// long after its last day. One that never played is decided when it ends.
func (c Campaign) decided() time.Time {
	if end := c.end(); c.Spots == 0 || !end.After(c.From) {
		return end
	}
	return c.end().Add(ads.Hold)
}

// Repayment is what is left of a campaign, sent back to its sponsor.
type Repayment struct {
	Campaign library.Token
	Key      string // what it is called; under one name it is posted once
}

// Repay posts that what is left of a campaign was sent back to its sponsor, and returns how
// much. While views may still be told it is refused: who earned them is paid first.
func (s *Store) Repay(ctx context.Context, r Repayment) (money library.Money, err error) {
	err = s.db.change(ctx, func(tx tx) error {
		c, err := s.lockCampaign(ctx, tx, r.Campaign)
		if err != nil {
			return err
		}
		key := "repaid " + string(c.ID) + " " + r.Key
		money = library.Money{Currency: c.CPM.Currency}
		if money.Minor, err = tx.repaid(ctx, c.books, key); err != nil || money.Minor > 0 {
			return err
		}
		if err := tx.row(ctx, `SELECT count(*) FROM spots WHERE campaign = ?`, string(c.ID)).Scan(&c.Spots); err != nil {
			return err
		}
		money.Minor = c.left()
		switch decided := c.decided(); {
		case money.Minor == 0:
			return library.Errorf(library.CodeBadSetting, "nothing is left of the campaign")
		case s.now().Before(decided):
			return library.Errorf(library.CodeBadSetting, "views of the campaign may be told until %s; what is left then goes back", decided.Format(time.DateTime))
		}
		_, err = s.post(ctx, tx, c.books, ledger.Entry{
			At: s.now(), Kind: ledger.Repaid, Key: key, Money: money.Currency, Gross: money.Minor,
			Test: c.provider == (Sandbox{}).Name(), Legs: ledger.Prepay(c.provider, string(c.ID), -money.Minor),
		})
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `UPDATE campaigns SET repaid = repaid + ? WHERE id = ?`, money.Minor, string(c.ID))
		return err
	})
	if err != nil {
		return money, fmt.Errorf("pay a sponsor back: %w", err)
	}
	return money, nil
}

// repaid is what was sent back under a name; 0 for nothing.
func (t tx) repaid(ctx context.Context, books library.Key, key string) (int64, error) {
	var text string
	err := t.row(ctx, `SELECT entry FROM entries WHERE channel = ? AND event = ?`, string(books), key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	var e ledger.Entry
	if err == nil {
		err = json.Unmarshal([]byte(text), &e)
	}
	return e.Gross, err
}
