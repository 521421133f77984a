package swarm

import (
	"fmt"
	"maps"
	"testing"

	"github.com/anacrolix/torrent/types/infohash"

	"matinee/library"
)

// album is two songs of 1,000 bytes with a text between them, in pieces of 256.
func album() library.Bundle {
	return library.Bundle{ID: library.BundleID(fmt.Sprintf("%040x", 7)), PieceLength: 256, Items: []library.Item{
		{Index: 0, Path: "1.flac", Length: 1000}, {Index: 1, Path: "notes.txt", Length: 500}, {Index: 2, Path: "2.flac", Length: 1000},
	}}
}

func TestLayout(t *testing.T) {
	t.Parallel()
	l := layoutOf(album(), false)
	for _, c := range []struct {
		piece, begin, length int64
		want                 map[int]int64
	}{
		{0, 0, 256, map[int]int64{0: 256}},
		{3, 0, 256, map[int]int64{0: 232}},            // the rest is the text
		{4, 0, 256, map[int]int64{}},                  // all text
		{5, 200, 256, map[int]int64{1: 236}},          // ends in the second song
		{0, 0, 2500, map[int]int64{0: 1000, 1: 1000}}, // everything
		{9, 190, 100, map[int]int64{1: 6}},            // over the end
		{1 << 40, 0, 100, map[int]int64{}},
	} {
		got := map[int]int64{}
		l.each(c.piece, c.begin, c.length, func(item int, bytes int64) { got[item] += bytes })
		if !maps.Equal(got, c.want) {
			t.Errorf("%d bytes at %d of piece %d are %v, want %v", c.length, c.begin, c.piece, got, c.want)
		}
	}
	texts := library.Bundle{PieceLength: 256, Items: []library.Item{{Path: "a.txt", Length: 99}, {Index: 1, Path: "b.txt"}}}
	if l := layoutOf(texts, false); len(l.items) != 1 || l.items[0].need() != 1 {
		t.Errorf("a bundle of texts counts %+v", l.items)
	}
}

// TestTaker: what was sent is shared out over what was asked for, and never more.
func TestTaker(t *testing.T) {
	t.Parallel()
	l := layoutOf(album(), false)
	c := taker{asked: map[int]int64{}}
	got := map[int]int64{}
	credit := func(item int, bytes int64) { got[item] += bytes }
	c.ask(l, 0, 0, 256)
	c.ask(l, 1, 0, 256)
	c.cancel(l, 1, 0, 256)
	c.sent(128, credit) // half of what is left
	c.sent(128, credit) // nothing more
	if !maps.Equal(got, map[int]int64{0: 128}) || c.total != 128 {
		t.Errorf("half a block gives %v, %d are under way", got, c.total)
	}
	c.ask(l, 7, 0, 256)
	c.sent(128+128+256, credit)
	if !maps.Equal(got, map[int]int64{0: 256, 1: 256}) || c.total != 0 || len(c.asked) != 0 {
		t.Errorf("two blocks give %v, %d and %v are under way", got, c.total, c.asked)
	}
	c.sent(1<<30, credit) // such as the metainfo, or what was asked before
	if !maps.Equal(got, map[int]int64{0: 256, 1: 256}) {
		t.Errorf("bytes nobody asked for give %v", got)
	}
	for range 1000 {
		c.ask(l, 0, 0, maxAsked/2) // what is refused is not cancelled
		c.ask(l, 0, 0, -5)
		c.cancel(l, 0, 0, 1<<62)
	}
	if c.total > maxAsked || c.asked[0] > maxAsked {
		t.Errorf("%d bytes are said to be under way", c.total)
	}
}

// TestMarks: the same house has the same mark whatever its port, in this library; in
// another it has another.
func TestMarks(t *testing.T) {
	t.Parallel()
	key := []byte("a key of this library")
	same := [][]string{
		{"1.2.3.4:5", "1.2.3.4:6", "[::ffff:1.2.3.4]:7", "1.2.3.4"},
		{"[2001:db8:0:1::1]:5", "[2001:db8:0:1:ffff::2]:6", "[2001:db8:0:1::1%eth0]:6"},
		{"[2001:db8:0:2::1]:5"},
		{"1.2.3.5:5"},
		{"a.example:5", "a.example:6"},
	}
	seen := map[library.PeerMark]int{}
	for i, house := range same {
		for _, addr := range house {
			mark := markOf(key, addr)
			if other, ok := seen[mark]; ok && other != i {
				t.Errorf("%s is taken for another", addr)
			}
			seen[mark] = i
			if mark == markOf([]byte("another"), addr) {
				t.Errorf("%s has the same mark in another library", addr)
			}
		}
	}
	if len(seen) != len(same) {
		t.Errorf("%d houses have %d marks", len(same), len(seen))
	}
}

// TestHelpedIsBounded: however many peers come for a little, no more than a fixed
// number is remembered, the latest of them.
func TestHelpedIsBounded(t *testing.T) {
	t.Parallel()
	h := newHelped()
	b := album()
	h.know(b, false, []infohash.T{{1}})
	who := func(i int) person {
		return person{b.ID, markOf(nil, fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))}
	}
	for i := range 3 * maxTakers {
		h.took(who(i), 0, 1, 10)
	}
	if len(h.parts) > maxTakers || len(h.parts) < maxTakers*3/4 {
		t.Errorf("%d peers are remembered", len(h.parts))
	}
	if h.parts[who(3*maxTakers-1)] == nil || h.parts[who(0)] != nil {
		t.Error("the wrong ones are remembered")
	}
	if len(h.fresh) != 0 {
		t.Errorf("%d were helped with a tenth of what it takes", len(h.fresh))
	}
	for range 20 {
		h.took(who(1), 1, 9, 10)
	}
	if len(h.fresh) != 1 || h.fresh[0] != (library.Help{ID: b.ID, Peer: who(1).peer}) {
		t.Errorf("helped were %v", h.fresh)
	}
}
