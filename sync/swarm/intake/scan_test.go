package intake

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anacrolix/torrent/bencode"

	"matinee/library"
)

func TestScan(t *testing.T) {
	cases := map[string]bool{
		"i0e": true, "i-1e": true, "i123456789012345678e": true, "0:": true, "3:abc": true, "le": true, "de": true,
		"d1:ai1e1:bl1:xee": true, "d0:de1:a0:e": true,
		strings.Repeat("l", maxDepth) + strings.Repeat("e", maxDepth): true,
		"":  false,
		"x": false, "-1:": false, "1": false, "1:": false, "2:a": false, "01:a": false, "00:": false, ":": false,
		"i": false, "ie": false, "i-e": false, "i-0e": false, "i-01e": false, "i01e": false, "i1": false, "i1x": false,
		"i+1e": false, "i1234567890123456789e": false, "i1.5e": false, "i 1e": false,
		"99999999999999999999999:a": false, "4294967296:a": false,
		"l": false, "d": false, "e": false, "lee": false, "i1ei1e": false, "i1e ": false,
		"d1:a": false, "d1:ae": false, "di1ei1ee": false, "d:0:e": false, "dlee": false,
		"d1:ai1e1:ai2ee": false, "d1:bi1e1:ai2ee": false,
		strings.Repeat("l", maxDepth+1) + strings.Repeat("e", maxDepth+1):         false,
		strings.Repeat("d1:a", 1000):                                              false,
		"d" + fmt.Sprint(maxKey+1) + ":" + strings.Repeat("k", maxKey+1) + "i1ee": false,
	}
	for raw, ok := range cases {
		if err := scan([]byte(raw)); (err == nil) != ok {
			t.Errorf("%.40q: %v", raw, err)
		}
	}
}

func TestScanBoundsWork(t *testing.T) {
	wide := "l" + strings.Repeat("le", maxTokens/2) + "e"
	wantCode(t, scan([]byte(wide)), library.CodeBadTorrent)
	deep := strings.Repeat("l", maxDepth-1)
	deep += strings.Repeat("0:", maxWork/(maxDepth-1)+1) + strings.Repeat("e", maxDepth-1)
	wantCode(t, scan([]byte(deep)), library.CodeBadTorrent)
}

// FuzzScan compares with the library: what the scan passes, its decoder takes.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"d1:ai1e1:bl1:xee", "i-1e", "le", "d0:de1:a0:e", "99999999999:a"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if scan(raw) != nil {
			return
		}
		var v any
		if err := bencode.Unmarshal(raw, &v); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}

// FuzzRead checks what must hold for anything that passes.
func FuzzRead(f *testing.F) {
	info, layers := sample(f)
	f.Add(encode(f, dict{"info": info, "piece layers": layers}))
	f.Add(torrentOf(f, single("a.mp4")))
	f.Add(torrentOf(f, folder([]string{"a", "con.txt"}, []string{"A"}, []string{"a"})))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Read(raw)
		if err != nil {
			if code := library.CodeOf(err); code != library.CodeBadTorrent && code != library.CodeV2Only {
				t.Fatalf("error without a proper kind: %v", err)
			}
			return
		}
		checkSafe(t, got.Paths)
		if n := len(got.Info.UpvertedFiles()); n != len(got.Paths) {
			t.Fatalf("%d paths for %d files", len(got.Paths), n)
		}
		for i := range got.Info.NumPieces() {
			if n := got.Info.Piece(i).Length(); n <= 0 || n > got.Info.PieceLength || i > 100 {
				if i <= 100 {
					t.Fatalf("piece %d has %d bytes", i, n)
				}
				break
			}
		}
	})
}

// checkSafe demands what every path must fulfil.
func checkSafe(t *testing.T, paths []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range paths {
		if p == "" {
			continue
		}
		if !filepath.IsLocal(p) || len(p) > maxPath+20 || seen[strings.ToLower(p)] {
			t.Fatalf("unsafe path %q", p)
		}
		seen[strings.ToLower(p)] = true
		for c := range strings.SplitSeq(p, "/") {
			if c == "" || len(c) > 255 || strings.ContainsAny(c, "\\<>:\"|?*\x00\n") || strings.TrimRight(c, ". ") != c {
				t.Fatalf("unsafe name %q in %q", c, p)
			}
		}
	}
}
