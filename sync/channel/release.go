package channel

import (
	"crypto/ed25519"

	"matinee/library"
	"matinee/library/format"
)

// releaseSeq is the seq of every release's item: whoever makes one makes the same, so
// that none replaces another.
const releaseSeq = 1

// ReleaseItem is a release as the DHT holds it: under the release key, which the
// edition's identity gives, with its kind as salt.
func ReleaseItem(key ed25519.PrivateKey, r format.Signed[format.Release]) (library.Mutable, error) {
	if KeyOf(key) != r.Doc.Key {
		return library.Mutable{}, library.Errorf(library.CodeWrongKey, "the release is of another edition")
	}
	return signItem(key, string(r.Doc.Kind), releaseSeq, byteString(r.Bytes())), nil
}

// ReadRelease takes the release out of an item that was found under a release key. It
// is what it claims to be then; whether its time has come is judged by format.Release.
func ReadRelease(i library.Mutable, key library.Key, kind library.ReleaseKind) (format.Signed[format.Release], error) {
	var none format.Signed[format.Release]
	if !signedBy(i, key, string(kind)) {
		return none, &library.Error{Code: library.CodeBadSignature}
	}
	body, err := readByteString(i.Value)
	if err != nil {
		return none, err
	}
	r, err := format.Read[format.Release](body)
	if err == nil && (r.Doc.Key != key || r.Doc.Kind != kind) {
		err = library.Errorf(library.CodeMismatch, "the release is of another edition or kind")
	}
	if err != nil {
		return none, err
	}
	return r, nil
}
