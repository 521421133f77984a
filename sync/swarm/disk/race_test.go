package disk

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// TestManyReadersAndWriters lets readers, writers, hashers, recorders, a mover
// and a stingy descriptor limit meet on two bundles.
func TestManyReadersAndWriters(t *testing.T) {
	files := []spec{}
	for i := range 24 {
		files = append(files, spec{filepath.Join("d", string(rune('a'+i))), 40*kib + i, ""})
	}
	c := makeContent(t, 32*kib, files...)
	r := open(t, c, newStore(), t.TempDir(), func(cfg *Config) {
		cfg.Handles, cfg.Idle, cfg.SyncEvery = 4, 2*time.Millisecond, time.Millisecond
	})
	var work, rest sync.WaitGroup
	stop := make(chan struct{})
	next := make(chan int)
	for range 4 {
		work.Go(func() {
			for p := range next {
				r.fetch(p)
			}
		})
	}
	for range 4 {
		rest.Go(func() { r.readAround(stop) })
	}
	rest.Go(func() { r.moveAround(stop) })
	for _, p := range rand.Perm(c.info.NumPieces()) {
		next <- p
	}
	close(next)
	work.Wait()
	close(stop)
	rest.Wait()
	r.settle()
	for i := range c.paths {
		r.wantWhole(i)
	}
	if got := r.store.codes(); len(got) > 0 {
		t.Fatalf("heard %v", r.store.errs)
	}
}

// readAround reads random done pieces until stop.
func (r *rig) readAround(stop <-chan struct{}) {
	buf := make([]byte, 5*kib)
	for {
		select {
		case <-stop:
			return
		default:
		}
		p := rand.IntN(r.info.NumPieces())
		if c := r.at(p).Completion(); !c.Complete {
			continue
		}
		want := r.content.piece(p)
		want = want[:min(len(buf), len(want))]
		if _, err := r.at(p).ReadAt(buf[:len(want)], 0); err != nil || !bytes.Equal(buf[:len(want)], want) {
			r.Errorf("piece %d: %v", p, err)
			return
		}
	}
}

// moveAround moves the bundle between two folders until stop.
func (r *rig) moveAround(stop <-chan struct{}) {
	for _, name := range []string{"there", "bundle", "there", "bundle", "there", "bundle"} {
		select {
		case <-stop:
			return
		default:
		}
		to := filepath.Join(r.root, name)
		if err := r.Move(context.Background(), r.id, r.root, to, nil); err != nil {
			r.Error(err)
			return
		}
		r.dir = to
	}
}

func TestDescriptorsAreBounded(t *testing.T) {
	var files []spec
	for i := range 40 {
		files = append(files, spec{string(rune('A'+i)) + "x", 16 * kib, ""})
	}
	c := makeContent(t, 16*kib, files...)
	c.paths[0] = "other" // not "Ax" and "ax" at once
	r := open(t, c, newStore(), t.TempDir(), func(cfg *Config) { cfg.Handles, cfg.Idle = 5, 4*time.Millisecond })
	r.fetchAll()
	r.settle()
	buf := make([]byte, 16*kib)
	for p := range 40 {
		if _, err := r.at(p).ReadAt(buf, 0); err != nil {
			t.Fatal(err)
		}
		if n := r.handles.count(); n > 5 {
			t.Fatalf("%d descriptors", n)
		}
	}
	awaitIdle(t, r)
}

func TestCloseEndsEverything(t *testing.T) {
	c, s := plain(t), newStore()
	r := open(t, c, s, t.TempDir())
	r.fetch(0)
	r.shut()
	if rec := s.all()[c.id]; !rec.Has(0) || rec.Dirty {
		t.Fatalf("record %+v", rec)
	}
	if err := r.write(1); err == nil {
		t.Fatal("took data after the end")
	}
	if err := r.Close(context.Background()); err == nil {
		t.Fatal("closed twice")
	}
	_, err := r.OpenTorrent(context.Background(), &c.info, c.hash)
	if err == nil {
		t.Fatal("opened after the end")
	}
	var e *library.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v has no kind", err)
	}
}
