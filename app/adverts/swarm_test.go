package adverts

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// crowd is a swarm as a test wants it to be. That a real one works with this program is a test
// of app/owner.
type crowd struct {
	mu     sync.Mutex
	has    map[string][]byte // what others have, by name
	length map[string]int64  // of the torrent's files, where it is not what it should be
	open   map[library.BundleID]*part
	joined int
	failed error
	slow   bool // something comes all the time, and never all of it
}

// part is the part that one program takes.
type part struct {
	crowd *crowd
	j     Joining
	files map[string]int64
	gone  chan struct{}
	end   sync.Once
}

func (c *crowd) Join(_ context.Context, j Joining) (Films, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed != nil {
		return nil, c.failed
	}
	if c.open[j.ID] != nil {
		return nil, library.Errorf(library.CodeInUse, "%s", j.ID)
	}
	c.joined++
	p := &part{crowd: c, j: j, files: c.length, gone: make(chan struct{})}
	if p.files == nil {
		p.files = map[string]int64{}
		for line := range strings.SplitSeq(string(j.Torrent), " ") { // a shop's torrent is the names of its films
			p.files[line] = int64(len(c.has[line]))
		}
	}
	c.open[j.ID] = p
	return p, nil
}

func (c *crowd) parts() (ids []library.BundleID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.open {
		ids = append(ids, id)
	}
	return ids
}

func (p *part) Files() map[string]int64 { return p.files }

func (p *part) Fetch(ctx context.Context, name string, patience, most time.Duration) error {
	if p.crowd.slow {
		select {
		case <-time.After(most):
			return library.Errorf(library.CodeNoPeers, "%s", name)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	body, has := p.crowd.has[name]
	if !has || patience <= 0 {
		return library.Errorf(library.CodeNoPeers, "%s", name)
	}
	at, _ := p.j.Path(name)
	return os.WriteFile(filepath.Join(p.j.Folder, at), body, 0o444)
}

func (p *part) Gone() <-chan struct{} { return p.gone }

func (p *part) Close() {
	p.end.Do(func() {
		p.crowd.mu.Lock()
		defer p.crowd.mu.Unlock()
		if p.crowd.open[p.j.ID] == p {
			delete(p.crowd.open, p.j.ID)
		}
		close(p.gone)
	})
}

// shares has a shop's reel name a torrent of all its films, and others have them.
func (s *shop) shares(c *crowd, id library.BundleID) {
	s.changes(func(r *format.Reel) {
		r.Infohash = id
		var names []string
		for _, spot := range r.Spots {
			name := string(spot.File.SHA256)
			names = append(names, name)
			c.has[name] = []byte(s.films[name])
		}
		s.torrents.Store(id, strings.Join(names, " "))
	})
}

func infohash(n int) library.BundleID {
	return library.BundleID(strings.Repeat(string("0123456789abcdef"[n]), 40))
}

// inCrowd is a viewer who takes part in swarms, and what its program says of that.
func inCrowd(t *testing.T, s *shop) (*viewer, *crowd, *bytes.Buffer) {
	t.Helper()
	v, c, said := newViewer(t, s), &crowd{has: map[string][]byte{}, open: map[library.BundleID]*part{}}, &bytes.Buffer{}
	v.cfg.Swarm, v.cfg.Logger = c, slog.New(slog.NewTextHandler(said, nil))
	t.Cleanup(v.leaveAll)
	return v, c, said
}

// TestFilmsComeFromOthers and are passed on while the reel is current: the store is not asked
// for them; the torrent of the reel before ends, and that of one that is over.
func TestFilmsComeFromOthers(t *testing.T) {
	s := newShop(t)
	v, c, said := inCrowd(t, s)
	s.shows(1, "one", "two")
	s.shares(c, infohash(1))
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || len(v.here) != 2 || s.sent.Load() != 0 {
		t.Fatalf("%d films, %d of them from the store: %v\n%s", len(v.here), s.sent.Load(), err, said)
	}
	if v.files(t) != 3 { // with the .torrent, and without marks
		t.Errorf("%d files", v.files(t))
	}
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || c.joined != 1 {
		t.Errorf("it is joined again: %v", err)
	}
	s.shows(2, "two", "three")
	s.shares(c, infohash(2))
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || s.sent.Load() != 0 {
		t.Error(err)
	}
	if ids := c.parts(); len(ids) != 1 || ids[0] != infohash(2) || v.files(t) != 3 {
		t.Errorf("it takes part in %v, with %d files", ids, v.files(t))
	}
	// The network changes: it is joined again, and nobody is asked.
	s.shut.Store(true)
	c.open[infohash(2)].Close()
	<-v.looked
	v.refresh(t.Context())
	if len(c.parts()) != 1 {
		t.Error("it is not joined again")
	}
	v.clock.Add(int64(15 * 24 * time.Hour))
	if v.refresh(t.Context()); len(c.parts()) != 0 || v.files(t) != 0 {
		t.Errorf("of a reel that is over %d files are passed on", v.files(t))
	}
}

// TestABadTorrentOfAReel is refused and said, and the films come from the store: where it holds
// other films, where a film is altered, where it cannot be read, where nobody has them.
func TestABadTorrentOfAReel(t *testing.T) {
	for name, one := range map[string]struct {
		spoil func(*shop, *crowd)
		says  string
		again bool // it is passed on afterwards
	}{
		"other films": {func(_ *shop, c *crowd) { c.length = map[string]int64{"x": 3} }, "holds other films than its reel lists", false},
		"a film more": {func(s *shop, c *crowd) {
			s.torrents.Store(infohash(1), strings.Join(append(names(c), "more"), " "))
		}, "holds other films than its reel lists", false},
		"an altered film": {func(_ *shop, c *crowd) {
			for sum := range c.has {
				c.has[sum] = bytes.Repeat([]byte("x"), len(c.has[sum]))
			}
		}, "the film of a spot is not the one that the reel lists", false},
		"not to be read": {func(_ *shop, c *crowd) { c.failed = library.Errorf(library.CodeBadTorrent, "x") }, "holds other films", false},
		"no torrent":     {func(s *shop, _ *crowd) { s.torrents.Delete(infohash(1)) }, "fetched from the store alone", false},
		"nobody":         {func(_ *shop, c *crowd) { c.length = lengths(c); clear(c.has) }, "fetched from the store alone", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			v, c, said := inCrowd(t, s)
			s.shows(1, "one", "two")
			s.shares(c, infohash(1))
			one.spoil(s, c)
			if err := v.Look(t.Context(), "channel", s.public()); err != nil || len(v.here) != 2 || s.sent.Load() != 2 {
				t.Errorf("%d films, %d of them from the store: %v", len(v.here), s.sent.Load(), err)
			}
			if !strings.Contains(said.String(), one.says) {
				t.Errorf("it says %s", said)
			}
			for sum := range v.here {
				if is, err := sumOf(filepath.Join(v.films, string(sum)+".mp4")); err != nil || is.SHA256 != sum {
					t.Errorf("a film is another: %v", err)
				}
			}
			if (len(c.parts()) > 0) != one.again {
				t.Errorf("it takes part in %v", c.parts())
			}
		})
	}
}

func names(c *crowd) (all []string) {
	for name := range c.has {
		all = append(all, name)
	}
	return all
}

func lengths(c *crowd) map[string]int64 {
	all := map[string]int64{}
	for name, body := range c.has {
		all[name] = int64(len(body))
	}
	return all
}

// TestAnUncheckedFilmIsNotTrusted: where the program ended before a film was held against the
// reel, the next one does it.
func TestAnUncheckedFilmIsNotTrusted(t *testing.T) {
	s := newShop(t)
	v, c, _ := inCrowd(t, s)
	s.shows(1, "one", "two", "three")
	s.shares(c, infohash(1))
	if err := v.Look(t.Context(), "channel", s.public()); err != nil {
		t.Fatal(err)
	}
	v.leaveAll()
	var bad library.Spot
	for i, spot := range v.reels[s.public()].Doc.Spots[:2] {
		if err := os.WriteFile(v.mark(spot.File.SHA256), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			bad = spot
			if err := os.WriteFile(v.filmPath(spot), []byte("uno"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, begun := range []string{newName + "1", ".new-2"} { // when it ended
		if err := os.WriteFile(filepath.Join(v.films, begun), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again, err := New(t.Context(), v.cfg)
	if err != nil || len(again.here) != 2 || again.here[bad.File.SHA256] {
		t.Fatalf("%d films: %v", len(again.here), err)
	}
	defer again.leaveAll()
	if _, err := os.Stat(v.filmPath(bad)); err == nil {
		t.Error("another film stays")
	}
	if err := again.Look(t.Context(), "channel", s.public()); err != nil || len(again.here) != 3 || v.files(t) != 4 {
		t.Errorf("%d films in %d files: %v", len(again.here), v.files(t), err)
	}
}

// TestBoundsHoldInASwarm: what there is no room for is not fetched from others either.
func TestBoundsHoldInASwarm(t *testing.T) {
	s := newShop(t)
	v, c, _ := inCrowd(t, s)
	v.cfg.Room = func(int64) error { return library.Errorf(library.CodeDiskFull, "it is") }
	s.shows(1, "one", "two")
	s.shares(c, infohash(1))
	if err := v.Look(t.Context(), "channel", s.public()); library.CodeOf(err) != library.CodeDiskFull || len(v.here) != 0 {
		t.Errorf("%d films: %v", len(v.here), err)
	}
	v.cfg.Room = nil
	v.leave(s.public())
	v.mu.Lock() // the one that was left is forgotten meanwhile
	for i := range maxShared {
		v.shared[library.Key(infohash(i%16))+library.Key(infohash(i/16))] = sharing{films: &part{crowd: c, gone: make(chan struct{})}}
	}
	v.mu.Unlock()
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || len(v.here) != 2 || s.sent.Load() != 2 {
		t.Errorf("where many are shared: %d films, %d of them from the store: %v", len(v.here), s.sent.Load(), err)
	}
}
