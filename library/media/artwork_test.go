package media

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"matinee/library"
)

const bundleA = library.BundleID("aa11111111111111111111111111111111111111")

// artOf makes the artwork of files and returns its cuts.
func artOf(t *testing.T, m *Media, s Subject) map[library.Shape]image.Image {
	t.Helper()
	version, err := m.Artwork(t.Context(), s)
	must(t, err)
	out := map[library.Shape]image.Image{}
	for _, shape := range shapes() {
		path, err := m.ArtworkPath(s.ID, shape, version)
		must(t, err)
		file, err := os.Open(path)
		must(t, err)
		img, err := jpeg.Decode(file)
		must(t, errors.Join(err, file.Close()))
		if w, h := shape.Size(); img.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("the %s is %v", shape, img.Bounds())
		}
		out[shape] = img
	}
	return out
}

// isColor reports whether the middle of a picture is nearly of a color.
func isColor(img image.Image, want color.RGBA) bool {
	b := img.Bounds()
	r, g, bl, _ := img.At(b.Dx()/2, b.Dy()/2).RGBA()
	near := func(a uint32, b uint8) bool { d := int(a>>8) - int(b); return d > -24 && d < 24 }
	return near(r, want.R) && near(g, want.G) && near(bl, want.B)
}

func red() color.RGBA   { return color.RGBA{0xD0, 0x20, 0x20, 0xFF} }
func green() color.RGBA { return color.RGBA{0x20, 0xB0, 0x40, 0xFF} }
func blue() color.RGBA  { return color.RGBA{0x20, 0x40, 0xC0, 0xFF} }

// plain writes a JPEG of one color.
func plain(t testing.TB, name string, w, h int, c color.RGBA) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = c.R, c.G, c.B, 0xFF
	}
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	must(t, err)
	must(t, errors.Join(jpeg.Encode(file, img, nil), file.Close()))
	return path
}

// TestArtworkFromFiles needs no program: each shape is cut out of the picture that
// suits it.
func TestArtworkFromFiles(t *testing.T) {
	t.Parallel()
	m := newMedia(t, Tools{})
	art := artOf(t, m, Subject{ID: bundleA, Pictures: []string{
		write(t, "poster.jpg", []byte("no picture")),
		plain(t, "poster.jpg", 600, 900, red()),
		plain(t, "fanart.jpg", 1280, 720, blue()),
	}})
	for shape, want := range map[library.Shape]color.RGBA{
		library.ShapePoster: red(), library.ShapeCard: blue(), library.ShapeHero: blue(),
	} {
		if !isColor(art[shape], want) {
			t.Errorf("the %s is cut out of the wrong picture", shape)
		}
	}
}

// TestSquareCoverStaysWhole: the corners of a record's cover are in its poster and in
// its card.
func TestSquareCoverStaysWhole(t *testing.T) {
	t.Parallel()
	img := image.NewRGBA(image.Rect(0, 0, 500, 500))
	for y := range 500 {
		for x := range 500 {
			c := blue()
			if x < 40 || y < 40 || x >= 460 || y >= 460 {
				c = red()
			}
			img.SetRGBA(x, y, c)
		}
	}
	for _, shape := range []library.Shape{library.ShapePoster, library.ShapeCard} {
		out := cut(img, shape)
		side := min(out.Rect.Dx(), out.Rect.Dy())
		x, y := (out.Rect.Dx()-side)/2, (out.Rect.Dy()-side)/2
		for _, p := range []image.Point{{x + 8, y + 8}, {x + side - 8, y + side - 8}} {
			if c := out.RGBAAt(p.X, p.Y); c.R < 0xA0 || c.B > 0x60 {
				t.Errorf("the %s has %v where the cover's edge should be", shape, c)
			}
		}
		if c := out.RGBAAt(1, 1); c.A != 0xFF {
			t.Errorf("the %s is transparent beside the cover", shape)
		}
	}
}

// TestArtworkFromMedia: a picture inside, and a frame that is not black.
func TestArtworkFromMedia(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	cover := plain(t, "cover.jpg", 400, 400, green())
	song := makeMedia(t, "song.mp3", args(tone("1"), "-i", cover, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")...)
	if art := artOf(t, m, Subject{ID: bundleA, Files: []string{song}}); !isColor(art[library.ShapePoster], green()) {
		t.Error("the cover inside the song is not its picture")
	}
	// Black where a frame is looked for first, then a test picture.
	film := makeMedia(t, "film.mkv", args("-f", "lavfi", "-t", "2", "-i", "color=black:size=320x180:rate=10",
		picture("320x180", "5"), "-filter_complex", "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "5")...)
	art := artOf(t, m, Subject{ID: bundleA, Files: []string{film}})
	if light, spread := look(art[library.ShapeHero]); light < minLight || spread < minSpread {
		t.Errorf("a dark frame was chosen: light %.0f, spread %.0f", light, spread)
	}
}

// TestWideShapesPreferFrames: a film with a poster has its poster as poster, and a
// frame where the poster would be cut to a strip. Music keeps to its files.
func TestWideShapesPreferFrames(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	poster := plain(t, "poster.jpg", 600, 900, red())
	film := makeMedia(t, "film.mkv", args("-f", "lavfi", "-t", "2", "-i", "color=0x2040C0:size=320x180:rate=10")...)
	art := artOf(t, m, Subject{ID: bundleA, Pictures: []string{poster}, Files: []string{film}})
	if !isColor(art[library.ShapePoster], red()) || !isColor(art[library.ShapeCard], blue()) {
		t.Error("the poster or the card is cut out of the wrong picture")
	}
	song := makeMedia(t, "song.mp3", tone("1")...)
	art = artOf(t, m, Subject{ID: bundleA, Pictures: []string{poster}, Files: []string{song}})
	if !isColor(art[library.ShapeCard], red()) {
		t.Error("the card of music is not cut out of its file")
	}
}

// TestArtworkIsMadeOnce: the same sources have the same version and are not opened
// again; changed ones replace it.
func TestArtworkIsMadeOnce(t *testing.T) {
	t.Parallel()
	m := newMedia(t, Tools{})
	poster := plain(t, "poster.jpg", 600, 900, red())
	s := Subject{ID: bundleA, Pictures: []string{poster}}
	first, err := m.Artwork(t.Context(), s)
	must(t, err)
	path, err := m.ArtworkPath(bundleA, library.ShapeCard, first)
	must(t, err)
	before, err := os.Stat(path)
	must(t, err)
	again, err := m.Artwork(t.Context(), s)
	must(t, err)
	if after, err := os.Stat(path); err != nil || again != first || !os.SameFile(before, after) {
		t.Errorf("made again: %s and %s, %v", first, again, err)
	}
	must(t, os.Remove(poster))
	s.Pictures = []string{plain(t, "poster.jpg", 500, 900, blue())}
	second, err := m.Artwork(t.Context(), s)
	must(t, err)
	if second == first {
		t.Error("another picture has the same version")
	}
	_, err = m.ArtworkPath(bundleA, library.ShapeCard, first)
	wantCode(t, err, library.CodeNotFound)
	if used, err := m.Used(); err != nil || used < 1000 {
		t.Errorf("the cache takes %d bytes, %v", used, err)
	}
	must(t, m.Forget(bundleA))
	if used, err := m.Used(); err != nil || used != 0 {
		t.Errorf("%d bytes are left of a forgotten bundle, %v", used, err)
	}
}

func TestNoArtwork(t *testing.T) {
	t.Parallel()
	song := write(t, "song.mp3", []byte("x"))
	_, err := newMedia(t, Tools{}).Artwork(t.Context(), Subject{ID: bundleA, Files: []string{song}})
	wantCode(t, err, library.CodeNoMediaTool)
	m := newMedia(t, Tools{})
	_, err = m.Artwork(t.Context(), Subject{ID: bundleA, Pictures: []string{song, filepath.Join(t.TempDir(), "gone.png")}})
	wantCode(t, err, library.CodeNotFound)
	_, err = newMedia(t, tools(t)).Artwork(t.Context(), Subject{ID: bundleA, Files: []string{makeMedia(t, "song.ogg", tone("1")...)}})
	wantCode(t, err, library.CodeNotFound)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Artwork(ctx, Subject{ID: bundleA, Pictures: []string{plain(t, "a.jpg", 90, 90, red())}}); !errors.Is(err, context.Canceled) {
		// Pictures of files need no wait, so it may also have come to its end.
		must(t, err)
	}
}

// TestCacheKeepsToItsFolder: no id and no version leads out of it.
func TestCacheKeepsToItsFolder(t *testing.T) {
	t.Parallel()
	m := newMedia(t, Tools{})
	poster := plain(t, "poster.jpg", 90, 90, red())
	for _, id := range []library.BundleID{"", "a", "../../../../../../../../etc/passwd", "AA11111111111111111111111111111111111111", bundleA + "/.."} {
		if _, err := m.Artwork(t.Context(), Subject{ID: id, Pictures: []string{poster}}); err == nil {
			t.Errorf("%q was taken as an id", id)
		}
		if err := m.Forget(id); err == nil {
			t.Errorf("%q was forgotten", id)
		}
	}
	for _, version := range []string{"", "..", "../x", "a/b", `a\b`} {
		_, err := m.ArtworkPath(bundleA, library.ShapeCard, version)
		wantCode(t, err, library.CodeNotFound)
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	var b library.Bundle
	for i, p := range []string{
		"film.mkv", "screens/01.png", "poster.jpg", "Scans/front cover.png", "extras/fanart.jpg", "back.jpg", "art.svg", "IMG_1.jpg", "empty.png", "huge.png",
	} {
		b.Items = append(b.Items, library.Item{Index: i, Path: p, Length: 1000})
	}
	b.Items[8].Length, b.Items[9].Length = 0, maxPictureFile+1
	var got []string
	for _, item := range Pictures(b) {
		got = append(got, item.Path)
	}
	want := []string{"poster.jpg", "extras/fanart.jpg", "Scans/front cover.png", "IMG_1.jpg", "screens/01.png", "back.jpg"}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
