package swarm

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"matinee/library"
)

// sip reads n bytes at an offset and compares them with what was published.
func sip(t testing.TB, content *Content, want []byte, at int64, n int) {
	t.Helper()
	if _, err := content.Seek(at, io.SeekStart); err != nil {
		t.Error(err)
		return
	}
	got := make([]byte, n)
	if _, err := io.ReadFull(content, got); err != nil {
		t.Errorf("read %d bytes at %d: %v", n, at, err)
		return
	}
	if !bytes.Equal(got, want[at:at+int64(n)]) {
		t.Errorf("the bytes at %d are not those that were published", at)
	}
}

// TestReadWaitsForPeers: when everybody leaves while it is read, reading waits,
// and goes on when somebody is back.
func TestReadWaitsForPeers(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 80, 64*piece)
	peer := seeder(t, c, map[string]any{"upload_rate_limit": 400_000})
	r := newRig(t)
	id := r.start(t, c, peer.addr)
	content, err := r.Open(t.Context(), id, 0)
	must(t, err)
	defer func() { must(t, content.Close()) }()
	sip(t, content, c.files[""], 0, 2*piece)
	peer.stop(t)
	r.until(t, id, "nobody", func(tr library.Transfer) bool { return tr.Peers == 0 })
	done := make(chan struct{})
	go func() { defer close(done); sip(t, content, c.files[""], 60*piece, 4*piece) }()
	select {
	case <-done:
		t.Fatal("a read without a peer ended")
	case <-time.After(300 * time.Millisecond):
	}
	again := seeder(t, c, nil)
	again.say(t, "connect "+r.addr())
	<-done
	r.completed(t, id)
}

// TestReadAcrossAPause: pausing and resuming, moving and new sockets only make a
// read wait.
func TestReadAcrossChanges(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 81, 48*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 1 << 20}))
	content, err := r.Open(t.Context(), id, 0) // before it runs
	must(t, err)
	defer func() { must(t, content.Close()) }()
	done := make(chan struct{})
	go func() {
		defer close(done)
		sip(t, content, c.files[""], 0, 48*piece)
	}()
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 4*piece })
	must(t, r.Hold(id, library.Paused))
	must(t, r.Run(t.Context(), id))
	must(t, r.Move(t.Context(), id, t.TempDir()+"/Moved", nil))
	s := r.settings()
	s.PEX = !s.PEX
	must(t, r.Apply(t.Context(), s))
	must(t, r.Recheck(t.Context(), id))
	<-done
	if tr := r.until(t, id, "", func(library.Transfer) bool { return true }); !tr.Streaming {
		t.Error("a bundle that is read does not say so")
	}
}

// TestReadEnds: a read ends with its context, with the bundle and at the end.
func TestReadEnds(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 82, 4*piece)
	r := newRig(t)
	id := r.start(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	first, err := r.Open(ctx, id, 0)
	must(t, err)
	second, err := r.Open(t.Context(), id, 0)
	must(t, err)
	ends := make(chan error)
	for _, content := range []*Content{first, second} {
		go func() { _, err := content.Read(make([]byte, 1)); ends <- err }()
	}
	cancel()
	if err := <-ends; !errors.Is(err, context.Canceled) {
		t.Errorf("with its context it ends with %v", err)
	}
	must(t, r.Remove(t.Context(), id, true))
	if err := <-ends; library.CodeOf(err) != library.CodeNotFound {
		t.Errorf("with the bundle it ends with %v", err)
	}
	must(t, errors.Join(first.Close(), second.Close(), second.Close()))
	if _, err := second.Read(make([]byte, 1)); err == nil {
		t.Error("a closed one can be read")
	}
	if _, err := r.Open(t.Context(), id, 0); library.CodeOf(err) != library.CodeNotFound {
		t.Errorf("what is not there opens with %v", err)
	}
	r.start(t, c)
	if _, err := second.Seek(-1, io.SeekStart); err == nil {
		t.Error("it can be read before its start")
	}
	if _, err := r.Open(t.Context(), id, 7); library.CodeOf(err) != library.CodeItemNotFound {
		t.Errorf("an item that is not there opens with %v", err)
	}
}

// TestReadEverywhere reads at random places while the bundle downloads, and at
// the end.
func TestReadEverywhere(t *testing.T) {
	t.Parallel()
	c := several("Show", 83, 20*piece+77, "a.mkv", "b.mkv")
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 1 << 20}))
	must(t, r.Run(t.Context(), id))
	must(t, r.SetPace(id, 1, 100_000))
	content, err := r.Open(t.Context(), id, 1)
	must(t, err)
	defer func() { must(t, content.Close()) }()
	for range 12 {
		at := rand.Int64N(19 * piece)
		sip(t, content, c.files["b.mkv"], at, 5000)
	}
	r.completed(t, id)
	rest, err := io.ReadAll(io.NewSectionReader(readerAt{content}, 0, content.Size()))
	must(t, err)
	if !bytes.Equal(rest, c.files["b.mkv"]) {
		t.Error("the whole item differs")
	}
	path, complete, err := r.ItemPath(id, 1)
	if err != nil || !complete || path == "" {
		t.Errorf("its path is %q, complete %v, %v", path, complete, err)
	}
}

type readerAt struct{ io.ReadSeeker }

func (r readerAt) ReadAt(p []byte, off int64) (int, error) {
	if _, err := r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(r, p)
}
