package watch

import (
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"matinee/player"
)

// withPictures gives the gallery a cover and a frame.
func withPictures(t *testing.T) *fakeTheatre {
	t.Helper()
	f := playing()
	f.folder = t.TempDir()
	for name, size := range map[string]image.Rectangle{"cover.jpg": image.Rect(0, 0, 40, 58), "frame.jpg": image.Rect(0, 0, 32, 18)} {
		out, err := os.Create(filepath.Join(f.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := jpeg.Encode(out, image.NewRGBA(size), nil); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// point moves the mouse over the bar, to a part of it.
func (h *house) point(part float32) {
	bar := h.screen.controls.bar
	bar.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(bar.Size().Width*part, 10)}})
}

func TestSmallPicturesOfAFilmThatIsHere(t *testing.T) {
	h := open(t, withPictures(t))
	h.point(0.25)
	for _, call := range h.theatre.log() {
		if strings.HasPrefix(call, "thumbnail") {
			t.Fatal("asked for a picture of a film that is not here whole")
		}
	}
	h.change(func(f *fakeTheatre) { f.stream.Complete = true })
	h.point(0.25)
	h.point(0.30) // while the first comes
	h.point(0.50)
	bar := h.screen.controls.bar
	h.until(func() bool { return bar.Preview() != nil })
	if bar.Preview().Bounds().Dx() != 32 {
		t.Fatalf("shows %v", bar.Preview().Bounds())
	}
	h.wantCalls("thumbnail b 1 25s", "thumbnail b 1 50s")
	if slices.Contains(h.theatre.log(), "thumbnail b 1 30s") {
		t.Fatal("a place that was passed was asked for")
	}
	bar.MouseOut()
	if bar.Preview() != nil {
		t.Fatal("the picture stays without the mouse")
	}
}

func TestABrokenPictureIsNone(t *testing.T) {
	f := withPictures(t)
	if err := os.WriteFile(filepath.Join(f.folder, "frame.jpg"), []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.stream.Complete = true
	h := open(t, f)
	h.point(0.25)
	h.until(func() bool { return !h.screen.previews.running })
	if h.screen.controls.bar.Preview() != nil {
		t.Fatal("something is shown")
	}
}

func TestMusicShowsCoverAndTracks(t *testing.T) {
	h := open(t, withPictures(t))
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	h.until(func() bool { return h.screen.music.cover.Image != nil })
	h.wantCalls("artwork b poster")
	h.change(func(f *fakeTheatre) { f.now.Creators = "The Band" })
	h.until(func() bool { return strings.HasPrefix(h.screen.music.item.Text(), "The Band · ") })
	tracks := h.screen.music.tracks
	if !tracks.Visible() || tracks.Length() != 3 || tracks.playing != 1 {
		t.Fatalf("%d tracks, seen %v, %d plays", tracks.Length(), tracks.Visible(), tracks.playing)
	}
	h.read()
	if n := countOf(h.theatre.log(), "artwork b poster"); n != 1 {
		t.Fatalf("asked for the cover %d times", n)
	}
	h.window.Canvas().Focus(tracks)
	h.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	h.until(func() bool { return slices.Contains(h.theatre.log(), "play b 2") })
	h.key(fyne.KeyEscape)
	h.wantCalls("leave")
}

func TestNoRoomForTracks(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	m := h.screen.music
	h.window.Resize(fyne.NewSize(800, 500))
	if top := m.cover.Position().Y + m.cover.Size().Height; !m.tracks.Visible() || m.tracks.Position().Y < top {
		t.Fatal("a small window has no tracks, or they cover what plays")
	}
	if end := m.tracks.Position().Y + m.tracks.Size().Height; m.tracks.Size().Height < 120 || end > 500-controlsRoom {
		t.Fatalf("the tracks are %.0f high and end at %.0f", m.tracks.Size().Height, end)
	}
	h.window.Resize(fyne.NewSize(480, 270))
	if m.tracks.Visible() {
		t.Fatal("the tracks cover what plays")
	}
}

func TestSmallWindow(t *testing.T) {
	h := open(t, playing())
	c := h.screen.controls
	h.key(fyne.KeyT)
	h.window.Resize(fyne.NewSize(480, 270))
	if c.audio.Visible() || !c.play.Visible() || !c.mini.Visible() || !c.bar.Visible() {
		t.Fatal("the small window has not just what it has room for")
	}
	h.read()
	if c.rewind.Visible() {
		t.Fatal("a reading brought a button back")
	}
	h.screen.focusPad()
	h.key(fyne.KeyF)
	h.wantCalls("mini true", "mini false", "full true")
	test.Tap(c.mini)
	h.window.Resize(fyne.NewSize(1280, 800))
	if h.theatre.full || !h.theatre.mini || !c.audio.Visible() {
		t.Fatal("the button does not lead from the whole screen to the small window")
	}
	h.screen.focusPad()
	h.key(fyne.KeyEscape)
	if h.theatre.mini || slices.Contains(h.theatre.log(), "leave") {
		t.Fatal("Escape left the player instead of the small window")
	}
	h.screen.toggleMini()
	h.screen.leave()
	if h.theatre.mini {
		t.Fatal("the library is in the small window")
	}
}

func TestEveryKeyIsListed(t *testing.T) {
	h := open(t, playing())
	h.screen.pad.TypedRune('?')
	if h.window.Canvas().Overlays().Top() == nil {
		t.Fatal("no list of keys")
	}
	var listed []string
	for _, s := range shortcuts() {
		if s.does == "" {
			t.Errorf("%s does nothing", s.keys)
		}
		listed = append(listed, strings.Fields(strings.NewReplacer("−", "-", "←", "Left", "→", "Right", "↑", "Up", "↓", "Down", "Esc", "Escape", "…", "").Replace(s.keys))...)
	}
	for _, key := range listed {
		if _, ok := player.KeyAction(key, false); !ok {
			t.Errorf("%s is listed and is no key", key)
		}
	}
	for _, key := range []string{"Space", "M", "F", "C", "J", "K", "L", "<", ">", "N", "T", "?"} {
		if !slices.Contains(listed, key) {
			t.Errorf("%s is not listed", key)
		}
	}
}

func TestPreviewsAreASecondApart(t *testing.T) {
	f := withPictures(t)
	f.stream.Complete = true
	f.status.Duration = 1000 * time.Second
	h := open(t, f)
	h.screen.pointed(0.1001)
	h.screen.pointed(0.1002)
	h.until(func() bool { return !h.screen.previews.running })
	if n := countOf(f.log(), "thumbnail b 1 1m40s"); n != 1 {
		t.Fatalf("asked %d times for one second", n)
	}
}
