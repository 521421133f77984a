package seal

import (
	"errors"
	"io"
)

// sourceError marks what a source of ciphertext said, so that it can be told from
// what age says of the bytes.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return e.err.Error() }

func (e *sourceError) Unwrap() error { return e.err }

// blame sorts an error: what the source said comes back as it was, anything else
// means that the bytes are not what was sealed, or the key does not fit.
func blame(err error) error {
	var source *sourceError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &source):
		return source.err
	default:
		return refused(err)
	}
}

func marked(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return &sourceError{err}
}

// origin is a source that is read from its start.
type origin struct{ r io.Reader }

func (o *origin) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	return n, marked(err)
}

// originAt is a source that is read anywhere.
type originAt struct{ r io.ReaderAt }

func (o *originAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.r.ReadAt(p, off)
	return n, marked(err)
}
