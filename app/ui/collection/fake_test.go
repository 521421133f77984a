package collection

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// fakeLibrary is the program behind the screen: as many bundles as a test wants,
// with real picture files, every ninth of them broken and every seventh missing.
type fakeLibrary struct {
	mu     sync.Mutex
	cards  []library.Card
	files  []string
	events chan library.Event
	asked  []library.ShelfQuery
	calls  []string
	err    error
	limit  int // of the profile in use
}

const pictureFiles = 60

func newFakeLibrary(t testing.TB, bundles int) *fakeLibrary {
	t.Helper()
	f := &fakeLibrary{events: make(chan library.Event, 16)}
	dir := t.TempDir()
	for i := range pictureFiles {
		f.files = append(f.files, filepath.Join(dir, fmt.Sprintf("%d.jpg", i)))
		if i%9 == 8 {
			if err := os.WriteFile(f.files[i], []byte("not a picture"), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		writePicture(t, f.files[i], i)
	}
	for i := range bundles {
		f.cards = append(f.cards, cardOf(i))
	}
	return f
}

// writePicture makes a picture as the program keeps them.
func writePicture(t testing.TB, path string, seed int) {
	t.Helper()
	width, height := library.ShapeCard.Size()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{R: uint8(x * seed), G: uint8(y + seed*40), B: uint8(x ^ y), A: 0xFF})
		}
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := jpeg.Encode(file, img, nil); err != nil {
		t.Fatal(err)
	}
}

// idOf makes the id of the nth bundle: its first digits count.
func idOf(n int) library.BundleID { return library.BundleID(fmt.Sprintf("%08d%032d", n, 0)) }

func cardOf(n int) library.Card {
	c := library.Card{
		ID: idOf(n), Title: fmt.Sprintf("Bundle %d", n), Creators: fmt.Sprintf("Maker %d", n%50), Kind: library.Video,
		Playable: 1 + n%9, Duration: time.Duration(20+n%100) * time.Minute, Length: int64(n%40+1) * 1e8,
		Rating: library.NoRating, Added: time.Unix(1_700_000_000-int64(n), 0), Artwork: "1",
	}
	if n%7 == 6 {
		c.Artwork = ""
	}
	if n%5 == 0 {
		c.Finished = c.Added
	}
	if n%6 == 0 {
		c.Begun = library.Position{Bundle: c.ID, At: 5 * time.Minute, Duration: 20 * time.Minute}
		c.BegunPlace = 1
	}
	return c
}

func (f *fakeLibrary) Shelf(_ context.Context, q library.ShelfQuery) ([]library.Card, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	if f.err != nil {
		return nil, f.err
	}
	var out []library.Card
	for _, c := range f.cards {
		if strings.Contains(strings.ToLower(c.Title), strings.ToLower(q.Text)) && (q.Filter != library.FilterAudio || c.Kind == library.Audio) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (f *fakeLibrary) Artwork(_ context.Context, id library.BundleID, _ library.Shape) (string, error) {
	var n int
	if _, err := fmt.Sscanf(string(id[:8]), "%d", &n); err != nil {
		return "", err
	}
	return f.files[n%len(f.files)], nil
}

func (f *fakeLibrary) CurrentProfile() library.Profile {
	f.mu.Lock()
	defer f.mu.Unlock()
	return library.Profile{Limit: f.limit}
}

func (f *fakeLibrary) Events(context.Context) <-chan library.Event { return f.events }

func (f *fakeLibrary) called(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
	return nil
}

func (f *fakeLibrary) log() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}

func (f *fakeLibrary) SetPinned(_ context.Context, id library.BundleID, on bool) error {
	return f.called("pinned %s %v", id[:8], on)
}

func (f *fakeLibrary) SetWatched(_ context.Context, id library.BundleID, item int, on bool) error {
	return f.called("watched %s %d %v", id[:8], item, on)
}

func (f *fakeLibrary) SetRating(_ context.Context, id library.BundleID, age int) error {
	return f.called("rating %s %d", id[:8], age)
}

func (f *fakeLibrary) Remove(_ context.Context, id library.BundleID, files bool) error {
	return f.called("remove %s %v", id[:8], files)
}
