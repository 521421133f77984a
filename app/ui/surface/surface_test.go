package surface

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/player"
)

// fakeFrames is a picture that is always the same.
type fakeFrames struct {
	frame *image.RGBA
	sizes []image.Point
	told  func()
}

func (f *fakeFrames) Resize(width, height int) { f.sizes = append(f.sizes, image.Pt(width, height)) }
func (f *fakeFrames) Latest() *image.RGBA      { return f.frame }
func (f *fakeFrames) OnFrame(told func())      { f.told = told }
func (f *fakeFrames) Stats() player.FrameStats { return player.FrameStats{} }

func newFrames() *fakeFrames { return &fakeFrames{frame: image.NewRGBA(image.Rect(0, 0, 4, 4))} }

func begun(frames player.Frames) (*Surface, *[]func()) {
	var posted []func()
	s := New(Options{Post: func(f func()) { posted = append(posted, f) }})
	s.Begin(frames)
	return s, &posted
}

func TestFramesAreShownAtTheirPixels(t *testing.T) {
	f := newFrames()
	s, _ := begun(f)
	if img := s.raster.paint(1280, 800); img != image.Image(f.frame) {
		t.Fatal("the last frame is not painted")
	}
	s.raster.paint(1280, 800)
	s.raster.paint(2560, 1600) // the same window on a finer screen
	if len(f.sizes) != 2 || f.sizes[1] != image.Pt(2560, 1600) {
		t.Fatalf("told of the sizes %v", f.sizes)
	}
	f.frame = nil
	if img := s.raster.paint(1920, 1080); img.Bounds().Dx() != 1 {
		t.Fatal("no black before the first frame")
	}
}

func TestFramesAskForOnePaintAtATime(t *testing.T) {
	f := newFrames()
	s, posted := begun(f)
	for range 20 {
		f.told()
	}
	if len(*posted) != 1 {
		t.Fatalf("%d repaints wait for the main thread", len(*posted))
	}
	(*posted)[0]()
	f.told()
	if len(*posted) != 2 {
		t.Fatal("no repaint after one was done")
	}
	told := f.told
	s.Pause()
	(*posted)[1]()
	told()
	if len(*posted) != 2 || f.told != nil {
		t.Fatal("frames are painted although nobody sees them")
	}
}

func TestWhoDrawsIsChosenAnewForOtherFrames(t *testing.T) {
	s := New(Options{Mode: Auto, Post: func(f func()) { f() }})
	f := newFrames()
	s.Begin(f)
	s.texture.way = uploaded // as the first paint decides
	s.Renew(Software)
	if s.texture.way != undecided || s.options.Mode != Software || f.told != nil {
		t.Fatal("it goes on with the frames, and the choice, of before")
	}
	plain, _ := begun(newFrames())
	plain.Renew(GPU)
	if plain.OpenGL() || plain.texture.way != unused || plain.options.Mode != Plain {
		t.Fatal("OpenGL is tried where there is none")
	}
}

func TestWithoutOpenGLTheChoiceIsMade(t *testing.T) {
	s, _ := begun(newFrames())
	called := 0
	s.WhenChosen(func() { called++ })
	if called != 1 || s.OpenGL() {
		t.Fatal("it waits for a paint that decides nothing")
	}
}

func TestNothingWaitsForeverForAPaint(t *testing.T) {
	test.NewTempApp(t)
	s := New(Options{Mode: Auto, Post: func(func()) {}})
	s.Begin(newFrames())
	called := 0
	s.WhenChosen(func() { called++ })
	if called != 0 {
		t.Fatal("opened before anything was painted")
	}
	s.GoOn()
	s.GoOn()
	if called != 1 {
		t.Fatalf("called %d times", called)
	}
	s.WhenChosen(func() { called++ })
	s.Close()
	if called != 2 {
		t.Fatal("forgotten when the window closes")
	}
}

func TestExactFramesAreNotFiltered(t *testing.T) {
	for _, c := range []struct {
		frame, place image.Point
		want         bool
	}{
		{image.Pt(1280, 800), image.Pt(1280, 800), true},
		{image.Pt(1280, 800), image.Pt(1287, 800), true},
		{image.Pt(960, 600), image.Pt(1280, 800), false},
		{image.Pt(1920, 1200), image.Pt(2560, 1600), false},
	} {
		if fits(c.frame, c.place) != c.want {
			t.Errorf("%v in %v", c.frame, c.place)
		}
	}
}

func TestThePictureFillsItsPlace(t *testing.T) {
	test.NewTempApp(t)
	s, _ := begun(newFrames())
	w := test.NewTempWindow(t, s)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 300))
	if s.raster.Size() != fyne.NewSize(400, 300) || s.texture.shader.Visible() {
		t.Fatalf("raster of %v, shader seen %v", s.raster.Size(), s.texture.shader.Visible())
	}
}
