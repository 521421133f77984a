package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// byTerms is the step since which views, and what they made due, are kept by the terms that
// divide it.
const byTerms = 10

// showingsBefore are a campaign's views of a bundle as they were kept before that.
type showingsBefore struct {
	campaign, bundle string
	views, due       int64
	days             [][2]int64 // day, views
	terms            library.Digest
	edition          library.EditionID
}

// before reads the views that a store had before a step of its tables. Those that the books
// divided under several terms cannot be told from each other, so nothing of such a store is
// changed.
func (t tx) before(ctx context.Context, step int) (all []showingsBefore, err error) {
	if step != byTerms {
		return nil, nil
	}
	rows, err := t.rows(ctx, `SELECT campaign, bundle, views, due FROM ad_dues ORDER BY campaign, bundle`)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var s showingsBefore
		if err := rows.Scan(&s.campaign, &s.bundle, &s.views, &s.due); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, s)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].read(ctx, t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// read reads the days of a showing, and which terms divide what it made due.
func (s *showingsBefore) read(ctx context.Context, t tx) error {
	rows, err := t.rows(ctx, `SELECT day, views FROM ad_days WHERE campaign = ? AND bundle = ? ORDER BY day`, s.campaign, s.bundle)
	if err != nil {
		return err
	}
	for rows.Next() {
		var day [2]int64
		if err := rows.Scan(&day[0], &day[1]); err != nil {
			return errors.Join(err, rows.Close())
		}
		s.days = append(s.days, day)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	var channel, document string
	if err := t.row(ctx, `SELECT channel, terms FROM bundles WHERE id = ?`, s.bundle).Scan(&channel, &document); err != nil {
		return err
	}
	terms, err := format.Read[format.Terms]([]byte(document))
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(terms.Doc.Editions, offersAds); i >= 0 { // where nothing was posted yet
		s.terms, s.edition = terms.Digest(), terms.Doc.Editions[i].Edition
	}
	posted := false
	return t.eachEntry(ctx, library.Key(channel), 0, func(e ledger.Entry) error {
		if e.Kind != ledger.Viewed || string(e.Bundle) != s.bundle || e.Of(ledger.Account{Kind: ledger.SponsorDue, Name: s.campaign}) == 0 {
			return nil
		}
		if posted && e.Terms != s.terms {
			return fmt.Errorf("an earlier version counted views of the campaign %s and the bundle %s under several terms, and kept them as one: "+
				"nothing was changed, and the version that made this store still opens it", s.campaign, s.bundle)
		}
		posted, s.terms, s.edition = true, e.Terms, e.Edition
		return nil
	})
}

// carry keeps those views as they are kept now.
func (t tx) carry(ctx context.Context, all []showingsBefore) error {
	for _, s := range all {
		for _, day := range s.days {
			_, err := t.exec(ctx, `INSERT INTO ad_views (campaign, bundle, day, terms, views) VALUES (?, ?, ?, ?, ?)`, s.campaign, s.bundle, day[0], string(s.terms), day[1])
			if err != nil {
				return fmt.Errorf("carry views over: %w", err)
			}
		}
		_, err := t.exec(ctx, `INSERT INTO ad_shares (campaign, bundle, terms, edition, views, due) VALUES (?, ?, ?, ?, ?, ?)`,
			s.campaign, s.bundle, string(s.terms), string(s.edition), s.views, s.due)
		if err != nil {
			return fmt.Errorf("carry what views brought over: %w", err)
		}
	}
	return nil
}
