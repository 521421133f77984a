//go:build cgo

package mpv

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/player"
)

// gate is an HTTP server that sends a file up to a byte and withholds the rest
// until it is moved.
type gate struct {
	*httptest.Server
	mu    sync.Mutex
	limit int64
	moved chan struct{}
}

func newGate(t *testing.T, name string, limit int64) *gate {
	t.Helper()
	g := &gate{limit: limit, moved: make(chan struct{})}
	data, err := os.ReadFile(file(name))
	if err != nil {
		t.Fatal(err)
	}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, filepath.Base(name), time.Time{}, &gated{g: g, ctx: r.Context(), data: data})
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gate) move(limit int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limit = limit
	close(g.moved)
	g.moved = make(chan struct{})
}

// gated reads data as far as the gate lets it.
type gated struct {
	g    *gate
	ctx  context.Context
	data []byte
	at   int64
}

func (r *gated) Seek(offset int64, whence int) (int64, error) {
	r.at = [...]int64{0, r.at, int64(len(r.data))}[whence] + offset
	return r.at, nil
}

func (r *gated) Read(p []byte) (int, error) {
	for {
		r.g.mu.Lock()
		limit, moved := r.g.limit, r.g.moved
		r.g.mu.Unlock()
		if n := min(limit, int64(len(r.data))) - r.at; n > 0 || limit >= int64(len(r.data)) {
			n = int64(copy(p, r.data[r.at:r.at+max(0, n)]))
			if n == 0 {
				return 0, context.Canceled // the end: ServeContent reads no further
			}
			r.at += n
			return int(n), nil
		}
		select {
		case <-moved:
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
	}
}

func (g *gate) media(id string) player.Media { return player.Media{ID: id, URL: g.URL + "/" + id} }

const everything = 1 << 40

func TestWaitsForDataAndGoesOnByItself(t *testing.T) {
	g := newGate(t, "long.mp4", 700_000)
	r := newRig(t, Options{Surface: Headless})
	r.Open(g.media("long.mp4"))
	s := r.until("stall", in(player.Waiting))
	if s.Position < time.Second || s.Paused || s.Err != nil {
		t.Errorf("stalled at %v, paused %v, %v", s.Position, s.Paused, s.Err)
	}
	r.SetPaused(true)
	r.until("pause", in(player.Paused))
	r.SetPaused(false)
	r.until("stall again", in(player.Waiting))
	g.move(everything)
	at := s.Position
	r.until("playing on", func(s player.Status) bool { return s.State == player.Playing && s.Position > at })
}

func TestSeeksOutOfAStall(t *testing.T) {
	g := newGate(t, "long.mp4", 700_000)
	r := newRig(t, Options{Surface: Headless})
	r.Open(g.media("long.mp4"))
	r.until("first frame", func(s player.Status) bool { return s.FirstFrame })
	r.SeekTo(15 * time.Second) // nothing of that is there
	r.until("seek under way", func(s player.Status) bool { return s.Seeking && s.Position == 15*time.Second })
	r.SeekTo(time.Second)
	s := r.until("playing at one second", func(s player.Status) bool { return !s.Seeking && s.State == player.Playing })
	if s.Position < 900*time.Millisecond || s.Position > 5*time.Second {
		t.Errorf("plays at %v", s.Position)
	}
	r.until("stall", in(player.Waiting))
	r.SeekTo(0)
	r.until("playing from the start", func(s player.Status) bool {
		return s.State == player.Playing && !s.Seeking && s.Position < 3*time.Second
	})
}

func TestClosesWhileItWaits(t *testing.T) {
	for name, limit := range map[string]int64{"before the headers": 0, "while playing": 300_000} {
		t.Run(name, func(t *testing.T) {
			g := newGate(t, "long.mp4", limit)
			r := newRig(t, Options{})
			r.Open(g.media("long.mp4"))
			if limit > 0 {
				r.until("stall", in(player.Waiting))
			} else {
				r.until("opening", in(player.Opening))
			}
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
			defer cancel()
			if err := r.Close(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSeekBeforeTheHeadersIsKept(t *testing.T) {
	g := newGate(t, "long.mp4", 0)
	r := newRig(t, Options{Surface: Headless})
	r.Open(g.media("long.mp4"))
	r.SeekTo(10 * time.Second)
	r.until("wish", func(s player.Status) bool { return s.Seeking })
	g.move(everything)
	s := r.until("first frame there", func(s player.Status) bool { return s.FirstFrame && !s.Seeking })
	// Nothing of it is here yet, so it plays from the key frame before the target.
	if s.Position < 9*time.Second || s.Position > 10100*time.Millisecond {
		t.Errorf("plays at %v", s.Position)
	}
}

// Files from strangers must not make this machine fetch anything.
func TestFollowsNoReference(t *testing.T) {
	fetched := make(chan string, 100)
	spy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fetched <- r.URL.Path
		http.NotFound(w, r)
	}))
	defer spy.Close()
	r := newRig(t, Options{Surface: Headless})
	for name, text := range map[string]string{
		"list.m3u":   "#EXTM3U\n#EXTINF:4,x\n" + spy.URL + "/m3u\n",
		"list.mp4":   "#EXTM3U\n" + spy.URL + "/m3u-as-film\n",
		"hls.m3u8":   "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\n" + spy.URL + "/hls.ts\n#EXT-X-ENDLIST\n",
		"list.pls":   "[playlist]\nFile1=" + spy.URL + "/pls\nNumberOfEntries=1\n",
		"cut.edl":    "# mpv EDL v0\n" + spy.URL + "/edl,0,4\n",
		"sheet.cue":  "FILE \"" + spy.URL + "/cue\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n",
		"parts.ffc":  "ffconcat version 1.0\nfile '" + spy.URL + "/concat'\n",
		"dash.mpd":   "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>" + spy.URL + "/dash</BaseURL></Representation></AdaptationSet></Period></MPD>",
		"sdp.sdp":    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 45678 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
		"asx.asx":    "<asx version=\"3.0\"><entry><ref href=\"" + spy.URL + "/asx\"/></entry></asx>",
		"plain.urls": spy.URL + "/plain\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) }))
		for _, address := range []string{path, served.URL + "/" + name} {
			r.Open(player.Media{ID: address, URL: address})
			s := r.until("refusal of "+name, func(s player.Status) bool { return s.Media.ID == address && s.State == player.Failed })
			t.Logf("%s: %v", name, s.Err)
		}
		r.open("fast.mp4")
		r.AddSubtitleFile(path)
		r.until("refusal of subtitles "+name, func(s player.Status) bool { return s.Err != nil })
		served.Close()
	}
	select {
	case path := <-fetched:
		t.Errorf("mpv fetched %s", path)
	default:
	}
}

func TestOpensOnlyFilesAndThisMachine(t *testing.T) {
	for address, ok := range map[string]bool{
		"/films/a.mkv": true, "/films/http://x": true, "http://127.0.0.1:80/x": true, "http://[::1]/x": true,
		"http://localhost/x": false, "http://192.168.0.1/x": false, "https://127.0.0.1/x": false, "film.mkv": false,
		"edl://a": false, "lavf://http://x": false, "concat:/a|/b": false, "memory://x": false, "-": false, "": false, "fd://0": false,
	} {
		if err := checkAddress(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	r := newRig(t, Options{Surface: Headless})
	r.Open(player.Media{ID: "x", URL: "https://example.invalid/film.mkv"})
	if s := r.until("refusal", in(player.Failed)); library.CodeOf(s.Err) != library.CodeRefusedAddr {
		t.Error(s.Err)
	}
}

// A proxy of the environment must not see what is on the loopback.
func TestUsesNoProxy(t *testing.T) {
	asked := make(chan string, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.String() }))
	defer proxy.Close()
	t.Setenv("http_proxy", proxy.URL)
	g := newGate(t, "fast.mp4", everything)
	r := newRig(t, Options{Surface: Headless})
	r.Open(g.media("fast.mp4"))
	r.until("first frame", func(s player.Status) bool { return s.FirstFrame })
	if len(asked) > 0 {
		t.Errorf("the proxy was asked for %s", <-asked)
	}
}
