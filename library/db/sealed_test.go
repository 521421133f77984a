package db_test

import (
	"reflect"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func TestWhatOpensSealedEditionsIsKept(t *testing.T) {
	d, path := fresh(t)
	const film, other, one = library.Token("f1"), library.Token("f2"), library.Token("a1")
	must(t, d.SaveLicence(t.Context(), film, one, []byte("first")))
	must(t, d.SaveLicence(t.Context(), film, one, []byte("again")))
	must(t, d.SaveLicence(t.Context(), other, "a2", []byte("other")))
	must(t, d.SaveRelease(t.Context(), film, "standard", library.ReleaseOpen, []byte("key")))
	must(t, d.SaveRelease(t.Context(), film, "standard", library.ReleaseOpen, []byte("another")))
	documents := db.Editions{ID: idOf(1), Bundle: film, Manifest: []byte("manifest")}
	must(t, d.SaveEditions(t.Context(), documents))
	documents.Terms = []byte("terms")
	must(t, d.SaveEditions(t.Context(), documents))
	noon := time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ at, want time.Time }{{}, {noon, noon}, {noon.Add(time.Hour), noon}, {time.Time{}, noon}} {
		if first, err := d.PlayedFirst(t.Context(), one, c.at); err != nil || !first.Equal(c.want) {
			t.Errorf("first played %v, %v; want %v", first, err, c.want)
		}
	}
	_, err := d.PlayedFirst(t.Context(), "none", noon)
	isCode(t, err, library.CodeNotFound)
	d = reopen(t, d, path)
	if got, err := d.Licences(t.Context(), film); err != nil || len(got) != 1 || string(got[0]) != "first" {
		t.Errorf("licenses %q, %v", got, err)
	}
	if got, err := d.Releases(t.Context(), film); err != nil || len(got) != 1 || string(got[0]) != "key" {
		t.Errorf("keys %q, %v", got, err)
	}
	if got, err := d.Editions(t.Context(), idOf(1)); err != nil || !reflect.DeepEqual(got, documents) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := d.EditionsOf(t.Context(), film); err != nil || len(got) != 1 || got[0].ID != idOf(1) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := d.Editions(t.Context(), idOf(2)); err != nil || len(got.Manifest) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
