package owner

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// reasonOf is the reason a bundle's snapshot gives.
func (h *house) reasonOf(id library.BundleID) library.Reason {
	for _, t := range h.Transfers() {
		if t.ID == id {
			return t.Reason
		}
	}
	return library.Reason{}
}

func TestTransfersTellWhyTheyWait(t *testing.T) {
	h := open(t, t.TempDir())
	h.set("active.downloads", "1")
	first := h.add(one(t, "first.mkv", piece))
	second := h.add(one(t, "second.mkv", 2*piece))
	h.govern(t.Context())
	if got := h.reasonOf(second); got.Why != library.WhyPlace || got.Place != 1 || got.Places != 1 {
		t.Fatalf("the second says %+v", got)
	}
	if got := h.reasonOf(first); got.Why != library.WhyNone {
		t.Fatalf("the first, which runs, says %+v", got)
	}
	if err := h.SetPaused(t.Context(), second, true); err != nil {
		t.Fatal(err)
	}
	if got := h.reasonOf(second); got.Why != library.WhyNone {
		t.Errorf("paused by a person, it still says %+v", got)
	}
}

func TestSeedTellsItsGoal(t *testing.T) {
	b := one(t, "goal.mkv", piece)
	h := open(t, t.TempDir())
	id := h.add(b, rehearsal.Seed(t, b, 0).Addr)
	h.awaitSeeding(id)
	h.set("seed.time", "1h")
	h.pass(2 * time.Hour)
	h.await(id, "finished", func(b control.Bundle) bool { h.govern(t.Context()); return b.State == library.Finished })
	if got := h.reasonOf(id); got.Why != library.WhyTime || got.Time != time.Hour {
		t.Errorf("it says %+v", got)
	}
}

func TestAllArePausedAndGoOn(t *testing.T) {
	h := open(t, t.TempDir())
	ids := []library.BundleID{h.add(one(t, "a.mkv", piece)), h.add(one(t, "b.mkv", 2*piece))}
	for _, paused := range []bool{true, false} {
		if err := h.SetAllPaused(t.Context(), paused); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			h.await(id, "as all", func(b control.Bundle) bool { return (b.State == library.Paused) == paused })
		}
	}
}

func TestTrafficTellsLimitsScheduleAndRoom(t *testing.T) {
	h := open(t, t.TempDir())
	for key, value := range map[string]string{
		"rate.down": "1000000", "rate.up": "2000000", "alt.up": "4000000", "disk.quota": "5000000000",
	} {
		h.set(key, value)
	}
	now := h.now()
	h.set("alt.from", now.Add(time.Hour).Format("15:04"))
	h.set("alt.to", now.Add(2*time.Hour).Format("15:04"))
	h.set("alt.schedule", "on")
	got := h.Traffic()
	if got.Limits != (library.Limits{Down: 1e6, Up: 2e6}) || got.Alt || got.Yields {
		t.Errorf("limits %+v", got)
	}
	if got.Then != (library.Limits{Up: 4e6}) || got.Next.Sub(now) > time.Hour || got.Next.Before(now) {
		t.Errorf("next %+v", got)
	}
	if got.Quota != 5e9 || got.Free <= 0 {
		t.Errorf("room %+v", got)
	}
	h.set("alt.on", "on")
	if got := h.Traffic(); !got.Alt || got.Limits != (library.Limits{Up: 4e6}) || !got.Next.IsZero() {
		t.Errorf("switched on by hand: %+v", got)
	}
}

// byHand changes the database of a data folder that nobody owns.
func byHand(t *testing.T, dir, query string) {
	t.Helper()
	raw, err := sql.Open("sqlite", filepath.Join(dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec(query); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestUnusableSettingsAreNamedUntilSet(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir)
	h.set("conns.total", "100")
	h.end()
	byHand(t, dir, `UPDATE settings SET value = '999999' WHERE key = 'conns.total'`)
	h = open(t, dir)
	if got := h.CurrentSettings().Conns; got != 300 {
		t.Errorf("%d connections instead of the default", got)
	}
	if err := h.UnusableSettings()["conns.total"]; library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("told: %v", err)
	}
	h.set("conns.total", "200")
	if left := h.UnusableSettings(); len(left) != 0 {
		t.Errorf("still told: %v", left)
	}
}
