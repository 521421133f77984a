package owner

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"time"

	"matinee/app/books"
	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/channel"
	"matinee/sync/publish"
	"matinee/sync/store"
)

// outlet is a store that has sold for a channel of one's own, whatever keys it had.
type outlet struct {
	format.Store               // as it was certified last
	keys         []library.Key // all that the channel has certified for it, the last one first
}

// Accounts implements control.Accounts.
func (o *Owner) Accounts(ctx context.Context, req control.AccountsRequest) (library.Accounts, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.Accounts{}, err
	}
	own, err := o.follow.Own(ctx, req.Channel)
	if err != nil {
		return library.Accounts{}, err
	}
	doc := own.Channel().Doc
	all, err := o.outlets(doc)
	if err != nil {
		return library.Accounts{}, err
	}
	terms, titles, err := o.studio.Signed(doc.Channel)
	if err != nil {
		o.log.Warn("read the terms that were signed", "err", err) // where one is missing, the books say so
	}
	out := library.Accounts{Channel: doc.Channel, Name: doc.Name, Books: []library.Books{}, Months: []time.Time{}, Takings: []library.Takings{}}
	held := o.sorted(&out, all, req.Receipts)
	var sound [][]ledger.Entry
	for i, at := range all {
		b, entries, err := o.audit(ctx, own, at, terms, held[i], req.Ask)
		if err != nil {
			return library.Accounts{}, err
		}
		out.Books, sound = append(out.Books, b), append(sound, entries)
	}
	out.Months = append(out.Months, books.Months(sound...)...)
	out.Month = monthOf(req.Month, out.Months, o.now())
	out.Takings = append(out.Takings, books.Takings(out.Month, sound...)...)
	name(out.Takings, titles)
	return out, nil
}

// monthOf is the beginning of the month that is meant.
func monthOf(wanted time.Time, months []time.Time, now time.Time) time.Time {
	if wanted.IsZero() && len(months) > 0 {
		return months[0]
	}
	if wanted.IsZero() {
		wanted = now
	}
	wanted = wanted.UTC()
	return time.Date(wanted.Year(), wanted.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// outlets are the stores that a channel has certified and that have an address.
func (o *Owner) outlets(own format.Channel) ([]outlet, error) {
	words, err := o.studio.Certified(own.Channel)
	if err != nil {
		return nil, err
	}
	var certified []format.Store
	for _, w := range words {
		certified = append(certified, w.Store)
	}
	certified = append(certified, own.Stores...)
	slices.SortStableFunc(certified, func(a, b format.Store) int { return b.From.Compare(a.From) })
	var all []outlet
	for _, s := range certified {
		i := slices.IndexFunc(all, func(x outlet) bool { return x.Recipient == s.Recipient })
		if i < 0 {
			all = append(all, outlet{Store: s})
			i = len(all) - 1
		}
		if !slices.Contains(all[i].keys, s.Key) {
			all[i].keys = append(all[i].keys, s.Key)
		}
	}
	return slices.DeleteFunc(all, func(x outlet) bool { return x.URL == "" }), nil
}

// sorted gives every store the receipts that it has signed.
func (o *Owner) sorted(out *library.Accounts, all []outlet, receipts [][]byte) map[int][][]byte {
	held := map[int][][]byte{}
	for _, raw := range receipts {
		root, key, err := books.Signer(raw)
		i := slices.IndexFunc(all, func(x outlet) bool { return slices.Contains(x.keys, key) })
		switch {
		case err != nil:
			out.Strange = append(out.Strange, library.Explain(err).What)
		case root != out.Channel || i < 0:
			out.Strange = append(out.Strange, library.Explain(library.Errorf(library.CodeMismatch, "")).What)
		default:
			held[i] = append(held[i], raw)
			out.Held++
		}
	}
	return held
}

// audit brings the books of a store here, if asked, and recomputes them. entries are those
// that hold.
func (o *Owner) audit(ctx context.Context, own *channel.Own, at outlet, terms map[library.Digest][]byte, receipts [][]byte, ask bool) (b library.Books, entries []ledger.Entry, err error) {
	o.auditing.Lock()
	defer o.auditing.Unlock()
	root := own.Channel().Doc.Channel
	kept, err := books.Open(filepath.Join(o.cfg.Dir, "studio", "books"), root, at.Recipient)
	if err != nil {
		return b, nil, err
	}
	b = library.Books{Store: cmp.Or(at.Name, string(at.URL)), Key: at.Key}
	if ask {
		err := kept.Bring(ctx, root, at.keys, func(ctx context.Context, after int64) (page store.BooksPage, err error) {
			// The address is the creator's own word, so that it may be in their own network.
			err = o.ask(ctx, shop{at.Store, true}, func(ctx context.Context, c store.Client) error {
				page, err = o.askBooks(ctx, c, own, at, after)
				return err
			})
			return page, err
		}, o.now())
		if ctx.Err() != nil {
			return b, nil, library.Wrap(library.CodeCanceled, ctx.Err())
		}
		if err != nil {
			away := books.ProblemOf(err)
			b.Away = &away
		}
	}
	entries, b.Problems, b.Foreign = kept.Check(root, at.keys, terms, receipts)
	b.Asked, b.Entries, b.Hash = kept.Asked, kept.Head.N, kept.Head.Hash
	return b, entries, nil
}

// askBooks asks by the newest key that the store still has: it may have been given another
// one that it does not use yet, or use one no longer.
func (o *Owner) askBooks(ctx context.Context, c store.Client, s publish.Signer, at outlet, after int64) (page store.BooksPage, err error) {
	for _, key := range at.keys {
		var r format.Signed[format.BooksRequest]
		if r, err = publish.AskBooks(s, key, after, o.now()); err != nil {
			return page, err
		}
		page, err = c.Books(ctx, r.Bytes())
		if library.CodeOf(err) != library.CodeOtherDevice {
			return page, err
		}
	}
	return page, err
}

// name gives productions their titles.
func name(list []library.Takings, titles map[library.Token]string) {
	titled := func(t *library.Tally) {
		for i, w := range t.Works {
			t.Works[i].Title = titles[w.Bundle]
		}
	}
	for i := range list {
		titled(&list[i].All)
		titled(&list[i].Store)
		for j := range list[i].Parties {
			titled(&list[i].Parties[j])
		}
		for j, o := range list[i].Against {
			list[i].Against[j].Title = titles[o.Bundle]
		}
	}
}
