package store

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
)

// holds reports whether what an entry brought is not paid out yet: views of ads, for so long
// that a sponsor can object to them. What an objection took is not held any more: that is taken
// off as long as all that it can be of is held, so never too early.
func (s *Store) holds(e ledger.Entry) bool {
	switch e.Kind {
	case ledger.Viewed:
		return !ads.Matured(e.At, s.now())
	case ledger.Objected:
		return e.Objection.InTime(s.now())
	default:
		return false
	}
}

// objectable is what an account is owed and is not paid out yet, for views of ads may still be
// objected to. The channel's row is locked by whoever calls.
func (s *Store) objectable(ctx context.Context, tx tx, channel library.Key, a ledger.Account, money library.Currency) (minor int64, err error) {
	cut := s.now().Add(-ads.Hold)
	day := ledger.DayOf(cut) // it is held in part: its entries are looked at
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(minor), 0) AS BIGINT) FROM sums WHERE channel = ? AND account = ? AND name = ? AND currency = ? AND day > ? AND kind = ?`,
		string(channel), string(a.Kind), a.Name, string(money), day, string(ledger.Viewed)).Scan(&minor)
	if err != nil {
		return 0, err
	}
	_, sums, err := s.unsummed(ctx, tx, channel)
	if err != nil {
		return 0, err
	}
	for of, sum := range sums {
		if of.Account == a && of.Money == money && of.Kind == ledger.Viewed && of.Day > day {
			minor += sum.Minor
		}
	}
	rows, err := tx.rows(ctx, `SELECT entry FROM entries WHERE channel = ? AND at >= ? AND at < ?`, string(channel), cut.Unix(), (day+1)*24*60*60)
	if err != nil {
		return 0, err
	}
	err = each(rows, func(e ledger.Entry) error {
		if e.Kind == ledger.Viewed && s.holds(e) && e.Money == money {
			minor -= e.Of(a)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return minor, s.objections(ctx, tx, channel, cut, s.now().Add(time.Second), func(e ledger.Entry) {
		if s.holds(e) && e.Money == money {
			minor -= e.Of(a)
		}
	})
}

// objections hands out those that were posted in some time.
func (s *Store) objections(ctx context.Context, tx tx, channel library.Key, from, until time.Time, take func(ledger.Entry)) error {
	rows, err := tx.rows(ctx, `SELECT e.entry FROM objections o JOIN entries e ON e.channel = o.channel AND e.n = o.n
		WHERE o.channel = ? AND o.at >= ? AND o.at < ? ORDER BY o.n`, string(channel), from.Unix(), until.Unix())
	if err != nil {
		return err
	}
	return each(rows, func(e ledger.Entry) error {
		take(e)
		return nil
	})
}

// contested are the objections that an account's statement of a month has.
func (s *Store) contested(ctx context.Context, tx tx, channel library.Key, a ledger.Account, money library.Currency, month time.Time) (out []ledger.Contested, err error) {
	from, until := ledger.Month(month)
	err = s.objections(ctx, tx, channel, from, until, func(e ledger.Entry) {
		if c, is := e.Contests(a); is && e.Money == money {
			out = append(out, c)
		}
	})
	return out, err
}

// termsOf are terms of a bundle that something was sold under.
func (s *Store) termsOf(ctx context.Context, tx tx, bundle library.Token, digest library.Digest) (format.Terms, error) {
	var document string
	if err := tx.row(ctx, `SELECT document FROM terms WHERE digest = ? AND bundle = ?`, string(digest), string(bundle)).Scan(&document); err != nil {
		return format.Terms{}, notFound(err, "the terms "+string(digest))
	}
	t, err := format.Read[format.Terms]([]byte(document))
	return t.Doc, err
}

// ViewsOfDay are a campaign's views of one bundle on one day that counted.
type ViewsOfDay struct {
	Bundle   library.Token `json:"bundle"`
	Day      time.Time     `json:"day"`
	Views    int64         `json:"views"`
	Objected int64         `json:"objected,omitempty"` // of them
}

// maxViewRows bounds a campaign's bundles and days that are listed.
const maxViewRows = 100_000

// CampaignViews are what a sponsor sees of its campaign, the latest day first.
func (s *Store) CampaignViews(ctx context.Context, id library.Token) (out []ViewsOfDay, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT bundle, day, CAST(sum(views) AS BIGINT), CAST(sum(objected) AS BIGINT) FROM ad_views
		WHERE campaign = ? GROUP BY bundle, day ORDER BY day DESC, bundle LIMIT ?`, string(id), maxViewRows+1)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v ViewsOfDay
		var day int64
		if err := rows.Scan(&v.Bundle, &day, &v.Views, &v.Objected); err != nil {
			return nil, fmt.Errorf("list views: %w", err)
		}
		v.Day = time.Unix(day, 0).UTC()
		out = append(out, v)
	}
	if len(out) > maxViewRows {
		return nil, library.Errorf(library.CodeBadSetting, "more than %d bundles and days", maxViewRows)
	}
	return out, rows.Err()
}
