package stream

import (
	"context"
	"io"

	"matinee/library"
)

// Opener opens items for reading.
type Opener interface {
	// Open returns the item's content, bound to ctx: when ctx ends, a Read in
	// progress returns and later ones fail. An error is final when the item is
	// none that can be played, or is sealed and not opened here; after any other
	// one the server asks again until the player gives up.
	Open(ctx context.Context, bundle library.BundleID, item int) (Content, error)
}

// Content is one reader of an item. It belongs to one HTTP request and is closed
// exactly once, never during a Read. Reading returns verified bytes only, as
// soon as some are there; it waits while there are none. Seeking is free: the
// server seeks once to the start of the range, before the first Read.
type Content interface {
	io.ReadSeekCloser
	// Size is the item's length in bytes, the same for every Content of it.
	Size() int64
	// Name is the item's file name; its extension decides the media type.
	Name() string
	// ETag names these bytes: an opaque text, quoted or not, "" for none.
	ETag() string
}
