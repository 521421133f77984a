package swarm

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// hybrid makes a bundle of files with padding between them (BEP 52, BEP 47); it
// returns the .torrent and the folder above the bundle's.
func hybrid(t testing.TB, c *content) (file, folder string) {
	t.Helper()
	needPython(t)
	folder = c.lay(t)
	file = filepath.Join(t.TempDir(), "h.torrent")
	out, err := exec.CommandContext(t.Context(), python, "testdata/peer.py", "make", "hybrid",
		filepath.Join(folder, c.name), file, "32768").CombinedOutput()
	if err != nil {
		t.Fatalf("make a hybrid torrent: %v\n%s", err, out)
	}
	meta, err := intake.ReadFile(file)
	must(t, err)
	if !meta.Hybrid {
		t.Fatal("it is no hybrid")
	}
	c.id = meta.ID
	return file, folder
}

// TestReadTailOfHybrid: the end of a film that padding follows is read while the
// rest is not there, from a peer of either make, and again when all is there. All
// of the files together are shorter than where the film ends.
func TestReadTailOfHybrid(t *testing.T) {
	t.Parallel()
	if !findSpan().found {
		t.Error("this version of the client keeps the length of a torrent elsewhere")
	}
	c := &content{name: "Hybrid", names: []string{"a.json", "film.mp4", "poster.jpg"}, files: map[string][]byte{
		"a.json": noise(130, 129), "film.mp4": noise(131, 61*piece-18_000), "poster.jpg": noise(132, 205),
	}}
	file, folder := hybrid(t, c)
	slow := libtorrent(t, wants{Torrent: file, Folder: folder, Seed: true, Settings: map[string]any{"upload_rate_limit": 200_000}})
	first := tailFirst(t, c, file, slow.addr)
	slow.say(t, "limit 0")
	first.completed(t, c.id)
	c.check(t, first)
	readTail(t, first, c)
	second := tailFirst(t, c, file, first.addr())
	second.completed(t, c.id)
}

// tailFirst downloads a film, whose end is read before anything else.
func tailFirst(t *testing.T, c *content, file, peer string) *rig {
	t.Helper()
	r := newRig(t)
	id, err := r.Add(t.Context(), file, AddOptions{Peers: []string{peer}})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	readTail(t, r, c)
	return r
}

func readTail(t *testing.T, r *rig, c *content) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	film := c.files["film.mp4"]
	// libtorrent orders the files its own way.
	b, err := r.Bundle(c.id)
	must(t, err)
	i := slices.IndexFunc(b.Items, func(item library.Item) bool { return item.Length == int64(len(film)) })
	content, err := r.Open(ctx, c.id, b.Items[i].Index)
	must(t, err)
	sip(t, content, film, int64(len(film))-100, 100)
	sip(t, content, film, int64(len(film))-3*piece, 3*piece)
	must(t, content.Close())
	// What is here of it is told where it lies, with the padding before it.
	s, err := r.StreamStatus(c.id, b.Items[i].Index, 0, piece)
	must(t, err)
	end := library.Span{}
	if len(s.Have) > 0 {
		end = s.Have[len(s.Have)-1]
	}
	if end.To != int64(len(film)) || end.From > int64(len(film))-3*piece {
		t.Errorf("of %d bytes are here %v", len(film), s.Have)
	}
	if t.Failed() {
		t.FailNow()
	}
}
