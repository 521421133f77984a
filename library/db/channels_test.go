package db_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func keyOf(digit string) library.Key { return library.Key(strings.Repeat(digit, 64)) }

// channelOf is a channel with every field set.
func channelOf(digit string) (library.Channel, library.HeldChannel) {
	day := time.Date(2026, 3, 1, 20, 15, 0, 0, time.UTC)
	item := library.Mutable{Key: keyOf("e"), Salt: "s", Seq: 4, Value: []byte("1:x"), Sig: []byte("signature")}
	c := library.Channel{
		Root: keyOf(digit), Link: "magnet:?" + digit, Name: "Été " + digit, Description: "Films.\nMany.",
		Languages: []library.Language{"en", "fr"}, Image: "aa", Domain: "studio.example", Verified: day,
		Mirrors: []library.WebURL{"https://a.example", "https://b.example/c"}, MovedTo: "magnet:?moved", Seq: 7, Issued: day, Expires: day.Add(time.Hour),
		Followed: day, Looked: day.Add(1), Answered: day.Add(2), Opened: day.Add(3), LocalOK: true,
		Warning: &library.Error{Code: library.CodeForked, Detail: "seq 7"}, Notify: true,
		Auto: library.AutoDownload{On: true, MaxSize: 1 << 30, Edition: "standard", Language: "en", Night: true},
	}
	return c, library.HeldChannel{
		Serial: 2, Key: keyOf("c"), Seq: 7, Digest: "dd", Expires: day.Add(time.Hour), Catalogue: idOf(1), Pointer: item, Certificate: item, Due: day,
	}
}

func listingOf(c library.Channel, n int, name string) library.Listing {
	return library.Listing{
		Channel: c.Root, Bundle: library.Token(idOf(n)[8:]), Name: name, Manifest: "m1", Terms: "t1", Torrent: "f1",
		Infohash: idOf(n), Poster: "p1", Rating: library.NoRating, Seen: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
	}
}

func TestChannelsAreStored(t *testing.T) {
	d, path := fresh(t)
	c, h := channelOf("a")
	must(t, d.AddChannel(t.Context(), c, h))
	must(t, d.AddChannel(t.Context(), library.Channel{Root: c.Root}, library.HeldChannel{})) // nothing
	d = reopen(t, d, path)
	got, held, err := d.Channel(t.Context(), c.Root)
	must(t, err)
	if !reflect.DeepEqual(got, c) || !reflect.DeepEqual(held, h) {
		t.Fatalf("\n got %+v %+v\nwant %+v %+v", got, held, c, h)
	}
	must(t, d.UpdateChannel(t.Context(), c.Root, func(c *library.Channel, h *library.HeldChannel) {
		c.Name, c.Warning, c.Root, h.Pointer = "B", nil, "other", library.Mutable{}
	}))
	got, held, err = d.Channel(t.Context(), c.Root)
	must(t, err)
	if got.Name != "B" || got.Warning != nil || got.Root != c.Root || len(held.Pointer.Sig) != 0 {
		t.Errorf("then %+v", got)
	}
	must(t, d.DeleteChannel(t.Context(), c.Root))
	_, _, err = d.Channel(t.Context(), c.Root)
	isCode(t, err, library.CodeNoChannel)
	isCode(t, d.DeleteChannel(t.Context(), c.Root), library.CodeNoChannel)
	isCode(t, d.UpdateChannel(t.Context(), c.Root, func(*library.Channel, *library.HeldChannel) {}), library.CodeNoChannel)
	_, err = d.TakeChannel(t.Context(), c, h, nil, nil)
	isCode(t, err, library.CodeNoChannel)
}

func TestDueChannels(t *testing.T) {
	d, _ := fresh(t)
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for i, digit := range []string{"a", "b", "c", "d"} {
		c, h := channelOf(digit)
		h.Due = now.Add(time.Duration(i-2) * time.Hour)
		must(t, d.AddChannel(t.Context(), c, h))
	}
	due, next, err := d.DueChannels(t.Context(), now.Add(-time.Second), 2)
	must(t, err)
	if len(due) != 2 || due[0] != keyOf("a") || !next.Equal(now) {
		t.Errorf("%v, next %v", due, next)
	}
}

func TestListingsFollowTheChannel(t *testing.T) {
	d, _ := fresh(t)
	c, h := channelOf("a")
	must(t, d.AddChannel(t.Context(), c, h))
	one, two := listingOf(c, 1, "One"), listingOf(c, 2, "Two")
	fresh, err := d.TakeChannel(t.Context(), c, h, []library.Listing{two, one}, nil)
	must(t, err)
	if len(fresh) != 2 {
		t.Fatalf("fresh: %+v", fresh)
	}
	one.Name, one.Creators, one.Synopsis, one.Languages, one.Length = "The One", "Somebody", "About.", []library.Language{"fr"}, 99
	one.Rating, one.Published, one.Read, one.State = 12, one.Seen, one.Manifest, library.ListingWanted
	must(t, d.SaveListing(t.Context(), one))
	got, err := d.Listings(t.Context(), c.Root)
	must(t, err)
	if len(got) != 2 || !reflect.DeepEqual(got[0], two) || !reflect.DeepEqual(got[1], one) {
		t.Fatalf("\n got %+v\nwant %+v", got, []library.Listing{two, one})
	}
	if wanted, err := d.WantedListings(t.Context()); err != nil || len(wanted) != 1 || wanted[0].Bundle != one.Bundle {
		t.Errorf("wanted: %+v, %v", wanted, err)
	}
	// A new state: one has new terms and stays, two is gone, three is new.
	newer := one
	newer.Terms, newer.Name, newer.State = "t2", "ignored, for it was read", library.ListingNew
	three := listingOf(c, 3, "Three")
	fresh, err = d.TakeChannel(t.Context(), c, h, []library.Listing{newer, three}, nil)
	must(t, err)
	if len(fresh) != 1 || fresh[0].Bundle != three.Bundle {
		t.Errorf("fresh: %+v", fresh)
	}
	one.Terms = "t2"
	got, err = d.Listings(t.Context(), c.Root)
	must(t, err)
	if len(got) != 2 || !reflect.DeepEqual(got[0], one) || got[1].Bundle != three.Bundle {
		t.Errorf("then %+v", got)
	}
	if l, err := d.ListingOf(t.Context(), three.Infohash); err != nil || l.Bundle != three.Bundle {
		t.Errorf("%+v, %v", l, err)
	}
	_, err = d.ListingOf(t.Context(), two.Infohash)
	isCode(t, err, library.CodeNotFound)
	must(t, d.SaveListing(t.Context(), two)) // it is gone: nothing
	all, err := d.Channels(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].Bundles != 2 {
		t.Errorf("%+v", all)
	}
	must(t, d.DeleteChannel(t.Context(), c.Root))
	if got, err := d.Listings(t.Context(), c.Root); err != nil || len(got) != 0 {
		t.Errorf("left: %+v, %v", got, err)
	}
	must(t, d.Check(t.Context()))
}

func TestDiscover(t *testing.T) {
	d, _ := fresh(t)
	a, h := channelOf("a")
	b, _ := channelOf("b")
	a.Name, b.Name = "Nordlicht", "Atelier"
	must(t, d.AddChannel(t.Context(), a, h))
	must(t, d.AddChannel(t.Context(), b, h))
	night, adult := listingOf(a, 1, "Night Train"), listingOf(a, 2, "Night Shift")
	third := library.Recommendation{Root: keyOf("f"), Link: "magnet:?f", Name: "Third", Why: "Fine nights"}
	known := library.Recommendation{Root: b.Root, Link: "magnet:?b", Name: "Atelier"}
	other := library.Recommendation{Root: keyOf("9"), Link: "magnet:?9", Name: "Other"}
	_, err := d.TakeChannel(t.Context(), a, h, []library.Listing{night, adult}, []library.Recommendation{other, third, known})
	must(t, err)
	_, err = d.TakeChannel(t.Context(), b, h, nil, []library.Recommendation{third})
	must(t, err)
	night.Creators, night.Rating, night.Read = "Éva Été", 6, "m1"
	adult.Rating, adult.Read = 18, "m1"
	must(t, d.SaveListing(t.Context(), night))
	must(t, d.SaveListing(t.Context(), adult))
	look := func(text string, limit int) library.Discovery {
		found, err := d.Discover(t.Context(), text, db.Sight{Limit: limit}, 10)
		must(t, err)
		return found
	}
	if f := look("", 0); len(f.Others) != 2 || f.Others[0].Name != "Third" || len(f.Others[0].By) != 2 || len(f.Bundles) != 0 {
		t.Errorf("nothing typed: %+v", f)
	}
	if f := look("night", 0); len(f.Bundles) != 2 || len(f.Others) != 1 || f.Others[0].Root != third.Root {
		t.Errorf("night: %+v", f)
	}
	if f := look("night", 12); len(f.Bundles) != 1 || f.Bundles[0].Bundle != night.Bundle {
		t.Errorf("night for a child: %+v", f)
	}
	if f := look("eva ete nord", 0); len(f.Bundles) != 1 {
		t.Errorf("by creator and channel: %+v", f)
	}
	if f := look("atel", 0); len(f.Channels) != 1 || f.Channels[0].Root != b.Root {
		t.Errorf("a channel: %+v", f)
	}
	if f := look(`"*) OR (`, 0); len(f.Bundles) != 0 {
		t.Errorf("a query language: %+v", f)
	}
}

func TestAutoRules(t *testing.T) {
	on := library.AutoDownload{On: true, MaxSize: 100, Language: "en"}
	for _, c := range []struct {
		rules     library.AutoDownload
		languages []library.Language
		bytes     int64
		want      bool
	}{
		{library.AutoDownload{}, nil, 1, false},
		{on, nil, 100, true},
		{on, nil, 101, false},
		{on, []library.Language{"fr", "en-GB"}, 1, true},
		{on, []library.Language{"fr", "enm"}, 1, false},
	} {
		if c.rules.Wants(c.languages, c.bytes) != c.want {
			t.Errorf("%+v: %v", c, !c.want)
		}
	}
	night := library.AutoDownload{Night: true}
	for hour, want := range map[int]bool{0: false, 1: true, 5: true, 6: false, 20: false} {
		if night.Allows(time.Date(2026, 1, 1, hour, 30, 0, 0, time.UTC)) != want {
			t.Errorf("at %d o'clock: %v", hour, !want)
		}
	}
}
