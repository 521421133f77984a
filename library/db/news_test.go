package db_test

import (
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func TestNewsOfChannels(t *testing.T) {
	d, _ := fresh(t)
	a, h := channelOf("a")
	b, _ := channelOf("b")
	a.Name, b.Name = "A", "B"
	at := func(l library.Listing, hour, rating int) library.Listing {
		l.Seen, l.Rating = time.Date(2026, 3, 5, hour, 0, 0, 0, time.UTC), rating
		return l
	}
	a.Opened = time.Date(2026, 3, 5, 2, 0, 0, 0, time.UTC)
	others := []library.Recommendation{{Root: keyOf("d"), Link: "l", Name: "D", Why: "good"}}
	for c, listed := range map[*library.Channel][]library.Listing{
		&a: {at(listingOf(a, 1, "One"), 1, 0), at(listingOf(a, 2, "Two"), 3, 16)},
		&b: {at(listingOf(b, 3, "Three"), 2, library.NoRating)},
	} {
		must(t, d.AddChannel(t.Context(), *c, h))
		_, err := d.TakeChannel(t.Context(), *c, h, listed, others)
		must(t, err)
		for _, l := range listed { // what it is rated was read
			must(t, d.SaveListing(t.Context(), l))
		}
	}
	names := func(limit, most int) (text string) {
		t.Helper()
		all, err := d.News(t.Context(), db.Sight{Limit: limit}, most)
		must(t, err)
		for _, l := range all {
			text += l.Name + " "
		}
		return text
	}
	if got := names(0, 9) + names(0, 1) + names(12, 9); got != "Two Three One Two One " {
		t.Errorf("the news are %q", got)
	}
	unseen, err := d.Unseen(t.Context())
	must(t, err)
	if unseen[a.Root] != 1 || unseen[b.Root] != 1 || len(unseen) != 2 {
		t.Errorf("not seen yet: %v", unseen)
	}
	by, err := d.RecommendedBy(t.Context(), a.Root)
	must(t, err)
	if len(by) != 1 || by[0].Name != "D" || by[0].Why != "good" {
		t.Errorf("recommended: %+v", by)
	}
}
