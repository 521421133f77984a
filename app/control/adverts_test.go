package control

import (
	"context"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ads"
)

// billboard is a Service that shows ads.
type billboard struct{ recorder }

func (b *billboard) Finance(_ context.Context, req FinanceRequest) error {
	return b.note("finance %s %s", req.Name, req.Edition)
}

func (b *billboard) Watched(_ context.Context, w ads.Watched) error { return b.note("watched %+v", w) }

func twoBreaks() ads.Programme {
	slots := []ads.Slot{{N: 0, Place: library.BreakBefore, Spots: 1}, {N: 1, Place: library.BreakAt, At: time.Minute, Spots: 2}}
	return ads.Programme{Slots: slots, Shown: []int{0}, Pick: func(s ads.Slot) []ads.Ready {
		return []ads.Ready{{Spot: library.Spot{ID: "s", Sponsor: "Cola", Length: time.Duration(s.N) * time.Second}, Path: "/s"}}
	}}
}

func (b *billboard) Interruptions(context.Context, library.BundleID, int) (Interruptions, error) {
	return Interrupt(twoBreaks()), b.note("interruptions")
}

// TestAdsOverTheSocket: a programme arrives as whoever plays asks for it.
func TestAdsOverTheSocket(t *testing.T) {
	there := &billboard{}
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := Serve(t.Context(), l, there)
	defer func() { _ = s.Close() }()
	c := dial(t, path)
	if err := c.Finance(t.Context(), FinanceRequest{Name: "Film", Edition: "e"}); err != nil {
		t.Error(err)
	}
	all, err := c.Interruptions(t.Context(), film, 2)
	if err != nil {
		t.Fatal(err)
	}
	got, want := all.Programme(), twoBreaks()
	if !reflect.DeepEqual(got.Slots, want.Slots) || !reflect.DeepEqual(got.Shown, want.Shown) {
		t.Errorf("%+v", got)
	}
	for _, slot := range want.Slots {
		if !reflect.DeepEqual(got.Pick(slot), want.Pick(slot)) {
			t.Errorf("break %d shows %+v", slot.N, got.Pick(slot))
		}
	}
	if got.Pick(ads.Slot{N: 7}) != nil {
		t.Error("a break that is none shows something")
	}
	if err := c.Watched(t.Context(), ads.Watched{Bundle: film, Break: 1, Spot: "s", For: time.Second}); err != nil {
		t.Error(err)
	}
	if len(there.asked) != 3 || there.asked[0] != "finance Film e" || there.asked[2] != "watched {Bundle:"+string(film)+" Item:0 Break:1 Spot:s For:1s}" {
		t.Errorf("%q", there.asked)
	}
}
