package swarm

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// anywhere puts files below the folder as they are called.
func anywhere(name string) (string, bool) { return name, !strings.Contains(name, "evil") }

// TestAside: a small torrent is got from another by infohash, read file by file, and
// seeded; it is no bundle, and gives way when it becomes one.
func TestAside(t *testing.T) {
	t.Parallel()
	c := several("catalogue", 140, 50_000, "one", "two", "three")
	has, wants := newRig(t), newRig(t)
	folder := filepath.Join(c.lay(t), c.name)
	seed, err := has.OpenAside(t.Context(), c.id, AsideOptions{Torrent: c.torrent(), Folder: folder, Path: anywhere, Most: 1 << 20})
	must(t, err)
	to := t.TempDir()
	opts := AsideOptions{Peers: []string{has.addr()}, Folder: to, Path: anywhere, Most: 1 << 20}
	a, err := wants.OpenAside(t.Context(), c.id, opts)
	must(t, err)
	if size, ok := a.Size("two"); !ok || size != 50_000 {
		t.Errorf("two has %d bytes", size)
	}
	got, err := a.Read(t.Context(), "two", 1<<20)
	must(t, err)
	if !bytes.Equal(got, c.files["two"]) {
		t.Error("other bytes came")
	}
	if _, err := a.Read(t.Context(), "two", 10); library.CodeOf(err) != library.CodeBadDocument {
		t.Errorf("more than was allowed: %v", err)
	}
	if _, err := a.Read(t.Context(), "four", 10); library.CodeOf(err) != library.CodeItemNotFound {
		t.Errorf("what is not there: %v", err)
	}
	for _, name := range []string{"one", "three"} {
		_, err := a.Read(t.Context(), name, 1<<20)
		must(t, err)
	}
	eventually(t, "the files", func() bool {
		raw, err := os.ReadFile(filepath.Join(to, "three"))
		return err == nil && bytes.Equal(raw, c.files["three"])
	})
	if len(wants.Bundles()) != 0 {
		t.Error("it became a bundle")
	}
	if _, err := wants.OpenAside(t.Context(), c.id, opts); library.CodeOf(err) != library.CodeInUse {
		t.Errorf("a second time: %v", err)
	}
	wants.start(t, c, has.addr())
	wants.completed(t, c.id)
	<-a.Gone()
	a.Close()
	if _, err := wants.OpenAside(t.Context(), c.id, opts); library.CodeOf(err) != library.CodeInUse {
		t.Errorf("as a bundle: %v", err)
	}
	seed.Close()
	<-seed.Gone()
}

// TestAsideRefuses: nothing of a torrent that is too large, or names a file with no
// place, is written; one without peers ends with the context.
func TestAsideRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	large, evil, none := single("large", 141, 200_000), several("x", 142, 100, "evil"), single("none", 143, 100)
	to := t.TempDir()
	opts := AsideOptions{Torrent: large.torrent(), Folder: to, Path: anywhere, Most: 100_000}
	if _, err := r.OpenAside(t.Context(), large.id, opts); library.CodeOf(err) != library.CodeBadTorrent {
		t.Error(err)
	}
	opts.Torrent, opts.Most = evil.torrent(), 1<<20
	if _, err := r.OpenAside(t.Context(), evil.id, opts); library.CodeOf(err) != library.CodeBadTorrent {
		t.Error(err)
	}
	if _, err := r.OpenAside(t.Context(), none.id, opts); library.CodeOf(err) != library.CodeBadTorrent {
		t.Errorf("another torrent: %v", err)
	}
	opts.Torrent = nil
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := r.OpenAside(ctx, none.id, opts); library.CodeOf(err) != library.CodeNoPeers {
		t.Error(err)
	}
	if left, _ := os.ReadDir(to); len(left) > 0 {
		t.Errorf("written: %v", left)
	}
}

// TestWeb: mirrors in private networks need leave, also behind a redirect; what is
// endless or too large is cut off.
func TestWeb(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.Settings.Bind = "" })
	var inner *httptest.Server
	mirror := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/file":
			http.Redirect(w, q, "file:///etc/passwd", http.StatusFound)
		case "/private":
			http.Redirect(w, q, inner.URL+"/ok", http.StatusFound)
		case "/link-local":
			http.Redirect(w, q, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		case "/loop":
			http.Redirect(w, q, "/loop", http.StatusFound)
		case "/endless":
			for q.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		case "/slow":
			<-q.Context().Done()
		default:
			_, _ = w.Write([]byte("hello"))
		}
	}))
	defer mirror.Close()
	inner = httptest.NewServer(mirror.Config.Handler)
	defer inner.Close()
	if got, err := r.Web(t.Context(), mirror.URL+"/ok", 100, true); err != nil || string(got) != "hello" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := r.Web(t.Context(), mirror.URL+"/ok", 100, false); library.CodeOf(err) != library.CodeRefusedAddr {
		t.Errorf("without leave: %v", err)
	}
	for path, want := range map[string]library.Code{
		"/file": library.CodeDownload, "/private": library.CodeRefusedAddr, "/link-local": library.CodeRefusedAddr,
		"/loop": library.CodeDownload, "/endless": library.CodeDownload,
	} {
		if got, err := r.Web(t.Context(), mirror.URL+path, 100, true); library.CodeOf(err) != want || got != nil {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := r.Web(ctx, mirror.URL+"/slow", 100, true); err == nil {
		t.Error("what never comes came")
	}
	for _, bad := range []string{"file:///etc/passwd", "http://example.org/", "ftp://x.org/a", ""} {
		if _, err := r.Web(t.Context(), bad, 100, false); library.CodeOf(err) != library.CodeBadSource {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
