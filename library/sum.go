package library

import "errors"

// Sum is the length of a file in bytes and the hash of its content.
type Sum struct {
	Length int64  `json:"contentSize"`
	SHA256 Digest `json:"sha256"`
}

// Valid reports that no file has that length.
func (s Sum) Valid() error {
	if s.Length < 0 || s.Length > 1<<50 {
		return errors.New("has a length below 0 or above 1 PiB")
	}
	return nil
}
