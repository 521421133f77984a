package curator

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"matinee/library"
)

// working runs Work until the returned function ends it and waits for its end.
func (r *rig) working() (end func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	ended := make(chan struct{})
	r.look.done = make(chan struct{}, 100)
	go func() {
		defer close(ended)
		r.Work(ctx)
	}()
	return func() { cancel(); <-ended }
}

// drawn waits for n more pictures.
func (r *rig) drawn(n int) {
	r.t.Helper()
	for range n {
		select {
		case <-r.look.done:
		case <-time.After(30 * time.Second):
			r.t.Fatal("no picture is made")
		}
	}
}

// told waits for an event.
func (r *rig) told(events <-chan library.Event, want library.Event) {
	r.t.Helper()
	for deadline := time.After(30 * time.Second); ; {
		select {
		case ev := <-events:
			if ev == want {
				return
			}
		case <-deadline:
			r.t.Fatalf("nobody tells %#v", want)
		}
	}
}

func TestWhatIsWholeIsLookedInto(t *testing.T) {
	r := newRig(t, film(1, "Album", "01.flac", "02.flac", "cover.jpg"), film(2, "Film", "film.mkv"))
	r.look.facts["a1"] = library.Facts{Duration: 3 * time.Minute, Title: "One", Artist: "Band", Year: 1999, Synopsis: "Words"}
	r.engine.complete(idOf(1), 0, "/m/a1")
	r.engine.complete(idOf(1), 2, "/m/cover.jpg")
	events := r.Events(t.Context())
	end := r.working()
	r.drawn(1)
	r.told(events, library.NewDescribed(idOf(1)))
	// The second item arrives.
	r.look.mu.Lock()
	r.look.facts["a2"] = library.Facts{Duration: 2 * time.Minute, Artist: "Guest"}
	r.look.mu.Unlock()
	r.engine.complete(idOf(1), 1, "/m/a2")
	r.engine.events <- library.NewItemDone(idOf(1), 1)
	r.drawn(1)
	end()
	if want := []string{"a1", "a2"}; !slices.Equal(r.look.probed, want) {
		t.Errorf("looked into %q, want %q", r.look.probed, want)
	}
	if s := r.look.drawn[0]; !slices.Equal(s.Pictures, []string{"/m/cover.jpg"}) || !slices.Equal(s.Files, []string{"/m/a1"}) {
		t.Errorf("drawn from %+v", s)
	}
	r.reopen()
	d, err := r.Details(t.Context(), idOf(1))
	r.must(err)
	if c := d.Card; c.Creators != "Band" || c.Year != 1999 || c.Duration != 5*time.Minute || c.Artwork != "v1" || d.Synopsis != "Words" || d.Items[0].Title != "One" {
		t.Errorf("%+v, %q", c, d.Synopsis)
	}
	if path, err := r.Artwork(t.Context(), idOf(1), library.ShapeCard); err != nil || filepath.Base(path) != "card.jpg" {
		t.Error(path, err)
	}
	r.engine.complete(idOf(1), 0, "/m/a1")
	if path, err := r.Thumbnail(t.Context(), idOf(1), 0, time.Minute); err != nil || path != "/m/a1@1m0s" {
		t.Error(path, err)
	}
	_, err = r.Artwork(t.Context(), idOf(2), library.ShapeCard)
	r.code(err, library.CodeNotFound)
	_, err = r.Thumbnail(t.Context(), idOf(2), 0, 0)
	r.code(err, library.CodeNotFound)
}

// TestNothingIsLookedIntoForEver: what cannot be read is tried some times, with
// days between, also over restarts; what is no media file once.
func TestNothingIsLookedIntoForEver(t *testing.T) {
	r := newRig(t, film(1, "Broken", "broken.mkv", "fake.mkv"))
	r.look.fails["broken"] = library.Errorf(library.CodeBrokenMedia, "cut off")
	r.look.fails["fake"] = library.Errorf(library.CodeNotMedia, "text")
	r.look.noArt = true
	for range 3 * probeTries {
		r.engine.complete(idOf(1), 0, "/m/broken")
		r.engine.complete(idOf(1), 1, "/m/fake")
		end := r.working()
		r.engine.events <- library.NewCompleted(idOf(1)) // by now the first look is over
		r.engine.events <- library.NewCompleted(idOf(9)) // and the second one
		end()
		r.clock = r.clock.Add(10 * 24 * time.Hour)
		r.reopen()
	}
	counts := map[string]int{}
	for _, name := range r.look.probed {
		counts[name]++
	}
	if counts["broken"] != probeTries || counts["fake"] != 1 {
		t.Errorf("looked into %v", counts)
	}
	if n := len(r.look.drawn); n != 1 {
		t.Errorf("pictures of the same files were tried %d times", n)
	}
	if c := r.shelf(library.ShelfQuery{})[0]; c.Artwork != "" {
		t.Errorf("a picture that is none: %q", c.Artwork)
	}
}

func TestAMissingToolIsNoFailure(t *testing.T) {
	r := newRig(t, film(1, "A", "a.mkv"), film(2, "B", "b.mkv"))
	r.look.fails["a"] = library.Errorf(library.CodeNoMediaTool, "ffprobe")
	r.engine.complete(idOf(1), 0, "/m/a")
	r.engine.complete(idOf(2), 0, "/m/b")
	end := r.working()
	r.drawn(2)
	end()
	if !slices.Equal(r.look.probed, []string{"a"}) {
		t.Errorf("looked into %q though the tool is missing", r.look.probed)
	}
	delete(r.look.fails, "a")
	r.reopen()
	r.engine.complete(idOf(1), 0, "/m/a")
	end = r.working()
	r.drawn(1)
	end()
	if !slices.Equal(r.look.probed, []string{"a", "a"}) {
		t.Errorf("with the tool: %q", r.look.probed)
	}
}

func TestImportedMediaAreLookedInto(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Film/Film.mkv", "Film/poster.jpg")
	r := newRig(t)
	r.look.facts["Film.mkv"] = library.Facts{Duration: time.Hour, Year: 2001}
	end := r.working()
	r.imported(dir)
	r.drawn(1)
	end()
	if c := r.shelf(library.ShelfQuery{})[0]; c.Duration != time.Hour || c.Year != 2001 || len(r.look.drawn[0].Pictures) != 1 {
		t.Errorf("%+v, %+v", c, r.look.drawn)
	}
}

func TestWhatIsKnownIsNotTouchedAgain(t *testing.T) {
	r := newRig(t, film(1, "Film", "film.mkv"))
	r.engine.complete(idOf(1), 0, "/m/film")
	end := r.working()
	r.drawn(1)
	r.engine.events <- library.NewRemoved(idOf(9)) // by now what was drawn is stored
	end()
	r.reopen()
	r.engine.complete(idOf(1), 0, "/m/film")
	end = r.working()
	r.engine.events <- library.NewRemoved(idOf(9)) // nothing was to be done before
	end()
	if len(r.look.probed) != 1 || len(r.look.drawn) != 1 {
		t.Errorf("looked into %q, drawn %d times", r.look.probed, len(r.look.drawn))
	}
}

func TestWhatComesBackIsLookedIntoAgain(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Film/Film.mkv")
	r := newRig(t)
	r.look.facts["Film.mkv"] = library.Facts{Duration: time.Hour}
	end := r.working()
	for range 2 {
		r.imported(dir)
		r.drawn(1)
		r.engine.events <- library.NewRemoved(idOf(9)) // by now all is stored
		card := r.shelf(library.ShelfQuery{})[0]
		if card.Duration != time.Hour {
			t.Errorf("%+v", card)
		}
		r.must(r.RemoveLocal(t.Context(), card.ID))
	}
	end()
}

func TestWhatLeftTheLibraryIsForgotten(t *testing.T) {
	r := newRig(t, film(1, "Film", "film.mkv"))
	r.must(r.SetRating(t.Context(), idOf(1), 6))
	end := r.working()
	r.must(r.db.DeleteBundle(t.Context(), idOf(1)))
	r.engine.events <- library.NewRemoved(idOf(1))
	r.engine.events <- library.NewRemoved(idOf(9)) // by now the first was heard
	end()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.about) != 0 {
		t.Errorf("still known: %v", r.about)
	}
}
