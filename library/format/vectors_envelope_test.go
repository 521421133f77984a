package format_test

import (
	"strings"

	"matinee/library/format"
)

// json makes what can be wrong with any payload, told with terms.
func (m *maker) json() {
	const version = `"version": 1`
	more := func(value string) []string { return []string{version, version + ",\n  \"future\": " + value} }
	for _, c := range []struct{ name, expect, comment, value string }{
		{"json-depth", "too-deep", "Nested 18 deep.", strings.Repeat("[", 17) + strings.Repeat("]", 17)},
		{"json-fraction", "bad-number", "A number with a fraction.", "1.0"},
		{"json-exponent", "bad-number", "A number with an exponent.", "1e2"},
		{"json-minus-zero", "bad-number", "Minus zero.", "-0"},
		{"json-leading-zero", "bad-number", "A number that begins with zero.", "01"},
		{"json-huge-number", "bad-number", "2^53, which some programs round.", "9007199254740992"},
		{"json-largest-number", "ok", "2^53-1, the largest integer that all programs read alike.", "9007199254740991"},
		{"json-duplicate-deep", "duplicate-key", "A name stands twice in an object that is not known.", `{"a": 1, "a": 1}`},
		{"json-duplicate-escaped", "duplicate-key", "A name stands twice, once written with an escape.", `{"a": 1, "\u0061": 1}`},
		{"json-half-surrogate", "syntax", "Half of a surrogate pair.", `"\ud83c"`},
		{"json-surrogate-pair", "ok", "A surrogate pair is one character.", `"\ud83c\udfac"`},
		{"json-control", "syntax", "A control character in a string, not escaped.", "\"a\tb\""},
		{"json-comment", "syntax", "A comment.", "1 /* one */"},
		{"json-trailing-comma", "syntax", "A comma before the end of an array.", "[1,]"},
		{"json-nan", "syntax", "No number of JSON.", "NaN"},
	} {
		m.bad("terms", c.name, c.expect, c.comment, more(c.value)...)
	}
	m.bad("terms", "json-duplicate", "duplicate-key", "A name stands twice, with the same value.", version, version+",\n  "+version)
	m.bad("terms", "json-upper-case", "bad-field", "Names are compared byte for byte: Version is not version.", `"version"`, `"Version"`)
	m.bad("terms", "json-null", "bad-field", "A field is null instead of missing.", version, `"version": null`)
	m.bad("terms", "json-string-number", "bad-field", "A number in a string.", version, `"version": "1"`)
	m.bad("terms", "json-negative", "bad-field", "A number below zero.", version, `"version": -1`)
	m.bad("terms", "json-missing", "bad-field", "A field that must be there is missing.", version+",", "")
	m.bad("terms", "time-offset", "bad-field", "A time that is not in UTC.", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00")
	m.bad("terms", "time-fraction", "bad-field", "A time with a fraction of a second.", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5Z")
	m.bad("terms", "time-no-day", "bad-field", "February 30.", "2026-03-01T12:00:00Z", "2026-02-30T12:00:00Z")
	m.bad("terms", "duration-hours", "bad-field", "A duration that is not written in its one way.", "PT26M", "PT1560S")
	m.bad("terms", "duration-months", "bad-field", "A month has no length.", `"P2D"`, `"P1M"`)
	m.add("terms", "json-empty", "syntax", "An empty payload is not JSON.", " ", nil)
	m.add("terms", "json-array", "bad-field", "An array instead of an object.", "[]", nil)
	m.add("terms", "json-trailing", "syntax", "Something behind the end.", m.good["terms"]+" {}", nil)
	m.add("terms", "json-bom", "syntax", "A byte order mark.", "\ufeff"+m.good["terms"], nil)
	m.add("terms", "json-not-utf8", "syntax", "Bytes that are not UTF-8.", m.change("terms", "Ada", "Ad\xe9"), nil)
}

// envelopes makes what can be wrong with any envelope, told with terms.
func (m *maker) envelopes() {
	good := m.signed("terms")
	for _, c := range []struct{ name, expect, comment, text string }{
		{"envelope-space", "syntax", "A space in the envelope: there is one way to write it.", strings.Replace(good, `,"payload"`, `, "payload"`, 1)},
		{"envelope-line-feed", "syntax", "A line feed behind the envelope.", good + "\n"},
		{"envelope-field", "syntax", "A field that the envelope does not have.", strings.Replace(good, `{"payloadType"`, `{"x":1,"payloadType"`, 1)},
		{"envelope-hint", "syntax", "A field that a signature does not have.", strings.Replace(good, `{"keyid"`, `{"alg":"none","keyid"`, 1)},
		{"envelope-unpadded", "syntax", "A signature without its padding.", strings.Replace(good, `=="}`, `"}`, 1)},
		{"envelope-escape", "syntax", "A character written with an escape.", strings.Replace(good, "application/", `\u0061pplication/`, 1)},
		{"envelope-cut", "syntax", "The end is missing.", good[:len(good)-20]},
		{"envelope-empty", "syntax", "Nothing at all.", ""},
		{"envelope-payload-only", "syntax", "The payload without its envelope.", m.good["terms"]},
		{"envelope-url-base64", "syntax", "Base64 for addresses.", strings.NewReplacer("+", "-", "/", "_").Replace(good)},
	} {
		m.addEnvelope("terms", c.name, c.expect, c.comment, []byte(c.text), nil, "")
	}
	none := signRaw("terms", m.good["terms"])
	m.addEnvelope("terms", "unsigned", "bad-field", "Nobody signed.", []byte(strings.Replace(string(none.Bytes()), "null", "[]", 1)), nil, m.good["terms"])
	two := signRaw("terms", m.good["terms"], inOrder(signer("channel"), signer("stranger"))...)
	m.addEnvelope("terms", "signed-by-more", "wrong-signer", "A stranger signed too.", two.Bytes(), nil, m.good["terms"])
	two.Signatures[0], two.Signatures[1] = two.Signatures[1], two.Signatures[0]
	m.addEnvelope("terms", "signatures-unsorted", "syntax", "Signatures that are not in the order of their keys.", two.Bytes(), nil, m.good["terms"])
	two.Signatures[1] = two.Signatures[0]
	m.addEnvelope("terms", "signed-twice", "syntax", "One key signed twice.", two.Bytes(), nil, m.good["terms"])
	other := signRaw("terms", m.good["terms"], signer("channel"))
	other.Type = "application/json"
	m.addEnvelope("terms", "retyped", "wrong-kind", "The type was changed after signing.", other.Bytes(), nil, m.good["terms"])
	changed := signRaw("terms", m.good["terms"], signer("channel"))
	changed.Payload = []byte(m.change("terms", `"storeFee": 1000`, `"storeFee": 100`))
	m.addEnvelope("terms", "altered", "bad-signature", "The payload was changed after signing.", changed.Bytes(), nil, string(changed.Payload))
}

// certificates: the root's word.
func (m *maker) certificates() {
	key := `"key": "` + string(public(signer("channel"))) + `"`
	newer := m.resigned("certificate", `"serial": 1`, `"serial": 2`)
	moved := format.Link{Key: public(signer("new channel")), Root: public(signer("new root"))}
	itself := format.Link{Key: public(signer("channel")), Root: public(signer("root"))}
	end := func(text string) string { return `"issued": "2026-01-01T00:00:00Z",` + "\n  " + text }
	const issuedLast = `"issued": "2026-01-01T00:00:00Z"`
	m.bad("certificate", "serial-zero", "bad-field", "Serials begin with 1.", `"serial": 1`, `"serial": 0`)
	m.bad("certificate", "moved", "ok", "The root sends followers to another channel.", issuedLast, end(`"movedTo": "`+moved.String()+`"`))
	m.bad("certificate", "moved-to-itself", "bad-field", "The channel moves to where it is.", issuedLast, end(`"movedTo": "`+itself.String()+`"`))
	m.bad("certificate", "moved-nowhere", "syntax", "The channel moves to something that is no channel.", issuedLast, end(`"movedTo": "https://studio.example/"`))
	m.bad("certificate", "ends-before", "bad-field", "It ends before it begins.", issuedLast, end(`"expires": "2025-12-31T00:00:00Z"`))
	m.bad("certificate", "expired", "expired", "Its time is over.", issuedLast, end(`"expires": "2026-02-01T00:00:00Z"`))
	m.add("certificate", "replaced", "revoked", "A newer one is known: this key was replaced.", m.good["certificate"], with{"held": newer})
	m.add("certificate", "newer", "ok", "It replaces the one that is known.", m.change("certificate", `"serial": 1`, `"serial": 2`), with{"held": m.signed("certificate")})
	m.add("certificate", "two-keys", "forked", "The same serial for another key.", m.change("certificate", key, `"key": "`+string(public(signer("stranger")))+`"`), with{"held": m.signed("certificate")})
	m.add("certificate", "wrong-root", "wrong-root", "Not of the root that is pinned.", m.good["certificate"], with{"root": string(public(signer("other root")))})
}
