package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"matinee/library/format"
)

// TestSpecification: FORMATS.md names every property of every document, its
// fault and its limit.
func TestSpecification(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", ".github", "FORMATS.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	properties := map[string]bool{}
	for _, doc := range []any{
		format.Certificate{},
		format.StoreCertificate{},
		format.Manifest{},
		format.Terms{},
		format.Deal{},
		format.Channel{},
		format.StoreCatalogue{},
		format.Consignment{},
		format.Licence{},
		format.Receipt{},
		format.Release{},
		format.Reel{},
		format.Sponsors{},
		format.TokenKey{},
		format.BooksRequest{},
		format.BooksHead{},
		format.AdsReceipt{},
		format.Envelope{},
	} {
		propertiesOf(reflect.TypeOf(doc), properties)
	}
	if len(properties) < 80 {
		t.Fatalf("only %d properties were found", len(properties))
	}
	words := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune(letters, r) }) {
		words[word] = true
	}
	for name := range properties {
		if !words[name] {
			t.Errorf("property %s is not described", name)
		}
	}
	for name, limit := range map[string]int{
		"certificate": format.MaxCertificate, "store-certificate": format.MaxStoreCertificate, "manifest": format.MaxManifest,
		"terms": format.MaxTerms, "deal": format.MaxDeal, "channel": format.MaxChannel, "store-catalogue": format.MaxStoreCatalogue, "consignment": format.MaxConsignment,
		"licence": format.MaxLicence, "receipt": format.MaxReceipt, "release": format.MaxRelease,
		"reel": format.MaxReel, "sponsors": format.MaxSponsors, "token-key": format.MaxTokenKey, "ads-receipt": format.MaxAdsReceipt,
		"books-request": format.MaxBooksRequest, "books-head": format.MaxBooksHead,
	} {
		_, row, _ := strings.Cut(text, "\n| `"+name+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if !strings.HasSuffix(row, "| "+grouped(limit)+" |") {
			t.Errorf("the limit of a %s is %s, not as the first table says: %s", name, grouped(limit), row)
		}
	}
	for _, v := range newFixture(t).vectors(t) {
		if v.expect != "ok" && !strings.Contains(text, "`"+v.expect+"`") {
			t.Errorf("fault %s is not described", v.expect)
		}
	}
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// propertiesOf collects the names of a type's properties, and of what is in it.
func propertiesOf(t reflect.Type, into map[string]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		propertiesOf(t.Elem(), into)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && name != "-" {
				into[name] = true
			}
			if f.IsExported() {
				propertiesOf(f.Type, into)
			}
		}
	}
}

// grouped writes a number with commas.
func grouped(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
