package db_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

// TestAnOldLibraryKeepsWhatWasWatched makes a library of the first schema and opens
// it: positions are the main profile's, and what was seen stays seen.
func TestAnOldLibraryKeepsWhatWasWatched(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, bundle(1, 3), named(2, "Été", "a.mkv"))
	must(t, d.Close())
	run(t, path, `
		DROP TABLE gifts; DROP TABLE reels; DROP TABLE ad_tokens; DROP TABLE ad_receipts; DROP TABLE ad_showings;
		DROP TABLE stocked; DROP TABLE stores; DROP TABLE purchases; DROP TRIGGER listing_gone; DROP TABLE listing_words; DROP TABLE recommended; DROP TABLE listings; DROP TABLE channels;
		DROP TABLE licences; DROP TABLE releases; DROP TABLE editions;
		DROP TRIGGER bundle_gone; DROP TABLE bundle_words; DROP TABLE item_words; DROP TABLE helped; DROP TABLE facts;
		DROP TABLE descriptions; DROP TABLE marks; DROP TABLE profiles; DROP TABLE state;
		ALTER TABLE bundles DROP COLUMN local; DELETE FROM schema_migrations WHERE version >= 2;
		CREATE TABLE positions (bundle INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE, item INTEGER NOT NULL,
			at INTEGER NOT NULL, duration INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (bundle, item)) STRICT, WITHOUT ROWID;
		CREATE INDEX positions_updated ON positions (updated);
		UPDATE bundles SET watched = 0;
		INSERT INTO positions VALUES (1, 0, 600000000000, 3600000000000, 5), (1, 1, 3595000000000, 3600000000000, 6),
			(1, 2, 9000000000, 10000000000, 7), (2, 0, 0, 0, 8);
		UPDATE bundles SET watched = 1 WHERE n = 2;`)
	d = open(t, path)
	got, err := d.Marks(t.Context(), library.MainProfile)
	must(t, err)
	var seen []bool
	for _, m := range slices.Backward(got) {
		seen = append(seen, m.Watched)
	}
	if !slices.Equal(seen, []bool{false, true, true, true}) || got[3].At != 10*time.Minute || got[3].Duration != time.Hour {
		t.Errorf("%+v", got)
	}
	if found := finds(t, d, "ete", db.Sight{}); !slices.Equal(found, []string{"2/-1"}) {
		t.Errorf("found %q", found)
	}
	profiles, err := d.Profiles(t.Context())
	must(t, err)
	if want := []library.Profile{{ID: library.MainProfile}}; !reflect.DeepEqual(profiles, want) {
		t.Errorf("%+v", profiles)
	}
	holds(t, d, withWatched(bundle(1, 3), false))
	must(t, d.Check(t.Context()))
}

func withWatched(b library.Bundle, watched bool) library.Bundle {
	b.Watched = watched
	return b
}

func TestFactsAreKeptWithinBounds(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, bundle(1, 2))
	want := library.Facts{
		Duration: time.Hour, Width: 1920, Height: 1080, Video: "h264", Audio: "aac", Voices: []string{"en", "fr-CA"},
		Subtitles: []string{"de"}, Chapters: 7, Title: "Título", Artist: "A", Album: "B", Synopsis: "Two\nlines", Track: 3, Year: 1999, Cover: true,
	}
	must(t, d.SaveFacts(t.Context(), idOf(1), 0, want, time.Unix(9, 0)))
	long := strings.Repeat("x", 100_000)
	must(t, d.SaveFacts(t.Context(), idOf(1), 1, library.Facts{
		Duration: -1, Width: -5, Height: 1 << 30, Video: long, Voices: slices.Repeat([]string{"e n", long, "en"}, 500),
		Title: "a\u202eb\x00" + long, Synopsis: long, Track: -1, Year: 1 << 40, Chapters: -7,
	}, time.Unix(9, 0)))
	d = reopen(t, d, path)
	got, err := d.Facts(t.Context(), idOf(1))
	must(t, err)
	if !reflect.DeepEqual(got[0], want) {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	f := got[1]
	if f.Duration != 0 || f.Width != 0 || f.Height != 0 || f.Track != 0 || f.Year != 0 || f.Chapters != 0 ||
		len(f.Title) > 4*library.MaxTitle || strings.ContainsAny(f.Title, "\u202e\x00") || len(f.Synopsis) > 4*library.MaxSynopsis || len(f.Voices) > 64 {
		t.Errorf("out of bounds: %.200v", f)
	}
	isCode(t, d.SaveFacts(t.Context(), idOf(9), 0, want, time.Now()), library.CodeNotFound)
	must(t, d.NoteUnreadable(t.Context(), idOf(1), 1, 2, time.Unix(10, 0)))
	probes, err := d.Probes(t.Context())
	must(t, err)
	if p := probes[idOf(1)]; p[0].Failures != 0 || p[1].Failures != 2 || !p[1].At.Equal(time.Unix(10, 0)) {
		t.Errorf("%+v", probes)
	}
	if got, _ := d.Facts(t.Context(), idOf(1)); len(got) != 1 {
		t.Errorf("an unreadable one has facts: %+v", got)
	}
}

// TestAHandEditedLibraryStaysWithinBounds: who edits the file gains nothing by it.
func TestAHandEditedLibraryStaysWithinBounds(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, bundle(1, 1))
	_, err := d.Describe(t.Context(), idOf(1), func(about *library.Description) { about.Rating = 6 })
	must(t, err)
	_, err = d.SaveProfile(t.Context(), library.Profile{Name: "Kid", Limit: 6})
	must(t, err)
	must(t, d.Close())
	run(t, path, `UPDATE profiles SET age_limit = -1, colour = 99999, name = 'x' || char(10) || hex(zeroblob(5000));
		UPDATE descriptions SET rating = 400, year = -3, creators = char(8238) || 'a';
		INSERT INTO state VALUES ('profile', x'393939')`)
	d = open(t, path)
	all, err := d.Profiles(t.Context())
	must(t, err)
	for _, p := range all {
		if p.Colour != 0 || len(p.Name) > 4*library.MaxProfileName || strings.Contains(p.Name, "\n") {
			t.Errorf("%+v", p)
		}
	}
	if all[0].Limit != 0 || all[1].Limit != 1 {
		t.Errorf("limits are %d and %d: an impossible one must hide all, and the main profile has none", all[0].Limit, all[1].Limit)
	}
	about, err := d.Descriptions(t.Context())
	must(t, err)
	if got := about[idOf(1)]; got.Rating != library.NoRating || got.Year != 0 || got.Creators != "a" {
		t.Errorf("%+v", got)
	}
	if id, err := d.CurrentProfile(t.Context()); err != nil || id != library.MainProfile {
		t.Error(id, err)
	}
}

func TestHelpedPeersCountOnce(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, bundle(1, 1), bundle(2, 1))
	key, err := d.HelpKey(t.Context())
	must(t, err)
	a, b := library.PeerMark{1}, library.PeerMark{2}
	must(t, d.AddHelped(t.Context(), []library.Help{{ID: idOf(1), Peer: a}, {ID: idOf(1), Peer: a}, {ID: idOf(1), Peer: b}, {ID: idOf(2), Peer: a}, {ID: idOf(9), Peer: a}}))
	d = reopen(t, d, path)
	must(t, d.AddHelped(t.Context(), []library.Help{{ID: idOf(1), Peer: a}}))
	got, err := d.Helped(t.Context())
	must(t, err)
	want := library.HelpedCount{Bundles: map[library.BundleID]int{idOf(1): 2, idOf(2): 1}, All: 2}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if n, err := d.HelpedBy(t.Context(), idOf(1)); err != nil || n != 2 {
		t.Error(n, err)
	}
	if again, err := d.HelpKey(t.Context()); err != nil || len(key) != 32 || !slices.Equal(key, again) {
		t.Errorf("the key changed: %x, %x, %v", key, again, err)
	}
	must(t, d.DeleteBundle(t.Context(), idOf(1)))
	if n, _ := d.HelpedBy(t.Context(), idOf(1)); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestLocalBundlesAreNotTheEngines(t *testing.T) {
	d, path := fresh(t)
	local := named(1, "Mine", "a.mkv")
	local.Local = true
	saved(t, d, local, named(2, "Shared", "b.mkv"))
	d = reopen(t, d, path)
	shared, err := d.Bundles(t.Context())
	must(t, err)
	mine, err := d.LocalBundles(t.Context())
	must(t, err)
	if len(shared) != 1 || shared[0].Title != "Shared" || len(shared[0].Items) != 1 || len(mine) != 1 || !mine[0].Local || len(mine[0].Items) != 1 {
		t.Errorf("%+v, %+v", shared, mine)
	}
}
