package guard

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"github.com/anacrolix/torrent/iplist"

	"matinee/library"
)

// Bounds of a blocklist: the largest public ones have about a million ranges.
const (
	maxBlockFile   = 256 << 20 // bytes, unpacked
	maxBlockLine   = 4096
	maxBlockRanges = 4 << 20
)

// Blocklist is a set of addresses never contacted. It keeps no descriptions.
type Blocklist struct {
	ranges []span // sorted, apart from each other
}

// span is a range of addresses of one family, both ends included.
type span struct{ first, last netip.Addr }

var _ iplist.Ranger = (*Blocklist)(nil)

// LoadBlocklist reads a list from path: lines as "name:first-last" (P2P), CIDR or
// eMule's DAT, packed by gzip or not. It returns how many lines it did not
// understand; they do not hinder. What cannot be read whole is CodeBlocklist: half
// a list would protect from half of the addresses.
func LoadBlocklist(path string) (*Blocklist, int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, blocklistError(path, err)
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > maxBlockFile {
		return nil, 0, blocklistError(path, errors.Join(err, errors.New("it is no file, or too large")))
	}
	r := bufio.NewReader(f)
	var text io.Reader = r
	if magic, err := r.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return nil, 0, blocklistError(path, err)
		}
		text = unpacked
	}
	list, bad, err := readBlocklist(text)
	if err != nil {
		return nil, 0, blocklistError(path, err)
	}
	return list, bad, nil
}

func blocklistError(path string, err error) error {
	return library.Errorf(library.CodeBlocklist, "%s: %v", filepath.Base(path), err)
}

// readBlocklist fails when nothing in the text is a range although there are
// lines: that is another kind of file.
func readBlocklist(r io.Reader) (*Blocklist, int, error) {
	limited := &io.LimitedReader{R: r, N: maxBlockFile + 1}
	lines := bufio.NewReaderSize(limited, maxBlockLine)
	list, bad := &Blocklist{}, 0
	for {
		line, err := lines.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		if parsed, kind := parseLine(line); long || kind == notARange {
			bad++
		} else if kind == aRange {
			list.ranges = append(list.ranges, parsed)
		}
		if len(list.ranges) > maxBlockRanges || limited.N <= 0 {
			return nil, 0, errors.New("it is too large")
		}
		if err != nil {
			break
		}
	}
	if bad > 0 && len(list.ranges) == 0 {
		return nil, 0, errors.New("it holds no address range")
	}
	list.merge()
	return list, bad, nil
}

// merge sorts the ranges and joins those that overlap, so that a search is exact.
func (l *Blocklist) merge() {
	slices.SortFunc(l.ranges, func(a, b span) int { return a.first.Compare(b.first) })
	out := l.ranges[:0]
	for _, s := range l.ranges {
		if n := len(out); n > 0 && out[n-1].first.BitLen() == s.first.BitLen() && s.first.Compare(out[n-1].last) <= 0 {
			if s.last.Compare(out[n-1].last) > 0 {
				out[n-1].last = s.last
			}
			continue
		}
		out = append(out, s)
	}
	l.ranges = slices.Clip(out)
}

// Contains reports whether ip is blocked.
func (l *Blocklist) Contains(ip netip.Addr) bool {
	_, ok := l.find(ip)
	return ok
}

func (l *Blocklist) find(ip netip.Addr) (span, bool) {
	ip = ip.WithZone("").Unmap()
	after := sort.Search(len(l.ranges), func(i int) bool { return ip.Less(l.ranges[i].first) })
	if after == 0 {
		return span{}, false
	}
	s := l.ranges[after-1]
	return s, s.first.BitLen() == ip.BitLen() && s.last.Compare(ip) >= 0
}

// Lookup makes a Blocklist usable by the torrent client.
func (l *Blocklist) Lookup(ip net.IP) (iplist.Range, bool) {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return iplist.Range{Description: "no address"}, true
	}
	s, ok := l.find(addr)
	if !ok {
		return iplist.Range{}, false
	}
	return iplist.Range{First: s.first.AsSlice(), Last: s.last.AsSlice(), Description: "blocklist"}, true
}

// NumRanges is how many separate ranges the list has.
func (l *Blocklist) NumRanges() int { return len(l.ranges) }
