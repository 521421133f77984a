package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/store"
)

// Ask asks a store for the entries after one.
type Ask func(ctx context.Context, after int64) (store.BooksPage, error)

// Bring asks the store until all of its books are here. keys are those that the channel
// has certified for the store. That the store contradicts what it said before is no error:
// it is kept beside it, see Check.
func (k *Kept) Bring(ctx context.Context, channel library.Key, keys []library.Key, ask Ask, now time.Time) error {
	for {
		page, err := ask(ctx, k.Head.N)
		if err != nil {
			return err
		}
		signed, err := format.Read[format.BooksHead]([]byte(page.Head))
		if err != nil {
			return err
		}
		head := signed.Doc
		if !slices.Contains(keys, head.Store) || head.Channel != channel {
			return library.Errorf(library.CodeBadSignature, "books of another store or channel")
		}
		grown, why := k.grow(page, head)
		if why != "" {
			k.Against, k.Why, k.Asked = page.Head, why, now
			return k.save(nil)
		}
		entries := page.Entries[:grown.N-k.Head.N]
		k.Entries, k.Head = append(k.Entries, entries...), grown
		for _, t := range page.Terms {
			if !slices.Contains(k.Terms, t) {
				k.Terms = append(k.Terms, t)
			}
		}
		whole := grown.N == head.Entries
		if whole {
			k.Signed, k.Against, k.Why, k.Asked = page.Head, "", "", now
		}
		if err := k.save(entries); err != nil || whole {
			return err
		}
		if len(entries) == 0 {
			return library.Errorf(library.CodeStoreGone, "it has %d entries and sends %d", head.Entries, grown.N)
		}
	}
}

// grow follows a page from what is kept. why says where it contradicts that; nothing of
// the page is taken then.
func (k *Kept) grow(page store.BooksPage, head format.BooksHead) (to ledger.Head, why string) {
	if head.Entries < k.Head.N {
		return to, fmt.Sprintf("it had %d entries, and now has %d", k.Head.N, head.Entries)
	}
	to = k.Head
	for _, e := range page.Entries {
		if to.N == head.Entries {
			break // posted after the head was signed
		}
		if e.N != to.N+1 || e.Before != to.Hash {
			return to, fmt.Sprintf("entry %d, or one before it, is not what it was", max(to.N, 1))
		}
		hash, err := e.Hash()
		if err != nil {
			return to, fmt.Sprintf("entry %d: %v", e.N, err)
		}
		to = ledger.Head{N: e.N, Hash: hash}
	}
	if to.N == head.Entries && to.Hash != head.Hash {
		return to, fmt.Sprintf("entry %d, or one before it, is not what the store signed", to.N)
	}
	return to, ""
}
