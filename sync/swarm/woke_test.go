package swarm

import (
	"testing"

	"github.com/anacrolix/torrent/metainfo"
)

// TestWoke: after a sleep every tracker is asked again, once, however often the wake is
// told; after the next sleep, once more, and in another network at any time.
func TestWoke(t *testing.T) {
	t.Parallel()
	url, asked := tracker(t, "127.0.0.1:1")
	c := single("film.mkv", 331, 4*piece, func(m *metainfo.MetaInfo) { m.Announce = url })
	var now clock
	r := newRig(t, now.set)
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	must(t, r.Run(t.Context(), c.id))
	eventually(t, "the first question", func() bool { return asked.Load() == 1 })
	for want := int64(2); want <= 3; want++ {
		for range 5 {
			r.Woke()
		}
		eventually(t, "a question after the sleep", func() bool { return asked.Load() >= want })
		if got := asked.Load(); got != want {
			t.Fatalf("the tracker was asked %d times, not %d", got, want)
		}
		now.advance(wokenRest)
	}
	r.Woke()
	r.Moved(nil) // by the way of before nobody was reached
	eventually(t, "a question from the new network", func() bool { return asked.Load() == 5 })
}
