package format_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"
)

// maker collects vectors.
type maker struct {
	t    *testing.T
	f    fixture
	keys map[string][]ed25519.PrivateKey // who signs a document of a kind
	good map[string]string               // the payload of the valid one, indented
	out  []vector
}

func (f fixture) vectors(t *testing.T) []vector {
	t.Helper()
	m := &maker{t: t, f: f, good: map[string]string{}, keys: map[string][]ed25519.PrivateKey{
		"certificate": {signer("root")}, "store-certificate": {signer("channel")}, "manifest": {signer("channel")},
		"terms": {signer("channel")}, "deal": inOrder(signer("channel"), signer("store")), "channel": {signer("channel")},
		"store-catalogue": {signer("store")}, "consignment": {signer("channel")}, "licence": {signer("store")}, "receipt": {signer("store")},
		"release": {releaseKey(t, standardIdentity)},
		"reel":    {signer("store")}, "sponsors": {signer("channel")}, "token-key": {signer("store")},
		"books-request": {signer("channel")}, "books-head": {signer("store")},
	}}
	for kind, data := range f.all(t) {
		var outer struct{ Payload []byte }
		if err := json.Unmarshal(data, &outer); err != nil {
			t.Fatal(err)
		}
		m.good[kind] = indent(t, outer.Payload)
	}
	m.everyKind()
	m.json()
	m.envelopes()
	m.certificates()
	m.manifests()
	m.termsAlone()
	m.termsInOrder()
	m.dealsBind()
	m.channels()
	m.catalogues()
	m.licences()
	m.consignments()
	m.releases()
	m.receipts()
	m.ads()
	m.books()
	return m.out
}

// inOrder sorts keys as an envelope has them.
func inOrder(a, b ed25519.PrivateKey) []ed25519.PrivateKey {
	if public(a) > public(b) {
		a, b = b, a
	}
	return []ed25519.PrivateKey{a, b}
}

func indent(t *testing.T, payload []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, payload, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// with holds the fields and sections of a vector.
type with map[string]string

// add makes a vector of a payload, signed by those who should.
func (m *maker) add(kind, name, expect, comment, payload string, more with) {
	m.t.Helper()
	m.addEnvelope(kind, name, expect, comment, signRaw(kind, payload, m.keys[kind]...).Bytes(), more, payload)
}

func (m *maker) addEnvelope(kind, name, expect, comment string, envelope []byte, more with, payload string) {
	m.t.Helper()
	v := vector{
		comment: comment, document: kind, name: name, expect: expect,
		fields: map[string]string{}, sections: map[string]string{"envelope": string(envelope)},
	}
	if utf8.ValidString(payload) && payload != "" && !strings.Contains(payload, "\n-- ") && len(payload) < 100_000 {
		v.sections["payload"] = payload
	}
	fields, _ := order()
	for name, value := range m.context(kind, more) {
		into := v.sections
		for _, field := range fields {
			if field == name {
				into = v.fields
			}
		}
		if value != "" {
			into[name] = value
		}
	}
	m.out = append(m.out, v)
}

// context is what a reader of a kind always has at hand.
func (m *maker) context(kind string, more with) with {
	usual := with{}
	switch kind {
	case "licence":
		usual = with{"manifest": m.signed("manifest"), "device": string(recipient(deviceIdentity)), "now": "2026-03-06T00:00:00Z"}
	case "release":
		usual = with{"manifest": m.signed("manifest"), "terms": m.signed("terms"), "now": opens}
	case "books-request":
		usual = with{"store": string(m.f.store.Key)}
	case "consignment":
		usual = with{"manifest": m.signed("manifest"), "store": string(m.f.store.Recipient)}
	}
	maps.Copy(usual, more)
	return usual
}

// signed is the valid document of a kind, as an envelope.
func (m *maker) signed(kind string) string {
	return string(signRaw(kind, m.good[kind], m.keys[kind]...).Bytes())
}

// resigned is a changed document of a kind, as an envelope.
func (m *maker) resigned(kind string, changes ...string) string {
	return string(signRaw(kind, m.change(kind, changes...), m.keys[kind]...).Bytes())
}

// change replaces texts in the valid payload of a kind: old, new, old, new.
func (m *maker) change(kind string, changes ...string) string {
	m.t.Helper()
	payload := m.good[kind]
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(payload, changes[i]) {
			m.t.Fatalf("%s has no %s", kind, changes[i])
		}
		payload = strings.Replace(payload, changes[i], changes[i+1], 1)
	}
	return payload
}

// bad adds a vector of a changed payload.
func (m *maker) bad(kind, name, expect, comment string, changes ...string) {
	m.t.Helper()
	m.add(kind, name, expect, comment, m.change(kind, changes...), nil)
}

// everyKind makes what can happen to every document.
func (m *maker) everyKind() {
	sizes := map[string]string{
		"certificate": "997", "store-certificate": "8193", "manifest": "2097153", "terms": "262145", "deal": "65537",
		"channel": "1048577", "store-catalogue": "2097153", "consignment": "16385", "licence": "32769", "receipt": "32769", "release": "997",
		"reel": "1048577", "sponsors": "131073", "token-key": "8193", "books-request": "4097", "books-head": "2049",
	}
	for kind := range m.keys {
		format := `"format": "` + kind + `/1"`
		m.add(kind, "valid", "ok", "A valid document.", m.good[kind], nil)
		m.bad(kind, "unknown-field", "ok", "A later version added a field; it is kept and does no harm.", format, format+",\n  \"future\": {\"a\": [1, null]}")
		m.bad(kind, "newer-format", "newer-format", "A version of the format that is not known.", format, `"format": "`+kind+`/2"`)
		m.bad(kind, "other-format", "bad-field", "The format is named otherwise than the envelope says.", format, `"format": "something/1"`)
		m.bad(kind, "no-format", "bad-field", "The format is not named.", format, `"formal": "`+kind+`/1"`)
		stranger := signRaw(kind, m.good[kind], signer("stranger"))
		m.addEnvelope(kind, "wrong-key", "wrong-signer", "Signed well, by somebody who may not.", stranger.Bytes(), nil, m.good[kind])
		forged := signRaw(kind, m.good[kind], m.keys[kind]...)
		forged.Signatures[0].Sig = stranger.Signatures[0].Sig
		m.addEnvelope(kind, "forged", "bad-signature", "The right key is named, the signature is another's.", forged.Bytes(), nil, m.good[kind])
		m.addEnvelope(kind, "oversized", "oversized", "One byte more than allowed: the envelope is followed by spaces.",
			signRaw(kind, m.good[kind], m.keys[kind]...).Bytes(), with{"pad": sizes[kind]}, m.good[kind])
		other := "terms"
		if kind == "terms" {
			other = "deal"
		}
		m.addEnvelope(kind, "other-kind", "wrong-kind", "A document of another kind, valid as what it is.",
			signRaw(other, `{}`, m.keys[other]...).Bytes(), nil, `{}`)
	}
}
