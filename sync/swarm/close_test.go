package swarm

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"matinee/library"
)

// TestClose ends in order and in time while it downloads, is read and moved; what
// was verified is still there after the next start.
func TestClose(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 130, 64*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
	must(t, r.Run(t.Context(), id))
	reader, err := r.Open(t.Context(), id, 0)
	must(t, err)
	read := make(chan error)
	go func() {
		_, _ = reader.Seek(60*piece, 0)
		_, err := reader.Read(make([]byte, 100))
		for err == nil {
			_, err = reader.Read(make([]byte, 4*piece))
		}
		read <- err
	}()
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done >= 4*piece })
	var hands sync.WaitGroup
	for i := range 4 {
		hands.Go(func() {
			err := r.Move(context.Background(), id, filepath.Join(r.dir, "to", string(rune('a'+i))), nil)
			if err == nil {
				err = r.Recheck(context.Background(), id)
			}
			_ = err // it depends on what came first
		})
		hands.Go(func() { _, _ = r.Detail(id) })
	}
	before, err := r.Transfer(id)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	must(t, r.Close(ctx))
	hands.Wait()
	if err := <-read; err == nil {
		t.Error("a reader outlived the engine")
	}
	must(t, reader.Close())
	must(t, r.Close(ctx)) // again is nothing
	r.again(t)
	after, err := r.Transfer(id)
	must(t, err)
	_ = before // a re-check may have begun: then nothing is recorded yet
	if after.Done > 64*piece {
		t.Errorf("%d bytes are done", after.Done)
	}
}

// TestKeptOverClose: nothing verified before an orderly end is fetched again.
func TestKeptOverClose(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 131, 64*piece)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
	must(t, r.Run(t.Context(), id))
	before := r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done >= 8*piece })
	r.again(t)
	after, err := r.Transfer(id)
	must(t, err)
	if after.Done < before.Done {
		t.Errorf("%d bytes were done, after the restart %d", before.Done, after.Done)
	}
	must(t, r.SetLimits(t.Context(), id, library.Limits{}))
	_, err = r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	c.check(t, r)
	b, err := r.Bundle(id)
	must(t, err)
	if b.Downloaded > 64*piece+8*piece { // unfinished pieces come again
		t.Errorf("%d bytes were downloaded for %d", b.Downloaded, 64*piece)
	}
}

// TestClosed: a closed engine answers everything with an error and does nothing.
func TestClosed(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 132, piece)
	r := newRig(t)
	id := r.start(t, c)
	must(t, r.Close(t.Context()))
	ctx := t.Context()
	_, added := r.AddTorrent(ctx, single("other.mkv", 133, piece).torrent(), AddOptions{})
	_, fetched := r.Add(ctx, "http://example.org/a.torrent", AddOptions{})
	for what, err := range map[string]error{
		"add": added, "fetch": fetched, "run": r.Run(ctx, id), "re-check": r.Recheck(ctx, id),
		"move": r.Move(ctx, id, t.TempDir(), nil), "remove": r.Remove(ctx, id, true), "evict": r.Evict(ctx, id),
	} {
		if library.CodeOf(err) != library.CodeNotRunning {
			t.Errorf("%s gives %v", what, err)
		}
	}
	s := r.settings()
	s.PEX = !s.PEX
	if err := r.Apply(ctx, s); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("settings give %v", err)
	}
	if ev, open := <-r.Events(ctx); open {
		t.Errorf("it tells %v", ev)
	}
}

// badStore fails where it is told to.
type badStore struct {
	Store
	bundles, records error
}

func (s badStore) Bundles(ctx context.Context) ([]library.Bundle, error) {
	if s.bundles != nil {
		return nil, s.bundles
	}
	return s.Store.Bundles(ctx)
}

func (s badStore) PieceRecords(ctx context.Context) (map[library.BundleID]library.PieceRecord, error) {
	if s.records != nil {
		return nil, s.records
	}
	return s.Store.PieceRecords(ctx)
}

func TestNewFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	broken := errors.New("broken")
	for _, store := range []Store{badStore{r.db, broken, nil}, badStore{r.db, nil, broken}} {
		cfg := r.cfg
		cfg.Store = store
		if _, err := New(t.Context(), cfg); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}
