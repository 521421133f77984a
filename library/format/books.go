package format

import (
	"time"

	"matinee/library"
)

// BooksWithin is how far a request for books may lie from the clock of who gets it: what
// was overheard is of no use later.
const BooksWithin = 5 * time.Minute

// BooksRequest asks a store for the books that it keeps of the channel that signs. It is
// made anew for every time it is sent.
type BooksRequest struct {
	Author
	Store library.Key  `json:"store"`           // who is asked
	After int64        `json:"after,omitempty"` // entries from this number on are known
	More  library.More `json:"-"`
}

func (BooksRequest) kind() kind { return kind{"books-request", MaxBooksRequest} }

func (BooksRequest) check() error { return nil }

// Check judges whether the request is meant for a store, which may have several keys, and
// for now.
func (r BooksRequest) Check(store func(library.Key) bool, now time.Time) error {
	return told("books-request", r.judge(store, now))
}

func (r BooksRequest) judge(store func(library.Key) bool, now time.Time) error {
	switch late := now.Sub(r.Issued); {
	case !store(r.Store):
		return fail(FaultDevice, "it asks another store")
	case late > BooksWithin:
		return fail(FaultExpired, "it is more than %s older than the clock of who was asked", BooksWithin)
	case late < -BooksWithin:
		return fail(FaultEarly, "it is more than %s ahead of the clock of who was asked", BooksWithin)
	}
	return nil
}

// BooksHead is a store's word on where its books for a channel stand. Two of them that
// contradict each other prove that it changed what it had written.
type BooksHead struct {
	Store   library.Key    `json:"store"` // who signs
	Channel library.Key    `json:"channel"`
	Issued  time.Time      `json:"issued"`
	Entries int64          `json:"entries,omitempty"` // how many there are
	Hash    library.Digest `json:"hash,omitempty"`    // of the chain up to the last one
	More    library.More   `json:"-"`
}

func (BooksHead) kind() kind { return kind{"books-head", MaxBooksHead} }

func (h BooksHead) signers() ([]library.Key, error) { return []library.Key{h.Store}, nil }

func (h BooksHead) check() error {
	if (h.Entries == 0) != (h.Hash == "") {
		return within(".hash", fail(FaultField, "does not go with the number of entries"))
	}
	return nil
}

// Follows judges whether h may come after an earlier head of the same books.
func (h BooksHead) Follows(old BooksHead) error { return told("books-head", h.follows(old)) }

func (h BooksHead) follows(old BooksHead) error {
	switch {
	case h.Channel != old.Channel:
		return fail(FaultMismatch, "it is of another channel's books")
	case h.Entries < old.Entries:
		return fail(FaultRollback, "it has %d entries, after %d", h.Entries, old.Entries)
	case h.Entries == old.Entries && h.Hash != old.Hash:
		return fail(FaultFork, "it has another hash for %d entries", h.Entries)
	}
	return nil
}
