package guard

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"matinee/library"
)

const sampleList = `# a comment
Some: company, with - signs:1.2.3.0-1.2.3.255
overlaps:1.2.3.128-1.2.4.10

10.0.0.0/8
2001:db8::/32
5.5.5.5
v6 name:2001:db9::1-2001:db9::ff
006.000.000.000 - 006.000.000.255 , 000 , DAT
007.000.000.000 - 007.000.000.255 , 200 , allowed
nonsense
9.9.9.9-8.8.8.8
`

func TestReadBlocklist(t *testing.T) {
	list, bad, err := readBlocklist(strings.NewReader(sampleList))
	if err != nil || bad != 2 || list.NumRanges() != 6 {
		t.Fatalf("%d ranges, %d bad, %v", list.NumRanges(), bad, err)
	}
	for ip, want := range map[string]bool{
		"1.2.3.0": true, "1.2.3.255": true, "1.2.4.10": true, "1.2.4.11": false, "1.2.2.255": false,
		"10.255.255.255": true, "11.0.0.0": false, "9.255.255.255": false, "5.5.5.5": true, "5.5.5.6": false,
		"6.0.0.255": true, "7.0.0.1": false, "::ffff:5.5.5.5": true,
		"2001:db8:ffff::": true, "2001:db9::fe": true, "2001:db9::100": false, "::1": false,
	} {
		if got := list.Contains(netip.MustParseAddr(ip)); got != want {
			t.Errorf("%s: %v", ip, got)
		}
		if _, got := list.Lookup(net.ParseIP(ip)); got != want {
			t.Errorf("Lookup(%s): %v", ip, got)
		}
	}
	if _, blocked := list.Lookup(nil); !blocked {
		t.Error("no address passes")
	}
}

func TestLoadBlocklist(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(sampleList))
	_ = w.Close()
	cases := map[string]struct {
		content []byte
		ranges  int // -1: refused
	}{
		"plain":       {[]byte(sampleList), 6},
		"packed":      {packed.Bytes(), 6},
		"empty":       {nil, 0},
		"cut off":     {packed.Bytes()[:packed.Len()/2], -1},
		"a page":      {[]byte("<html>\n<body>\n"), -1},
		"long lines":  {[]byte(strings.Repeat("x", 3*maxBlockLine) + "\n1.1.1.1\n"), 1},
		"windows":     {[]byte("1.1.1.1\r\n2.2.2.2\r\n"), 2},
		"no line end": {[]byte("1.1.1.1"), 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "list")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			list, _, err := LoadBlocklist(path)
			if c.ranges < 0 {
				wantCode(t, err, library.CodeBlocklist)
			} else if err != nil || list.NumRanges() != c.ranges {
				t.Fatalf("%v", err)
			}
		})
	}
	_, _, err := LoadBlocklist(t.TempDir())
	wantCode(t, err, library.CodeBlocklist)
}

func TestBlockedIsNotDialled(t *testing.T) {
	server := startEcho(t, "127.0.0.1:0")
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte("127.0.0.0/8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g := newGuard(t, Config{Blocklist: path})
	if _, err := g.DialContext(t.Context(), "tcp", server.Addr().String()); err == nil || server.accepted.Load() != 0 {
		t.Errorf("dialled a blocked address: %v", err)
	}
	behind := newGuard(t, Config{Blocklist: path, Proxy: "socks5://" + server.Addr().String()})
	if _, err := behind.DialContext(t.Context(), "tcp", "127.0.0.9:1"); !errors.Is(err, errUnusable) || server.accepted.Load() != 0 {
		t.Errorf("asked the proxy for a blocked address: %v", err)
	}
	if err := g.checkTracker(netip.MustParseAddrPort("127.0.0.1:80")); !errors.Is(err, errUnusable) {
		t.Errorf("a blocked tracker: %v", err)
	}
	if g.Blocklist().NumRanges() != 1 {
		t.Error("the client gets no list")
	}
}

// FuzzBlocklist checks that ranges stay sorted and apart, whatever the text.
func FuzzBlocklist(f *testing.F) {
	f.Add([]byte(sampleList))
	f.Add([]byte("::ffff:1.2.3.0/120\n0.0.0.0/0\n::/0\n::ffff:0:0/90\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, _, err := readBlocklist(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for i, s := range list.ranges {
			if s.last.Less(s.first) || !list.Contains(s.first) || !list.Contains(s.last) {
				t.Fatalf("range %v", s)
			}
			if i > 0 && !list.ranges[i-1].last.Less(s.first) {
				t.Fatalf("%v and %v", list.ranges[i-1], s)
			}
		}
	})
}
