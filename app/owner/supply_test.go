package owner

import (
	"context"
	"errors"
	"testing"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// mains is what the system says, as a test has it.
type mains struct {
	told chan library.Supply
	woke chan bool
}

func (m mains) watch(ctx context.Context, told func(library.Supply), woke func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-m.told:
			told(now)
		case <-m.woke:
			woke()
		}
	}
}

// TestNothingIsSeededOnBattery, or over a metered link, unless the settings say so; and it
// says why.
func TestNothingIsSeededOnBattery(t *testing.T) {
	m := mains{make(chan library.Supply), make(chan bool)}
	h := open(t, t.TempDir(), func(c *Config) { c.Supply = m.watch })
	b := one(t, "film.mkv", piece)
	id := h.add(b, rehearsal.Seed(t, b, 0).Addr)
	h.awaitSeeding(id)
	for _, step := range []struct {
		now  library.Supply
		want library.Why
	}{{library.Supply{Battery: true}, library.WhyBattery}, {library.Supply{Metered: true}, library.WhyMetered}} {
		m.told <- step.now
		h.await(id, "at rest", func(b control.Bundle) bool {
			return b.State == library.Queued && h.reasonOf(id).Why == step.want
		})
	}
	m.woke <- true // it goes on to rest
	if err := h.SetSetting(t.Context(), "seed.metered", "off"); err != nil {
		t.Fatal(err)
	}
	h.awaitSeeding(id)
	m.told <- library.Supply{Battery: true}
	h.await(id, "at rest", func(b control.Bundle) bool { return b.State == library.Queued })
	m.told <- library.Supply{}
	h.awaitSeeding(id)
}

// sessions is a system that starts programs at login.
type sessions struct {
	on   bool
	fail error
}

func (s *sessions) On() (bool, error) { return s.on, nil }

func (s *sessions) Set(on bool) error {
	if s.fail == nil {
		s.on = on
	}
	return s.fail
}

// TestStartAtLoginIsWhatIsSo: the setting follows what the person did by other means, and
// does not claim what could not be done.
func TestStartAtLoginIsWhatIsSo(t *testing.T) {
	dir, system := t.TempDir(), &sessions{}
	h := open(t, dir, func(c *Config) { c.Login = system })
	if err := h.SetSetting(t.Context(), "start.login", "on"); err != nil || !system.on || !h.CurrentSettings().StartAtLogin {
		t.Fatalf("on: %v, %v", system.on, err)
	}
	h.end()
	system.on = false // the person took the file away
	h = open(t, dir, func(c *Config) { c.Login = system })
	if h.CurrentSettings().StartAtLogin {
		t.Error("it is said to start at login")
	}
	system.fail = errors.New("read-only")
	if err := h.SetSetting(t.Context(), "start.login", "on"); library.CodeOf(err) != library.CodeNoLogin || h.CurrentSettings().StartAtLogin {
		t.Errorf("what could not be done: %v", err)
	}
	h.end()
	h = open(t, dir) // the build without a window
	if err := h.SetSetting(t.Context(), "start.login", "on"); library.CodeOf(err) != library.CodeNoDisplay {
		t.Errorf("without a window: %v", err)
	}
	if err := h.SetSetting(t.Context(), "start.login", "off"); err != nil {
		t.Error(err)
	}
}
