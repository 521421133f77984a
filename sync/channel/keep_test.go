package channel

import (
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// visits are the next looks of followers, the earliest first.
type visits []visit

type visit struct {
	at time.Time
	of int
}

func (v visits) Len() int           { return len(v) }
func (v visits) Less(i, k int) bool { return v[i].at.Before(v[k].at) }
func (v visits) Swap(i, k int)      { v[i], v[k] = v[k], v[i] }
func (v *visits) Push(x any)        { *v = append(*v, x.(visit)) }
func (v *visits) Pop() any {
	last := (*v)[len(*v)-1]
	*v = (*v)[:len(*v)-1]
	return last
}

// TestKeptAlive: the creator publishes and is gone. Fifty followers keep both items in
// the DHT for two days by the rule, and put hardly more often than one would have to.
func TestKeptAlive(t *testing.T) {
	n := newNetwork(40)
	o := studio(t)
	n.announce(t, o)
	items, err := o.Items()
	must(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	const followers, hours = 50, 48
	var due visits
	known := make([][]library.Mutable, followers)
	for i := range followers {
		known[i] = make([]library.Mutable, 2)
		heap.Push(&due, visit{NextLook(n.now, false, random.Int64N), i})
	}
	n.puts = 0
	begun, looks, empty := n.now, 0, time.Duration(0)
	for due[0].at.Sub(begun) < hours*time.Hour {
		v := heap.Pop(&due).(visit)
		n.now = v.at
		looks++
		for i, item := range items {
			found, err := n.GetItem(t.Context(), item.Key, item.Salt)
			must(t, err)
			if !found.OK() {
				held := n.closest(targetOf(item.Key, item.Salt))[0].items[targetOf(item.Key, item.Salt)]
				empty = max(empty, n.now.Sub(held.at)-itemLife)
			}
			known[v.of][i], _, err = Keep(t.Context(), n, known[v.of][i], found)
			must(t, err)
		}
		heap.Push(&due, visit{NextLook(n.now, false, random.Int64N), v.of})
	}
	t.Logf("%d looks, %d puts, nobody could have found it for at most %v", looks, n.puts, empty)
	if looks < followers*hours*60/91 {
		t.Errorf("only %d looks", looks)
	}
	// Two items, each forgotten after two hours.
	if least := 2 * hours / 2; n.puts < least-4 || n.puts > 2*least {
		t.Errorf("%d puts, about %d are needed", n.puts, least)
	}
	if empty > 15*time.Minute {
		t.Errorf("it could not be found for %v", empty)
	}
}

// TestLacking is the rule of who puts an item again.
func TestLacking(t *testing.T) {
	o := studio(t)
	items, err := o.Items()
	must(t, err)
	mine := items[0]
	newer, err := pointerItem(o.key, "", 9, mustPointer(t, mine))
	must(t, err)
	for name, c := range map[string]struct {
		mine  library.Mutable
		found library.FoundMutable
		want  bool
	}{
		"nothing known":   {library.Mutable{}, library.FoundMutable{Asked: 8}, false},
		"no node":         {mine, library.FoundMutable{}, false},
		"on none":         {mine, library.FoundMutable{Asked: 8}, true},
		"on four":         {mine, library.FoundMutable{Item: mine, Holders: 4, Asked: 8}, true},
		"on five":         {mine, library.FoundMutable{Item: mine, Holders: 5, Asked: 8}, false},
		"on all of three": {mine, library.FoundMutable{Item: mine, Holders: 3, Asked: 3}, false},
		"a newer one":     {mine, library.FoundMutable{Item: newer, Holders: 1, Asked: 8}, false},
		"an older one":    {newer, library.FoundMutable{Item: mine, Holders: 8, Asked: 8}, true},
	} {
		if Lacking(c.mine, c.found) != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}

func TestNextLook(t *testing.T) {
	for _, part := range []float64{0, 0.5, 0.999} {
		random := func(n int64) int64 { return int64(part * float64(n)) }
		if d := NextLook(day(0), false, random).Sub(day(0)); d < 45*time.Minute || d > 90*time.Minute {
			t.Errorf("the next look after %v", d)
		}
		if d := NextLook(day(0), true, random).Sub(day(0)); d < 23*time.Hour || d > 25*time.Hour {
			t.Errorf("of a rarely watched one after %v", d)
		}
	}
	if Rarely(day(0), day(40), 0) || !Rarely(day(0), day(40), 1) || Rarely(day(20), day(40), 1) {
		t.Error("which channels are watched rarely")
	}
}

func mustPointer(t testing.TB, i library.Mutable) format.Pointer {
	t.Helper()
	p, err := format.ParsePointer(i.Value)
	must(t, err)
	return p
}
