package curator

import (
	"context"
	"slices"
	"testing"
	"time"

	"matinee/library"
)

// toldOfSeries is what a publisher says of two sealed episodes, a clear trailer and
// captions.
func toldOfSeries() Told {
	return Told{
		Title: "The Series", Creators: "Ann", Synopsis: "About it.", Year: 2026, Rating: 12,
		Items: map[int]library.Facts{
			0: {Title: "One", Role: library.RoleMain, Season: 2, Episode: 1, Duration: 50 * time.Minute, Width: 1920, Height: 1080, Voices: []string{"en"}},
			1: {Title: "Two", Role: library.RoleMain, Season: 2, Episode: 2, Duration: 40 * time.Minute},
			2: {Role: library.RoleTrailer, Duration: time.Minute},
			3: {Role: library.RoleCaption, Voices: []string{"fr"}},
		},
	}
}

func series() library.Bundle {
	b := film(1, "series.s02", "a.mkv.age", "b.mkv.age", "trailer.mkv", "words.srt", "key.jpg")
	for i := range b.Items {
		b.Items[i].Duration = 0
	}
	return b
}

// TestWhatIsToldIsShownBeforeAnyFileIsHere: titles, places and durations of sealed
// items are their publisher's, and stay over a restart.
func TestWhatIsToldIsShownBeforeAnyFileIsHere(t *testing.T) {
	r := newRig(t, series())
	events := r.Events(t.Context())
	r.must(r.Told(t.Context(), idOf(1), toldOfSeries()))
	r.told(events, library.NewDescribed(idOf(1)))
	for range 2 {
		d, err := r.Details(t.Context(), idOf(1))
		r.must(err)
		if c := d.Card; c.Title != "The Series" || c.Creators != "Ann" || c.Year != 2026 || c.Rating != 12 || c.Duration != 90*time.Minute || c.Playable != 2 || d.Synopsis != "About it." {
			t.Errorf("%+v, %q", c, d.Synopsis)
		}
		want := []library.ItemName{{Title: "One", Number: 1, Season: 2, Episode: 1}, {Title: "Two", Number: 2, Season: 2, Episode: 2}, {Title: "trailer"}}
		for i, item := range d.Items {
			if item.ItemName != want[i] {
				t.Errorf("item %d is %+v, want %+v", i, item.ItemName, want[i])
			}
		}
		if d.Items[0].Facts.Role != library.RoleMain || d.Items[2].Facts.Role != library.RoleTrailer || d.Items[0].Facts.Width != 1920 {
			t.Errorf("%+v", d.Items)
		}
		if !slices.Equal(d.Voices, []string{"en"}) || !slices.Equal(d.Captions, []string{"fr"}) {
			t.Errorf("voices %q, captions %q", d.Voices, d.Captions)
		}
		if found := r.titles(library.ShelfQuery{Text: "two"}); !slices.Equal(found, []string{"The Series"}) {
			t.Errorf("found %q", found)
		}
		r.reopen()
	}
	r.code(r.Told(t.Context(), idOf(9), toldOfSeries()), library.CodeNotFound)
}

// TestATrailerIsNoEpisode: a film with a trailer whose name comes first is one film, which
// is gone on with as such.
func TestATrailerIsNoEpisode(t *testing.T) {
	r := newRig(t, film(1, "tide", "a trailer.mkv", "tide.mkv.age"))
	r.must(r.Told(t.Context(), idOf(1), Told{Title: "Tide", Items: map[int]library.Facts{
		0: {Title: "A trailer", Role: library.RoleTrailer, Duration: time.Minute},
		1: {Title: "Tide", Role: library.RoleMain, Duration: time.Hour},
	}}))
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	if d.Card.Playable != 1 || d.Card.Duration != time.Hour || d.Items[0].Title != "Tide" || !d.Items[1].Beside() {
		t.Errorf("%+v of %+v", d.Card, d.Items)
	}
	for range 2 { // the same after a restart
		shelf, err := r.Shelf(t.Context(), library.ShelfQuery{})
		r.must(err)
		if len(shelf) != 1 || shelf[0].Playable != 1 || shelf[0].Duration != time.Hour {
			t.Errorf("on the shelf it is %+v", shelf)
		}
		r.reopen()
	}
}

// TestCipherIsNotLookedInto: a sealed item that is whole is not probed, drawn or made
// thumbnails of; a clear one is, and its publisher's word stays in front of its tags.
func TestCipherIsNotLookedInto(t *testing.T) {
	r := newRig(t, series())
	r.look.facts["trailer.mkv"] = library.Facts{Title: "tag", Duration: 61 * time.Second, Artist: "Tagger", Video: "h264"}
	told := toldOfSeries()
	told.Items[2] = library.Facts{Title: "The trailer", Role: library.RoleTrailer, Duration: time.Minute}
	r.must(r.Told(t.Context(), idOf(1), told))
	for i, path := range []string{"/m/a.mkv.age", "/m/b.mkv.age", "/m/trailer.mkv"} {
		r.engine.complete(idOf(1), i, path)
	}
	end := r.working()
	r.drawn(1)
	r.engine.events <- library.NewRemoved(idOf(9)) // by now what was drawn is stored
	end()
	if !slices.Equal(r.look.probed, []string{"trailer.mkv"}) || !slices.Equal(r.look.drawn[0].Files, []string{"/m/trailer.mkv"}) {
		t.Errorf("looked into %q, drawn from %+v", r.look.probed, r.look.drawn[0])
	}
	_, err := r.Thumbnail(t.Context(), idOf(1), 0, time.Minute)
	r.code(err, library.CodeNotFound)
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	if f := d.Items[2].Facts; d.Items[2].Title != "The trailer" || f.Duration != 61*time.Second || f.Video != "h264" || f.Role != library.RoleTrailer {
		t.Errorf("%+v", d.Items[2])
	}
	if d.Card.Creators != "Ann" {
		t.Errorf("by %q", d.Card.Creators)
	}
	// Nothing of it is to be done again.
	r.reopen()
	probes, err := r.db.Probes(t.Context())
	r.must(err)
	if w := (&worker{Curator: r.Curator, probes: probes}); w.lacks(r.engine.list[0]) {
		t.Error("it is to be looked into again")
	}
}

// TestAnUnreadableFileKeepsWhatIsTold of it.
func TestAnUnreadableFileKeepsWhatIsTold(t *testing.T) {
	r := newRig(t, series())
	r.look.fails["trailer.mkv"] = library.Errorf(library.CodeNotMedia, "text")
	told := toldOfSeries()
	told.Items[2] = library.Facts{Title: "The trailer", Duration: time.Minute}
	r.must(r.Told(t.Context(), idOf(1), told))
	r.engine.complete(idOf(1), 2, "/m/trailer.mkv")
	end := r.working()
	r.drawn(1)
	r.engine.events <- library.NewRemoved(idOf(9)) // by now what was drawn is stored
	end()
	names, err := r.Names(t.Context(), idOf(1))
	r.must(err)
	if names[2].Title != "The trailer" {
		t.Errorf("%+v", names[2])
	}
}

// TestTheChannelsPosterStandsIn until the bundle's own is here.
func TestTheChannelsPosterStandsIn(t *testing.T) {
	r := newRig(t, series())
	r.poster = func(_ context.Context, id library.BundleID) string { return "/follows/" + string(id) }
	end := r.working()
	r.drawn(1)
	r.look.mu.Lock()
	first := r.look.drawn[0].Pictures
	r.look.mu.Unlock()
	told := toldOfSeries()
	told.Items[4] = library.Facts{Role: library.RolePoster}
	r.engine.complete(idOf(1), 4, "/m/key.jpg")
	r.must(r.Told(t.Context(), idOf(1), told))
	r.drawn(1)
	r.engine.events <- library.NewRemoved(idOf(9)) // by now what was drawn is stored
	end()
	if want := "/follows/" + string(idOf(1)); !slices.Equal(first, []string{want}) {
		t.Errorf("at first from %q", first)
	}
	if s := r.look.drawn[1]; !slices.Equal(s.Pictures, []string{"/m/key.jpg"}) {
		t.Errorf("then from %q", s.Pictures)
	}
}
