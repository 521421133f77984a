package store

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// asksBooks is what a channel sends to have its books.
func (c *creator) asksBooks(s *shop, after int64) []byte {
	c.t.Helper()
	author := c.author
	author.Issued = s.now()
	r := format.BooksRequest{Author: author, Store: s.Key(), After: after}
	return must[format.Signed[format.BooksRequest]](c.t)(format.Sign(r, c.key)).Bytes()
}

// TestACreatorReadsTheBooks: all of them, those after an entry, and where they stand,
// signed; they recompute from the answers alone.
func TestACreatorReadsTheBooks(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		empty := must[BooksPage](t)(s.client.Books(t.Context(), c.asksBooks(s, 0)))
		if head := must[format.Signed[format.BooksHead]](t)(format.Read[format.BooksHead]([]byte(empty.Head))); len(empty.Entries) != 0 || head.Doc.Entries != 0 {
			t.Errorf("before a sale: %+v", empty)
		}
		o := s.buys(newBuyer(t).asks(c))
		s.buys(newBuyer(t).asks(c))
		all := must[BooksPage](t)(s.client.Books(t.Context(), c.asksBooks(s, 0)))
		head := must[format.Signed[format.BooksHead]](t)(format.Read[format.BooksHead]([]byte(all.Head))).Doc
		export := Export{
			Channel: public(c.root), Store: head.Store, Terms: all.Terms, Entries: all.Entries, Head: ledger.Head{N: head.Entries, Hash: head.Hash},
		}
		book, problems, err := export.Verify([]byte(o.Receipt))
		if err != nil || len(problems) > 0 || book.Head().N != 2 || len(all.Terms) != 1 || head.Store != s.Key() || head.Channel != public(c.root) {
			t.Errorf("%+v: %v, %v", all, problems, err)
		}
		rest := must[BooksPage](t)(s.client.Books(t.Context(), c.asksBooks(s, 1)))
		if len(rest.Entries) != 1 || rest.Entries[0].N != 2 {
			t.Errorf("after the first: %+v", rest)
		}
		none := must[BooksPage](t)(s.client.Books(t.Context(), c.asksBooks(s, 7)))
		if len(none.Entries) != 0 || len(none.Terms) != 0 {
			t.Errorf("after more than there are: %+v", none)
		}
		for _, never := range []string{o.Licence, "secret", "device", "age1"} {
			if text := string(must[[]byte](t)(json.Marshal(all))); strings.Contains(text, never) {
				t.Errorf("%.20s is told", never)
			}
		}
	})
}

// TestLongBooksComeInPages that follow each other.
func TestLongBooksComeInPages(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	const count = 6000
	err := s.db.change(t.Context(), func(tx tx) error {
		for range count {
			e := ledger.Entry{At: s.now(), Kind: ledger.Counted, Key: "voucher-" + string(newToken()), Order: newToken(), Bundle: c.bundle, Edition: "standard", Terms: c.terms.Digest(), Money: "EUR"}
			if _, err := s.post(t.Context(), tx, public(c.root), e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var head ledger.Head
	pages := 0
	for ; head.N < count; pages++ {
		page := must[BooksPage](t)(s.client.Books(t.Context(), c.asksBooks(s, head.N)))
		if size := len(must[[]byte](t)(json.Marshal(page))); size > maxBooksPage/2 || len(page.Entries) == 0 {
			t.Fatalf("a page of %d entries has %d bytes", len(page.Entries), size)
		}
		for _, e := range page.Entries {
			if e.N != head.N+1 || e.Before != head.Hash {
				t.Fatalf("entry %d does not follow %d", e.N, head.N)
			}
			head = ledger.Head{N: e.N, Hash: must[library.Digest](t)(e.Hash())}
		}
	}
	if pages < 2 {
		t.Errorf("%d pages", pages)
	}
}

// TestWhoMayNotReadTheBooks: strangers, the same request later, a request for another
// store or channel, and a key that the channel has replaced.
func TestWhoMayNotReadTheBooks(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	good := c.asksBooks(s, 0)
	signed := func(change func(r *format.BooksRequest), key ed25519.PrivateKey) []byte {
		r := format.BooksRequest{Author: c.author, Store: s.Key()}
		r.Issued = s.now()
		change(&r)
		return must[format.Signed[format.BooksRequest]](t)(format.Sign(r, key)).Bytes()
	}
	stranger := newCreator(t, "stranger")
	for what, one := range map[string]struct {
		request []byte
		code    library.Code
	}{
		"nothing":         {[]byte("{}"), library.CodeBadDocument},
		"another store":   {signed(func(r *format.BooksRequest) { r.Store = public(private("other")) }, c.key), library.CodeOtherDevice},
		"another channel": {signed(func(r *format.BooksRequest) { r.Author = stranger.author; r.Issued = s.now() }, stranger.key), library.CodeNotFound},
		"terms":           {c.terms.Bytes(), library.CodeBadDocument},
		"altered":         {[]byte(strings.Replace(string(good), "A", "B", 1)), library.CodeBadSignature},
	} {
		if _, err := s.client.Books(t.Context(), one.request); err == nil || library.CodeOf(err) != one.code && what != "altered" {
			t.Errorf("%s: %v, not %s", what, err, one.code)
		}
	}
	ahead := signed(func(r *format.BooksRequest) { r.Issued = r.Issued.Add(6 * time.Minute) }, c.key)
	_, err := s.client.Books(t.Context(), ahead)
	wantCode(t, err, library.CodeTooEarly)
	if _, err := s.client.Books(t.Context(), good); err != nil {
		t.Error(err)
	}
	s.later(format.BooksWithin + time.Second)
	_, err = s.client.Books(t.Context(), good)
	wantCode(t, err, library.CodeExpired)

	old := c.asksBooks(s, 0)
	next := private("studio, later")
	cert := must[format.Signed[format.Certificate]](t)(format.Sign(format.Certificate{Root: public(c.root), Key: public(next), Serial: 2, Issued: s.now()}, c.root))
	c.author, c.key = format.Author{Channel: public(c.root), Certificate: cert.Envelope, Issued: s.now()}, next
	if err := s.client.Consign(t.Context(), Handover{Certificate: c.handover(s.Store, "standard").Certificate, Manifest: c.manifest.Bytes(), Terms: c.terms.Bytes()}); err != nil {
		t.Fatal(err)
	}
	_, err = s.client.Books(t.Context(), old)
	wantCode(t, err, library.CodeRevoked)
	if _, err := s.client.Books(t.Context(), c.asksBooks(s, 0)); err != nil {
		t.Error(err)
	}
}
