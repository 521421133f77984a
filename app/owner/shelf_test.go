package owner

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// ownFilm is what a film of that name is made of here; it begins as one.
func ownFilm(name string) []byte { return []byte("\x1a\x45\xdf\xa3 the film " + name) }

// ownMedia makes a folder of this machine's own media.
func ownMedia(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"My Film/My Film.mkv", "My Film/My Film.srt", "Show/S01E01.mkv", "Show/S01E02.mkv"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, ownFilm(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOwnMediaPlayAndStay(t *testing.T) {
	dir, data := ownMedia(t), t.TempDir()
	h := open(t, data)
	in, err := h.Import(t.Context(), dir, nil)
	if err != nil || in.Bundles != 2 || in.Items != 4 {
		t.Fatalf("%+v, %v", in, err)
	}
	v, err := h.Get(t.Context(), "My Film")
	if err != nil || v.State != control.StateLocal || !v.Complete() {
		t.Fatalf("%+v, %v", v, err)
	}
	opened, err := h.Open(t.Context(), control.OpenRequest{ID: v.ID, Item: -1})
	path := filepath.Join(dir, "My Film", "My Film.mkv")
	if err != nil || opened.URL != path || len(opened.Subtitles) != 1 {
		t.Fatalf("%+v, %v", opened, err)
	}
	p := library.Position{Bundle: v.ID, Item: opened.Item, At: 90 * time.Second, Duration: time.Hour, Updated: h.now()}
	if err := h.SavePosition(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := h.Learned(t.Context(), v.ID, opened.Item, time.Hour); err != nil {
		t.Fatal(err)
	}
	if s, err := h.StreamStatus(v.ID, opened.Item, 0); err != nil || !s.Complete {
		t.Errorf("%+v, %v", s, err)
	}
	h.end()
	h = open(t, data)
	if n := len(h.Engine().Bundles()); n != 0 {
		t.Errorf("the engine has %d of them", n)
	}
	if opened, err := h.Open(t.Context(), control.OpenRequest{ID: v.ID, Item: -1}); err != nil || opened.Resume != 90*time.Second {
		t.Errorf("then %+v, %v", opened, err)
	}
	code(t, h.Remove(t.Context(), v.ID, true), library.CodeNotOurs)
	code(t, h.SetPaused(t.Context(), v.ID, true), library.CodeNotOurs)
	code(t, h.Recheck(t.Context(), v.ID), library.CodeNotOurs)
	if err := h.Remove(t.Context(), v.ID, false); err != nil {
		t.Fatal(err)
	}
	same(t, path, ownFilm("My Film/My Film.mkv"))
	if list, _ := h.List(t.Context()); len(list) != 1 || list[0].Title != "Show" {
		t.Errorf("left are %+v", list)
	}
}

// limited puts a profile with a limit into use.
func (h *house) limited(age int) {
	h.t.Helper()
	pin := "1234"
	_, err := h.shelf.SaveProfile(h.t.Context(), library.Profile{ID: library.MainProfile}, &pin)
	if err == nil {
		var kid library.ProfileID
		kid, err = h.shelf.SaveProfile(h.t.Context(), library.Profile{Name: "Kid", Limit: age}, nil)
		if err == nil {
			err = h.shelf.UseProfile(h.t.Context(), kid, "")
		}
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestALimitHoldsForEveryCommand(t *testing.T) {
	a, b, c := one(t, "all.mkv", piece), one(t, "adults.mkv", piece), one(t, "unrated.mkv", piece)
	h := open(t, t.TempDir())
	for _, x := range []rehearsal.Bundle{a, b, c} {
		h.add(x)
	}
	for id, age := range map[string]int{a.ID: 6, b.ID: 18} {
		if err := h.shelf.SetRating(t.Context(), library.BundleID(id), age); err != nil {
			t.Fatal(err)
		}
	}
	h.limited(6)
	events := h.Changes(t.Context())
	if list, _ := h.List(t.Context()); len(list) != 1 || list[0].Title != "all" {
		t.Errorf("listed: %+v", list)
	}
	for _, id := range []library.BundleID{library.BundleID(b.ID), library.BundleID(c.ID)} {
		_, err := h.Get(t.Context(), string(id))
		code(t, err, library.CodeNotFound)
		_, err = h.Open(t.Context(), control.OpenRequest{ID: id, Item: 0})
		code(t, err, library.CodeNotFound)
		_, err = h.Bundle(id)
		code(t, err, library.CodeNotFound)
		code(t, h.SetPaused(t.Context(), id, true), library.CodeNotFound)
		code(t, h.Remove(t.Context(), id, true), library.CodeNotFound)
	}
	if shown := h.Transfers(); len(shown) != 1 {
		t.Errorf("transfers: %+v", shown)
	}
	_, err := h.Add(t.Context(), control.AddRequest{Source: b.Torrent})
	code(t, err, library.CodeLimited)
	// What happens to the hidden ones is not told; what happens to the other is.
	for _, id := range []string{b.ID, a.ID} {
		if err := h.Engine().Hold(library.BundleID(id), library.Paused); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.After(patience); ; {
		select {
		case ev := <-events:
			if ev.About() == library.BundleID(b.ID) {
				t.Errorf("told of what is hidden: %#v", ev)
			}
			if ev.About() == library.BundleID(a.ID) {
				return
			}
		case <-deadline:
			t.Fatal("nothing is told of what is shown")
		}
	}
}

// TestStorageExplainsEviction compares what the storage page says with what really
// goes when room is needed.
func TestStorageExplainsEviction(t *testing.T) {
	small, large, pinned, lonely := one(t, "small.mkv", 10*piece), one(t, "large.mkv", 20*piece), one(t, "pinned.mkv", piece), one(t, "lonely.mkv", 2*piece)
	h := open(t, t.TempDir(), func(c *Config) { c.Override["disk.evict"] = "on" })
	ids := map[string]library.BundleID{}
	for _, b := range []rehearsal.Bundle{small, large, pinned, lonely} {
		id := h.add(b, rehearsal.Seed(t, b, 0).Addr)
		ids[h.awaitSeeding(id).Title] = id
	}
	if err := h.shelf.SetPinned(t.Context(), ids["pinned"], true); err != nil {
		t.Fatal(err)
	}
	if err := h.shelf.SetWatched(t.Context(), ids["small"], -1, true); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Import(t.Context(), ownMedia(t), nil); err != nil {
		t.Fatal(err)
	}
	h.pass(40 * 24 * time.Hour)
	h.gov.mu.Lock()
	for title, id := range ids {
		m := h.gov.recall(id)
		if m.copies, m.copiesAt = 8, h.now(); title == "lonely" {
			m.copies = 1
		}
	}
	h.gov.mu.Unlock()
	s := h.storage()
	var order []string
	why := map[string]library.EvictReason{}
	for _, u := range s.Bundles {
		order = append(order, u.Title)
		why[u.Title] = u.Why
	}
	if want := []string{"small", "large", "lonely", "pinned"}; !slices.Equal(order[:4], want) {
		t.Errorf("in the order %q, want %q first", order, want)
	}
	for title, want := range map[string]library.EvictReason{
		"small": library.GoesWatched, "large": library.GoesUnused, "pinned": library.StaysPinned,
		"lonely": library.StaysScarce, "My Film": library.StaysLocal,
	} {
		if why[title] != want {
			t.Errorf("%s: %s, want %s", title, why[title], want)
		}
	}
	if s.Used != 33*piece || s.Other <= 0 || s.Free <= 0 {
		t.Errorf("%+v", s)
	}
	// Now room for something is needed: the first of the list goes, and only it.
	fresh := one(t, "fresh.mkv", 12*piece)
	h.set("disk.quota", itoa(35*piece))
	h.goOn(h.add(fresh, rehearsal.Seed(t, fresh, 0).Addr))
	if gone, err := h.Get(t.Context(), "small"); err != nil || gone.Done != 0 {
		t.Errorf("what is first stays: %+v, %v", gone, err)
	}
	if left := h.storage(); left.Bundles[0].Title != "large" {
		t.Errorf("then %+v", left.Bundles)
	}
}

func (h *house) storage() library.Storage {
	h.t.Helper()
	s, err := h.shelf.Storage(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// TestDeletingFreesWhatTheStoragePageSays deletes from the page and counts on the
// disk.
func TestDeletingFreesWhatTheStoragePageSays(t *testing.T) {
	a, b := one(t, "a.mkv", 3*piece), one(t, "b.mkv", piece)
	h := open(t, t.TempDir())
	for _, x := range []rehearsal.Bundle{a, b} {
		h.awaitSeeding(h.add(x, rehearsal.Seed(t, x, 0).Addr))
	}
	before := h.storage()
	onDisk := sizeOf(context.Background(), h.media(), "")
	gone := before.Bundles[0]
	if gone.Title != "a" || gone.Bytes != 3*piece || before.Used != onDisk {
		t.Fatalf("%+v with %d bytes on disk", before, onDisk)
	}
	if err := h.Remove(t.Context(), gone.ID, true); err != nil {
		t.Fatal(err)
	}
	after := h.storage()
	if left := sizeOf(context.Background(), h.media(), ""); left != onDisk-gone.Bytes || after.Used != left || len(after.Bundles) != 1 {
		t.Errorf("%d bytes are left, and it says %+v", left, after)
	}
}
