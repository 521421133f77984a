package curator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
)

func TestShelfSortsAndFilters(t *testing.T) {
	long := film(3, "Éclair", "a.mkv")
	long.Items[0].Duration, long.Length = 3*time.Hour, 9000
	unknown := film(5, "Quiet", "notes.txt")
	unknown.Items[0].Duration = 0
	r := newRig(t, film(1, "Film 10", "a.mkv"), film(2, "film 9", "b.mkv", "c.mkv"), long, film(4, "«Album»", "01.flac"), unknown)
	r.engine.complete(idOf(4), 0, "/x")
	r.at(2, 0, 10*time.Minute)
	for _, c := range []struct {
		q    library.ShelfQuery
		want []string
	}{
		{library.ShelfQuery{}, []string{"Quiet", "«Album»", "Éclair", "film 9", "Film 10"}},
		{library.ShelfQuery{Sort: library.SortTitle}, []string{"«Album»", "Éclair", "film 9", "Film 10", "Quiet"}},
		{library.ShelfQuery{Sort: library.SortDuration}, []string{"«Album»", "Film 10", "film 9", "Éclair", "Quiet"}},
		{library.ShelfQuery{Sort: library.SortLength, Limit: 2}, []string{"Éclair", "film 9"}},
		{library.ShelfQuery{Sort: library.SortPlayed, Limit: 1}, []string{"film 9"}},
		{library.ShelfQuery{Filter: library.FilterAudio}, []string{"«Album»"}},
		{library.ShelfQuery{Filter: library.FilterVideo, Limit: 1}, []string{"Éclair"}},
		{library.ShelfQuery{Filter: library.FilterBegun}, []string{"film 9"}},
		{library.ShelfQuery{Filter: library.FilterOffline}, []string{"«Album»"}},
		{library.ShelfQuery{Filter: library.FilterUnwatched, Sort: library.SortTitle, Limit: 1}, []string{"«Album»"}},
		{library.ShelfQuery{Text: "eclair"}, []string{"Éclair"}},
		{library.ShelfQuery{Text: "  ", Limit: 1}, []string{"Quiet"}},
		{library.ShelfQuery{Text: "?!"}, []string{}},
	} {
		if got := r.titles(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
}

func TestContinueGoesOnWhereItWasLeft(t *testing.T) {
	r := newRig(t, film(1, "Series", "S01E01.mkv", "S01E02.mkv", "S01E10.mkv"), film(2, "Film", "f.mkv"), film(3, "New", "n.mkv"))
	r.at(1, 0, 10*time.Minute)
	r.at(2, 0, time.Minute)
	begun := func() []library.Card {
		cards, err := r.Continue(t.Context(), 5)
		r.must(err)
		return cards
	}
	cards := begun()
	if len(cards) != 2 || cards[0].Title != "Film" || cards[1].Begun.At != 10*time.Minute || cards[1].BegunPlace != 1 {
		t.Fatalf("%+v", cards)
	}
	r.at(1, 0, time.Hour) // its end: the next one follows
	if c := begun()[0]; c.Title != "Series" || c.Begun.Item != 1 || c.Begun.At != 0 || c.BegunPlace != 2 || c.Watched {
		t.Errorf("after the first: %+v", c)
	}
	r.at(1, 1, time.Hour)
	r.at(1, 2, time.Hour)
	r.reopen()
	if cards := begun(); len(cards) != 1 || cards[0].Title != "Film" {
		t.Errorf("after the last: %+v", cards)
	}
	if c := r.shelf(library.ShelfQuery{Text: "Series"}); !c[0].Watched || c[0].Begun.Bundle != "" {
		t.Errorf("it was seen: %+v", c)
	}
	if b, err := r.engine.Bundle(idOf(1)); err != nil || !b.Watched {
		t.Errorf("nobody watched it: %v, %+v", err, b)
	}
}

func TestMarksByHand(t *testing.T) {
	r := newRig(t, film(1, "Series", "1.mkv", "2.mkv", "cover.jpg"))
	r.at(1, 0, 10*time.Minute)
	r.must(r.SetWatched(t.Context(), idOf(1), -1, true))
	if c := r.shelf(library.ShelfQuery{})[0]; !c.Watched || c.Begun.Bundle != "" {
		t.Errorf("%+v", c)
	}
	r.must(r.SetWatched(t.Context(), idOf(1), 1, false))
	r.reopen()
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	if !d.Items[0].Watched || d.Items[1].Watched || d.Card.Watched {
		t.Errorf("%+v", d)
	}
	if b, _ := r.engine.Bundle(idOf(1)); b.Watched {
		t.Error("it still counts as watched by somebody")
	}
	r.code(r.SetWatched(t.Context(), idOf(1), 2, true), library.CodeItemNotFound)
	r.code(r.SetWatched(t.Context(), idOf(9), -1, true), library.CodeNotFound)
}

func TestSearchFindsItemsWithTheirTags(t *testing.T) {
	r := newRig(t, film(1, "Abbey Road", "01 - Track.flac", "02 - Something.flac"), film(2, "Something Else", "x.mkv"))
	r.must(r.db.SaveFacts(t.Context(), idOf(1), 0, library.Facts{Title: "Come Together", Artist: "The Beatles"}, r.clock))
	hits := func(text string) (out []string) {
		found, err := r.Search(t.Context(), text, 10)
		r.must(err)
		for _, h := range found {
			out = append(out, fmt.Sprintf("%s/%s", h.Card.Title, h.Name.Title))
		}
		return out
	}
	for text, want := range map[string][]string{
		"some":        {"Something Else/", "Abbey Road/Something"},
		"come":        {"Abbey Road/Come Together"},
		"abbey tog":   {"Abbey Road/Come Together"},
		"abbey":       {"Abbey Road/"},
		"beatles tra": {"Abbey Road/Come Together"},
		"nothing":     nil,
	} {
		if got := hits(text); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestAFilmIsFoundOnce(t *testing.T) {
	r := newRig(t, film(1, "Glass Harbour", "Glass Harbour.mkv"), film(2, "Harbour songs", "01 Harbour.mp3", "02 Salt.mp3"), film(3, "Untitled", "harbour.mkv"))
	found, err := r.Search(t.Context(), "harbour", 10)
	r.must(err)
	got := map[string]int{}
	for _, h := range found {
		got[h.Card.Title]++
	}
	if want := map[string]int{"Glass Harbour": 1, "Harbour songs": 2, "Untitled": 1}; !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestDetails(t *testing.T) {
	b := film(1, "Series", "S01E02.The.Name.1080p.mkv", "S01E01.mkv", "S01E01.fr.srt", "S01E02.eng.srt", "cover.jpg")
	r := newRig(t, b)
	r.must(r.db.SaveFacts(t.Context(), idOf(1), 0, library.Facts{Voices: []string{"en", "fr"}, Subtitles: []string{"de"}}, r.clock))
	r.must(r.db.AddHelped(t.Context(), []library.Help{{ID: idOf(1), Peer: library.PeerMark{1}}, {ID: idOf(1), Peer: library.PeerMark{2}}, {ID: idOf(1), Peer: library.PeerMark{1}}}))
	r.at(1, 1, time.Minute)
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	if len(d.Items) != 2 || d.Items[0].Number != 1 || d.Items[1].Title != "The Name" || d.Items[1].Number != 2 {
		t.Errorf("items %+v", d.Items)
	}
	if !slices.Equal(d.Voices, []string{"en", "fr"}) || !slices.Equal(d.Captions, []string{"de", "fr", "en"}) || d.Helped != 2 {
		t.Errorf("%q, %q, %d helped", d.Voices, d.Captions, d.Helped)
	}
	if d.Items[0].At.At != time.Minute || d.Card.Begun.Item != 1 {
		t.Errorf("%+v", d.Card)
	}
	_, err = r.Details(t.Context(), idOf(2))
	r.code(err, library.CodeNotFound)
}

func TestAnUnknownDurationLeavesASumOfTheOthers(t *testing.T) {
	b := film(1, "Season", "E1.mkv", "E2.mkv", "E3.mkv")
	for i, d := range []time.Duration{time.Hour, 0, 15 * time.Minute} {
		b.Items[i].Duration = d
	}
	r := newRig(t, b)
	card := r.shelf(library.ShelfQuery{})[0]
	if card.Duration != 0 || card.AtLeast != 75*time.Minute {
		t.Errorf("in all %v, at least %v", card.Duration, card.AtLeast)
	}
	r.must(r.Learned(t.Context(), idOf(1), 1, time.Hour))
	if card = r.shelf(library.ShelfQuery{})[0]; card.Duration != 135*time.Minute {
		t.Errorf("with all of them known %v", card.Duration)
	}
}

// TestNamesAreTheSameEverywhere: an item is called what its tags say, else what its
// file's name tells, wherever it is named.
func TestNamesAreTheSameEverywhere(t *testing.T) {
	b := film(1, "Signal", "Signal S01E01.mkv", "Signal S01E02 Part 2 1080p.mkv", "Signal.S02E03.mkv", "E10.mkv", "03 - Come Together.flac", "cover.jpg")
	r := newRig(t, b)
	r.must(r.db.SaveFacts(t.Context(), idOf(1), 2, library.Facts{Title: "Dead air"}, r.clock))
	want := library.ItemNames{
		0: {Title: "Signal S01E01", Number: 1}, 1: {Title: "Part 2", Number: 2, Season: 1, Episode: 2},
		2: {Title: "Dead air", Number: 3, Season: 2, Episode: 3}, 3: {Title: "E10", Number: 10},
		4: {Title: "Come Together", Number: 3},
	}
	names, err := r.Names(t.Context(), idOf(1))
	r.must(err)
	if !maps.Equal(names, want) {
		t.Errorf("names %+v", names)
	}
	if image, _ := b.Item(5); names.Of(image).Title != "cover" {
		t.Errorf("what is not played is called %+v", names.Of(image))
	}
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	for _, i := range d.Items {
		if i.ItemName != want[i.Item.Index] {
			t.Errorf("its page calls %d %+v", i.Item.Index, i.ItemName)
		}
	}
	r.at(1, 2, 10*time.Minute)
	begun, err := r.Continue(t.Context(), 1)
	r.must(err)
	if begun[0].BegunName != want[2] {
		t.Errorf("one goes on with %+v", begun[0].BegunName)
	}
	hits, err := r.Search(t.Context(), "dead air", 1)
	r.must(err)
	if hits[0].Name != want[2] {
		t.Errorf("found %+v", hits[0].Name)
	}
	_, err = r.Names(t.Context(), idOf(2))
	r.code(err, library.CodeNotFound)
}

// TestShelvesAgree: whatever was watched, the shelf of what was begun, the cards
// and the details tell the same.
func TestShelvesAgree(t *testing.T) {
	r := newRig(t, film(1, "A", "1.mkv", "2.mkv", "3.mkv"), film(2, "B", "1.mkv"))
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 2).Draw(rt, "bundle")
		item := rapid.IntRange(0, 3-2*(n-1)-1+n-1).Draw(rt, "item") % (5 - 2*n)
		if rapid.Bool().Draw(rt, "by hand") {
			r.must(r.SetWatched(t.Context(), idOf(n), item, rapid.Bool().Draw(rt, "watched")))
		} else {
			r.at(n, item, rapid.SampledFrom([]time.Duration{0, time.Second, 30 * time.Minute, time.Hour}).Draw(rt, "at"))
		}
		for _, c := range r.shelf(library.ShelfQuery{}) {
			d, err := r.Details(t.Context(), c.ID)
			r.must(err)
			all := true
			for _, i := range d.Items {
				all = all && i.Watched
			}
			if c.Watched != all || d.Card.Begun != c.Begun {
				rt.Fatalf("%+v, but %+v", c, d.Items)
			}
			if i := c.BegunPlace; c.Begun.Bundle != "" && (c.Begun.Bundle != c.ID || d.Items[i-1].Item.Index != c.Begun.Item) {
				rt.Fatalf("goes on at %+v", c)
			}
		}
	})
}

// TestEveryPlaceCallsABundleTheSame: the shelf, the player, the transfers and the storage page.
func TestEveryPlaceCallsABundleTheSame(t *testing.T) {
	r := newRig(t, film(1, "Band - Album", "01.flac"))
	r.must(r.describe(t.Context(), idOf(1), func(d *library.Description) { d.Creators = "Band" }))
	b, err := r.Bundle(idOf(1))
	r.must(err)
	r.disk = func(context.Context) (library.Storage, error) {
		return library.Storage{Bundles: []library.StorageUse{{ID: b.ID}}}, nil
	}
	if s, err := r.Storage(t.Context()); err != nil || s.Bundles[0].Title != "Album" {
		t.Errorf("the storage page says %+v, %v", s.Bundles, err)
	}
	if shelf := r.titles(library.ShelfQuery{}); shelf[0] != "Album" || b.Title != "Album" || r.Shared()[0].Title != "Album" || r.Creators(b.ID) != "Band" {
		t.Errorf("the shelf says %q, the player %q by %q, the transfers %q", shelf, b.Title, r.Creators(b.ID), r.Shared()[0].Title)
	}
}
