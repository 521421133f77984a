package format

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"matinee/library"
)

// Document is one of this package's signed documents, such as Terms.
type Document interface {
	// kind names the document and bounds it.
	kind() kind
	// check judges what the rules of single fields cannot.
	check() error
	// signers are the keys that must have signed, as the document itself
	// proves; none other may.
	signers() ([]library.Key, error)
}

type kind struct {
	name string
	most int // bytes of the whole envelope
}

// version is the version of every document this program knows. It changes when
// an old program would misread a document; new fields alone do not change it.
const version = 1

func (k kind) payloadType() string { return "application/vnd.matinee." + k.name + "+json" }

// Signed is a document together with the bytes it was signed as.
type Signed[D Document] struct {
	Doc      D
	Envelope Envelope
}

// Bytes is the document as it travels.
func (s Signed[D]) Bytes() []byte { return s.Envelope.Bytes() }

// Digest is the hash by which other documents refer to it.
func (s Signed[D]) Digest() library.Digest { return s.Envelope.Digest() }

// Sign checks a document, writes it and signs it. The keys must be those that the
// document names as its signers; only a Deal may lack some, until Cosign adds
// them.
func Sign[D Document](doc D, keys ...ed25519.PrivateKey) (Signed[D], error) {
	signed, err := sign(doc, keys)
	return signed, told(doc.kind().name, err)
}

func sign[D Document](doc D, keys []ed25519.PrivateKey) (s Signed[D], err error) {
	if s, err = endorse(doc, keys...); err == nil {
		err = authorized(doc, s.Envelope, false)
	}
	return s, err
}

// endorse writes a document and signs it, whoever had to.
func endorse[D Document](doc D, keys ...ed25519.PrivateKey) (s Signed[D], err error) {
	payload, err := write(doc)
	if err != nil {
		return s, err
	}
	s = Signed[D]{doc, Envelope{Type: doc.kind().payloadType(), Payload: payload}}
	for _, key := range keys {
		s.Envelope.sign(key)
	}
	if size := len(s.Bytes()); size > doc.kind().most {
		return s, fail(FaultSize, "%d bytes, at most %d", size, doc.kind().most)
	}
	return s, nil
}

// Read verifies a document by all that it proves itself: its size, its form,
// every field, and that exactly those signed it who had to.
func Read[D Document](data []byte) (Signed[D], error) {
	signed, err := read[D](data)
	if err == nil {
		err = authorized(signed.Doc, signed.Envelope, true)
	}
	if err != nil {
		return Signed[D]{}, told(signed.Doc.kind().name, err)
	}
	return signed, nil
}

// ReadListed reads a document that a verified channel names by its hash. The
// channel's signature vouches for it, so its own is not verified again; whose it
// says it is remains to be compared.
func ReadListed[D Document](data []byte, digest library.Digest) (Signed[D], error) {
	return ReadListedBy[D](NewReader(), data, digest)
}

// Reader is for reading many documents, one after the other: it remembers what it
// learned of their types, which takes as long as a small document. It is used by one
// goroutine.
type Reader struct{ codec *codec }

// NewReader makes a Reader.
func NewReader() *Reader { return &Reader{newCodec()} }

// ReadListedBy is ReadListed by a Reader.
func ReadListedBy[D Document](by *Reader, data []byte, digest library.Digest) (Signed[D], error) {
	var doc D
	if len(data) > doc.kind().most {
		return Signed[D]{}, told(doc.kind().name, fail(FaultSize, "%d bytes, at most %d", len(data), doc.kind().most))
	}
	if library.DigestOf(sha256.Sum256(data)) != digest {
		return Signed[D]{}, told(doc.kind().name, fail(FaultMismatch, "not the bytes that the channel lists"))
	}
	signed, err := readBy[D](by.codec, data)
	if err != nil {
		return Signed[D]{}, told(doc.kind().name, err)
	}
	return signed, nil
}

// Open is Read for an envelope that came inside another document.
func Open[D Document](e Envelope) (Signed[D], error) { return Read[D](e.Bytes()) }

// read does everything but verify signatures.
func read[D Document](data []byte) (s Signed[D], err error) { return readBy[D](newCodec(), data) }

func readBy[D Document](c *codec, data []byte) (s Signed[D], err error) {
	if most := s.Doc.kind().most; len(data) > most {
		return s, fail(FaultSize, "%d bytes, at most %d", len(data), most)
	}
	if s.Envelope, err = parseEnvelope(c, data); err != nil {
		return s, err
	}
	if s.Envelope.Type != s.Doc.kind().payloadType() {
		return s, fail(FaultKind, "it is %s", clip(s.Envelope.Type))
	}
	root, err := scan(s.Envelope.Payload)
	if err != nil {
		return s, err
	}
	if root, err = unversioned(root, s.Doc.kind()); err != nil {
		return s, err
	}
	if err := c.decode(root, reflect.ValueOf(&s.Doc).Elem()); err != nil {
		return s, err
	}
	if err := c.validate(reflect.ValueOf(s.Doc), field{}); err != nil {
		return s, err
	}
	return s, s.Doc.check()
}

// unversioned checks the field "format", such as "terms/1", and takes it away.
func unversioned(root node, k kind) (node, error) {
	at := slices.IndexFunc(root.members, func(m member) bool { return m.name == "format" })
	if root.kind != '{' || at < 0 || root.members[at].value.kind != '"' {
		return root, fail(FaultField, "format is missing")
	}
	name, number, _ := strings.Cut(root.members[at].value.text, "/")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || strconv.Itoa(n) != number || n < 1 || name != k.name:
		return root, fail(FaultField, "format is not %s/%d", k.name, version)
	case n > version:
		return root, fail(FaultNewer, "format is %s/%d", name, n)
	}
	root.members = slices.Delete(slices.Clone(root.members), at, at+1)
	return root, nil
}

// write makes the payload of a document, and reads it as others will.
func write(doc Document) ([]byte, error) {
	v, c := reflect.ValueOf(doc), newCodec()
	if err := c.validate(v, field{}); err != nil {
		return nil, err
	}
	if err := doc.check(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `{"format":"%s/%d"`, doc.kind().name, version)
	if _, err := c.encodeFields(&out, v, true); err != nil {
		return nil, err
	}
	out.WriteByte('}')
	if _, err := scan(out.Bytes()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// authorized compares who signed with who had to.
func authorized(doc Document, e Envelope, all bool) error {
	signed, err := e.signers()
	if err != nil {
		return err
	}
	wanted, err := doc.signers()
	if err != nil {
		return err
	}
	for _, key := range signed {
		if !slices.Contains(wanted, key) {
			return fail(FaultSigner, "%s had no right to sign", key)
		}
	}
	if _, partly := doc.(Deal); (all || !partly) && len(signed) != len(wanted) {
		return fail(FaultSigner, "%d of %d signed", len(signed), len(wanted))
	}
	return nil
}
