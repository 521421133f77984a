package owner

import (
	"net/netip"
	"testing"
)

// TestAJourneyIsToldOnce: when an address is gone and the others have come to rest, or the
// first one has come; not while they come one by one, and not when there is one more.
func TestAJourneyIsToldOnce(t *testing.T) {
	at := func(texts ...string) (out []netip.Addr) {
		for _, s := range texts {
			out = append(out, netip.MustParseAddr(s))
		}
		return out
	}
	home, cafe, both := at("192.0.2.1"), at("198.51.100.7"), at("192.0.2.1", "198.51.100.7")
	j := journey{home, home}
	for i, step := range []struct {
		now   []netip.Addr
		moved bool
	}{
		{home, false},
		{nil, false},
		{nil, false}, // on the way
		{home, false},
		{home, false}, // back again
		{nil, false},
		{cafe, false},
		{cafe, true},
		{cafe, false},
		{both, false},
		{both, false}, // a second network
		{cafe, false},
		{cafe, true}, // and it is gone
		{at("198.51.100.8"), false},
		{cafe, false},
		{cafe, false}, // flickers
	} {
		if got := j.look(step.now); got != step.moved {
			t.Errorf("step %d, %v: moved %v", i, step.now, got)
		}
	}
	if j = (journey{}); j.look(home) || !j.look(home) {
		t.Error("a network that comes after the start is not told")
	}
}
