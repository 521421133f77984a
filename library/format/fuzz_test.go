package format_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"matinee/library/format"
)

// seeds are the envelopes of a kind's vectors.
func seeds(f *testing.F, kind string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", kind, "*.txt"))
	if err != nil || len(files) < 5 {
		f.Fatalf("%d vectors: %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, envelope, _ := bytes.Cut(raw, []byte("-- envelope --\n"))
		envelope, _, _ = bytes.Cut(envelope, []byte("\n-- "))
		f.Add(bytes.TrimSuffix(envelope, []byte("\n")))
	}
}

// fuzzDocument: what is read is exactly what was signed, and reads the same when
// it is listed by its hash.
func fuzzDocument[D format.Document](f *testing.F, kind string) {
	seeds(f, kind)
	f.Fuzz(func(t *testing.T, data []byte) {
		signed, err := format.Read[D](data)
		if err != nil {
			return
		}
		if !bytes.Equal(signed.Bytes(), data) {
			t.Error("there is a second way to write it")
		}
		again, err := format.ReadListed[D](data, signed.Digest())
		if err != nil || !reflect.DeepEqual(again.Doc, signed.Doc) {
			t.Errorf("listed, it reads otherwise: %v", err)
		}
	})
}

func FuzzCertificate(f *testing.F) { fuzzDocument[format.Certificate](f, "certificate") }

func FuzzStoreCertificate(f *testing.F) {
	fuzzDocument[format.StoreCertificate](f, "store-certificate")
}
func FuzzManifest(f *testing.F)    { fuzzDocument[format.Manifest](f, "manifest") }
func FuzzTerms(f *testing.F)       { fuzzDocument[format.Terms](f, "terms") }
func FuzzDeal(f *testing.F)        { fuzzDocument[format.Deal](f, "deal") }
func FuzzChannel(f *testing.F)     { fuzzDocument[format.Channel](f, "channel") }
func FuzzConsignment(f *testing.F) { fuzzDocument[format.Consignment](f, "consignment") }
func FuzzLicence(f *testing.F)     { fuzzDocument[format.Licence](f, "licence") }
func FuzzReceipt(f *testing.F)     { fuzzDocument[format.Receipt](f, "receipt") }
func FuzzCatalogue(f *testing.F)   { fuzzDocument[format.StoreCatalogue](f, "store-catalogue") }
func FuzzRelease(f *testing.F)     { fuzzDocument[format.Release](f, "release") }
func FuzzReel(f *testing.F)        { fuzzDocument[format.Reel](f, "reel") }
func FuzzSponsors(f *testing.F)    { fuzzDocument[format.Sponsors](f, "sponsors") }
func FuzzBooksRequest(f *testing.F) {
	fuzzDocument[format.BooksRequest](f, "books-request")
}
func FuzzBooksHead(f *testing.F) { fuzzDocument[format.BooksHead](f, "books-head") }
func FuzzTokenKey(f *testing.F)  { fuzzDocument[format.TokenKey](f, "token-key") }

// FuzzPayload signs whatever comes, so that what stands behind the signature is
// fuzzed too. What is taken can be signed again and reads the same.
func FuzzPayload(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "terms", "*.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, payload, found := bytes.Cut(raw, []byte("-- payload --\n"))
		payload, _, _ = bytes.Cut(payload, []byte("\n-- "))
		if found {
			f.Add(payload)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		envelope := signRaw("terms", string(payload), signer("channel"))
		signed, err := format.Read[format.Terms](envelope.Bytes())
		if err != nil {
			return
		}
		written, err := format.Sign(signed.Doc, signer("channel"))
		if err != nil {
			t.Fatalf("what was read cannot be signed: %v", err)
		}
		again, err := format.Read[format.Terms](written.Bytes())
		if err != nil {
			t.Fatalf("what was signed cannot be read: %v", err)
		}
		rewritten, err := format.Sign(again.Doc, signer("channel"))
		if err != nil || !bytes.Equal(rewritten.Bytes(), written.Bytes()) {
			t.Errorf("it is written otherwise each time: %v", err)
		}
	})
}

func FuzzLink(f *testing.F) {
	f.Add("magnet:?xs=urn:btpk:" + string(public(signer("channel"))) + "&s=6d6174&as=https%3A%2F%2Fstudio.example%2F&x.root=" + string(public(signer("root"))))
	f.Fuzz(func(t *testing.T, text string) {
		link, err := format.ParseLink(text)
		if err != nil {
			return
		}
		again, err := format.ParseLink(link.String())
		if err != nil || !reflect.DeepEqual(again, link) {
			t.Errorf("%q came back as %+v: %v", text, again, err)
		}
	})
}

func FuzzPointer(f *testing.F) {
	f.Add([]byte("d2:ih20:aaaaaaaaaaaaaaaaaaaa2:mrl23:https://studio.example/ee"))
	f.Add([]byte("d2:ih20:aaaaaaaaaaaaaaaaaaaae"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := format.ParsePointer(data)
		if err != nil {
			return
		}
		if again, err := p.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("it is written as %q: %v", again, err)
		}
	})
}
