package twin

import "io"

// Hash is SHA-256 of a stream.
type Hash interface {
	io.Writer // never fails
	// Sum appends the hash of what was written. More may be written after it.
	Sum(before []byte) []byte
}
