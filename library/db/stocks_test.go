package db_test

import (
	"reflect"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

// TestStoresLists: what stores list is searched, stands once for all of them, and goes with
// them; what is followed is left out.
func TestStoresLists(t *testing.T) {
	d, _ := fresh(t)
	day := time.Date(2026, 3, 1, 20, 15, 0, 0, time.UTC)
	first := library.StoreList{
		URL: "https://a.example", Key: keyOf("a"), Name: "Corner", Added: true, LocalOK: true, Looked: day, Answered: day.Add(time.Second), Channels: 2,
		Warning: &library.Error{Code: library.CodeStoreGone, Detail: "x"},
	}
	second := library.StoreList{URL: "https://b.example", Key: keyOf("b"), Channels: 1}
	must(t, d.SaveStore(t.Context(), first))
	must(t, d.SaveStore(t.Context(), second))
	film := library.Stocked{Root: keyOf("c"), Link: "magnet:?c", Name: "Été films", Bundles: []library.StockedBundle{
		{Name: "Low Tide", Prices: []library.Money{{Currency: "EUR", Minor: 495}}},
	}}
	known, h := channelOf("d")
	must(t, d.AddChannel(t.Context(), known, h))
	for range 2 { // a second list takes the first one's place
		must(t, d.Stock(t.Context(), first.URL, []library.Stocked{film, {Root: known.Root, Link: known.Link, Name: "Known"}}))
	}
	must(t, d.Stock(t.Context(), second.URL, []library.Stocked{film}))
	if all, err := d.Stores(t.Context()); err != nil || !reflect.DeepEqual(all, []library.StoreList{first, second}) {
		t.Errorf("%+v, %v", all, err)
	}
	look := func(text string) []library.Recommendation {
		found, err := d.Discover(t.Context(), text, db.Sight{}, 10)
		must(t, err)
		return found.Sold
	}
	want := []library.Recommendation{{Root: film.Root, Link: film.Link, Name: film.Name, Stores: []string{"Corner", "https://b.example"}, Sells: film.Bundles}}
	for _, text := range []string{"", "ete", "low", "tide FILMS"} {
		if got := look(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q finds %+v", text, got)
		}
	}
	if got := look("known"); len(got) != 0 {
		t.Errorf("what is followed is found: %+v", got)
	}
	must(t, d.DropStore(t.Context(), first.URL))
	must(t, d.DropStore(t.Context(), second.URL))
	if got := look(""); len(got) != 0 {
		t.Errorf("after both are gone: %+v", got)
	}
}
