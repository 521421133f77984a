package channel

import (
	"bytes"
	"crypto/ed25519"
	"strconv"

	"github.com/anacrolix/dht/v2/bep44"

	"matinee/library"
	"matinee/library/format"
)

// signItem signs a value for the DHT (BEP 44).
func signItem(key ed25519.PrivateKey, salt string, seq int64, value []byte) library.Mutable {
	return library.Mutable{
		Key: KeyOf(key), Salt: salt, Seq: seq, Value: value, Sig: bep44.Sign(key, []byte(salt), seq, value),
	}
}

// signedBy reports whether an item is what a key signed under a salt.
func signedBy(i library.Mutable, key library.Key, salt string) bool {
	public := key.Public()
	return public != nil && i.Key == key && i.Salt == salt && len(i.Value) > 0 && len(i.Value) <= library.MaxMutable &&
		len(i.Sig) == ed25519.SignatureSize && bep44.Verify(public, []byte(salt), i.Seq, i.Value, i.Sig)
}

// pointerItem is the item that leads to a catalogue. Its seq is the channel's.
func pointerItem(key ed25519.PrivateKey, salt string, seq int64, p format.Pointer) (library.Mutable, error) {
	value, err := p.Encode()
	if err != nil {
		return library.Mutable{}, err
	}
	return signItem(key, salt, seq, value), nil
}

// certificateItem is the item under the root key. Its seq is the serial.
func certificateItem(root ed25519.PrivateKey, c format.Signed[format.Certificate]) library.Mutable {
	return signItem(root, format.RootSalt, c.Doc.Serial, byteString(c.Bytes()))
}

// readCertificate takes the certificate out of an item under the root key.
func readCertificate(i library.Mutable) (format.Signed[format.Certificate], error) {
	body, err := readByteString(i.Value)
	if err != nil {
		return format.Signed[format.Certificate]{}, err
	}
	return format.Read[format.Certificate](body)
}

// byteString is a document as a bencoded value.
func byteString(body []byte) []byte {
	return append(append(strconv.AppendInt(nil, int64(len(body)), 10), ':'), body...)
}

func readByteString(value []byte) ([]byte, error) {
	length, body, found := bytes.Cut(value, []byte(":"))
	if !found || string(length) != strconv.Itoa(len(body)) {
		return nil, library.Errorf(library.CodeBadDocument, "the item of a document is no string")
	}
	return body, nil
}
