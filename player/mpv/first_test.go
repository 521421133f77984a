//go:build cgo

package mpv

import (
	"image"
	"testing"
	"time"
)

// TestTheFirstFrameIsThePicture: before mpv has one, black is not drawn for it at
// whatever size the place gets. What another context left on the screen would be
// painted over.
func TestTheFirstFrameIsThePicture(t *testing.T) {
	r := newRig(t, Options{})
	f := r.Frames()
	first := make(chan *image.RGBA, 1)
	f.OnFrame(func() {
		if img := f.Latest(); img != nil {
			select {
			case first <- img:
			default:
			}
		}
	})
	for _, width := range []int{320, 640, 320} {
		f.Resize(width, width*9/16)
		select {
		case <-first:
			t.Fatal("something is drawn without a film")
		case <-time.After(50 * time.Millisecond): // nothing comes, so there is no event to wait for
		}
	}
	r.open("fast.mp4")
	select {
	case img := <-first:
		checkPicture(t, img, 320, 180)
	case <-time.After(patience):
		t.Fatal("no frame comes")
	}
}
