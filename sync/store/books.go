package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// BooksPage are entries of a channel's books, with all that they are recomputed from.
// Nothing in it tells who bought.
type BooksPage struct {
	Entries []ledger.Entry `json:"entries"`
	Terms   []string       `json:"terms"` // every version that these entries were divided by
	Head    string         `json:"head"`  // where the books stand, signed; more entries may follow
}

// A page of books ends with the entry that makes it larger than this, in bytes. The terms
// of one more entry, and the escapes of all of them as text, are what an answer has
// beyond it.
const (
	pageOfBooks  = 2 << 20
	maxBooksPage = 8 << 20
)

// asking is a request for books: a format.BooksRequest.
type asking struct {
	Request string `json:"request"`
}

// Books answers a channel that asks for its books: entries after those it has.
func (s *Store) Books(ctx context.Context, request []byte) (out BooksPage, err error) {
	r, err := format.Read[format.BooksRequest](request)
	if err != nil {
		return out, err
	}
	if err := r.Doc.Check(func(k library.Key) bool { return s.keys.of(k) != nil }, s.now()); err != nil {
		return out, err
	}
	db := s.db.read()
	var head ledger.Head // first: what is posted meanwhile comes the next time
	var certificate string
	err = db.row(ctx, `SELECT entries, hash, certificate FROM channels WHERE root = ?`, string(r.Doc.Channel)).Scan(&head.N, &head.Hash, &certificate)
	if err != nil {
		return out, notFound(err, "the channel "+string(r.Doc.Channel))
	}
	if err := inForce(r.Doc.Author, certificate); err != nil {
		return out, err
	}
	signed, err := format.Sign(format.BooksHead{
		Store: r.Doc.Store, Channel: r.Doc.Channel, Issued: s.now(), Entries: head.N, Hash: head.Hash,
	}, s.keys.of(r.Doc.Store))
	if err != nil {
		return out, fmt.Errorf("sign where the books stand: %w", err)
	}
	out = BooksPage{Entries: []ledger.Entry{}, Terms: []string{}, Head: string(signed.Bytes())}
	return out, s.page(ctx, db, r.Doc, head.N, &out)
}

// inForce refuses a key that the channel's root has replaced, as far as the store knows.
func inForce(a format.Author, certificate string) error {
	if certificate == "" {
		return nil
	}
	have, err := format.Read[format.StoreCertificate]([]byte(certificate))
	if err != nil {
		return fmt.Errorf("read the channel's certificate: %w", err)
	}
	old, err := have.Doc.Certified()
	if err != nil {
		return err
	}
	now, err := a.Certified()
	if err == nil && now.Serial < old.Serial {
		err = library.Errorf(library.CodeRevoked, "the channel has another key now")
	}
	return err
}

// page puts entries together with their terms, until there is enough for an answer.
func (s *Store) page(ctx context.Context, db tx, r format.BooksRequest, until int64, out *BooksPage) error {
	enough, size := errors.New("enough"), 0
	digests := map[library.Digest]bool{}
	var order []library.Digest
	err := db.eachEntry(ctx, r.Channel, r.After, func(e ledger.Entry) error {
		if size > pageOfBooks || e.N > until {
			return enough
		}
		data, err := json.Marshal(e)
		if err != nil {
			return err
		}
		size += len(data)
		if e.Terms != "" && !digests[e.Terms] {
			digests[e.Terms] = true
			order = append(order, e.Terms)
			size += 4 << 10 // what they usually have
		}
		out.Entries = append(out.Entries, e)
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		return fmt.Errorf("read the books: %w", err)
	}
	for _, digest := range order {
		var document string
		err := db.row(ctx, `SELECT t.document FROM terms t JOIN bundles b ON b.id = t.bundle WHERE t.digest = ? AND b.channel = ?`,
			string(digest), string(r.Channel)).Scan(&document)
		if err != nil {
			return fmt.Errorf("read the terms of the books: %w", err)
		}
		out.Terms = append(out.Terms, document)
	}
	return nil
}

func (h handlers) books(w http.ResponseWriter, r *http.Request) {
	var in asking
	if !h.decode(w, r, &in) {
		return
	}
	page, err := h.s.Books(r.Context(), []byte(in.Request))
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusOK, page)
}

// Books asks a store for books with a signed request.
func (c Client) Books(ctx context.Context, request []byte) (p BooksPage, err error) {
	err = c.callUpTo(ctx, maxBooksPage, http.MethodPost, "/v1/books", "", asking{string(request)}, &p)
	return p, err
}
