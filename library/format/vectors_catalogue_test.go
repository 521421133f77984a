package format_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/format"
)

// catalogues: what stores list.
func (m *maker) catalogues() {
	m.add("store-certificate", "listed", "ok", "The channel lets the store list it.", indent(m.t, m.f.listed(m.t, "channel").Envelope.Payload), nil)
	m.add("store-certificate", "other-link", "wrong-root", "The link leads to another channel.",
		strings.Replace(indent(m.t, m.f.listed(m.t, "channel").Envelope.Payload), "x.root="+string(public(signer("root"))), "x.root="+string(public(signer("friend root"))), 1), nil)
	m.bad("store-certificate", "name-alone", "bad-field", "A name to be listed under, and no link.", `"store": {`, `"name": "Example Pictures",`+"\n  \"store\": {")

	m.bad("store-catalogue", "page-zero", "bad-field", "Pages begin with 1.", `"page": 1`, `"page": 0`)
	m.bad("store-catalogue", "page-behind", "bad-field", "A page behind the last.", `"page": 1`, `"page": 3`)
	m.bad("store-catalogue", "ends-before", "bad-field", "It ends before it begins.", `"expires": "2026-03-06T09:30:00Z"`, `"expires": "2026-03-05T09:30:00Z"`)
	m.bad("store-catalogue", "too-long", "bad-field", "It would hold for longer than 31 days.", `"expires": "2026-03-06T09:30:00Z"`, `"expires": "2026-04-06T09:30:00Z"`)
	m.bad("store-catalogue", "before-the-store", "expired", "Of a day on which the channel did not name the store yet.", `"issued": "2026-03-05T09:30:00Z"`, `"issued": "2026-01-15T00:00:00Z"`,
		`"expires": "2026-03-06T09:30:00Z"`, `"expires": "2026-01-16T00:00:00Z"`)
	m.bad("store-catalogue", "many-prices", "too-many", "Five prices of one bundle.", `"prices": [`, `"prices": [`+strings.Repeat(`{"currency": "EUR", "minorUnits": 1},`, 3))

	with := func(certs ...format.Envelope) string {
		doc := m.f.catalogue
		doc.Channels = nil
		for _, c := range certs {
			doc.Channels = append(doc.Channels, format.StoredChannel{Certificate: c})
		}
		return catalogueText(m.t, doc)
	}
	good := m.f.listed(m.t, "channel").Envelope
	other := m.f.listed(m.t, "channel").Doc
	other.Store.Key = public(signer("old store"))
	m.add("store-catalogue", "twice", "bad-field", "A channel stands twice.", with(good, m.f.listed(m.t, "old channel").Envelope), nil)
	m.add("store-catalogue", "unasked", "bad-field", "A channel that gave the store no link.", with(m.f.storeCert.Envelope), nil)
	m.add("store-catalogue", "other-store", "mismatch", "A channel that names another store.", with(mustSign(m.t, other, "channel").Envelope), nil)
	forged := format.Envelope{Type: good.Type, Payload: good.Payload, Signatures: signRaw("store-certificate", string(good.Payload), signer("stranger")).Signatures}
	m.add("store-catalogue", "forged-word", "wrong-signer", "The word for the store is a stranger's.", with(forged), nil)
}

// catalogueText is the payload of a catalogue that the package itself would not sign.
func catalogueText(t *testing.T, doc format.StoreCatalogue) string {
	t.Helper()
	var listed []string
	for _, c := range doc.Channels {
		listed = append(listed, fmt.Sprintf(`{"certificate": %s}`, c.Certificate.Bytes()))
	}
	text := fmt.Sprintf(`{"format": "store-catalogue/1", "store": %q, "issued": "2026-03-05T09:30:00Z", "expires": "2026-03-06T09:30:00Z", "page": 1, "pages": 1, "channels": [%s]}`,
		doc.Store, strings.Join(listed, ", "))
	if !json.Valid([]byte(text)) {
		t.Fatal(text)
	}
	return text
}

// TestAFullPageOfACatalogueFits: the bounds of what is inside keep a page within its size,
// whatever stands in it.
func TestAFullPageOfACatalogueFits(t *testing.T) {
	f := newFixture(t)
	doc := f.catalogue
	doc.Channels = nil
	long := strings.Repeat("é", 100)
	for i := range format.CatalogueChannels {
		root, key := signer(fmt.Sprint("root", i)), signer(fmt.Sprint("channel", i))
		author := format.Author{Channel: public(root), Issued: at(issued), Certificate: mustSign(t, format.Certificate{
			Root: public(root), Key: public(key), Serial: 1, Issued: at(issued), MovedTo: format.Link{Key: public(key), Root: public(signer("other")), Salt: strings.Repeat("x", 64)}.String(),
		}, fmt.Sprint("root", i)).Envelope}
		mirror := library.WebURL("https://" + strings.Repeat("m", 450) + ".example/")
		store := f.store
		store.Name, store.URL = long[:120], "https://store.example/"+library.WebURL(strings.Repeat("s", 480))
		word := mustSign(t, format.StoreCertificate{
			Author: author, Store: store, Name: long[:120], Link: format.Link{Key: public(key), Root: public(root), Mirrors: []library.WebURL{mirror, mirror, mirror}}.String(),
		}, fmt.Sprint("channel", i))
		listed := format.StoredChannel{Certificate: word.Envelope}
		for j := range format.CatalogueBundles {
			b := format.StoredBundle{Bundle: library.Token(fmt.Sprintf("%032x", j)), Name: long}
			for range format.CataloguePrices {
				b.Prices = append(b.Prices, library.Money{Currency: "EUR", Minor: library.MaxMinor})
			}
			listed.Bundles = append(listed.Bundles, b)
		}
		doc.Channels = append(doc.Channels, listed)
	}
	signed := mustSign(t, doc, "store")
	t.Logf("%d bytes", len(signed.Bytes()))
	if _, err := format.Read[format.StoreCatalogue](signed.Bytes()); err != nil {
		t.Error(err)
	}
}
