package transfers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"matinee/library"
)

// key is what the list is sorted by; its values are the columns, from 1.
type key int

const (
	byAdded key = iota
	byTitle
	byState
	byProgress
	byDown
	byUp
	byRatio
	byPeople
)

// sorting is the order of the list: newest first unless a column was chosen.
type sorting struct {
	by   key
	down bool // largest first
}

// next is the order after a column's head was pressed: numbers begin with the
// largest; the third press gives up the order.
func (s sorting) next(by key) sorting {
	first := by != byTitle && by != byState
	switch {
	case s.by != by:
		return sorting{by: by, down: first}
	case s.down == first:
		return sorting{by: by, down: !first}
	}
	return sorting{}
}

// lively reports whether what the list is sorted by changes by itself.
func (s sorting) lively() bool { return s.by != byAdded && s.by != byTitle }

// calm is how long a lively order stands before rows may change places: a row
// must not slip away from under the mouse.
const calm = 10 * time.Second

// sort orders entries that come in the order of merge.
func (s sorting) sort(entries []Entry) {
	if s.by == byAdded {
		return
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		c := s.compare(a, b)
		if s.down {
			c = -c
		}
		return c
	})
}

func (s sorting) compare(a, b Entry) int {
	x, y := a.Transfer, b.Transfer
	switch s.by {
	case byTitle:
		return compareTitles(a.Title(), b.Title())
	case byState:
		return cmp.Compare(stateOrder(x), stateOrder(y))
	case byProgress:
		return cmp.Compare(x.Progress(), y.Progress())
	case byDown:
		return cmp.Compare(downOf(a), downOf(b))
	case byUp:
		return cmp.Compare(x.UpRate, y.UpRate)
	case byRatio:
		return cmp.Compare(ratioOf(a), ratioOf(b))
	}
	return cmp.Compare(x.Peers, y.Peers)
}

func compareTitles(a, b string) int {
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// stateOrder puts first what a person waits for.
func stateOrder(t library.Transfer) int {
	return slices.Index([]library.State{
		library.Stopped, library.Downloading, library.FindingInfo, library.Checking,
		library.Queued, library.Seeding, library.Finished, library.Paused,
	}, t.State)
}

// keep puts entries into the order that ids have, and reports whether they are
// the same bundles.
func keep(entries []Entry, ids []library.BundleID) bool {
	if len(entries) != len(ids) {
		return false
	}
	place := make(map[library.BundleID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	for _, e := range entries {
		if _, known := place[e.Bundle.ID]; !known {
			return false
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(place[a.Bundle.ID], place[b.Bundle.ID]) })
	return true
}
