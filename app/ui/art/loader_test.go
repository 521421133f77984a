package art

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/app/ui/live"
	"matinee/library"
)

// files is a Source over a folder. While gate is not nil, each call takes one
// value from it.
type files struct {
	mu    sync.Mutex
	dir   string
	asked []library.BundleID
	gate  chan struct{}
}

func (f *files) Artwork(ctx context.Context, id library.BundleID, _ library.Shape) (string, error) {
	f.mu.Lock()
	f.asked = append(f.asked, id)
	f.mu.Unlock()
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	path := filepath.Join(f.dir, string(id))
	if _, err := os.Stat(path); err != nil {
		return "", &library.Error{Code: library.CodeNotFound}
	}
	return path, nil
}

func (f *files) log() []library.BundleID {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]library.BundleID(nil), f.asked...)
}

// rig is a loader with a main thread run by hand.
type rig struct {
	t      *testing.T
	files  *files
	main   chan func()
	loader *Loader
}

func newRig(t *testing.T, limit int64) *rig {
	t.Helper()
	before := goleak.IgnoreCurrent()
	r := &rig{t: t, files: &files{dir: t.TempDir()}, main: make(chan func(), 256)}
	loop := live.New(context.Background(), func(f func()) { r.main <- f })
	r.loader = New(loop, r.files, limit)
	t.Cleanup(func() {
		loop.Close()
		loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return r
}

// put stores the picture of a bundle, in one colour.
func (r *rig) put(id string, width, height int, c color.Color) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.files.dir, id), encoded(r.t, width, height, c), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func encoded(t *testing.T, width, height int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (r *rig) until(holds func() bool) {
	r.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-r.main:
			f()
		case <-time.After(2 * time.Millisecond): // some of it happens off the main thread
		case <-deadline:
			r.t.Fatalf("waited in vain; asked for %v", r.files.log())
		}
	}
}

// idle reports whether the loader has nothing under way.
func (r *rig) idle() bool {
	r.loader.mu.Lock()
	defer r.loader.mu.Unlock()
	return r.loader.running == 0 && !r.loader.telling
}

func want(id string) Want {
	return Want{ID: library.BundleID(id), Mark: "1", Shape: library.ShapeCard, Width: 176, Height: 99}
}

func TestPictureComesInTheSizeItIsShownIn(t *testing.T) {
	r := newRig(t, 1<<20)
	r.put("a", 352, 198, color.RGBA{R: 200, A: 255})
	var got image.Image
	stand, ticket := r.loader.Load(want("a"), func(p image.Image) { got = p })
	if stand == nil || ticket == nil {
		t.Fatal("nothing is shown meanwhile")
	}
	r.until(func() bool { return got != nil })
	if got.Bounds().Dx() != 176 || got.Bounds().Dy() != 99 {
		t.Fatalf("it has %v", got.Bounds())
	}
	if red, _, _, _ := got.At(80, 50).RGBA(); red>>8 < 190 {
		t.Fatalf("it is another picture: red %d", red>>8)
	}
	again, ticket := r.loader.Load(want("a"), nil)
	if again != got || ticket != nil || len(r.files.log()) != 1 {
		t.Fatal("it was loaded again")
	}
}

func TestTheSamePictureIsLoadedOnceForMany(t *testing.T) {
	r := newRig(t, 1<<20)
	r.put("a", 352, 198, color.White)
	r.files.gate = make(chan struct{})
	shown := 0
	for range 5 {
		r.loader.Load(want("a"), func(image.Image) { shown++ })
	}
	close(r.files.gate)
	r.until(func() bool { return shown == 5 })
	if n := len(r.files.log()); n != 1 {
		t.Fatalf("it was asked for %d times", n)
	}
}

func TestACanceledPictureIsNotLoaded(t *testing.T) {
	r := newRig(t, 1<<20)
	r.files.gate = make(chan struct{})
	for _, id := range []string{"a", "b", "c", "d", "last"} {
		r.put(id, 352, 198, color.White)
	}
	var tickets []*Ticket
	for _, id := range []string{"a", "b", "c", "d"} {
		_, ticket := r.loader.Load(want(id), func(image.Image) { t.Errorf("%s is shown", id) })
		tickets = append(tickets, ticket)
	}
	r.until(func() bool { return len(r.files.log()) == workers }) // the rest waits
	// What waits is given up first: giving up what is being loaded lets a worker
	// go on to the next at once.
	running := r.files.log()
	for _, begun := range []bool{false, true} {
		for _, ticket := range tickets {
			if slices.Contains(running, ticket.job.want.ID) == begun {
				ticket.Cancel()
				ticket.Cancel()
			}
		}
	}
	shown := false
	r.loader.Load(want("last"), func(image.Image) { shown = true })
	close(r.files.gate)
	r.until(func() bool { return shown && r.idle() })
	if n := len(r.files.log()); n != workers+1 {
		t.Fatalf("%d were asked for: %v", n, r.files.log())
	}
}

func TestOneOfTwoMayGiveUp(t *testing.T) {
	r := newRig(t, 1<<20)
	r.put("a", 352, 198, color.White)
	r.files.gate = make(chan struct{})
	_, first := r.loader.Load(want("a"), func(image.Image) { t.Error("shown to who gave up") })
	shown := false
	r.loader.Load(want("a"), func(image.Image) { shown = true })
	first.Cancel()
	close(r.files.gate)
	r.until(func() bool { return shown })
}

func TestWhatWasAskedForLastComesFirst(t *testing.T) {
	r := newRig(t, 1<<20)
	r.files.gate = make(chan struct{})
	for i := range 8 {
		id := fmt.Sprint(i)
		r.put(id, 352, 198, color.White)
		r.loader.Load(want(id), func(image.Image) {})
	}
	r.until(func() bool { return len(r.files.log()) == workers })
	r.files.gate <- struct{}{}
	r.until(func() bool { return len(r.files.log()) == workers+1 })
	if got := r.files.log()[workers]; got != "7" {
		t.Fatalf("after the first ones came %s", got)
	}
	close(r.files.gate)
	r.until(r.idle)
}

func TestBrokenAndMissingPicturesAreStoodInFor(t *testing.T) {
	r := newRig(t, 1<<20)
	whole := encoded(t, 352, 198, color.White)
	huge := bytes.Clone(whole)
	at := bytes.Index(huge, []byte{0xFF, 0xC0}) // the frame header says how large the picture is
	binary.BigEndian.PutUint16(huge[at+5:], 20_000)
	binary.BigEndian.PutUint16(huge[at+7:], 20_000)
	for id, data := range map[string][]byte{
		"text": []byte("no picture at all"), "empty": {}, "cut": whole[:len(whole)/3], "huge": huge,
	} {
		if err := os.WriteFile(filepath.Join(r.files.dir, id), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"text", "empty", "cut", "huge", "missing"} {
		t.Run(id, func(t *testing.T) {
			stand, _ := r.loader.Load(want(id), func(image.Image) { t.Error("a broken picture is shown") })
			if stand == nil || stand.Bounds().Empty() {
				t.Fatal("nothing stands in for it")
			}
			r.until(r.idle)
			before := len(r.files.log())
			if again, ticket := r.loader.Load(want(id), nil); again == nil || ticket != nil {
				t.Fatal("it is tried again and again")
			}
			if len(r.files.log()) != before {
				t.Fatal("it was asked for again")
			}
			changed := want(id)
			changed.Mark = "2"
			if _, ticket := r.loader.Load(changed, func(image.Image) {}); ticket == nil {
				t.Fatal("it is not tried when the pictures changed")
			}
			r.until(r.idle)
		})
	}
}

func TestWithoutArtworkNothingIsAskedFor(t *testing.T) {
	r := newRig(t, 1<<20)
	w := want("a")
	w.Mark = ""
	if stand, ticket := r.loader.Load(w, nil); stand == nil || ticket != nil || len(r.files.log()) != 0 {
		t.Fatal("a picture was looked for that is known not to exist")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const limit = 300_000 // four cards of 176 × 99
	r := newRig(t, limit)
	for i := range 12 {
		id := fmt.Sprint(i)
		r.put(id, 352, 198, color.White)
		shown := false
		r.loader.Load(want(id), func(image.Image) { shown = true })
		r.until(func() bool { return shown })
		if used := r.loader.memory.used; used > limit {
			t.Fatalf("%d bytes are kept", used)
		}
	}
	if _, ticket := r.loader.Load(want("11"), func(image.Image) {}); ticket != nil {
		t.Fatal("the newest one was dropped")
	}
	if _, ticket := r.loader.Load(want("0"), func(image.Image) {}); ticket == nil {
		t.Fatal("the oldest one was kept")
	}
	r.until(r.idle)
	r.loader.Forget()
	if r.loader.memory.used != 0 {
		t.Fatal("something is kept")
	}
}

func TestStandInsAreTheSameForABundle(t *testing.T) {
	a, b := paintStandIn(want("a")), paintStandIn(want("a"))
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Fatal("a bundle changes its colours")
	}
	seen := map[int]bool{}
	for i := range 100 {
		seen[hueOf(library.BundleID(fmt.Sprintf("%040x", i)))] = true
	}
	if len(seen) != len(hues()) {
		t.Fatalf("%d of %d hues are used", len(seen), len(hues()))
	}
}

func TestLargePicturesRunOutIntoTheGround(t *testing.T) {
	ground := color.NRGBA{R: 0x0E, G: 0x10, B: 0x16, A: 0xFF}
	w := Want{ID: "a", Width: 640, Height: 240, Fade: ground}
	path := filepath.Join(t.TempDir(), "hero.jpg")
	if err := os.WriteFile(path, encoded(t, 1280, 480, color.White), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := decode(path, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []image.Point{{0, 10}, {0, 239}, {320, 239}, {639, 239}} {
		if c := got.RGBAAt(at.X, at.Y); absent(c.R, ground.R) > 3 || absent(c.B, ground.B) > 3 {
			t.Errorf("at %v an edge shows: %v", at, c)
		}
	}
	if c := got.RGBAAt(639, 0); c.R < 0xF0 {
		t.Errorf("the picture is gone: %v", c)
	}
}

func absent(a, b uint8) int {
	if a > b {
		return int(a - b)
	}
	return int(b - a)
}

func TestCropKeepsTheProportion(t *testing.T) {
	for _, c := range []struct{ w, h, toW, toH int }{{400, 580, 176, 99}, {1280, 480, 200, 290}, {50, 50, 400, 580}, {1, 900, 16, 9}} {
		got := cropped(image.Rect(0, 0, c.w, c.h), c.toW, c.toH)
		if !got.In(image.Rect(0, 0, c.w, c.h)) || got.Empty() {
			t.Errorf("%v: %v", c, got)
		}
		if got.Dx() != c.w && got.Dy() != c.h {
			t.Errorf("%v: %v is smaller than it need be", c, got)
		}
	}
}

func TestDecodingTellsWhatFailed(t *testing.T) {
	if _, err := decode(filepath.Join(t.TempDir(), "none"), want("a")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%v", err)
	}
}
