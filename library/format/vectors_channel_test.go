package format_test

import (
	"crypto/ed25519"
	"strings"

	"matinee/library/format"
)

// channels: what a follower takes.
func (m *maker) channels() {
	held := m.signed("channel")
	digest := m.envelope(held).Digest()
	next := []string{`"seq": 3`, `"seq": 4`, `"previous": "` + string(m.f.channel.Previous), `"previous": "` + string(digest)}
	m.add("channel", "newer", "ok", "It follows the one that is held.", m.change("channel", next...), with{"held": held})
	m.add("channel", "same", "ok", "The one that is held, again.", m.good["channel"], with{"held": held})
	m.add("channel", "skipped", "ok", "Newer by two: the one between was missed.", m.change("channel", `"seq": 3`, `"seq": 5`), with{"held": held})
	m.add("channel", "rolled-back", "rolled-back", "Older than the one that is held.", m.change("channel", `"seq": 3`, `"seq": 2`), with{"held": held})
	m.add("channel", "forked", "forked", "The same seq with other bytes: the first is kept.", m.change("channel", "Films about film.", "Films about nothing."), with{"held": held})
	m.add("channel", "broken-chain", "forked", "The next seq, but it does not follow the one that is held: it is taken, and the fork reported.", m.change("channel", `"seq": 3`, `"seq": 4`), with{"held": held})
	m.add("channel", "expired", "expired", "A newer one is due: it is taken, and known to be old.", m.good["channel"], with{"now": "2027-06-01T12:00:00Z"})
	m.add("channel", "year-offline", "ok", "A follower was offline for a year.", m.change("channel", `"seq": 3`, `"seq": 60`, `"issued": "2026-03`, `"issued": "2027-03`, `"expires": "2026-06`, `"expires": "2027-06`), with{"held": held, "now": "2027-03-02T00:00:00Z"})
	m.add("channel", "wrong-root", "wrong-root", "Not of the root that is pinned.", m.good["channel"], with{"root": string(public(signer("other root")))})

	second := m.certified(signer("second channel"), 2, "")
	newKey := []string{`"certificate": ` + m.embedded(m.f.certificate.Envelope), `"certificate": ` + string(second.Bytes()), `"seq": 3`, `"seq": 1`, `"previous": "` + string(m.f.channel.Previous) + `",`, ""}
	renewed := m.change("channel", newKey...)
	renewedEnvelope := signRaw("channel", renewed, signer("second channel"))
	m.addEnvelope("channel", "new-key", "ok", "Under a new certificate the order begins anew.", renewedEnvelope.Bytes(), with{"held": held}, renewed)
	m.add("channel", "revoked", "revoked", "Signed with a key that the root has replaced.", m.change("channel", `"seq": 3`, `"seq": 9`), with{"held": string(renewedEnvelope.Bytes())})
	moved := format.Link{Key: public(signer("new channel")), Root: public(signer("new root"))}
	third := m.certified(signer("channel"), 2, moved.String())
	m.bad("channel", "moved", "ok", "The root says where the channel goes on.", newKey[0], `"certificate": `+string(third.Bytes()))

	m.bad("channel", "first-with-previous", "bad-field", "The first one follows nothing.", `"seq": 3`, `"seq": 1`)
	m.bad("channel", "valid-for-ever", "bad-field", "It would be due in more than 400 days.", `"expires": "2026-06`, `"expires": "2028-06`)
	m.bad("channel", "mirror-file", "bad-field", "A mirror that is a file of this machine.", "https://studio.example/matinee/", "file:///etc/passwd")
	m.bad("channel", "mirror-plain", "bad-field", "A mirror without encryption.", "https://studio.example/matinee/", "http://studio.example/matinee/")
	m.bad("channel", "mirror-password", "bad-field", "A mirror with a password.", "https://studio.example/matinee/", "https://me:secret@studio.example/")
	m.bad("channel", "domain-address", "bad-field", "A domain that is an address.", `"domain": "studio.example"`, `"domain": "127.0.0.1"`)
	m.bad("channel", "store-backwards", "bad-field", "A store whose time ends before it begins.", `"until": "2027-02`, `"until": "2025-02`)
	m.bad("channel", "withdrawn-listed", "bad-field", "A bundle is listed and withdrawn.", `"bundle": "ffffffffffffffffffffffffffffffff"`, `"bundle": "`+string(bundleID)+`"`)
	m.bad("channel", "recommends-nothing", "bad-field", "A recommendation that is no channel.", `"link": "magnet:?xs=urn:btpk:`, `"link": "magnet:?xt=urn:btih:`)
	m.bad("channel", "broken-release", "mismatch", "A key is published that is not the edition's.", m.embeddedRelease(), string(signRaw("release", m.change("release", standardIdentity, extrasIdentity), m.keys["release"]...).Bytes()))
}

// certified makes another certificate of the root.
func (m *maker) certified(key ed25519.PrivateKey, serial int64, movedTo string) format.Envelope {
	c := m.f.certificate.Doc
	c.Key, c.Serial, c.MovedTo = public(key), serial, movedTo
	return mustSign(m.t, c, "root").Envelope
}

// envelope reads a channel.
func (m *maker) envelope(text string) format.Envelope {
	m.t.Helper()
	signed, err := format.Read[format.Channel]([]byte(text))
	if err != nil {
		m.t.Fatal(err)
	}
	return signed.Envelope
}

// embedded is how an envelope stands in an indented payload.
func (m *maker) embedded(e format.Envelope) string {
	return strings.ReplaceAll(indent(m.t, e.Bytes()), "\n", "\n  ")
}

func (m *maker) embeddedRelease() string {
	return strings.ReplaceAll(indent(m.t, m.f.channel.Releases[0].Bytes()), "\n", "\n    ")
}
