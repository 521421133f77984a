package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// The bounds of exported books that are read, in bytes. Books may be long, but not one piece of
// them.
const (
	maxBooks = 64 << 30
	maxPiece = 4 << 20 // of a document of terms, an entry, or all that comes before them
)

// VerifyExport recomputes books that were written by WriteExport, and holds buyers' receipts
// against them. Each problem is one line. However long the books are, of an entry stays only
// what later ones are held against.
func VerifyExport(from io.Reader, receipts ...[]byte) (*ledger.Book, []string, error) {
	v := verification{of: bounded{from: from, all: maxBooks}, receipts: receipts, rules: signedRules{}}
	v.in = json.NewDecoder(&v.of)
	if err := v.read(); err != nil {
		if library.CodeOf(err) == library.CodeInternal { // of the form
			err = &library.Error{Code: library.CodeBadDocument, Detail: "these are no exported books", Err: err}
		}
		return nil, nil, err
	}
	book, problems := v.entries.End()
	if len(problems) == 0 && book.Head() != v.head.Head {
		problems = append(problems, "the export does not end where it says")
	}
	return book, problems, nil
}

// Verify is VerifyExport of an export that is in memory.
func (e Export) Verify(receipts ...[]byte) (*ledger.Book, []string, error) {
	v := verification{head: e, receipts: receipts, rules: signedRules{}}
	for _, document := range e.Terms {
		if err := v.rules.add(e.Channel, document); err != nil {
			return nil, nil, err
		}
	}
	if err := v.begin(); err != nil {
		return nil, nil, err
	}
	for _, entry := range e.Entries {
		v.entries.Add(entry)
	}
	book, problems := v.entries.End()
	if len(problems) == 0 && book.Head() != e.Head {
		problems = append(problems, "the export does not end where it says")
	}
	return book, problems, nil
}

// verification is an export that is being read.
type verification struct {
	of       bounded
	in       *json.Decoder
	head     Export // without terms and entries
	receipts [][]byte
	rules    signedRules
	entries  *ledger.Verifying // once they begin
}

// read reads the fields of an export in whatever order; what entries are held against comes
// before them.
func (v *verification) read() error {
	if err := v.delim('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for v.in.More() {
		field, err := v.token()
		if err != nil {
			return err
		}
		name, _ := field.(string)
		if seen[name] {
			return fmt.Errorf("%q twice", name)
		}
		seen[name] = true
		if name == "entries" && !(seen["channel"] && seen["store"] && seen["terms"]) || v.entries != nil && name != "head" {
			return library.Errorf(library.CodeBadDocument, "%q does not stand where a store writes it", name)
		}
		if err := v.field(name); err != nil {
			return err
		}
	}
	if err := v.delim('}'); err != nil {
		return err
	}
	if v.entries == nil || !seen["head"] {
		return errors.New("it ends early")
	}
	return nil
}

func (v *verification) field(name string) error {
	switch name {
	case "channel":
		return v.value(&v.head.Channel)
	case "store":
		return v.value(&v.head.Store)
	case "formerly":
		return v.value(&v.head.Formerly)
	case "head":
		return v.value(&v.head.Head)
	case "terms":
		return v.each(func() error {
			var document string
			if err := v.value(&document); err != nil {
				return err
			}
			return v.rules.add(v.head.Channel, document)
		})
	case "entries":
		if err := v.begin(); err != nil {
			return err
		}
		return v.each(func() error {
			var e ledger.Entry
			err := v.value(&e)
			if err == nil {
				v.entries.Add(e)
			}
			return err
		})
	}
	return fmt.Errorf("%q", name)
}

// begin has the entries follow.
func (v *verification) begin() error {
	held, err := v.head.held(v.receipts)
	v.entries = ledger.NewVerifying(v.rules.rule, held)
	return err
}

// each reads a list; null, as an empty one is written in memory, is one.
func (v *verification) each(element func() error) error {
	first, err := v.token()
	if err != nil || first == nil {
		return err
	}
	if first != json.Delim('[') {
		return errors.New("no list")
	}
	for v.in.More() {
		if err := element(); err != nil {
			return err
		}
		v.of.piece = 0
	}
	return v.delim(']')
}

func (v *verification) value(into any) error {
	v.of.piece = 0
	return v.in.Decode(into)
}

func (v *verification) token() (json.Token, error) {
	v.of.piece = 0
	return v.in.Token()
}

func (v *verification) delim(want json.Delim) error {
	got, err := v.token()
	if err == nil && got != want {
		err = fmt.Errorf("no %s", want)
	}
	return err
}

// bounded is a reader that ends with an error when a piece is too long, or all of it.
type bounded struct {
	from       io.Reader
	piece, all int64 // read of one; left
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.piece > maxPiece || b.all <= 0 {
		return 0, library.Errorf(library.CodeBadDocument, "it is too long")
	}
	n, err := b.from.Read(p)
	b.piece, b.all = b.piece+int64(n), b.all-int64(n)
	return n, err
}

// signedRules are how each edition is divided, by the terms that a channel signed.
type signedRules map[library.Digest]format.Terms

func (r signedRules) add(channel library.Key, document string) error {
	t, err := format.Read[format.Terms]([]byte(document))
	if err != nil {
		return fmt.Errorf("read the terms of an export: %w", err)
	}
	if t.Doc.Channel != channel {
		return library.Errorf(library.CodeMismatch, "terms of another channel")
	}
	r[t.Digest()] = t.Doc
	return nil
}

func (r signedRules) rule(digest library.Digest, edition library.EditionID) (ledger.Rule, error) {
	one, known := r[digest].Edition(edition)
	if !known {
		return ledger.Rule{}, fmt.Errorf("the terms %s of the edition %s are not there", digest, edition)
	}
	return ledger.Rule{Fee: r[digest].Fee, Splits: one.Splits, Offers: one.Offers}, nil
}

// held are receipts as books are held against them; each is of this store and channel.
func (e Export) held(receipts [][]byte) (held []ledger.Receipt, err error) {
	for _, document := range receipts {
		r, err := format.Read[format.Receipt](document)
		if err != nil {
			return nil, fmt.Errorf("read a receipt: %w", err)
		}
		seller, err := r.Doc.Certified()
		if err != nil || seller.Store.Key != e.Store && !slices.Contains(e.Formerly, seller.Store.Key) || r.Doc.Channel != e.Channel {
			return nil, errors.Join(library.Errorf(library.CodeMismatch, "the receipt of %s is of another store or channel", r.Doc.Order), err)
		}
		held = append(held, ledger.Receipt{
			Order: string(r.Doc.Order), Head: ledger.Head{N: r.Doc.Ledger.N, Hash: r.Doc.Ledger.Hash}, Paid: ledger.Amount{Gross: r.Doc.Paid.Minor, Tax: r.Doc.Tax, Fee: r.Doc.CardFee},
		})
	}
	return held, nil
}
