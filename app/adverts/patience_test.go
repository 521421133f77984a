package adverts

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"matinee/library"
	"matinee/library/ads"
)

// TestASlowSwarmIsLeft for the store, however long it would go on sending a little.
func TestASlowSwarmIsLeft(t *testing.T) {
	s := newShop(t)
	v, c, said := inCrowd(t, s)
	s.shows(1, "one", "two", "three")
	s.shares(c, infohash(1))
	c.slow = true
	err := v.look(t.Context(), "channel", s.public(), patience{idle: time.Hour, slower: 50 * time.Millisecond}, ads.Audience{Channel: "channel", Verified: true, MinAge: library.MaxSpotAge})
	if err != nil || len(v.here) != 3 || s.sent.Load() != 3 {
		t.Errorf("%d films, %d of them from the store: %v\n%s", len(v.here), s.sent.Load(), err, said)
	}
}

// TestPatienceIsForAllFilmsTogether: what others may take longer than the store is used up by
// one film after the other, and half of all time is the store's.
func TestPatienceIsForAllFilmsTogether(t *testing.T) {
	const second = 4 << 20
	store := library.Key("store")
	begin := func(ctx context.Context) *waiting {
		a := &Adverts{rates: map[library.Key]float64{}}
		a.timed(store, 10*second, 10*time.Second)
		return a.waitFor(ctx, store, patience{idle: time.Second, slower: time.Minute})
	}
	take := func(w *waiting, took time.Duration) (most time.Duration) {
		_ = w.during(10*second, func(m time.Duration) error {
			most = m
			time.Sleep(took)
			return nil
		})
		return most
	}
	synctest.Test(t, func(t *testing.T) {
		w := begin(t.Context())
		for i, film := range []struct{ took, most time.Duration }{
			{30 * time.Second, 70 * time.Second},
			{5 * time.Second, 50 * time.Second}, // faster than the store: nothing is won by it
			{50 * time.Second, 50 * time.Second},
			{10 * time.Second, 10 * time.Second},
		} {
			if most := take(w, film.took); most != film.most {
				t.Errorf("film %d has %s, not %s", i, most, film.most)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 80*time.Second)
		defer cancel()
		w = begin(ctx)
		if most := take(w, 30*time.Second); most != 40*time.Second {
			t.Errorf("of 80 s others have %s", most)
		}
		if most := take(w, time.Second); most != 10*time.Second {
			t.Errorf("then %s", most)
		}
	})
}
