package format

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"matinee/library"
)

// Envelope is a DSSE v1 envelope: a payload, the type it has, and signatures over
// both. Some documents carry the envelope of another one.
//
// Unlike DSSE in general an envelope has one form only, byte for byte: compact,
// its fields in this order, signatures by key, base64 with padding. A hash of it
// therefore names one document, and nobody can make a second one of it.
type Envelope struct {
	Type       string      `json:"payloadType" max:"64"`
	Payload    []byte      `json:"payload" max:"2097152"`
	Signatures []Signature `json:"signatures" max:"8"`
}

// Signature is one signature of an envelope, and whose it is.
type Signature struct {
	Key library.Key `json:"keyid"`
	Sig []byte      `json:"sig" max:"64"`
}

// Bytes is the envelope as it travels. Types are ASCII without quotes, so nothing
// in it needs an escape.
func (e Envelope) Bytes() []byte {
	const perSignature = 200
	return e.appendTo(make([]byte, 0, base64.StdEncoding.EncodedLen(len(e.Payload))+perSignature*(1+len(e.Signatures))))
}

func (e Envelope) appendTo(out []byte) []byte {
	out = append(append(out, envelopeType...), e.Type...)
	out = append(out, envelopePayload...)
	out = base64.StdEncoding.AppendEncode(out, e.Payload)
	out = append(out, envelopeSignatures...)
	for i, s := range e.Signatures {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, `{"keyid":"`...), s.Key...)
		out = append(out, `","sig":"`...)
		out = base64.StdEncoding.AppendEncode(out, s.Sig)
		out = append(out, `"}`...)
	}
	return append(out, "]}"...)
}

// The fixed parts of an envelope.
const (
	envelopeType       = `{"payloadType":"`
	envelopePayload    = `","payload":"`
	envelopeSignatures = `","signatures":[`
)

// Digest is the hash by which others refer to the document.
func (e Envelope) Digest() library.Digest { return library.DigestOf(sha256.Sum256(e.Bytes())) }

// IsZero reports whether there is no envelope.
func (e Envelope) IsZero() bool { return e.Type == "" && len(e.Payload) == 0 && len(e.Signatures) == 0 }

// checkType: a type is plain enough to be written without any escape.
func (e Envelope) checkType() error {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("./+-", r)
	}
	if strings.ContainsFunc(e.Type, odd) {
		return fail(FaultSyntax, "a type with other characters than a-z, 0-9 and ./+-")
	}
	return nil
}

// message is what is signed: DSSE's pre-authentication encoding.
func (e Envelope) message() []byte {
	out := make([]byte, 0, len(e.Payload)+len(e.Type)+40)
	out = append(out, "DSSEv1 "...)
	out = append(strconv.AppendInt(out, int64(len(e.Type)), 10), ' ')
	out = append(append(out, e.Type...), ' ')
	out = append(strconv.AppendInt(out, int64(len(e.Payload)), 10), ' ')
	return append(out, e.Payload...)
}

// sign adds a signature, keeping them in order; a key signs once.
func (e *Envelope) sign(key ed25519.PrivateKey) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return
	}
	by := library.KeyOf(public)
	e.Signatures = slices.DeleteFunc(e.Signatures, func(s Signature) bool { return s.Key == by })
	e.Signatures = append(e.Signatures, Signature{by, ed25519.Sign(key, e.message())})
	slices.SortFunc(e.Signatures, func(a, b Signature) int { return cmp.Compare(a.Key, b.Key) })
}

// signers verifies every signature and tells whose they are. One that is wrong
// spoils the envelope: no honest program adds it.
func (e Envelope) signers() ([]library.Key, error) {
	message := e.message()
	keys := make([]library.Key, 0, len(e.Signatures))
	for i, s := range e.Signatures {
		if i > 0 && s.Key <= e.Signatures[i-1].Key {
			return nil, fail(FaultSyntax, "signatures are not in the order of their keys")
		}
		public := s.Key.Public()
		if public == nil || !ed25519.Verify(public, message, s.Sig) {
			return nil, fail(FaultSignature, "signature of %s", clip(string(s.Key)))
		}
		keys = append(keys, s.Key)
	}
	if len(keys) == 0 {
		return nil, fail(FaultSignature, "nobody signed")
	}
	return keys, nil
}

// parseEnvelope reads the one form that an envelope has. There is nothing to
// choose in it, so it is taken apart by its fixed parts, and what it would be
// written as is compared.
func parseEnvelope(c *codec, data []byte) (Envelope, error) {
	bad := fail(FaultSyntax, "not an envelope in its one form")
	rest, ok := bytes.CutPrefix(data, []byte(envelopeType))
	kind, rest, ok2 := bytes.Cut(rest, []byte(envelopePayload))
	payload, rest, ok3 := bytes.Cut(rest, []byte(envelopeSignatures))
	if !ok || !ok2 || !ok3 || len(kind) > 64 {
		return Envelope{}, bad
	}
	raw, err := base64.StdEncoding.Strict().AppendDecode(nil, payload) // other forms of it show at the end
	if err != nil {
		return Envelope{}, bad
	}
	e := Envelope{Type: string(kind), Payload: raw}
	if len(rest) > 256*maxSignatures {
		return Envelope{}, fail(FaultCount, "more than %d signatures", maxSignatures)
	}
	list, err := scan(append([]byte("["), bytes.TrimSuffix(rest, []byte("}"))...))
	if err != nil {
		return Envelope{}, bad
	}
	if err := c.decode(list, reflect.ValueOf(&e.Signatures).Elem()); err != nil {
		return Envelope{}, bad
	}
	if err := c.validate(reflect.ValueOf(e), field{}); err != nil {
		return Envelope{}, err
	}
	if c.written = e.appendTo(c.written[:0]); !bytes.Equal(c.written, data) {
		return Envelope{}, bad
	}
	return e, nil
}
