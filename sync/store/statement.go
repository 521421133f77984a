package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// Export is a channel's books with all that they are recomputed from. Nothing in it tells
// who bought.
type Export struct {
	Channel  library.Key    `json:"channel"`
	Store    library.Key    `json:"store"`
	Formerly []library.Key  `json:"formerly,omitempty"` // keys it signed with before
	Terms    []string       `json:"terms"`              // every version that something was sold under
	Entries  []ledger.Entry `json:"entries"`
	Head     ledger.Head    `json:"head"`
}

// eachEntry hands out a channel's entries after one, in their order: all, or so many.
func (t tx) eachEntry(ctx context.Context, channel library.Key, after int64, take func(ledger.Entry) error, most ...int64) error {
	until := int64(1 << 62)
	if len(most) > 0 {
		until = after + most[0]
	}
	rows, err := t.rows(ctx, `SELECT entry FROM entries WHERE channel = ? AND n > ? AND n <= ? ORDER BY n`, string(channel), after, until)
	if err != nil {
		return err
	}
	return each(rows, take)
}

// each hands out the entries that were found, and closes the rows.
func each(rows *sql.Rows, take func(ledger.Entry) error) error {
	defer rows.Close()
	var data sql.RawBytes
	for rows.Next() {
		var e ledger.Entry
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal(data, &e); err != nil {
			return err
		}
		if err := take(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rules finds how each edition is divided in the terms of an export, whose signatures it
// checks.
func (e Export) Rules() (ledger.Rules, error) {
	terms := map[library.Digest]format.Terms{}
	for _, document := range e.Terms {
		t, err := format.Read[format.Terms]([]byte(document))
		if err != nil {
			return nil, fmt.Errorf("read the terms of an export: %w", err)
		}
		if t.Doc.Channel != e.Channel {
			return nil, library.Errorf(library.CodeMismatch, "terms of another channel")
		}
		terms[t.Digest()] = t.Doc
	}
	return func(digest library.Digest, edition library.EditionID) (ledger.Rule, error) {
		one, known := terms[digest].Edition(edition)
		if !known {
			return ledger.Rule{}, fmt.Errorf("the terms %s of the edition %s are not there", digest, edition)
		}
		return ledger.Rule{Fee: terms[digest].Fee, Splits: one.Splits, Offers: one.Offers}, nil
	}, nil
}

// Verify recomputes the books of an export, and holds buyers' receipts against them. Each
// problem is one line.
func (e Export) Verify(receipts ...[]byte) (*ledger.Book, []string, error) {
	rules, err := e.Rules()
	if err != nil {
		return nil, nil, err
	}
	var held []ledger.Receipt
	var problems []string
	for _, document := range receipts {
		r, err := format.Read[format.Receipt](document)
		if err != nil {
			return nil, nil, fmt.Errorf("read a receipt: %w", err)
		}
		seller, err := r.Doc.Certified()
		if err != nil || seller.Store.Key != e.Store && !slices.Contains(e.Formerly, seller.Store.Key) || r.Doc.Channel != e.Channel {
			return nil, nil, errors.Join(library.Errorf(library.CodeMismatch, "the receipt of %s is of another store or channel", r.Doc.Order), err)
		}
		held = append(held, ledger.Receipt{
			Order: string(r.Doc.Order), Head: ledger.Head{N: r.Doc.Ledger.N, Hash: r.Doc.Ledger.Hash}, Paid: ledger.Amount{Gross: r.Doc.Paid.Minor, Tax: r.Doc.Tax, Fee: r.Doc.CardFee},
		})
	}
	book, found := ledger.Verify(rules, e.Entries, held)
	problems = append(problems, found...)
	if len(found) == 0 && book.Head() != e.Head {
		problems = append(problems, "the export does not end where it says")
	}
	return book, problems, nil
}
