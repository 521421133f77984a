package swarm

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

func TestAddFile(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 2, 100_000)
	r := newRig(t)
	id, err := r.Add(t.Context(), c.save(t), AddOptions{Paused: true})
	must(t, err)
	b, err := r.Bundle(id)
	must(t, err)
	if id != c.id || b.Title != "film" || b.Folder != filepath.Join(r.media, "film") || !b.Paused {
		t.Errorf("added as %+v", b)
	}
	if tr := r.state(t, id, library.Paused); tr.Wanted != 100_000 || tr.Done != 0 {
		t.Errorf("its transfer is %+v", tr)
	}
	stored, err := r.db.Bundle(t.Context(), id)
	must(t, err)
	if stored.Folder != b.Folder || len(stored.Items) != 1 {
		t.Errorf("stored as %+v", stored)
	}
}

// TestAddMagnet gets the metainfo from a peer the link names, also when the
// engine was started anew in between.
func TestAddMagnet(t *testing.T) {
	t.Parallel()
	c := several("Album", 3, 90_000, "1.flac", "2.flac")
	peer := seeder(t, c, nil)
	r := newRig(t)
	link := "magnet:?xt=urn:btih:" + string(c.id) + "&dn=Album&x.pe=" + peer.addr
	id, err := r.Add(t.Context(), link, AddOptions{})
	must(t, err)
	r.again(t)
	must(t, r.Run(t.Context(), id))
	r.await(t, "GotInfo", func(ev library.Event) bool { _, ok := ev.(library.GotInfo); return ok })
	r.completed(t, id)
	c.check(t, r)
	r.again(t) // from the copy of the .torrent
	must(t, r.Run(t.Context(), id))
	r.state(t, id, library.Seeding)
}

func TestAddInfohash(t *testing.T) {
	t.Parallel()
	c := single("song.mp3", 4, 60_000)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.Add(t.Context(), string(c.id), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	c.check(t, r)
}

func TestAddURL(t *testing.T) {
	t.Parallel()
	c := single("clip.webm", 5, 60_000)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(c.torrent())
	}))
	defer site.Close()
	r := newRig(t)
	if _, err := r.Add(t.Context(), site.URL+"/a.torrent", AddOptions{}); library.CodeOf(err) != library.CodeRefusedAddr {
		t.Errorf("without leave a private address gives %v", err)
	}
	id, err := r.Add(t.Context(), site.URL+"/a.torrent", AddOptions{LocalOK: true})
	must(t, err)
	if id != c.id {
		t.Errorf("added %s", id)
	}
	if _, err := r.Add(t.Context(), site.URL+"/a.torrent", AddOptions{}); library.CodeOf(err) != library.CodeRefusedAddr {
		t.Errorf("leave for one fetch held for the next: %v", err)
	}
}

func TestAddNonsense(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	bad := filepath.Join(t.TempDir(), "bad.torrent")
	must(t, os.WriteFile(bad, []byte("d4:infod"), 0o600))
	for source, code := range map[string]library.Code{
		"hello":                    library.CodeBadSource,
		"/nowhere/at/all.torrent":  library.CodeBadSource,
		"magnet:?dn=nothing":       library.CodeBadSource,
		bad:                        library.CodeBadTorrent,
		"http://127.0.0.1:1/x":     library.CodeRefusedAddr,
		"ftp://example.org/x.tor":  library.CodeBadSource,
		"magnet:?xt=urn:btih:1234": library.CodeBadSource,
	} {
		if _, err := r.Add(t.Context(), source, AddOptions{}); library.CodeOf(err) != code {
			t.Errorf("%q gives %v, want %s", source, err, code)
		}
	}
	if n := len(r.Bundles()); n != 0 {
		t.Errorf("%d bundles were added", n)
	}
}

// TestAddTwice adds the same bundle from many sides at once: it is there once and
// knows every source, also after a restart.
func TestAddTwice(t *testing.T) {
	t.Parallel()
	with := func(tracker string) *content {
		return single("twice.mkv", 6, 60_000, func(m *metainfo.MetaInfo) {
			m.AnnounceList = metainfo.AnnounceList{{tracker}}
		})
	}
	a, b := with("http://a.example/announce"), with("http://b.example/announce")
	r := newRig(t)
	var all sync.WaitGroup
	for range 4 {
		for _, c := range []*content{a, b} {
			all.Go(func() {
				if _, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			link := "magnet:?xt=urn:btih:" + string(a.id) + "&tr=http%3A%2F%2Fc.example%2Fannounce"
			if _, err := r.Add(t.Context(), link, AddOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(r.Bundles()); n != 1 {
		t.Fatalf("%d bundles, want 1", n)
	}
	meta, err := intake.ReadFile(r.torrentCopy(a.id))
	must(t, err)
	known := map[string]bool{}
	for _, tier := range meta.Trackers {
		for _, u := range tier {
			known[u] = true
		}
	}
	want := map[string]bool{"http://a.example/announce": true, "http://b.example/announce": true, "http://c.example/announce": true}
	if !reflect.DeepEqual(known, want) {
		t.Errorf("the copy knows %v", known)
	}
	count := 0
	for _, ev := range r.told() {
		if _, ok := ev.(library.Added); ok {
			count++
		}
	}
	if count != 1 {
		t.Errorf("Added was sent %d times", count)
	}
}

// TestAddAgainWithLeave is what the message about a refused address advises.
func TestAddAgainWithLeave(t *testing.T) {
	t.Parallel()
	c := single("local.mkv", 7, 60_000, func(m *metainfo.MetaInfo) { m.Announce = "http://127.0.0.1:1/announce" })
	r := newRig(t)
	r.start(t, c)
	r.failed(t, library.CodeRefusedAddr)
	r.forget()
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{LocalOK: true})
	must(t, err)
	r.again(t)
	if b, err := r.Bundle(c.id); err != nil || !b.LocalOK {
		t.Errorf("leave was not kept: %+v, %v", b, err)
	}
}

// TestFileForMagnet fills a waiting magnet with a .torrent.
func TestFileForMagnet(t *testing.T) {
	t.Parallel()
	c := single("late.mkv", 8, 60_000)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.Add(t.Context(), "magnet:?xt=urn:btih:"+string(c.id), AddOptions{})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.state(t, id, library.FindingInfo)
	_, err = r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	r.completed(t, id)
	c.check(t, r)
}

// TestHybrid downloads a hybrid bundle (BEP 52) by file and by magnet.
func TestHybrid(t *testing.T) {
	t.Parallel()
	c := several("Hybrid", 9, 150_000, "a.mkv", "b.mkv")
	file, folder := hybrid(t, c)
	peer := libtorrent(t, wants{Torrent: file, Folder: folder, Seed: true})
	for _, source := range []string{file, "magnet:?xt=urn:btih:" + string(c.id)} {
		r := newRig(t)
		id, err := r.Add(t.Context(), source, AddOptions{Peers: []string{peer.addr}})
		must(t, err)
		must(t, r.Run(t.Context(), id))
		r.completed(t, id)
		c.check(t, r)
		r.again(t)
		must(t, r.Run(t.Context(), id))
		r.state(t, id, library.Seeding)
	}
}
