package swarm

import (
	"testing"

	"matinee/library"
)

func TestDownloadFromLibtorrent(t *testing.T) {
	t.Parallel()
	c := several("Show", 1, 700_000, "one.mkv", "two.mkv", "three.srt")
	peer := seeder(t, c, nil)
	r := newRig(t)
	id := r.start(t, c, peer.addr)
	r.completed(t, id)
	c.check(t, r)
	tr := r.state(t, id, library.Seeding)
	if !tr.Complete() || tr.Done != 2_100_000 || tr.Checked != 1 {
		t.Errorf("the snapshot of a complete bundle says %+v", tr)
	}
}
