package curator

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"matinee/library"
)

// TestLocalsFindWhatTheyHold: whatever came and went, each bundle is found in its
// last state, and the order is the one in which they came.
func TestLocalsFindWhatTheyHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := newLocals(nil)
		var want []library.Bundle
		place := func(id library.BundleID) int {
			return slices.IndexFunc(want, func(b library.Bundle) bool { return b.ID == id })
		}
		for step := range rapid.IntRange(1, 40).Draw(rt, "steps") {
			id := idOf(rapid.IntRange(1, 6).Draw(rt, "id"))
			at := place(id)
			if rapid.Bool().Draw(rt, "remove") {
				l.remove(id)
				if at >= 0 {
					want = slices.Delete(want, at, at+1)
				}
				continue
			}
			b := library.Bundle{ID: id, Queue: step}
			l.put(b)
			if at >= 0 {
				want[at] = b
			} else {
				want = append(want, b)
			}
		}
		for n := range 7 {
			b, ok := l.get(idOf(n))
			if at := place(idOf(n)); ok != (at >= 0) || ok && b.Queue != want[at].Queue {
				rt.Fatalf("%s: %v, %v", idOf(n), ok, b)
			}
		}
		if !slices.EqualFunc(l.list, want, func(a, b library.Bundle) bool { return a.ID == b.ID && a.Queue == b.Queue }) {
			rt.Fatalf("%v, want %v", l.list, want)
		}
	})
}
