package studio

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"matinee/library"
)

// TestFrames: places all along the film are proposed, of no file outside of the folder.
func TestFrames(t *testing.T) {
	h := newHouse(t)
	var at []time.Duration
	var pictures []string
	must(t, h.Frames(t.Context(), h.source, "Low Tide.mkv", func(a library.Interval, picture []byte) {
		at, pictures = append(at, time.Duration(a)), append(pictures, string(picture))
	}))
	if len(at) != frameProposals || at[0] != 0 || at[7] != 52500*time.Millisecond || !slices.IsSorted(at) || pictures[1] != "at 7.5s" {
		t.Errorf("%v, %v", at, pictures)
	}
	err := h.Frames(t.Context(), h.source, "../Low Tide.mkv", func(library.Interval, []byte) { t.Error("told") })
	wantCode(t, err, library.CodeBadFolder)
}

// TestAddPicture: a picture from elsewhere is copied once and overwrites nothing; one in
// the folder stays where it is; anything else is no picture.
func TestAddPicture(t *testing.T) {
	h := newHouse(t)
	elsewhere := filepath.Join(t.TempDir(), "Photo.JPG")
	must(t, os.WriteFile(elsewhere, []byte("mine"), 0o600))
	must(t, os.WriteFile(filepath.Join(h.source, "poster.jpg"), []byte("another"), 0o600))
	for range 2 {
		file, small, err := h.AddPicture(t.Context(), h.source, elsewhere)
		must(t, err)
		raw, err := os.ReadFile(filepath.Join(h.source, file))
		if err != nil || file != "poster (2).jpg" || string(raw) != "mine" || string(small) != "a picture" {
			t.Errorf("%s: %s, %v", file, raw, err)
		}
	}
	file, _, err := h.AddPicture(t.Context(), h.source, filepath.Join(h.source, "poster.jpg"))
	if err != nil || file != "poster.jpg" {
		t.Errorf("%s, %v", file, err)
	}
	_, _, err = h.AddPicture(t.Context(), h.source, filepath.Join(h.source, "Low Tide.mkv"))
	wantCode(t, err, library.CodeBrokenMedia)
}

// TestPosterAtAPlace: the frame that was chosen is the one that is published.
func TestPosterAtAPlace(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, func(d *library.Draft) {
		for i := range d.Items {
			if d.Items[i].Role == library.RolePoster {
				d.Items[i].At = library.Interval(15 * time.Second)
			}
		}
	})
	raw, err := os.ReadFile(filepath.Join(p.Folder, "poster.jpg"))
	if err != nil || string(raw) != "at 15s" {
		t.Errorf("%s, %v", raw, err)
	}
}
