package owner

import (
	"slices"
	"testing"
	"time"

	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
)

// awaitDetails waits until the page of a bundle is as wanted.
func (h *house) awaitDetails(id library.BundleID, what string, ok func(library.Details) bool) library.Details {
	h.t.Helper()
	events := h.shelf.Events(h.t.Context())
	for deadline := time.After(patience); ; {
		d, err := h.shelf.Details(h.t.Context(), id)
		if err == nil && ok(d) {
			return d
		}
		select {
		case <-events:
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			h.t.Fatalf("not %s within %v: %+v, %v", what, patience, d, err)
		}
	}
}

// TestAManifestTellsTheShelf: as soon as it has arrived, before any key and before the
// film, a sealed item has its title, its duration and its language; after a restart, too,
// and in a library that was kept before manifests were told.
func TestAManifestTellsTheShelf(t *testing.T) {
	s := newSealedFilm(t)
	h := open(t, t.TempDir())
	h.set("rate.down", "65536") // the film takes longer than the manifest
	id := h.add(s.Bundle, rehearsal.Seed(t, s.Bundle, 0).Addr)
	told := func(d library.Details) bool { return d.Card.Duration == 90*time.Minute }
	d := h.awaitDetails(id, "told", told)
	if d.Card.Title != "A Film" || d.Card.Creators != "Somebody" || d.Items[0].Title != "The Film Itself" || d.Items[0].Facts.Role != library.RoleMain || !slices.Equal(d.Voices, []string{"fr"}) {
		t.Errorf("%+v", d)
	}
	if b := h.Engine().Bundles()[0]; b.Items[0].Path == format.ManifestName && b.Items[0].Priority != library.High {
		t.Error("the manifest is not fetched first")
	}
	if d.Card.Rating != library.NoRating {
		t.Errorf("a stranger's rating is believed: %d", d.Card.Rating)
	}
	h.set("rate.down", "0")
	h.awaitSeeding(id)
	dir := h.dir
	if err := h.db.SaveTold(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	h.end()
	h = open(t, dir)
	h.awaitDetails(id, "told", told)
}
