package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/ledger"
)

// Complaint is a sponsor's word that views of its campaign are not to be paid for.
type Complaint struct {
	Campaign library.Token
	Bundle   library.Token
	From     time.Time // the first day of the views, at 0 h UTC
	Until    time.Time // the last one
	Reason   string    // which the creator is told
	Key      string    // what it is called; under one name it is posted once
}

// Object takes back what views of some days brought, and returns how much: while it is held, so
// that nobody has been paid it yet. It is the campaign's again.
func (s *Store) Object(ctx context.Context, o Complaint) (money library.Money, err error) {
	err = s.db.change(ctx, func(tx tx) error {
		c, err := s.lockCampaign(ctx, tx, o.Campaign)
		if err != nil {
			return err
		}
		money = library.Money{Currency: c.CPM.Currency}
		name := fmt.Sprintf("%s %s %s", c.ID, o.Bundle, o.Key)
		if money.Minor, err = tx.repaid(ctx, c.books, "returned "+name); err != nil || money.Minor > 0 {
			return err
		}
		word := ledger.Objection{Sponsor: c.Sponsor, From: ads.DayOf(o.From), Until: ads.DayOf(o.Until), Reason: o.Reason}
		if err := s.hear(word); err != nil {
			return err
		}
		money.Minor, err = s.object(ctx, tx, c, o, word, name)
		return err
	})
	if err != nil {
		return money, fmt.Errorf("object to views: %w", err)
	}
	return money, nil
}

// hear judges an objection by itself.
func (s *Store) hear(o ledger.Objection) error {
	now := s.now()
	if err := o.Check(); err != nil {
		return library.Wrap(library.CodeBadSetting, err)
	}
	if o.Until.After(now) {
		return library.Errorf(library.CodeBadSetting, "%s is not yet", o.Until.Format(time.DateOnly))
	}
	if end := o.From.Add(ledger.Objectable); !o.InTime(now) {
		return library.Errorf(library.CodeBadSetting, "views of %s could be objected to until %s: what they brought may be paid out since", o.From.Format(time.DateOnly), end.Format(time.DateOnly))
	}
	return nil
}

// portion is what is owed for a campaign and bundle under some terms, and what is objected to.
type portion struct {
	terms      library.Digest
	edition    library.EditionID
	views, due int64
	objected   int64 // views
}

// object posts an objection, an entry for each terms that divided what it takes back.
func (s *Store) object(ctx context.Context, tx tx, c Campaign, o Complaint, word ledger.Objection, name string) (total int64, err error) {
	parts, err := s.parts(ctx, tx, c, o, word)
	if err != nil {
		return 0, err
	}
	var views, objected, due int64
	for _, p := range parts {
		views, objected, due = views+p.views, objected+p.objected, due+p.due
	}
	if objected == 0 {
		return 0, library.Errorf(library.CodeBadSetting, "no views of these days are counted that nobody objected to")
	}
	if total = due - ledger.Due(views-objected, c.CPM.Minor); total == 0 {
		return 0, library.Errorf(library.CodeBadSetting, "what these views brought is less than the smallest unit of %s", c.CPM.Currency)
	}
	taken := takeBack(parts, total, c.CPM.Minor)
	var channel library.Key
	if err := tx.row(ctx, `SELECT channel FROM bundles WHERE id = ?`, string(o.Bundle)).Scan(&channel); err != nil {
		return 0, notFound(err, "the bundle "+string(o.Bundle))
	}
	if err := tx.lockChannels(ctx, string(channel), string(c.books)); err != nil {
		return 0, err
	}
	for i, p := range parts {
		if p.objected > 0 || taken[i] > 0 {
			if err := s.shrink(ctx, tx, c, o.Bundle, p, taken[i]); err != nil {
				return 0, err
			}
		}
		if taken[i] == 0 {
			continue
		}
		due -= taken[i]
		word.Views = p.objected
		if err := s.postObjection(ctx, tx, c, o.Bundle, channel, word, p, taken[i], due, name); err != nil {
			return 0, err
		}
	}
	_, err = tx.exec(ctx, `UPDATE ad_views SET objected = views WHERE campaign = ? AND bundle = ? AND day >= ? AND day <= ?`,
		string(c.ID), string(o.Bundle), word.From.Unix(), word.Until.Unix())
	if err != nil || total == 0 {
		return total, err
	}
	if err := s.comeBack(ctx, tx, c, channel, total, name); err != nil {
		return 0, err
	}
	_, err = tx.exec(ctx, `UPDATE campaigns SET spent = spent - ?, objections = objections + 1 WHERE id = ?`, total, string(c.ID))
	return total, err
}

// parts reads what is owed for a campaign and bundle, by terms, and how many views of it are
// objected to.
func (s *Store) parts(ctx context.Context, tx tx, c Campaign, o Complaint, word ledger.Objection) (parts []portion, err error) {
	rows, err := tx.rows(ctx, `SELECT s.terms, s.edition, s.views, s.due, CAST(coalesce((SELECT sum(v.views - v.objected) FROM ad_views v
		WHERE v.campaign = s.campaign AND v.bundle = s.bundle AND v.terms = s.terms AND v.day >= ? AND v.day <= ?), 0) AS BIGINT)
		FROM ad_shares s WHERE s.campaign = ? AND s.bundle = ?`, word.From.Unix(), word.Until.Unix(), string(c.ID), string(o.Bundle))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p portion
		if err := rows.Scan(&p.terms, &p.edition, &p.views, &p.due, &p.objected); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	// Those that are objected to come first; the same everywhere.
	slices.SortFunc(parts, func(a, b portion) int {
		return cmp.Or(cmp.Compare(b.objected, a.objected), cmp.Compare(a.terms, b.terms))
	})
	return parts, rows.Err()
}

// takeBack divides what an objection takes among the terms that brought it. What is due is
// rounded as a whole, so a unit may be missing where it is taken first: it comes from the rest.
func takeBack(parts []portion, total, cpm int64) []int64 {
	taken := make([]int64, len(parts))
	left := total
	for i, p := range parts {
		taken[i] = min(left, p.due, ledger.Due(p.objected, cpm))
		left -= taken[i]
	}
	for i, p := range parts {
		more := min(left, p.due-taken[i])
		taken[i], left = taken[i]+more, left-more
	}
	return taken
}

// shrink takes views and what they brought off what is owed under some terms.
func (s *Store) shrink(ctx context.Context, tx tx, c Campaign, bundle library.Token, p portion, minor int64) error {
	_, err := tx.exec(ctx, `UPDATE ad_shares SET views = views - ?, due = due - ? WHERE campaign = ? AND bundle = ? AND terms = ?`,
		p.objected, minor, string(c.ID), string(bundle), string(p.terms))
	return err
}

// postObjection posts that something is not owed any more; due is what is left in all.
func (s *Store) postObjection(ctx context.Context, tx tx, c Campaign, bundle library.Token, channel library.Key, word ledger.Objection, p portion, minor, due int64, name string) error {
	t, err := s.termsOf(ctx, tx, bundle, p.terms)
	if err != nil {
		return err
	}
	edition, _ := t.Edition(p.edition)
	legs, err := ledger.Rule{Fee: t.Fee, Splits: edition.Splits}.Unview(string(c.ID), p.due, p.due-minor)
	if err != nil {
		return err
	}
	head, err := s.post(ctx, tx, channel, ledger.Entry{
		At: s.now(), Kind: ledger.Objected, Key: "objection " + name + " " + string(p.terms)[:8], Bundle: bundle, Edition: p.edition, Terms: p.terms,
		Money: c.CPM.Currency, Gross: due, Test: c.provider == (Sandbox{}).Name(), Objection: &word, Legs: legs,
	})
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO objections (channel, n, at) VALUES (?, ?, ?)`, string(channel), head.N, s.now().Unix())
	return err
}

// comeBack brings a sponsor's money from a channel's books into the store's own again.
func (s *Store) comeBack(ctx context.Context, tx tx, c Campaign, channel library.Key, minor int64, name string) error {
	e := ledger.Entry{At: s.now(), Key: "returned " + name, Money: c.CPM.Currency, Gross: minor, Test: c.provider == (Sandbox{}).Name()}
	e.Kind, e.Legs = ledger.Allotted, ledger.Prepay(c.provider, string(c.ID), -minor)
	if _, err := s.post(ctx, tx, channel, e); err != nil {
		return err
	}
	e.Kind, e.Legs = ledger.Prepaid, ledger.Prepay(c.provider, string(c.ID), minor)
	_, err := s.post(ctx, tx, c.books, e)
	return err
}
