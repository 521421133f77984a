package bus_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"testing"

	"matinee/app/desktop/bus"
	"matinee/app/desktop/bus/bustest"
)

func TestANameIsOwnedByOne(t *testing.T) {
	address := bustest.Start(t)
	first, second := bustest.Join(t, address), bustest.Join(t, address)
	for range 2 { // it stays ours
		if ours, err := bus.Own(t.Context(), first, "org.matinee.Test"); err != nil || !ours {
			t.Fatalf("it is %v, %v", ours, err)
		}
	}
	if ours, err := bus.Own(t.Context(), second, "org.matinee.Test"); err != nil || ours {
		t.Errorf("a second one has it: %v, %v", ours, err)
	}
	if _, err := bus.Own(t.Context(), second, "no name"); err == nil {
		t.Error("what is no name is taken")
	}
}

// TestABusThatHangsIsNotWaitedFor for ever.
func TestABusThatHangsIsNotWaitedFor(t *testing.T) {
	address, hush := bustest.Hushed(t)
	conn := bustest.Join(t, address)
	hush()
	ended := make(chan error, 1)
	go func() {
		_, err := bus.Own(context.Background(), conn, "org.matinee.Test")
		ended <- err
	}()
	if err := bustest.Next(t, ended, "an end of the call"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ends with %v", err)
	}
}

func TestTextsAreWhole(t *testing.T) {
	for in, want := range map[string]string{"a\x00b": "ab", "Fr\xe8re": "Frre", "éé": "é"} {
		if got := bus.Text(in, 6); in != "éé" && got != want {
			t.Errorf("%q is told as %q", in, got)
		}
		if got := bus.Text(in, 3); in == "éé" && got != want {
			t.Errorf("%q, cut, is told as %q", in, got)
		}
	}
}

func TestPicturesAreStraight(t *testing.T) {
	from := image.NewRGBA(image.Rect(2, 3, 4, 4))
	from.Set(2, 3, color.NRGBA{R: 200, A: 128})
	got := bus.Straight(from)
	if got.Rect != image.Rect(0, 0, 2, 1) || got.NRGBAAt(0, 0).A != 128 || got.NRGBAAt(0, 0).R < 197 {
		t.Errorf("it is %v with %v", got.Rect, got.NRGBAAt(0, 0))
	}
}
