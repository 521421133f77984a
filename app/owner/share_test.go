package owner

import (
	"io"
	"net/http"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

func TestPeak(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var p peak
	p.note(now, 1000, false)
	for range 9 {
		now = now.Add(time.Minute)
		p.note(now, 10, false)
	}
	if p.most() != 1000 {
		t.Errorf("after nine minutes %d", p.most())
	}
	for range 100 { // a film is streamed: the shares hold the rates down
		now = now.Add(time.Minute)
		p.note(now, 20, true)
	}
	if p.most() != 1000 {
		t.Errorf("after a film %d", p.most())
	}
	now = now.Add(time.Minute)
	p.note(now, 10, false)
	if p.most() != 20 {
		t.Errorf("ten minutes after the peak %d", p.most())
	}
	p.note(now.Add(-time.Hour), 30, false) // the clock is set back
	p.note(now.Add(time.Hour), 5, false)
	if p.most() != 5 {
		t.Errorf("after an hour %d", p.most())
	}
}

func (h *house) shares() (up, down int64, slowed bool) {
	h.gov.mu.Lock()
	defer h.gov.mu.Unlock()
	return h.gov.line.up, h.gov.line.down, h.gov.slowed
}

func TestAlternativeLimitsBySchedule(t *testing.T) {
	day := time.Date(2026, 5, 4, 12, 0, 0, 0, time.Local) // a Monday
	h := open(t, t.TempDir(), func(c *Config) {
		real := c.Now
		began := time.Now()
		c.Now = func() time.Time { return day.Add(real().Sub(began)) }
		c.Override["rate.down"], c.Override["rate.up"] = "9 MB", "8 MB"
		c.Override["alt.schedule"], c.Override["alt.down"], c.Override["alt.up"] = "on", "2 MB", "1 MB"
		c.Override["alt.days"] = "mon"
	})
	for _, c := range []struct {
		pass     time.Duration
		up, down int64
	}{
		{0, 1e6, 2e6}, {12 * time.Hour, 8e6, 9e6}, {12 * time.Hour, 8e6, 9e6}, {-24 * time.Hour, 1e6, 2e6},
	} {
		h.pass(c.pass)
		if up, down, _ := h.shares(); up != c.up || down != c.down {
			t.Errorf("at %v: up %d, down %d, want %d and %d", h.now(), up, down, c.up, c.down)
		}
	}
}

// TestOthersGiveWayToAStream reads a film over HTTP from a slow peer, as the
// player does, and stops.
func TestOthersGiveWayToAStream(t *testing.T) {
	film, other := one(t, "film.mkv", 2<<20), one(t, "other.mkv", 2<<20)
	h := open(t, t.TempDir(), func(c *Config) { c.Override["rate.up"] = "1 MB" })
	slow := rehearsal.Seed(t, film, 64<<10)
	filmID := h.add(film, slow.Addr)
	h.add(other, rehearsal.Seed(t, other, 64<<10).Addr)
	opened, err := h.Open(t.Context(), control.OpenRequest{ID: filmID, Item: -1})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(opened.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadFull(res.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	h.govern(t.Context())
	up, down, slowed := h.shares()
	if up <= 0 || up >= 1e6 || down <= 0 || !slowed {
		t.Errorf("streaming: up %d, others down %d, slowed %v", up, down, slowed)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	deadline := time.Now().Add(patience)
	for slowed && time.Now().Before(deadline) {
		h.govern(t.Context())
		up, _, slowed = h.shares()
		time.Sleep(10 * time.Millisecond) // the server hears of it from the system
	}
	if slowed || up != 1e6 {
		t.Errorf("afterwards: up %d, slowed %v", up, slowed)
	}
	if b, _ := h.Get(t.Context(), string(filmID)); b.State != library.Downloading {
		t.Errorf("after the player closed, the film is %s", b.State)
	}
}
