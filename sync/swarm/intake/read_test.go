package intake

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

func TestReadSingleFile(t *testing.T) {
	raw := encode(t, dict{
		"info":     single("Film\u202e4pm.\x07mp4"),
		"announce": "udp://tracker.example:80",
		"url-list": []string{"https://seed.example/film", "ftp://seed.example/", "https://seed.example/film"},
		"nodes":    []any{[]any{"router.example", 6881}, []any{"bad host", 1}, []any{"x", 0}},
	})
	got, err := Read(append(raw, '\n'))
	if err != nil {
		t.Fatal(err)
	}
	want := []library.Item{{Path: "Film4pm. mp4", Length: 3 * minPiece / 2, Priority: library.Normal}}
	if !slices.Equal(got.Items, want) || got.Title != "Film4pm. mp4" || got.Private {
		t.Errorf("items %+v, title %q", got.Items, got.Title)
	}
	if len(got.MetaInfo.UrlList) != 1 || len(got.MetaInfo.Nodes) != 1 || got.MetaInfo.Announce != "" {
		t.Errorf("links not cleaned: %+v", got.MetaInfo)
	}
	if fmt.Sprint(got.Trackers) != "[[udp://tracker.example:80]]" {
		t.Errorf("trackers %v", got.Trackers)
	}
	if got.ID.Hash() != got.MetaInfo.HashInfoBytes() {
		t.Errorf("id %s", got.ID)
	}
}

func TestReadPrivateHasNoNodes(t *testing.T) {
	got, err := Read(encode(t, dict{"info": with(single("a"), "private", 1), "nodes": []any{[]any{"1.2.3.4", 1}}}))
	if err != nil || !got.Private || got.MetaInfo.Nodes != nil {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	zero := folder([]string{"a"})
	zero["files"] = []any{dict{"length": 0, "path": []string{"a"}}}
	good := torrentOf(t, single("a"))
	cases := map[string][]byte{
		"nothing":              {},
		"a web page":           []byte("<!doctype html>"),
		"truncated":            good[:len(good)-9],
		"trailing bytes":       append(slices.Clone(good), "x"...),
		"no info":              encode(t, dict{"announce": "http://a/"}),
		"info is text":         encode(t, dict{"info": "x"}),
		"no pieces":            torrentOf(t, with(single("a"), "pieces", nil)),
		"pieces cut":           torrentOf(t, with(single("a"), "pieces", strings.Repeat("h", 39))),
		"too few pieces":       torrentOf(t, with(single("a"), "pieces", strings.Repeat("h", 20))),
		"too many pieces":      torrentOf(t, with(single("a"), "pieces", strings.Repeat("h", 60))),
		"pieces a number":      torrentOf(t, with(single("a"), "pieces", 1)),
		"no piece length":      torrentOf(t, with(single("a"), "piece length", nil)),
		"piece length 0":       torrentOf(t, with(single("a"), "piece length", 0)),
		"piece length below 0": torrentOf(t, with(single("a"), "piece length", -minPiece)),
		"piece length huge":    torrentOf(t, with(single("a"), "piece length", 2*maxPiece)),
		"length below 0":       torrentOf(t, with(single("a"), "length", -1)),
		"length huge":          torrentOf(t, with(single("a"), "length", 1<<59)),
		"file and folder":      torrentOf(t, with(folder([]string{"a"}), "length", 1)),
		"no file":              torrentOf(t, with(folder([]string{"a"}), "files", []any{})),
		"only empty files":     torrentOf(t, zero),
		"no name":              torrentOf(t, with(single("a"), "name", nil)),
		"no path":              torrentOf(t, folder([]string{})),
		"deeply nested":        []byte("d4:info" + strings.Repeat("l", 1e6) + strings.Repeat("e", 1e6) + "e"),
		"length beyond 64 bit": []byte("d4:info99999999999999999999:x"),
		"traversal":            torrentOf(t, folder([]string{"..", "etc", "passwd"})),
		"hidden traversal":     torrentOf(t, folder([]string{"a", "b/../../../c"})),
		"windows traversal":    torrentOf(t, folder([]string{`a\..\..\b`})),
		"spaced traversal":     torrentOf(t, folder([]string{"a", " .. ", "b"})),
		"absolute":             torrentOf(t, folder([]string{"/etc/passwd"})),
		"drive":                torrentOf(t, folder([]string{"C:", "Windows"})),
		"drive path":           torrentOf(t, folder([]string{`c:\boot.ini`})),
		"network path":         torrentOf(t, folder([]string{`\\host\share`})),
		"zero byte":            torrentOf(t, folder([]string{"a\x00.mp4"})),
		"name leaves":          torrentOf(t, single("../a")),
		"name absolute":        torrentOf(t, with(folder([]string{"a"}), "name", "/root")),
		"deep path":            torrentOf(t, folder(slices.Repeat([]string{"a"}, maxComponents+1))),
	}
	for name, raw := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(raw)
			wantCode(t, err, library.CodeBadTorrent)
		})
	}
}

func TestReadEvilUTF8PathIsSeen(t *testing.T) {
	info := folder([]string{"a"})
	info["files"] = []any{dict{"length": 1, "path": []string{"a"}, "path.utf-8": []string{"..", "b"}}}
	_, err := Read(torrentOf(t, info))
	wantCode(t, err, library.CodeBadTorrent)
}

func TestReadPaddingAndLinks(t *testing.T) {
	info := folder([]string{"a"}, []string{"b"})
	info["files"] = []any{
		dict{"length": 10, "path": []string{"a"}},
		dict{"length": minPiece - 10, "path": []string{".pad", "x"}, "attr": "p"},
		dict{"length": 0, "path": []string{"l"}, "attr": "l", "symlink path": []string{"..", "..", "x"}},
		dict{"length": 5, "path": []string{"b"}},
	}
	info["pieces"] = strings.Repeat("h", 40)
	got, err := Read(torrentOf(t, info))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Paths, []string{"a", "", "", "b"}) || got.Length != 15 || got.Items[1].Index != 3 {
		t.Errorf("%q %+v", got.Paths, got.Items)
	}
}

func TestReadMany(t *testing.T) {
	paths := make([][]string, maxFiles)
	for i := range paths {
		paths[i] = []string{"same dir", "same name.mp4"}
	}
	raw := torrentOf(t, folder(paths...))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	got, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %s", took)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 512<<20 {
		t.Errorf("allocated %d MB", used>>20)
	}
	if last := got.Paths[maxFiles-1]; last != fmt.Sprintf("same dir/same name (%d).mp4", maxFiles) {
		t.Errorf("last is %q", last)
	}
	_, err = Read(torrentOf(t, folder(append(paths, paths[0])...)))
	wantCode(t, err, library.CodeBadTorrent)
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.torrent")
	if err := os.WriteFile(name, torrentOf(t, single("a")), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadFile(name); err != nil || got.Title != "a" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := ReadFile(filepath.Join(dir, "missing.torrent"))
	wantCode(t, err, library.CodeBadSource)
	_, err = ReadFile(dir)
	wantCode(t, err, library.CodeBadSource)
	if err := os.Truncate(name, MaxTorrent+1); err != nil {
		t.Fatal(err)
	}
	_, err = ReadFile(name)
	wantCode(t, err, library.CodeBadTorrent)
}

func TestFromInfo(t *testing.T) {
	raw := encode(t, single("a"))
	id := library.BundleID(metainfo.HashBytes(raw).HexString())
	got, err := FromInfo(raw, id)
	if err != nil || got.ID != id {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = FromInfo(raw, library.BundleID(strings.Repeat("0", 40)))
	wantCode(t, err, library.CodeBadTorrent)
	_, err = FromInfo([]byte("i1e"), library.BundleID(metainfo.HashBytes([]byte("i1e")).HexString()))
	wantCode(t, err, library.CodeBadTorrent)
}

// TestFixtures reads the files of the npm package webtorrent-fixtures.
func TestFixtures(t *testing.T) {
	dir := os.Getenv("MATINEE_FIXTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "build", "webtorrent-fixtures")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no fixtures in %s: make deps fetches them", dir)
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		seen++
		got, err := ReadFile(path)
		isTorrent := filepath.Ext(path) == ".torrent" && entry.Name() != "corrupt.torrent"
		switch {
		case isTorrent && err != nil:
			t.Errorf("%s: %v", entry.Name(), err)
		case isTorrent:
			t.Logf("%s: %q, %d items, %d bytes", entry.Name(), got.Title, len(got.Items), got.Length)
		case library.CodeOf(err) != library.CodeBadTorrent:
			t.Errorf("%s: error %v, want %s", entry.Name(), err, library.CodeBadTorrent)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d files, %v", seen, err)
	}
}
