package native

import (
	"slices"
	"testing"
)

func TestButtonsWaitForTheMovementBefore(t *testing.T) {
	var frames []func()
	var got []string
	a := &afterMovement{start: func(f func()) { frames = append(frames, f) }}
	do := func(what string) { a.add(func() { got = append(got, what) }) }
	do("press")
	do("release")
	if len(got) != 0 || len(frames) != 1 {
		t.Fatalf("before the frame: %v, %d frames asked for", got, len(frames))
	}
	got = append(got, "moved")
	frames[0]()
	frames[0]() // an animation may tick once more
	do("press")
	if len(frames) != 2 {
		t.Fatal("no frame was asked for again")
	}
	frames[1]()
	if want := []string{"moved", "press", "release", "press"}; !slices.Equal(got, want) {
		t.Fatalf("got %v", got)
	}
}
