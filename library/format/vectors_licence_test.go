package format_test

import (
	"strings"
	"testing"

	"matinee/library/format"
)

// licences: what a device takes.
func (m *maker) licences() {
	m.add("licence", "other-device", "other-recipient", "For another device.", m.good["licence"], with{"device": string(recipient(storeIdentity))})
	m.bad("licence", "other-bundle", "mismatch", "For another bundle.", `"bundle": "0`, `"bundle": "1`)
	m.bad("licence", "other-edition", "mismatch", "The edition's name and its recipient do not go together.", `"edition": "standard"`, `"edition": "extras"`)
	m.bad("licence", "other-premiere", "mismatch", "It waits for a premiere that is not the edition's.", `"premiere": "`+string(recipient(premiereIdentity)), `"premiere": "`+string(recipient(storeIdentity)))
	m.bad("licence", "other-channel", "wrong-root", "For a channel that did not certify the store.", `"channel": "`+string(public(signer("root"))), `"channel": "`+string(public(signer("other root"))))
	expiring := []string{`"windowUntil"`, `"expires": "2026-04-01T00:00:00Z",` + "\n  \"windowUntil\""}
	m.add("licence", "expiring", "ok", "A day before it ends.", m.change("licence", expiring...), with{"now": "2026-03-31T00:00:00Z"})
	m.add("licence", "expired", "expired", "A second after it ended.", m.change("licence", expiring...), with{"now": "2026-04-01T00:00:00Z"})
	m.bad("licence", "before-the-store", "wrong-signer", "Issued before the store was allowed to.", `"issued": "2026-03-05T09:30:00Z"`, `"issued": "2026-01-15T00:00:00Z"`)
	m.bad("licence", "after-the-store", "expired", "Issued when the store was allowed no longer.", `"issued": "2026-03-05T09:30:00Z"`, `"issued": "2027-02-01T00:00:00Z"`)
	m.add("licence", "store-gone", "ok", "The store's time is over; what it sold before stays good.", m.good["licence"], with{"now": "2030-01-01T00:00:00Z"})
	revoking := func(key, at string) string {
		return m.resigned("channel", string(public(signer("old store"))), key, `"at": "2026-02-15T00:00:00Z"`, `"at": "`+at+`"`)
	}
	store := string(public(signer("store")))
	m.add("licence", "revoked", "revoked", "Issued after the store's key was revoked.", m.good["licence"], with{"channel": revoking(store, "2026-03-05T09:30:00Z")})
	m.add("licence", "revoked-later", "ok", "Issued before the store's key was revoked.", m.good["licence"], with{"channel": revoking(store, "2026-03-05T09:30:01Z")})
	m.add("licence", "revoked-channel-key", "revoked", "The channel key that named the store was revoked before.", m.good["licence"], with{"channel": revoking(string(public(signer("channel"))), "2026-02-01T00:00:00Z")})
	m.bad("licence", "rental-without-length", "bad-field", "A rental that does not say how long.", `"kind": "purchase"`, `"kind": "rental"`)
	m.bad("licence", "rental", "ok", "A rental of 48 hours.", `"kind": "purchase"`, `"kind": "rental"`, `"windowUntil"`, `"rental": "P2D",`+"\n  \"windowUntil\"")
	m.bad("licence", "ads-for-ever", "bad-field", "Watched with ads, for ever.", `"kind": "purchase"`, `"kind": "ads"`)
	m.bad("licence", "unknown-kind", "bad-field", "A kind that is not known.", `"kind": "purchase"`, `"kind": "stolen"`)
}

// consignments: what a store takes.
func (m *maker) consignments() {
	doc := m.f.consignment
	doc.Version, doc.Wrapped, doc.WrappedPremiere, doc.Withdrawn = 2, nil, nil, at("2026-04-10T00:00:00Z")
	withdrawn := mustSign(m.t, doc, "channel").Envelope
	m.add("consignment", "withdrawn", "ok", "It was withdrawn.", indent(m.t, withdrawn.Payload), with{"held": m.signed("consignment")})
	m.add("consignment", "withdrawn-and-back", "revoked", "What was withdrawn stays so.", m.change("consignment", `"version": 1`, `"version": 3`), with{"held": string(withdrawn.Bytes())})
	m.add("consignment", "rolled-back", "rolled-back", "An older version than the one that is held.", m.good["consignment"], with{"held": string(withdrawn.Bytes())})
	m.add("consignment", "forked", "forked", "The same version with another key.", m.change("consignment", `"terms": "`+string(digest("terms")), `"terms": "`+string(digest("other"))), with{"held": m.signed("consignment")})
	m.add("consignment", "another", "mismatch", "Another consignment than the one that is held.", m.change("consignment", `"version": 1`, `"version": 2`, "c0ffee", "decafe"), with{"held": m.signed("consignment")})
	m.add("consignment", "other-store", "other-recipient", "Wrapped for another store.", m.good["consignment"], with{"store": string(recipient(deviceIdentity))})
	m.bad("consignment", "other-edition", "mismatch", "The edition's name and its recipient do not go together.", `"edition": "standard"`, `"edition": "extras"`)
	m.bad("consignment", "nothing-wrapped", "bad-field", "Neither a key nor a withdrawal.", `"wrapped":`, `"unwrapped":`)
}

// releases: what is used and passed on.
func (m *maker) releases() {
	first := indent(m.t, mustWrite(m.t, m.f.premiere))
	m.add("release", "premiere", "ok", "The lock of a premiere, at its time.", first, with{"now": premiere})
	m.add("release", "premiere-early", "too-early", "The lock of a premiere, a second before.", first, with{"now": "2026-04-01T17:59:59Z"})
	m.add("release", "open-early", "too-early", "An edition's key, a second before it opens.", m.good["release"], with{"now": "2026-05-31T23:59:59Z"})
	m.add("release", "never-open", "terms", "The terms do not open the edition.", m.good["release"], with{"terms": m.resigned("terms", `"after": "open",`, `"after": "offers",`, `"opens": "`+opens+`"`, `"x": 1`)})
	m.add("release", "wrong-lock", "mismatch", "A key that is not the premiere's.", strings.Replace(first, premiereIdentity, deviceIdentity, 1), with{"now": premiere})
	m.bad("release", "wrong-identity", "mismatch", "Its release key is not derived from the key it publishes.", standardIdentity, extrasIdentity)
	m.bad("release", "other-edition", "mismatch", "For another edition than its key's.", `"edition": "standard"`, `"edition": "extras"`)
	m.bad("release", "broken-identity", "bad-field", "A key whose checksum is wrong.", standardIdentity, standardIdentity[:73]+"Q")
	m.bad("release", "unknown-kind", "bad-field", "A kind that is not known.", `"kind": "open"`, `"kind": "leak"`)
}

// mustWrite is the payload of a release.
func mustWrite(t *testing.T, r format.Release) []byte {
	t.Helper()
	signed, err := format.Sign(r, releaseKey(t, standardIdentity))
	if err != nil {
		t.Fatal(err)
	}
	return signed.Envelope.Payload
}

func (m *maker) receipts() {
	m.bad("receipt", "tax-too-high", "bad-field", "More tax than was paid.", `"taxMinorUnits": 79`, `"taxMinorUnits": 496`)
	m.bad("receipt", "card-fee", "ok", "The buyer bore a card fee.", `"taxMinorUnits": 79,`, `"taxMinorUnits": 79, "cardFeeMinorUnits": 33,`)
	m.bad("receipt", "card-fee-too-high", "bad-field", "More card fee than was paid beside taxes.", `"taxMinorUnits": 79,`, `"taxMinorUnits": 79, "cardFeeMinorUnits": 417,`)
	m.bad("receipt", "no-place", "bad-field", "Places in the ledger begin with 1.", `"n": 17`, `"n": 0`)
	m.bad("receipt", "secret-short", "bad-field", "A secret of 120 bits.", `"secret": "5ec7e7`, `"secret": "5ec7`)
	m.bad("receipt", "unknown-offer", "bad-field", "An offer that is not known.", `"offer": "paid"`, `"offer": "stolen"`)
	m.bad("receipt", "voucher", "ok", "A voucher: nothing was paid here.", `"minorUnits": 495`, `"minorUnits": 0`, `"taxMinorUnits": 79,`, "")
	m.bad("receipt", "bitcoin", "ok", "Paid in hundred-millionths of a bitcoin.", `"currency": "EUR"`, `"currency": "BTC"`)
	m.bad("receipt", "after-the-store", "expired", "Issued when the store was allowed no longer.", `"issued": "2026-03-05T09:30:00Z"`, `"issued": "2028-01-01T00:00:00Z"`)
}
