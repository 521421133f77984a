package swarm

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// site serves the bundle's file as a webseed (BEP 19) and counts requests.
func site(t testing.TB, c *content) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.ServeContent(w, r, c.name, time.Time{}, bytes.NewReader(c.files[""]))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/" + c.name, asked
}

// TestWebseed: a webseed inside a private network needs leave; then all of it is
// fetched from there, within the limits.
func TestWebseed(t *testing.T) {
	t.Parallel()
	plain := single("film.mkv", 110, 32*piece)
	url, asked := site(t, plain)
	c := single("film.mkv", 110, 32*piece, func(m *metainfo.MetaInfo) { m.UrlList = []string{url} })
	r := newRig(t)
	id := r.start(t, c)
	r.failed(t, library.CodeRefusedAddr)
	if asked.Load() != 0 {
		t.Error("it was asked without leave")
	}
	must(t, r.Remove(t.Context(), id, true))
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
	begin := time.Now()
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	atLeast(t, "1 MiB at 512 KiB/s", time.Since(begin), 1200*time.Millisecond)
	c.check(t, r)
	if asked.Load() == 0 {
		t.Error("it was not asked")
	}
}

// TestWebseedUnderTheTotal: the limit of all downloads counts webseeds too.
func TestWebseedUnderTheTotal(t *testing.T) {
	t.Parallel()
	plain := single("film.mkv", 111, 32*piece)
	url, _ := site(t, plain)
	c := single("film.mkv", 111, 32*piece, func(m *metainfo.MetaInfo) { m.UrlList = []string{url} })
	r := newRig(t)
	r.SetRates(library.Limits{Down: 512 << 10})
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	begin := time.Now()
	must(t, r.Run(t.Context(), c.id))
	r.completed(t, c.id)
	atLeast(t, "1 MiB at 512 KiB/s", time.Since(begin), 1200*time.Millisecond)
}

// tracker answers every announce (BEP 3, BEP 23) with one peer.
func tracker(t testing.TB, peer string) (url string, asked *atomic.Int64) {
	t.Helper()
	addr, err := net.ResolveTCPAddr("tcp", peer)
	must(t, err)
	compact := append(addr.IP.To4(), byte(addr.Port>>8), byte(addr.Port))
	answer, err := bencode.Marshal(map[string]any{"interval": 1800, "peers": string(compact)})
	must(t, err)
	asked = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = w.Write(answer)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/announce", asked
}

// TestTracker: the same for a tracker, which finds the peer.
func TestTracker(t *testing.T) {
	t.Parallel()
	plain := single("film.mkv", 112, 4*piece)
	_, addr := seedIn(t, plain)
	url, asked := tracker(t, addr)
	c := single("film.mkv", 112, 4*piece, func(m *metainfo.MetaInfo) { m.Announce = url })
	r := newRig(t)
	id := r.start(t, c)
	r.failed(t, library.CodeRefusedAddr)
	if asked.Load() != 0 {
		t.Error("it was asked without leave")
	}
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	r.completed(t, id)
	c.check(t, r)
	// Leave ends with the bundle.
	must(t, r.Hold(id, library.Paused))
	r.net.RLock()
	defer r.net.RUnlock()
	if ok, _ := r.guard.Filter([]string{url}); len(ok) != 0 {
		t.Error("leave for a tracker outlived its bundle")
	}
}

// TestTrackersOff: with the setting off nobody is asked.
func TestTrackersOff(t *testing.T) {
	t.Parallel()
	url, asked := tracker(t, "127.0.0.1:1")
	c := single("film.mkv", 113, 4*piece, func(m *metainfo.MetaInfo) { m.Announce = url })
	r := newRig(t, func(cfg *Config) { cfg.Settings.Trackers = false })
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	must(t, r.Run(t.Context(), c.id))
	time.Sleep(300 * time.Millisecond) // nothing tells that nothing is asked
	if asked.Load() != 0 {
		t.Error("a tracker was asked")
	}
}

func TestAppendTiers(t *testing.T) {
	t.Parallel()
	got := appendTiers([][]string{{"a", "b"}}, [][]string{{"b", "c"}, {"a"}, {"d"}})
	if want := [][]string{{"a", "b"}, {"c"}, {"d"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}
