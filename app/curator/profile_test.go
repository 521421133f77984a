package curator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

const (
	mainPIN  = "2468"
	wrongPIN = "1357"
)

func pin(s string) *string { return &s }

// family makes a main profile with a PIN and a child's with a limit.
func (r *rig) family(limit int) library.ProfileID {
	r.t.Helper()
	_, err := r.SaveProfile(r.t.Context(), library.Profile{ID: library.MainProfile, Name: "Ada"}, pin(mainPIN))
	r.must(err)
	id, err := r.SaveProfile(r.t.Context(), library.Profile{Name: "Kid", Limit: limit}, nil)
	r.must(err)
	return id
}

func TestALimitHidesEverywhere(t *testing.T) {
	r := newRig(t, film(1, "For all", "a.mkv"), film(2, "For adults", "a.mkv"), film(3, "Unrated", "a.mkv"))
	r.must(r.SetRating(t.Context(), idOf(1), 6))
	r.must(r.SetRating(t.Context(), idOf(2), 18))
	for n := 1; n <= 3; n++ {
		r.at(n, 0, time.Minute)
	}
	kid := r.family(6)
	r.must(r.UseProfile(t.Context(), kid, ""))
	check := func() {
		t.Helper()
		if got := r.titles(library.ShelfQuery{}); !slices.Equal(got, []string{"For all"}) {
			t.Errorf("on the shelf: %q", got)
		}
		if got := r.titles(library.ShelfQuery{Text: "for"}); !slices.Equal(got, []string{"For all"}) {
			t.Errorf("found on the shelf: %q", got)
		}
		for _, text := range []string{"for", "unrated", "a"} {
			hits, err := r.Search(t.Context(), text, 10)
			r.must(err)
			for _, h := range hits {
				if h.Card.ID != idOf(1) {
					t.Errorf("%q finds %q", text, h.Card.Title)
				}
			}
		}
		for n := 2; n <= 3; n++ {
			_, err := r.Details(t.Context(), idOf(n))
			r.code(err, library.CodeNotFound)
			_, err = r.Bundle(idOf(n))
			r.code(err, library.CodeNotFound)
			_, err = r.Artwork(t.Context(), idOf(n), library.ShapeCard)
			r.code(err, library.CodeNotFound)
			_, err = r.Thumbnail(t.Context(), idOf(n), 0, 0)
			r.code(err, library.CodeNotFound)
			r.code(r.SetWatched(t.Context(), idOf(n), -1, true), library.CodeNotFound)
			r.code(r.SetPinned(t.Context(), idOf(n), true), library.CodeNotFound)
		}
		if len(r.Transfers()) != 1 || len(r.Shared()) != 1 || len(r.Bundles()) != 1 || r.Sees(idOf(3)) {
			t.Error("transfers or bundles are shown")
		}
		r.code(r.SetRating(t.Context(), idOf(1), 0), library.CodeLimited)
	}
	check()
	if cards, err := r.Continue(t.Context(), 9); err != nil || len(cards) != 0 {
		t.Errorf("a child goes on with what another began: %+v, %v", cards, err)
	}
	r.reopen()
	check()
}

func TestProfilesAreApart(t *testing.T) {
	r := newRig(t, film(1, "Film", "a.mkv", "b.mkv"))
	r.at(1, 0, 10*time.Minute)
	other, err := r.SaveProfile(t.Context(), library.Profile{Name: "Bob", Colour: 3}, nil)
	r.must(err)
	r.must(r.UseProfile(t.Context(), other, ""))
	if c := r.shelf(library.ShelfQuery{})[0]; c.Begun.Bundle != "" || !c.Played.IsZero() {
		t.Errorf("Bob goes on where another was: %+v", c)
	}
	r.must(r.SetWatched(t.Context(), idOf(1), -1, true))
	r.must(r.UseProfile(t.Context(), library.MainProfile, ""))
	if c := r.shelf(library.ShelfQuery{})[0]; c.Watched || c.Begun.At != 10*time.Minute {
		t.Errorf("what Bob watched is watched by all: %+v", c)
	}
	if b, _ := r.engine.Bundle(idOf(1)); !b.Watched {
		t.Error("Bob is not somebody")
	}
	r.must(r.RemoveProfile(t.Context(), other))
	r.code(r.UseProfile(t.Context(), other, ""), library.CodeBadProfile)
}

// TestWhatPlaysIsKeptForWhoBegan: the position comes when the player stops, and by
// then another profile may be in use.
func TestWhatPlaysIsKeptForWhoBegan(t *testing.T) {
	r := newRig(t, film(1, "Film", "a.mkv"))
	other, err := r.SaveProfile(t.Context(), library.Profile{Name: "Bob"}, nil)
	r.must(err)
	r.must(r.Opened(t.Context(), idOf(1)))
	r.must(r.UseProfile(t.Context(), other, ""))
	r.at(1, 0, 10*time.Minute)
	if p := r.Position(idOf(1), 0); p.At != 0 {
		t.Errorf("Bob stopped at %v", p.At)
	}
	r.must(r.UseProfile(t.Context(), library.MainProfile, ""))
	if p := r.Position(idOf(1), 0); p.At != 10*time.Minute {
		t.Errorf("who watched stopped at %v", p.At)
	}
}

func TestALimitedProfileStaysIn(t *testing.T) {
	r := newRig(t)
	kid := r.family(6)
	teen, err := r.SaveProfile(t.Context(), library.Profile{Name: "Teen", Limit: 12}, nil)
	r.must(err)
	baby, err := r.SaveProfile(t.Context(), library.Profile{Name: "Baby", Limit: 1}, nil)
	r.must(err)
	free, err := r.SaveProfile(t.Context(), library.Profile{Name: "Bob"}, nil)
	r.must(err)
	r.must(r.UseProfile(t.Context(), kid, ""))
	for _, to := range []library.ProfileID{library.MainProfile, teen, free} {
		r.code(r.UseProfile(t.Context(), to, ""), library.CodeWrongPIN)
	}
	for _, p := range []library.Profile{
		{ID: kid, Name: "Kid", Limit: 0},
		{ID: kid, Name: "Kid", Limit: 18},
		{ID: free, Name: "Mine", Limit: 6},
		{Name: "New"},
	} {
		_, err := r.SaveProfile(t.Context(), p, nil)
		r.code(err, library.CodeLimited)
	}
	_, err = r.SaveProfile(t.Context(), library.Profile{ID: library.MainProfile}, pin(""))
	r.code(err, library.CodeLimited)
	r.code(r.RemoveProfile(t.Context(), baby), library.CodeLimited)
	if _, err = r.SaveProfile(t.Context(), library.Profile{ID: kid, Name: "Me", Colour: 2, Limit: 6}, nil); err != nil {
		t.Errorf("it may not name itself: %v", err)
	}
	r.must(r.UseProfile(t.Context(), baby, "")) // which sees less
	r.code(r.UseProfile(t.Context(), kid, ""), library.CodeWrongPIN)
	r.must(r.UseProfile(t.Context(), free, mainPIN)) // which has none of its own
	if r.CurrentProfile().Name != "Bob" {
		t.Errorf("in use: %+v", r.CurrentProfile())
	}
}

func TestALimitNeedsAPIN(t *testing.T) {
	r := newRig(t)
	_, err := r.SaveProfile(t.Context(), library.Profile{Name: "Kid", Limit: 6}, nil)
	r.code(err, library.CodePINFirst)
	r.family(6)
	_, err = r.SaveProfile(t.Context(), library.Profile{ID: library.MainProfile}, pin(""))
	r.code(err, library.CodePINFirst)
	all, err := r.Profiles(t.Context())
	r.must(err)
	if len(all) != 2 || !all[0].Locked || all[0].Name != "Ada" || all[1].Locked {
		t.Errorf("%+v", all)
	}
}

func TestWrongPINsAreSlowed(t *testing.T) {
	r := newRig(t)
	kid := r.family(6)
	r.must(r.UseProfile(t.Context(), kid, ""))
	try := func(p string) error { return r.UseProfile(t.Context(), library.MainProfile, p) }
	for range pinFree {
		r.code(try(wrongPIN), library.CodeWrongPIN)
	}
	r.code(try(mainPIN), library.CodePINWait) // the right one, too: who guesses learns nothing
	r.reopen()
	r.code(try(mainPIN), library.CodePINWait)
	r.clock = r.clock.Add(pinFirst)
	r.code(try(wrongPIN), library.CodeWrongPIN)
	r.clock = r.clock.Add(pinFirst)
	r.code(try(mainPIN), library.CodePINWait) // twice as long now
	r.clock = r.clock.Add(-24 * time.Hour)
	r.code(try(mainPIN), library.CodePINWait) // nor does an old clock help
	r.clock = r.clock.Add(2 * pinFirst)
	r.must(try(mainPIN))
	r.must(r.UseProfile(t.Context(), kid, ""))
	r.code(try(wrongPIN), library.CodeWrongPIN) // forgotten with the right one
	r.must(try(mainPIN))
}

func TestPINsAreNotStored(t *testing.T) {
	r := newRig(t)
	r.family(6)
	a, err := r.db.PIN(t.Context(), library.MainProfile)
	r.must(err)
	_, err = r.SaveProfile(t.Context(), library.Profile{ID: library.MainProfile}, pin(mainPIN))
	r.must(err)
	b, err := r.db.PIN(t.Context(), library.MainProfile)
	r.must(err)
	if strings.Contains(string(a.Hash), mainPIN) || slices.Equal(a.Hash, b.Hash) || len(a.Hash) != 2+saltLength+keyLength {
		t.Errorf("stored as %x and %x", a.Hash, b.Hash)
	}
	slow, err := hashPIN(mainPIN, pinCost)
	r.must(err)
	if ok, err := matches(mainPIN, slow); !ok || err != nil {
		t.Error(ok, err)
	}
	for _, hash := range [][]byte{nil, {1}, append([]byte{1, 63}, make([]byte, 48)...)} {
		if ok, err := matches(mainPIN, hash); ok || err == nil {
			t.Errorf("%x opens", hash)
		}
	}
}

func TestProfilesHaveBounds(t *testing.T) {
	r := newRig(t)
	r.family(6)
	for _, p := range []library.Profile{
		{Name: ""},
		{Name: " \u202e\x00 "},
		{Name: "x", Limit: -1},
		{Name: "x", Limit: library.MaxLimit + 1},
		{Name: "x", Colour: -1},
		{Name: "x", Colour: library.MaxColour + 1},
		{ID: 77, Name: "x"},
		{ID: library.MainProfile, Name: "x", Limit: 6},
	} {
		_, err := r.SaveProfile(t.Context(), p, nil)
		r.code(err, library.CodeBadProfile)
	}
	for _, p := range []string{"123", "1234567890123", "12a4", "１２３４"} {
		_, err := r.SaveProfile(t.Context(), library.Profile{Name: "x"}, pin(p))
		r.code(err, library.CodeBadProfile)
	}
	id, err := r.SaveProfile(t.Context(), library.Profile{Name: strings.Repeat("é\n", 500)}, nil)
	r.must(err)
	all, err := r.Profiles(t.Context())
	r.must(err)
	if name := all[len(all)-1].Name; all[len(all)-1].ID != id || len([]rune(name)) > library.MaxProfileName || strings.Contains(name, "\n") {
		t.Errorf("named %q", name)
	}
	for range library.MaxProfiles - len(all) {
		_, err := r.SaveProfile(t.Context(), library.Profile{Name: "x"}, nil)
		r.must(err)
	}
	_, err = r.SaveProfile(t.Context(), library.Profile{Name: "one too many"}, nil)
	r.code(err, library.CodeBadProfile)
	r.code(r.RemoveProfile(t.Context(), library.MainProfile), library.CodeBadProfile)
}

func TestEventsTellWhatChanges(t *testing.T) {
	r := newRig(t, film(1, "Film", "a.mkv"))
	events := r.Events(t.Context())
	want := func(ev library.Event) {
		t.Helper()
		select {
		case got := <-events:
			if got != ev {
				t.Errorf("told %#v, want %#v", got, ev)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("nobody tells %#v", ev)
		}
	}
	r.must(r.SetRating(t.Context(), idOf(1), 6))
	want(library.NewDescribed(idOf(1)))
	kid := r.family(6)
	want(library.NewProfileChanged())
	r.must(r.UseProfile(t.Context(), kid, ""))
	want(library.NewProfileChanged())
}
