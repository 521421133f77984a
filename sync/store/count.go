package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
)

// count spends the tokens of a batch and posts what its views make due, all in one
// transaction: what counts is paid for, once, and no budget is overspent.
func (s *Store) count(ctx context.Context, batch []*view) error {
	// Everybody locks in one order: campaigns, then tokens, then books.
	slices.SortFunc(batch, func(a, b *view) int {
		return cmp.Or(cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Bundle, b.Bundle), a.Day.Compare(b.Day), cmp.Compare(a.nonce, b.nonce))
	})
	return s.db.change(ctx, func(tx tx) error {
		known := map[library.Token]Campaign{}
		for _, v := range batch {
			v.counts, v.err = false, nil
			if _, seen := known[v.Campaign]; seen {
				continue
			}
			c, err := s.lockCampaign(ctx, tx, v.Campaign)
			if err != nil && library.CodeOf(err) != library.CodeNotFound {
				return err
			}
			known[v.Campaign] = c // one without a number is not known
		}
		if err := s.spend(ctx, tx, known, batch); err != nil {
			return err
		}
		if err := tx.lockBooksOf(ctx, known, batch); err != nil {
			return err
		}
		for rest := batch; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].Campaign == rest[0].Campaign && rest[n].Bundle == rest[0].Bundle {
				n++
			}
			c, err := s.countOf(ctx, tx, known[rest[0].Campaign], rest[:n])
			if err != nil {
				return err
			}
			known[rest[0].Campaign] = c
			rest = rest[n:]
		}
		return nil
	})
}

// spend notes the tokens of the receipts for a spot that there is. One that was spent before
// is refused, as is one that comes twice here.
func (s *Store) spend(ctx context.Context, tx tx, known map[library.Token]Campaign, batch []*view) error {
	spots := map[library.Token]library.Token{} // campaigns
	fresh := map[string]*view{}                // by name of their token
	for _, v := range batch {
		if _, seen := spots[v.Spot]; !seen {
			var campaign library.Token
			err := tx.row(ctx, `SELECT campaign FROM spots WHERE id = ?`, string(v.Spot)).Scan(&campaign)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			spots[v.Spot] = campaign
		}
		name := tokenRow(v)
		switch {
		case known[v.Campaign].ID == "" || spots[v.Spot] != v.Campaign:
			v.err = library.Errorf(library.CodeNotFound, "the spot %s", v.Spot)
		case fresh[name] != nil:
			v.err = &library.Error{Code: library.CodeUsedCode, Detail: "the token"}
		default:
			fresh[name] = v
		}
	}
	names := make([]string, 0, len(fresh))
	for name := range fresh {
		names = append(names, name)
	}
	slices.Sort(names)
	taken, err := s.insertTokens(ctx, tx, names, fresh)
	if err != nil {
		return err
	}
	for name, v := range fresh {
		if !taken[name] {
			v.err = &library.Error{Code: library.CodeUsedCode, Detail: "the token"}
		}
	}
	return nil
}

// tokenRow names the row of a token.
func tokenRow(v *view) string {
	return fmt.Sprint(v.Bundle, " ", v.Token.Week.Unix(), " ", v.nonce)
}

// insertTokens notes tokens as spent and returns those that were not before.
func (s *Store) insertTokens(ctx context.Context, tx tx, names []string, of map[string]*view) (map[string]bool, error) {
	taken := map[string]bool{}
	const rowsAtOnce = 128
	for part := range slices.Chunk(names, rowsAtOnce) {
		args := make([]any, 0, 3*len(part))
		for _, name := range part {
			v := of[name]
			args = append(args, string(v.Bundle), v.Token.Week.Unix(), v.nonce)
		}
		rows, err := tx.rows(ctx, `INSERT INTO spent_tokens (bundle, week, nonce) VALUES `+strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(part)), ", ")+
			` ON CONFLICT (bundle, week, nonce) DO NOTHING RETURNING bundle, week, nonce`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var bundle, nonce string
			var week int64
			if err := rows.Scan(&bundle, &week, &nonce); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			taken[fmt.Sprint(bundle, " ", week, " ", nonce)] = true
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// lockBooksOf keeps the books that a batch is posted in from others, in the one order of all
// that post in several: of two stores none waits for the other in turn.
func (t tx) lockBooksOf(ctx context.Context, known map[library.Token]Campaign, batch []*view) error {
	var roots, bundles []string
	for _, v := range batch {
		if v.err == nil {
			roots, bundles = append(roots, string(known[v.Campaign].books)), append(bundles, string(v.Bundle))
		}
	}
	slices.Sort(bundles)
	for _, bundle := range slices.Compact(bundles) {
		var channel string
		if err := t.row(ctx, `SELECT channel FROM bundles WHERE id = ?`, bundle).Scan(&channel); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				continue // it is said where its views are counted
			}
			return err
		}
		roots = append(roots, channel)
	}
	return t.lockChannels(ctx, roots...)
}

// lockChannels locks the rows of channels, in the order of their roots.
func (t tx) lockChannels(ctx context.Context, roots ...string) error {
	if !t.d.postgres {
		return nil // where only one writes
	}
	slices.Sort(roots)
	for _, root := range slices.Compact(roots) {
		if err := t.lockLine(ctx, root); err != nil {
			return err
		}
	}
	return nil
}

// showing is what a campaign's views of one bundle are counted against.
type showing struct {
	channel library.Key
	terms   format.Signed[format.Terms]
	edition format.EditionTerms // the first that is offered with ads: it says who is paid
	wanted  bool
}

// shown reads what a campaign's views of a bundle are counted against.
func (s *Store) shown(ctx context.Context, tx tx, c Campaign, bundle library.Token) (out showing, err error) {
	var terms, domain string
	var word sql.NullString
	err = tx.row(ctx, `SELECT b.channel, b.terms, c.domain, w.document FROM bundles b JOIN channels c ON c.root = b.channel
		LEFT JOIN sponsors w ON w.channel = b.channel WHERE b.id = ?`, string(bundle)).Scan(&out.channel, &terms, &domain, &word)
	if err != nil {
		return out, notFound(err, "the bundle "+string(bundle))
	}
	if out.terms, err = format.Read[format.Terms]([]byte(terms)); err != nil {
		return out, err
	}
	i := slices.IndexFunc(out.terms.Doc.Editions, offersAds)
	out.wanted = i >= 0 && (len(c.Channels) == 0 && domain != "" || slices.Contains(c.Channels, out.channel))
	if i >= 0 {
		out.edition = out.terms.Doc.Editions[i]
	}
	if word.Valid && out.wanted {
		read, err := format.Read[format.Sponsors]([]byte(word.String))
		if err != nil {
			return out, err
		}
		out.wanted = read.Doc.Wants(c.Sponsor)
	}
	return out, nil
}

// countOf counts views of one campaign and bundle, in the order of their days, and posts
// what they make due.
func (s *Store) countOf(ctx context.Context, tx tx, c Campaign, views []*view) (Campaign, error) {
	views = slices.DeleteFunc(slices.Clone(views), func(v *view) bool { return v.err != nil })
	if len(views) == 0 {
		return c, nil
	}
	bundle := views[0].Bundle
	at, err := s.shown(ctx, tx, c, bundle)
	if err != nil || !at.wanted {
		return c, err
	}
	budget := ads.Budget{Prepaid: c.Prepaid - c.Repaid, PerDay: c.BundleDay, Due: func(views int64) int64 { return ledger.Due(views, c.CPM.Minor) }}
	count, terms := ads.Count{Spent: c.Spent}, at.terms.Digest()
	var before, share int64
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(views), 0) AS BIGINT), CAST(coalesce(sum(due), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN terms = ? THEN due ELSE 0 END), 0) AS BIGINT)
		FROM ad_shares WHERE campaign = ? AND bundle = ?`, string(terms), string(c.ID), string(bundle)).Scan(&count.Views, &before, &share)
	if err != nil {
		return c, err
	}
	viewed := count.Views
	for len(views) > 0 {
		day, n := views[0].Day, 1
		for n < len(views) && views[n].Day.Equal(day) {
			n++
		}
		took, err := s.countDay(ctx, tx, c, budget, bundle, terms, day, int64(n), &count)
		if err != nil {
			return c, err
		}
		for _, v := range views[:took] {
			v.counts = true
		}
		views = views[n:]
	}
	due := budget.Due(count.Views)
	_, err = tx.exec(ctx, `INSERT INTO ad_shares (campaign, bundle, terms, edition, views, due) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (campaign, bundle, terms) DO UPDATE SET views = ad_shares.views + excluded.views, due = ad_shares.due + excluded.due`,
		string(c.ID), string(bundle), string(terms), string(at.edition.Edition), count.Views-viewed, due-before)
	if err != nil {
		return c, err
	}
	if err := s.postViews(ctx, tx, c, bundle, at, share, before, due); err != nil {
		return c, err
	}
	c.Spent = count.Spent
	_, err = tx.exec(ctx, `UPDATE campaigns SET spent = ? WHERE id = ?`, c.Spent, string(c.ID))
	return c, err
}

// countDay counts views of one day, as many as budget, cap and flight allow.
func (s *Store) countDay(ctx context.Context, tx tx, c Campaign, budget ads.Budget, bundle library.Token, terms library.Digest, day time.Time, views int64, count *ads.Count) (took int64, err error) {
	if day.Add(24*time.Hour).Compare(c.From) <= 0 || !day.Before(c.end()) {
		return 0, nil
	}
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(views), 0) AS BIGINT) FROM ad_views WHERE campaign = ? AND bundle = ? AND day = ?`,
		string(c.ID), string(bundle), day.Unix()).Scan(&count.Today)
	if err != nil {
		return 0, err
	}
	if took, *count = budget.Take(views, *count); took == 0 {
		return 0, nil
	}
	_, err = tx.exec(ctx, `INSERT INTO ad_views (campaign, bundle, day, terms, views) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (campaign, bundle, day, terms) DO UPDATE SET views = ad_views.views + excluded.views`, string(c.ID), string(bundle), day.Unix(), string(terms), took)
	return took, err
}

// postViews posts by how much what a campaign owes for a bundle has grown: the sponsor's
// money goes from the store's books to the channel's, and there to who earned it. share is what
// was owed under the present terms.
func (s *Store) postViews(ctx context.Context, tx tx, c Campaign, bundle library.Token, at showing, share, before, due int64) error {
	if due == before {
		return nil
	}
	rule := ledger.Rule{Fee: at.terms.Doc.Fee, Splits: at.edition.Splits}
	legs, err := rule.Views(string(c.ID), share, share+due-before)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s %s %d", c.ID, bundle, due)
	if c.objections > 0 { // so much may have been due before
		name += fmt.Sprintf(" %d", c.objections)
	}
	now, test, grown := s.now(), c.provider == (Sandbox{}).Name(), due-before
	for _, e := range []struct {
		channel library.Key
		entry   ledger.Entry
	}{
		{at.channel, ledger.Entry{Kind: ledger.Prepaid, Key: "allotted " + name, Gross: grown, Legs: ledger.Prepay(c.provider, string(c.ID), grown)}},
		{at.channel, ledger.Entry{
			Kind: ledger.Viewed, Key: "ads " + name, Bundle: bundle, Edition: at.edition.Edition, Terms: at.terms.Digest(), Gross: due, Legs: legs,
		}},
		{c.books, ledger.Entry{Kind: ledger.Allotted, Key: "allotted " + name, Gross: grown, Legs: ledger.Prepay(c.provider, string(c.ID), -grown)}},
	} {
		e.entry.At, e.entry.Money, e.entry.Test = now, c.CPM.Currency, test
		if _, err := s.post(ctx, tx, e.channel, e.entry); err != nil {
			return err
		}
	}
	return nil
}
