package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// TestBuild goes from files to a bundle, and holds everything in it against what it
// was made of.
func TestBuild(t *testing.T) {
	t.Parallel()
	folder, d := work(t), drafted()
	job := newJob(t, folder, d)
	before := contents(t, folder)
	var told []Progress
	built, err := Build(t.Context(), job, func(p Progress) { told = append(told, p) })
	must(t, err)
	if !same(before, contents(t, folder)) {
		t.Error("the work was changed")
	}
	m, err := format.Read[format.Manifest](built.Manifest.Bytes())
	must(t, err)
	terms, err := format.Read[format.Terms](built.Terms.Bytes())
	must(t, err)
	must(t, terms.Doc.Fits(m.Doc))
	made := contents(t, job.Target)
	if !bytes.Equal(made[format.ManifestName], m.Bytes()) {
		t.Error("another manifest lies in the bundle")
	}
	for i, item := range m.Doc.Items {
		plain := before[d.Items[i].File]
		if got := sumOf(t, plain); got != item.Plain {
			t.Errorf("%s: plain %v, want %v", item.Path, item.Plain, got)
		}
		if sealed := d.Items[i].Role.Sealable(); sealed != (item.Sealed != nil) {
			t.Errorf("%s is sealed: %v", item.Path, item.Sealed != nil)
		}
		if item.Sealed != nil && sumOf(t, made[string(item.Path)]) != *item.Sealed {
			t.Errorf("%s has other sums sealed", item.Path)
		}
		if item.Sealed == nil && !bytes.Equal(made[string(item.Path)], plain) {
			t.Errorf("%s is not what it was", item.Path)
		}
	}
	main := m.Doc.Items[0]
	if main.Path != "Low Tide.mp4.age" || main.Width != 320 || main.Duration < 2900*time.Millisecond || main.Format != "video/mp4" || main.Bitrate == 0 {
		t.Errorf("%+v", main)
	}
	if m.Doc.Items[3].For != main.Path {
		t.Errorf("captions of %s", m.Doc.Items[3].For)
	}
	window := terms.Doc.Editions[0].Window
	if want := time.Date(2026, 12, 24, 19, 0, 0, 0, time.UTC); !window.From.Equal(want) || window.Length() != 45*24*time.Hour {
		t.Errorf("the window is %+v", window)
	}
	if last := told[len(told)-1]; last.Done != last.Total || last.Total == 0 {
		t.Errorf("in the end %+v", last)
	}
	if len(built.Poster) == 0 || len(built.Poster) > 200<<10 {
		t.Errorf("a poster of %d bytes", len(built.Poster))
	}
	narrow, wide := job.Keys["standard"].Identity, job.Keys["extras"].Identity
	opens(t, made["Low Tide.mp4.age"], narrow, before["Low Tide.mp4"])
	opens(t, made["Low Tide.mp4.age"], wide, before["Low Tide.mp4"])
	opens(t, made["Extras/Making of.mkv.age"], wide, before["Extras/Making of.mkv"])
	if _, err := seal.OpenAt(bytes.NewReader(made["Extras/Making of.mkv.age"]), int64(len(made["Extras/Making of.mkv.age"])), narrow); library.CodeOf(err) != library.CodeWrongKey {
		t.Errorf("the narrow edition opens the extras: %v", err)
	}
}

func sumOf(t testing.TB, content []byte) library.Sum {
	t.Helper()
	sum, err := seal.Copy(t.Context(), io.Discard, bytes.NewReader(content))
	must(t, err)
	return sum
}

func opens(t testing.TB, sealed []byte, with library.Identity, want []byte) {
	t.Helper()
	var out bytes.Buffer
	if _, err := seal.Unseal(t.Context(), &out, bytes.NewReader(sealed), with); err != nil || !bytes.Equal(out.Bytes(), want) {
		t.Errorf("it does not open: %v", err)
	}
}

// TestAgeOpensIt: the command line program of another make opens a sealed item with
// the key of its edition.
func TestAgeOpensIt(t *testing.T) {
	t.Parallel()
	age, err := exec.LookPath("age")
	if err != nil {
		t.Skip("age is not installed")
	}
	folder := work(t)
	job := newJob(t, folder, drafted())
	makeBundle(t, job)
	key := filepath.Join(t.TempDir(), "key.txt")
	must(t, os.WriteFile(key, []byte(job.Keys["extras"].Identity.Reveal()+"\n"), 0o600))
	out, err := exec.CommandContext(t.Context(), age, "-d", "-i", key, filepath.Join(job.Target, "Low Tide.mp4.age")).Output()
	must(t, err)
	want, err := os.ReadFile(filepath.Join(folder, "Low Tide.mp4"))
	must(t, err)
	if !bytes.Equal(out, want) {
		t.Error("age gives other bytes")
	}
}

// verified is what libtorrent says of a torrent and its files.
type verified struct {
	V1       string `json:"v1"`
	HasV1    bool   `json:"has_v1"`
	HasV2    bool   `json:"has_v2"`
	Valid    bool
	Piece    int64
	Seeding  bool
	Progress float64
	Pieces   []bool
	Bad      []string
	Files    [][2]any
}

func libtorrent(t testing.TB, built Built) verified {
	t.Helper()
	const python = "/usr/bin/python3"
	if exec.CommandContext(t.Context(), python, "-c", "import libtorrent").Run() != nil {
		t.Skip("python3-libtorrent is not installed")
	}
	at := filepath.Join(t.TempDir(), "a.torrent")
	must(t, os.WriteFile(at, built.Torrent, 0o600))
	out, err := exec.CommandContext(t.Context(), python, "testdata/verify.py", at, filepath.Dir(built.Folder)).Output()
	must(t, err)
	var v verified
	must(t, json.Unmarshal(out, &v))
	return v
}

// TestLibtorrentVerifies: a program of another make takes the torrent for what it
// is, and verifies every piece of the folder in both ways; a byte that is changed
// does not pass.
func TestLibtorrentVerifies(t *testing.T) {
	t.Parallel()
	job := newJob(t, work(t), drafted())
	built := makeBundle(t, job)
	v := libtorrent(t, built)
	if v.V1 != string(built.Infohash) || !v.HasV1 || !v.HasV2 || !v.Valid || v.Piece != 256<<10 {
		t.Errorf("libtorrent reads %+v", v)
	}
	if !v.Seeding || v.Progress != 1 || slices.Contains(v.Pieces, false) || len(v.Bad) > 0 || len(v.Files) != 6 {
		t.Errorf("libtorrent verifies %+v", v)
	}
	sealed := filepath.Join(job.Target, "Extras", "Making of.mkv.age")
	raw, err := os.ReadFile(sealed)
	must(t, err)
	raw[len(raw)/2] ^= 1
	must(t, os.WriteFile(sealed, raw, 0o600))
	if v := libtorrent(t, built); v.Seeding || !slices.Contains(v.Pieces, false) {
		t.Error("a changed byte passed")
	}
}

// TestLibtorrentVerifiesSizes: files around the bounds of pieces and blocks, where
// padding and trees are easily made wrong. Clear ones, so that sizes are exact.
func TestLibtorrentVerifiesSizes(t *testing.T) {
	t.Parallel()
	const piece = 256 << 10
	dir, d := t.TempDir(), drafted()
	d.Editions = []library.DraftEdition{{ID: "standard", Name: "All", Offers: []library.Offer{{Kind: library.OfferFree}}}}
	d.Items = nil
	for i, size := range []int{1, 16 << 10, 16<<10 + 1, piece - 1, piece, piece + 1, 2 * piece, 5*piece + 77, 4 * piece} {
		// Names that sort otherwise as whole paths than by their parts.
		name := fmt.Sprintf("%c%s", 'a'+i%3, []string{"/", ".", " "}[i%3]+fmt.Sprint(i)) + ".srt"
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), bytes.Repeat([]byte{byte(i + 1)}, size), 0o600))
		d.Items = append(d.Items, library.DraftItem{File: name, Path: library.ItemPath(name), Role: library.RoleMain})
	}
	for _, last := range []string{"zz.srt", "zzz.srt"} { // the last file is short, then full
		size := piece / 3
		if last == "zzz.srt" {
			size = piece
		}
		must(t, os.WriteFile(filepath.Join(dir, last), make([]byte, size), 0o600))
		d.Items = append(d.Items, library.DraftItem{File: last, Path: library.ItemPath(last), Role: library.RoleExtra})
		v := libtorrent(t, makeBundle(t, newJob(t, dir, d)))
		if !v.Seeding || !v.HasV2 || slices.Contains(v.Pieces, false) || len(v.Files) != len(d.Items)+1 {
			t.Errorf("with %s libtorrent verifies %+v", last, v)
		}
	}
}

// TestTransmissionVerifies: a program that knows BitTorrent v1 only, neither v2 nor
// that padding is no file, finds the folder whole and seeds it.
func TestTransmissionVerifies(t *testing.T) {
	t.Parallel()
	daemon, err := exec.LookPath("transmission-daemon")
	if err != nil {
		t.Skip("transmission-daemon is not installed")
	}
	d := drafted()
	d.V1Only = true
	built := makeBundle(t, newJob(t, work(t), d))
	if v := libtorrent(t, built); !v.Seeding || v.HasV2 || v.V1 != string(built.Infohash) {
		t.Errorf("libtorrent verifies %+v", v)
	}
	home, port := t.TempDir(), freePort(t)
	settings, err := json.Marshal(map[string]any{
		"bind-address-ipv4": "127.0.0.1", "peer-port": freePort(t), "dht-enabled": false, "lpd-enabled": false, "pex-enabled": false,
		"utp-enabled": false, "port-forwarding-enabled": false, "rpc-port": port, "rpc-bind-address": "127.0.0.1",
		"download-dir": filepath.Dir(built.Folder), "incomplete-dir-enabled": false, "start-added-torrents": true,
	})
	must(t, err)
	must(t, os.WriteFile(filepath.Join(home, "settings.json"), settings, 0o600))
	cmd := exec.Command(daemon, "--foreground", "--config-dir", home)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	add, err := json.Marshal(map[string]any{"method": "torrent-add", "arguments": map[string]any{"metainfo": built.Torrent}})
	must(t, err)
	const ask = `{"method":"torrent-get","arguments":{"fields":["hashString","percentDone","status","error"]}}`
	deadline, added := time.Now().Add(time.Minute), false
	var text string
	for time.Now().Before(deadline) {
		if !added {
			answer, ok := rpc(t, port, string(add))
			if added = ok; ok && !strings.Contains(answer, "success") {
				t.Fatalf("transmission does not take it: %s", answer)
			}
		}
		// Status 6 is seeding.
		if text, _ = rpc(t, port, ask); strings.Contains(text, `"percentDone":1,`) && strings.Contains(text, `"status":6`) {
			if !strings.Contains(text, string(built.Infohash)) {
				t.Errorf("it seeds another: %s", text)
			}
			return
		}
		time.Sleep(50 * time.Millisecond) // another program tells no event
	}
	t.Errorf("transmission does not seed it: %s", text)
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// rpc gives an order, which wants a token that the first answer carries.
func rpc(t testing.TB, port int, order string) (string, bool) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	token := ""
	for range 2 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/transmission/rpc", port), strings.NewReader(order))
		must(t, err)
		req.Header.Set("X-Transmission-Session-Id", token)
		res, err := client.Do(req)
		if err != nil {
			return "", false
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil && res.StatusCode == http.StatusOK {
			return string(body), true
		}
		token = res.Header.Get("X-Transmission-Session-Id")
	}
	return "", false
}
