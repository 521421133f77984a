package theatre

import (
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/player"
)

// financed gives an item a break before it and one after 20 seconds, of one spot each.
func financed(h *house, item int, shown ...int) {
	h.programmes = map[int]ads.Programme{item: {
		Slots: []ads.Slot{
			{N: 0, Place: library.BreakBefore, Spots: 1, Longest: time.Minute},
			{N: 1, Place: library.BreakAt, At: 20 * time.Second, Spots: 1, Longest: time.Minute},
		},
		Shown: shown,
		Pick: func(s ads.Slot) []ads.Ready {
			id := []library.Token{"first", "second"}[s.N]
			return []ads.Ready{{Spot: library.Spot{ID: id, Sponsor: "Brew", Length: 30 * time.Second, Skip: 5 * time.Second}, Path: "/spots/" + string(id)}}
		},
	}}
}

// await waits for a status of the player.
func await(t *testing.T, th *Theatre, what string, ok func(player.Status) bool) (s player.Status) {
	t.Helper()
	until(t, what, func() bool {
		s = th.Player().Status()
		return ok(s)
	})
	return s
}

func TestAnItemIsInterruptedByItsProgramme(t *testing.T) {
	h := newHouse()
	financed(h, 0)
	th, s := show(t, h, time.Minute)
	if err := th.Play(t.Context(), "season", 0); err != nil {
		t.Fatal(err)
	}
	spot := func(id string) func(player.Status) bool {
		return func(s player.Status) bool { return s.Ad.ID == id && s.Ad.Shown }
	}
	first := await(t, th, "first spot", spot("first"))
	if first.Ad.Sponsor != "Brew" || first.Ad.URL != "/spots/first" || first.Ad.Skip != 5*time.Second || len(first.Media.Marks) != 1 {
		t.Errorf("the spot is %+v, marks %v", first.Ad, first.Media.Marks)
	}
	s.reach(time.Minute)
	await(t, th, "film", func(s player.Status) bool { return s.State == player.Playing && !s.Ad.Playing() })
	if w := <-h.watched; w != (ads.Watched{Bundle: "season", Item: 0, Break: 0, Spot: "first", For: time.Minute}) {
		t.Errorf("noted %+v", w)
	}
	s.reach(21 * time.Second)
	second := await(t, th, "second spot", spot("second"))
	if second.Position != 21*time.Second {
		t.Errorf("interrupted at %v", second.Position)
	}
	s.reach(6 * time.Second)
	await(t, th, "time to skip", func(s player.Status) bool { return s.Ad.Skippable() })
	th.Player().SkipSpot()
	if w := <-h.watched; w.Spot != "second" || w.For != 6*time.Second {
		t.Errorf("noted %+v", w)
	}
	await(t, th, "film again", func(s player.Status) bool { return !s.Ad.Playing() && s.Position == 21*time.Second })
}

// TestWhatWasWatchedIsNotAskedAgain: under the same licence the film goes on at once.
func TestWhatWasWatchedIsNotAskedAgain(t *testing.T) {
	h := newHouse()
	financed(h, 0, 0, 1)
	th, s := show(t, h, time.Minute)
	if err := th.Play(t.Context(), "season", 0); err != nil {
		t.Fatal(err)
	}
	await(t, th, "film", func(s player.Status) bool { return s.State == player.Playing })
	s.reach(30 * time.Second)
	if got := await(t, th, "half a minute", func(s player.Status) bool { return s.Position == 30*time.Second }); got.Ad.Playing() {
		t.Error("a break again")
	}
}
