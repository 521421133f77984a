package follower

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// clocks are servers that say what time it is.
type clocks struct {
	mu    sync.Mutex
	say   map[string]time.Time
	asked []string
}

func (c *clocks) WebDate(_ context.Context, address string) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, address)
	at, ok := c.say[address]
	if !ok {
		return at, errors.New("it does not answer")
	}
	return at, nil
}

// TestTwoServersProveATime: what the channel signed is enough where it is; else two
// servers of different sites are, and one alone, however many names it has, is not.
func TestTwoServersProveATime(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	c := p.follow(s)
	issued := s.Channel().Doc.Issued
	servers := &clocks{say: map[string]time.Time{}}
	p.cfg.Dates = servers
	if at := p.Proven(t.Context(), c.Root, issued); !at.Equal(issued) || len(servers.asked) != 0 {
		t.Errorf("the channel proves %v, %q were asked", at, servers.asked)
	}
	want := issued.AddDate(0, 2, 0)
	late := want.AddDate(9, 0, 0)
	set := func(mirrors ...library.WebURL) {
		must(t, p.db.UpdateChannel(t.Context(), c.Root, func(c *library.Channel, _ *library.HeldChannel) { c.Mirrors, c.Domain = mirrors, "" }))
	}
	for name, x := range map[string]struct {
		mirrors []library.WebURL
		say     map[string]time.Time
		want    time.Time
	}{
		"two sites":           {[]library.WebURL{"https://a.example", "https://b.other"}, map[string]time.Time{"https://a.example": want, "https://b.other": want.Add(time.Second)}, want},
		"one is far ahead":    {[]library.WebURL{"https://a.example", "https://b.other"}, map[string]time.Time{"https://a.example": late, "https://b.other": want}, want},
		"one site":            {[]library.WebURL{"https://a.one.example", "https://b.one.example"}, map[string]time.Time{"https://a.one.example": want, "https://b.one.example": want}, issued},
		"one answers":         {[]library.WebURL{"https://a.example", "https://b.other"}, map[string]time.Time{"https://a.example": want}, issued},
		"without a key":       {[]library.WebURL{"http://a.example", "http://b.other"}, map[string]time.Time{"http://a.example": want, "http://b.other": want}, issued},
		"both are behind":     {[]library.WebURL{"https://a.example", "https://b.other"}, map[string]time.Time{"https://a.example": issued.AddDate(-1, 0, 0), "https://b.other": issued.AddDate(-1, 0, 0)}, issued},
		"nobody can be asked": {nil, nil, issued},
	} {
		set(x.mirrors...)
		servers.mu.Lock()
		servers.say = x.say
		servers.mu.Unlock()
		if at := p.Proven(t.Context(), c.Root, want); !at.Equal(x.want) {
			t.Errorf("%s: %v, want %v", name, at, x.want)
		}
	}
	set()
	if at := p.Proven(t.Context(), library.Key("00"), want); !at.IsZero() {
		t.Errorf("of an unknown channel %v", at)
	}
}
