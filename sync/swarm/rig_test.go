package swarm

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

// rig is an engine on a real database with its events recorded.
type rig struct {
	*Engine
	dir   string
	media string
	db    *db.DB
	cfg   Config

	mu     sync.Mutex
	events []library.Event
	news   chan struct{} // closed and replaced at every event
	closed bool
	stop   context.CancelFunc
	done   chan struct{}
}

// quiet are settings that keep an engine on the loopback interface.
func quiet() library.Settings {
	s := library.DefaultSettings()
	s.Bind, s.Port = "127.0.0.1", 0
	s.DHT, s.LSD, s.UPnP, s.UTP, s.IPv6 = false, false, false, false, false
	return s
}

// newRig opens an engine in a new folder.
func newRig(t testing.TB, change ...func(*Config)) *rig {
	t.Helper()
	dir := t.TempDir()
	r := &rig{dir: dir, media: filepath.Join(dir, "media")}
	must(t, os.MkdirAll(r.media, 0o755))
	r.open(t, change...)
	t.Cleanup(func() { r.shut(t) })
	return r
}

// open starts the engine on the rig's folder.
func (r *rig) open(t testing.TB, change ...func(*Config)) {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(r.dir, "library.db"))
	must(t, err)
	r.db = d
	r.cfg = Config{Store: d, Settings: quiet(), MediaDir: r.media, TorrentDir: filepath.Join(r.dir, "torrents")}
	for _, f := range change {
		f(&r.cfg)
	}
	e, err := New(t.Context(), r.cfg)
	must(t, err)
	r.Engine, r.closed, r.events, r.news = e, false, nil, make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	r.stop, r.done = stop, make(chan struct{})
	go r.record(e.Events(ctx))
}

func (r *rig) record(events <-chan library.Event) {
	defer close(r.done)
	for ev := range events {
		r.mu.Lock()
		r.events = append(r.events, ev)
		close(r.news)
		r.news = make(chan struct{})
		r.mu.Unlock()
	}
}

// shut closes the engine and everything below it.
func (r *rig) shut(t testing.TB) {
	t.Helper()
	if r.closed {
		return
	}
	r.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
	r.stop()
	<-r.done
	must(t, r.db.Close())
}

// again closes the engine and opens it anew, as a restart does.
func (r *rig) again(t testing.TB, change ...func(*Config)) {
	t.Helper()
	r.shut(t)
	r.open(t, change...)
}

// await waits for an event that fits.
func (r *rig) await(t testing.TB, what string, fits func(library.Event) bool) library.Event {
	t.Helper()
	timeout := time.After(patience)
	for seen := 0; ; {
		r.mu.Lock()
		events, news := r.events, r.news
		r.mu.Unlock()
		for ; seen < len(events); seen++ {
			if fits(events[seen]) {
				return events[seen]
			}
		}
		select {
		case <-news:
		case <-timeout:
			t.Fatalf("waited in vain for %s; events: %v; transfers: %+v", what, r.told(), r.Transfers())
		}
	}
}

// told are the events so far.
func (r *rig) told() []library.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// forget drops the events so far.
func (r *rig) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = nil
}

// completed waits until the bundle is whole and on disk.
func (r *rig) completed(t testing.TB, id library.BundleID) {
	t.Helper()
	r.await(t, "Completed", func(ev library.Event) bool {
		c, ok := ev.(library.Completed)
		return ok && c.About() == id
	})
}

// failed waits for a Failed event with a code.
func (r *rig) failed(t testing.TB, code library.Code) {
	t.Helper()
	r.await(t, "Failed "+string(code), func(ev library.Event) bool {
		f, ok := ev.(library.Failed)
		return ok && library.CodeOf(f.Err) == code
	})
}

// until waits for a snapshot that fits.
func (r *rig) until(t testing.TB, id library.BundleID, what string, fits func(library.Transfer) bool) library.Transfer {
	t.Helper()
	var tr library.Transfer
	defer func() {
		if t.Failed() {
			t.Logf("the last snapshot: %+v", tr)
		}
	}()
	eventually(t, what, func() bool {
		var err error
		tr, err = r.Transfer(id)
		must(t, err)
		return fits(tr)
	})
	return tr
}

// state waits until the bundle is in a state.
func (r *rig) state(t testing.TB, id library.BundleID, want library.State) library.Transfer {
	t.Helper()
	return r.until(t, id, "state "+string(want), func(tr library.Transfer) bool { return tr.State == want })
}

// eventually waits for something that no event tells of.
func eventually(t testing.TB, what string, fits func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !fits(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// start adds a bundle by its .torrent and lets it run.
func (r *rig) start(t testing.TB, c *content, peers ...string) library.BundleID {
	t.Helper()
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: peers})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	return id
}

// seedIn makes an engine that has the whole bundle, and returns its address.
func seedIn(t testing.TB, c *content) (*rig, string) {
	t.Helper()
	r := newRig(t)
	folder := c.lay(t)
	if c.names[0] != "" {
		folder = filepath.Join(folder, c.name)
	}
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Folder: folder})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	return r, r.addr()
}

// addr is where peers reach the engine.
func (r *rig) addr() string { return loopback(r.Port()) }
