package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func newTestBar(t *testing.T) (*SeekBar, *[]float64) {
	started(t, "en")
	var seeks []float64
	bar := NewSeekBar()
	bar.OnSeek = func(at float64) { seeks = append(seeks, at) }
	shown(t, bar, 1000, seekHeight)
	bar.SetValue(0.25, 100*time.Second)
	return bar, &seeks
}

func drag(bar *SeekBar, x float32) {
	bar.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}})
}

func TestSettingAValueNeverSeeks(t *testing.T) {
	bar, seeks := newTestBar(t)
	for i := range 100 {
		bar.SetValue(float64(i)/100, 100*time.Second)
	}
	if len(*seeks) != 0 {
		t.Fatalf("sought %v", *seeks)
	}
}

func TestADragSeeksOnceAtItsEnd(t *testing.T) {
	bar, seeks := newTestBar(t)
	drag(bar, 300)
	drag(bar, 600)
	bar.SetValue(0.26, 100*time.Second) // the player goes on meanwhile
	if len(*seeks) != 0 || !bar.Held() {
		t.Fatalf("during the drag: sought %v, held %v", *seeks, bar.Held())
	}
	bar.DragEnd()
	if len(*seeks) != 1 || (*seeks)[0] != 0.6 || bar.Held() {
		t.Fatalf("after the drag: sought %v", *seeks)
	}
	bar.DragEnd()
	if len(*seeks) != 1 {
		t.Fatal("an end without a drag sought")
	}
}

func TestATapSeeksWithinTheBar(t *testing.T) {
	bar, seeks := newTestBar(t)
	test.TapAt(bar, fyne.NewPos(500, 10))
	test.TapAt(bar, fyne.NewPos(2000, 10))
	if len(*seeks) != 2 || (*seeks)[0] != 0.5 || (*seeks)[1] != 1 {
		t.Fatalf("sought %v", *seeks)
	}
	bar.SetValue(0, 0)
	test.TapAt(bar, fyne.NewPos(500, 10))
	if len(*seeks) != 2 {
		t.Fatal("sought in something of unknown length")
	}
}

func TestHoverTellsTimeAndChapter(t *testing.T) {
	bar, _ := newTestBar(t)
	bar.SetChapters([]Chapter{{At: 0, Title: "Opening"}, {At: 0.5, Title: "Dead air"}})
	if bar.Hint() != "" {
		t.Fatalf("hint without a mouse: %q", bar.Hint())
	}
	bar.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(700, 10)}})
	if bar.Hint() != "1:10  Dead air" {
		t.Fatalf("hint %q", bar.Hint())
	}
	bar.MouseOut()
	if bar.Hint() != "" {
		t.Fatal("hint after the mouse left")
	}
}

func TestBufferedPartsAreDrawnWhereTheyAre(t *testing.T) {
	bar, _ := newTestBar(t)
	bar.SetBuffered([]Part{{0, 0.5}, {0.75, 0.8}})
	r := test.WidgetRenderer(bar).(*seekRenderer)
	if len(r.buffered) != 2 {
		t.Fatalf("%d parts drawn", len(r.buffered))
	}
	if x, w := r.buffered[1].Position().X, r.buffered[1].Size().Width; x != 750 || w < 49 || w > 51 {
		t.Fatalf("second part at %v, %v wide", x, w)
	}
	bar.SetBuffered(nil)
	if len(r.buffered) != 0 {
		t.Fatal("parts stay drawn")
	}
}

func TestMovesTooSmallToSeeRedrawNothing(t *testing.T) {
	bar, _ := newTestBar(t)
	r := test.WidgetRenderer(bar).(*seekRenderer)
	before := r.done.Size()
	bar.SetValue(0.2501, 100*time.Second)
	if r.done.Size() != before {
		t.Fatal("drawn again for a tenth of a pixel")
	}
	bar.SetValue(0.26, 100*time.Second)
	if r.done.Size() == before {
		t.Fatal("not drawn again for ten pixels")
	}
}
