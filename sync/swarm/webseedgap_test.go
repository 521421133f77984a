package swarm

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anacrolix/torrent/metainfo"
)

// TestWebseedOfAHybrid: a webseed is not asked for files with padding between them, for the
// client would not survive it; peers have them all the same, by file and by magnet. One file
// has no padding.
func TestWebseedOfAHybrid(t *testing.T) {
	t.Parallel()
	for name, gaps := range map[string]bool{"several": true, "one": false} {
		c := several("Hybrid", 150, 141_000, "a.mkv", "b.mkv", "c.mkv")
		if !gaps {
			c = several("Alone", 151, 141_000, "a.mkv")
		}
		file, folder := hybrid(t, c)
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c.files[strings.TrimPrefix(r.URL.Path, "/"+c.name+"/")]))
		}))
		t.Cleanup(server.Close)
		meta, err := metainfo.LoadFromFile(file)
		must(t, err)
		meta.UrlList = metainfo.UrlList{server.URL + "/"}
		var raw bytes.Buffer
		must(t, meta.Write(&raw))
		must(t, os.WriteFile(file, raw.Bytes(), 0o600))
		sources := []string{file}
		var peers []string
		if gaps {
			peer := libtorrent(t, wants{Torrent: file, Folder: folder, Seed: true, Settings: map[string]any{"upload_rate_limit": 300_000}})
			peers = []string{peer.addr}
			sources = append(sources, "magnet:?xt=urn:btih:"+string(c.id)+"&ws="+url.QueryEscape(server.URL+"/"))
		}
		for _, source := range sources {
			r := newRig(t)
			id, err := r.Add(t.Context(), source, AddOptions{Peers: peers, LocalOK: true})
			must(t, err)
			must(t, r.Run(t.Context(), id))
			r.completed(t, id)
			c.check(t, r)
		}
		if (asked.Load() > 0) == gaps {
			t.Errorf("%s: it was asked %d times", name, asked.Load())
		}
	}
}

// TestWebseedOfAMagnet is asked when the metainfo has come.
func TestWebseedOfAMagnet(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 152, 32*piece)
	url, asked := site(t, c)
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.Add(t.Context(), "magnet:?xt=urn:btih:"+string(c.id)+"&ws="+url, AddOptions{Peers: []string{addr}, LocalOK: true})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	eventually(t, "the webseed", func() bool { return asked.Load() > 0 })
	if got, err := r.Bundle(id); err != nil || got.ID != c.id {
		t.Error(err)
	}
}
