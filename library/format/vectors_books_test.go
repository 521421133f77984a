package format_test

import (
	"testing"

	"matinee/library"
	"matinee/library/format"
)

// withBooks adds the documents by which books are asked for and answered.
func (f *fixture) withBooks() {
	f.booksRequest = format.BooksRequest{Author: f.author, Store: f.store.Key, After: 17}
	f.booksHead = format.BooksHead{Store: f.store.Key, Channel: public(signer("root")), Issued: at(issued), Entries: 18, Hash: digest("ledger 18")}
}

// books: what a store answers and what a creator believes.
func (m *maker) books() {
	m.add("books-request", "late", "ok", "Five minutes old.", m.good["books-request"], with{"now": "2026-03-01T12:05:00Z"})
	m.add("books-request", "too-late", "expired", "Five minutes and a second old: it may have been overheard.", m.good["books-request"], with{"now": "2026-03-01T12:05:01Z"})
	m.add("books-request", "clock-ahead", "ok", "From a clock that is five minutes ahead.", m.good["books-request"], with{"now": "2026-03-01T11:55:00Z"})
	m.add("books-request", "too-early", "too-early", "From a clock that is further ahead.", m.good["books-request"], with{"now": "2026-03-01T11:54:59Z"})
	m.add("books-request", "other-store", "other-recipient", "It asks another store.", m.good["books-request"], with{"store": string(public(signer("stranger")))})
	m.bad("books-request", "from-the-first", "ok", "Nothing is known yet.", `"after": 17`, `"later": 0`)
	m.bad("books-request", "below-nothing", "bad-field", "Numbers do not lie below 0.", `"after": 17`, `"after": -1`)
	m.bad("books-request", "other-channel", "wrong-root", "For the books of a channel whose key did not sign.", `"channel": "`+string(public(signer("root"))), `"channel": "`+string(public(signer("other root"))))
	held := with{"held": m.signed("books-head")}
	m.add("books-head", "newer", "ok", "More entries than before.", m.change("books-head", `"entries": 18`, `"entries": 19`, string(digest("ledger 18")), string(digest("ledger 19"))), held)
	m.add("books-head", "rolled-back", "rolled-back", "Fewer entries than before.", m.change("books-head", `"entries": 18`, `"entries": 17`), held)
	m.add("books-head", "forked", "forked", "As many entries as before, and others.", m.change("books-head", string(digest("ledger 18")), string(digest("other"))), held)
	m.add("books-head", "other-channel", "mismatch", "The books of another channel.", m.change("books-head", string(public(signer("root"))), string(public(signer("other root")))), held)
	m.bad("books-head", "no-hash", "bad-field", "Entries without the hash of them.", `"hash"`, `"hush"`)
	m.bad("books-head", "hash-of-nothing", "bad-field", "A hash of no entries.", `"entries": 18`, `"entries": 0`)
}

func (v vector) judgeBooksRequest(_ *testing.T, data []byte) error {
	found, err := format.Read[format.BooksRequest](data)
	if err == nil {
		err = found.Doc.Check(func(k library.Key) bool { return string(k) == v.fields["store"] }, v.now())
	}
	return err
}

func (v vector) judgeBooksHead(t *testing.T, data []byte) error {
	found, err := format.Read[format.BooksHead](data)
	if err == nil && v.sections["held"] != "" {
		err = found.Doc.Follows(section[format.BooksHead](t, v, "held").Doc)
	}
	return err
}
