package media

import (
	"context"
	"errors"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"matinee/library"
)

// TestThumbnail: frames come from where they are asked for, in the width asked for,
// and are made once.
func TestThumbnail(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	film := makeMedia(t, "film.mkv", args(
		"-f", "lavfi", "-t", "6", "-i", "color=0xD02020:size=320x180:rate=5", "-f", "lavfi", "-t", "6", "-i", "color=0x2040C0:size=320x180:rate=5",
		"-filter_complex", "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "5")...)
	at := func(when time.Duration) string {
		path, err := m.Thumbnail(t.Context(), bundleA, 3, film, when, 160)
		must(t, err)
		return path
	}
	begin, late := at(0), at(11*time.Second)
	for path, want := range map[string]bool{begin: true, late: false} {
		file, err := os.Open(path)
		must(t, err)
		img, err := jpeg.Decode(file)
		must(t, errors.Join(err, file.Close()))
		if b := img.Bounds(); b.Dx() != 160 || b.Dy() != 90 {
			t.Errorf("the frame is %v", b)
		}
		if isColor(img, red()) != want || isColor(img, blue()) == want {
			t.Errorf("%s is of the wrong time", filepath.Base(path))
		}
	}
	must(t, os.Remove(film)) // so that it cannot be made again
	if again := at(4 * time.Second); again != begin {
		t.Errorf("a near time gives %s", again)
	}
}

// TestThumbnailKeepsProportions: pixels that are not square are made so, and a picture
// that lies on its side stands upright.
func TestThumbnailKeepsProportions(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	small := []string{"-c:v", "libx264", "-preset", "ultrafast"}
	flat := makeMedia(t, "flat.mp4", args(picture("160x90", "1"), small)...)
	for i, c := range []struct {
		path string
		w, h int
	}{
		{makeMedia(t, "wide.mp4", args(picture("180x144", "1"), "-vf", "setsar=64/45", small)...), 160, 90},
		{makeMedia(t, "turned.mp4", "-i", flat, "-c", "copy", "-metadata:s:v:0", "rotate=90"), 90, 160},
	} {
		path, err := m.Thumbnail(t.Context(), bundleA, i, c.path, 0, 160)
		must(t, err)
		file, err := os.Open(path)
		must(t, err)
		got, err := jpeg.DecodeConfig(file)
		must(t, errors.Join(err, file.Close()))
		if got.Width != c.w || got.Height != c.h {
			t.Errorf("%s gives %d × %d, want %d × %d", filepath.Base(c.path), got.Width, got.Height, c.w, c.h)
		}
	}
}

func TestThumbnailRefuses(t *testing.T) {
	t.Parallel()
	path := write(t, "a.mkv", []byte("no film"))
	_, err := newMedia(t, Tools{}).Thumbnail(t.Context(), bundleA, 0, path, 0, 160)
	wantCode(t, err, library.CodeNoMediaTool)
	m := newMedia(t, tools(t))
	_, err = m.Thumbnail(t.Context(), bundleA, 0, path, 0, 160)
	wantCode(t, err, library.CodeBrokenMedia)
	_, err = m.Thumbnail(t.Context(), "../x", 0, path, 0, 160)
	wantCode(t, err, library.CodeNotFound)
	if used, err := m.Used(); err != nil || used != 0 {
		t.Errorf("%d bytes are left, %v", used, err)
	}
}

// TestThumbnailsComeOneByOne: while one is made another waits, and need not be waited
// for.
func TestThumbnailsComeOneByOne(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	m.turn <- struct{}{} // one is being made
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := m.Thumbnail(ctx, bundleA, 0, "a.mkv", 0, 160)
		done <- err
	}()
	cancel() // the mouse moved on
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the one that waited ended with %v", err)
	}
}

// TestOldFramesGo: the bounds of count and bytes hold, the oldest go, what was just
// made stays.
func TestOldFramesGo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		count int
		bytes int64
		want  []string
	}{
		"all stay":     {10, 1000, []string{"0", "1", "2", "3", "4", "5"}},
		"by count":     {2, 1000, []string{"0", "5"}},
		"by bytes":     {0, 35, []string{"0", "4", "5"}},
		"one is left":  {0, 1, []string{"0"}},
		"count and by": {5, 20, []string{"0", "5"}},
	} {
		folder := t.TempDir()
		for i := range 6 {
			path := filepath.Join(folder, strconv.Itoa(i))
			must(t, os.WriteFile(path, make([]byte, 10), 0o600))
			must(t, os.Chtimes(path, time.Time{}, time.Unix(int64(1000+i), 0)))
		}
		must(t, prune(folder, filepath.Join(folder, "0"), c.count, c.bytes))
		entries, err := os.ReadDir(folder)
		must(t, err)
		var left []string
		for _, e := range entries {
			left = append(left, e.Name())
		}
		if !slices.Equal(left, c.want) {
			t.Errorf("%s: %v are left, want %v", name, left, c.want)
		}
	}
}
