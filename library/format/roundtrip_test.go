package format_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"reflect"
	"slices"
	"testing"

	"matinee/library"
	"matinee/library/format"
)

// roundTrip signs, reads and compares, then signs what was read again.
func roundTrip[D format.Document](t *testing.T, doc D, keys ...ed25519.PrivateKey) []byte {
	t.Helper()
	signed, err := format.Sign(doc, keys...)
	if err != nil {
		t.Fatalf("sign %T: %v", doc, err)
	}
	back, err := format.Read[D](signed.Bytes())
	if err != nil {
		t.Fatalf("read %T: %v", doc, err)
	}
	if !reflect.DeepEqual(back.Doc, doc) {
		t.Errorf("%T came back as\n%+v, not\n%+v", doc, back.Doc, doc)
	}
	again, err := format.Sign(back.Doc, keys...)
	if err != nil || !bytes.Equal(again.Bytes(), signed.Bytes()) || again.Digest() != signed.Digest() {
		t.Errorf("%T is written otherwise the second time: %v", doc, err)
	}
	listed, err := format.ReadListed[D](signed.Bytes(), signed.Digest())
	if err != nil || !reflect.DeepEqual(listed.Doc, doc) {
		t.Errorf("%T, listed: %v", doc, err)
	}
	if _, err := format.ReadListed[D](signed.Bytes(), digest("other")); !errors.Is(err, format.FaultMismatch) {
		t.Errorf("%T is taken for another that is listed: %v", doc, err)
	}
	if _, err := format.Sign(doc, signer("stranger")); !errors.Is(err, format.FaultSigner) {
		t.Errorf("a stranger signs %T: %v", doc, err)
	}
	if _, err := format.Sign(doc); !errors.Is(err, format.FaultSignature) {
		t.Errorf("nobody signs %T: %v", doc, err)
	}
	return signed.Bytes()
}

// all signs one document of each kind.
func (f fixture) all(t *testing.T) map[string][]byte {
	t.Helper()
	release := releaseKey(t, standardIdentity)
	return map[string][]byte{
		"certificate":       roundTrip(t, f.certificate.Doc, signer("root")),
		"store-certificate": roundTrip(t, f.storeCert.Doc, signer("channel")),
		"manifest":          roundTrip(t, f.manifest, signer("channel")),
		"terms":             roundTrip(t, f.terms, signer("channel")),
		"deal":              roundTrip(t, f.deal, signer("channel"), signer("store")),
		"channel":           roundTrip(t, f.channel, signer("channel")),
		"store-catalogue":   roundTrip(t, f.catalogue, signer("store")),
		"consignment":       roundTrip(t, f.consignment, signer("channel")),
		"licence":           roundTrip(t, f.licence, signer("store")),
		"receipt":           roundTrip(t, f.receipt, signer("store")),
		"release":           roundTrip(t, f.open, release),
		"reel":              roundTrip(t, f.reel, signer("store")),
		"sponsors":          roundTrip(t, f.sponsors, signer("channel")),
		"token-key":         roundTrip(t, f.tokenKey, signer("store")),
		"books-request":     roundTrip(t, f.booksRequest, signer("channel")),
		"books-head":        roundTrip(t, f.booksHead, signer("store")),
	}
}

func TestEveryDocumentRoundTrips(t *testing.T) {
	f := newFixture(t)
	docs := f.all(t)
	roundTrip(t, f.premiere, releaseKey(t, standardIdentity))
	for _, kind := range []string{"certificate", "release"} {
		if n := len(docs[kind]); n > 996 {
			t.Errorf("a %s has %d bytes, too many for a DHT item", kind, n)
		}
	}
}

// readAny reads a document of the named kind.
func readAny(kind string, data []byte) (any, error) {
	switch kind {
	case "certificate":
		return opened(format.Read[format.Certificate](data))
	case "store-certificate":
		return opened(format.Read[format.StoreCertificate](data))
	case "manifest":
		return opened(format.Read[format.Manifest](data))
	case "terms":
		return opened(format.Read[format.Terms](data))
	case "deal":
		return opened(format.Read[format.Deal](data))
	case "channel":
		return opened(format.Read[format.Channel](data))
	case "store-catalogue":
		return opened(format.Read[format.StoreCatalogue](data))
	case "consignment":
		return opened(format.Read[format.Consignment](data))
	case "licence":
		return opened(format.Read[format.Licence](data))
	case "receipt":
		return opened(format.Read[format.Receipt](data))
	case "release":
		return opened(format.Read[format.Release](data))
	case "reel":
		return opened(format.Read[format.Reel](data))
	case "books-request":
		return opened(format.Read[format.BooksRequest](data))
	case "books-head":
		return opened(format.Read[format.BooksHead](data))
	case "sponsors":
		return opened(format.Read[format.Sponsors](data))
	case "token-key":
		return opened(format.Read[format.TokenKey](data))
	}
	return nil, errors.New("no document is called " + kind)
}

func opened[D format.Document](s format.Signed[D], err error) (any, error) { return s.Doc, err }

// TestEveryFlippedByteIsRefused: there is one form of a signed document. Whatever
// byte is changed, inside or outside of what is signed, it is refused.
func TestEveryFlippedByteIsRefused(t *testing.T) {
	for kind, data := range newFixture(t).all(t) {
		step := 1 + len(data)/200
		for i := 0; i < len(data); i += step {
			broken := bytes.Clone(data)
			broken[i] ^= 1 << (i % 8)
			if _, err := readAny(kind, broken); err == nil {
				t.Fatalf("%s: byte %d of %d was changed, and nothing was said", kind, i, len(data))
			}
		}
		for _, cut := range []int{0, 1, len(data) / 2, len(data) - 1} {
			if _, err := readAny(kind, data[:cut]); err == nil {
				t.Errorf("%s, cut at %d, is taken", kind, cut)
			}
		}
		if _, err := readAny(kind, append(bytes.Clone(data), '\n')); err == nil {
			t.Errorf("%s with a line feed behind it is taken", kind)
		}
	}
}

// TestNoKindIsTakenForAnother: a document of one kind, rightly signed, is refused
// where another is expected.
func TestNoKindIsTakenForAnother(t *testing.T) {
	docs := newFixture(t).all(t)
	for kind, data := range docs {
		for other := range docs {
			if _, err := readAny(other, data); (err == nil) != (kind == other) {
				t.Errorf("a %s read as a %s: %v", kind, other, err)
			}
		}
	}
}

// TestUnknownFieldsAreKept: what a later version adds comes through an older one.
func TestUnknownFieldsAreKept(t *testing.T) {
	f := newFixture(t)
	f.terms.More = library.More{"future": []byte(`{"deep":[1,true,null,"é"]}`), "another": []byte(`2`)}
	f.terms.Editions[0].More = library.More{"colour": []byte(`"red"`)}
	f.terms.Editions[0].Offers[0].More = library.More{"bonus": []byte(`[]`)}
	f.terms.Editions[0].Window.More = library.More{"note": []byte(`"x"`)}
	f.terms.Editions[0].Splits[0].More = library.More{"url": []byte(`"https://a.example"`)}
	data := roundTrip(t, f.terms, signer("channel"))
	back, err := format.Read[format.Terms](data)
	if err != nil || !reflect.DeepEqual(back.Doc, f.terms) {
		t.Errorf("%v", err)
	}
	for _, want := range []string{`"future":{"deep":[1,true,null,"é"]}`, `"bonus":[]`, `"colour":"red"`} {
		if !bytes.Contains(back.Envelope.Payload, []byte(want)) {
			t.Errorf("%s is not in the payload", want)
		}
	}
	for name, more := range map[string]library.More{
		"a known name":  {"version": []byte(`2`)},
		"the format":    {"format": []byte(`"terms/1"`)},
		"no JSON":       {"future": []byte(`{`)},
		"two values":    {"future": []byte(`1,"x":2`)},
		"a fraction":    {"future": []byte(`1.5`)},
		"a long name":   {string(bytes.Repeat([]byte("a"), 65)): []byte(`1`)},
		"nothing":       {"future": nil},
		"too deep":      {"future": append(bytes.Repeat([]byte("["), 20), bytes.Repeat([]byte("]"), 20)...)},
		"not UTF-8":     {"future": []byte("\"\xff\"")},
		"half a pair":   {"future": []byte(`"\ud800"`)},
		"twice in deep": {"future": []byte(`{"a":1,"a":1}`)},
	} {
		f.terms.More = more
		if _, err := format.Sign(f.terms, signer("channel")); err == nil {
			t.Errorf("%s is signed", name)
		}
	}
}

// TestSecretsStayOutOfErrors: a broken secret in a document is not repeated.
func TestSecretsStayOutOfErrors(t *testing.T) {
	f := newFixture(t)
	f.open.Identity = library.Identity(standardIdentity[:70] + "QQQQ")
	_, err := format.Sign(f.open, releaseKey(t, standardIdentity))
	if err == nil || bytes.Contains([]byte(err.Error()), []byte(standardIdentity[20:60])) {
		t.Error(err)
	}
	if _, err := format.ReleaseKey("AGE-SECRET-KEY-1SECRET"); err == nil || bytes.Contains([]byte(err.Error()), []byte("1SECRET")) {
		t.Error(err)
	}
}

func TestADealIsSignedOneAfterTheOther(t *testing.T) {
	f := newFixture(t)
	first, err := format.Sign(f.deal, signer("channel"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := format.Read[format.Deal](first.Bytes()); !errors.Is(err, format.FaultSigner) {
		t.Errorf("half a deal is taken: %v", err)
	}
	if _, err := format.Cosign(first.Bytes(), signer("stranger")); !errors.Is(err, format.FaultSigner) {
		t.Errorf("a stranger cosigns: %v", err)
	}
	both, err := format.Cosign(first.Bytes(), signer("store"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := format.Read[format.Deal](both.Bytes()); err != nil {
		t.Error(err)
	}
	again, err := format.Cosign(both.Bytes(), signer("store"))
	if err != nil || !slices.Equal(again.Bytes(), both.Bytes()) {
		t.Errorf("signing twice changes it: %v", err)
	}
	broken := bytes.Replace(first.Bytes(), []byte(`"sig":"`), []byte(`"sig":"AAAA`), 1)
	if _, err := format.Cosign(broken, signer("store")); err == nil {
		t.Error("a broken deal is cosigned")
	}
}
