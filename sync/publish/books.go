package publish

import (
	"time"

	"matinee/library"
	"matinee/library/format"
)

// AskBooks asks a store for the channel's books, from the entry after one that is known.
// It is good for minutes.
func AskBooks(s Signer, store library.Key, after int64, now time.Time) (format.Signed[format.BooksRequest], error) {
	r := format.BooksRequest{Author: s.Author(now.UTC().Truncate(time.Second)), Store: store, After: after}
	return format.Sign(r, s.Key())
}
