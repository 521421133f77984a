package format_test

import (
	"bytes"
	"testing"

	"matinee/library/format"
)

// TestIssuedIsSigned: what a store issues under a word that it has read is what Sign makes,
// and is refused when the word is not the document's.
func TestIssuedIsSigned(t *testing.T) {
	f := newFixture(t)
	signed := mustSign(t, f.licence, "store")
	issued, err := format.Issue(f.licence, f.storeCert, signer("store"))
	if err != nil || !bytes.Equal(issued.Bytes(), signed.Bytes()) {
		t.Fatalf("issued %s, %v; signed %s", issued.Bytes(), err, signed.Bytes())
	}

	if _, err := format.Issue(f.licence, f.storeCert, signer("channel")); err == nil {
		t.Error("issued with another key")
	}
	store := f.store
	store.Name = "The Other Corner"
	renewed := mustSign(t, format.StoreCertificate{Author: f.author, Store: store}, "channel")
	if _, err := format.Issue(f.licence, renewed, signer("store")); err == nil {
		t.Error("issued under another word than stands in it")
	}
	late := f.licence
	late.Issued = f.store.Until
	if _, err := format.Issue(late, f.storeCert, signer("store")); err == nil {
		t.Error("issued when the word had expired")
	}
	foreign := f.licence
	foreign.Channel = public(signer("stranger"))
	if _, err := format.Issue(foreign, f.storeCert, signer("store")); err == nil {
		t.Error("issued for another channel")
	}
}
