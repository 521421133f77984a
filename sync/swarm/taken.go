package swarm

import (
	"crypto/hmac"
	"crypto/sha256"
	"net"
	"net/netip"

	"matinee/library"
)

// helpShare is the part of an item that a peer must have taken to count as helped:
// one in so many bytes.
const helpShare = 100

// layout is where the items of a bundle lie in its torrent, of those that count.
type layout struct {
	pieceLength int64
	items       []stretch
}

// stretch is an item's place in the torrent, in bytes.
type stretch struct {
	from, length int64
}

// need is how many bytes of the item make a peer helped.
func (x stretch) need() int64 { return max((x.length+helpShare-1)/helpShare, 1) }

// layoutOf takes what can be played as items. A bundle of which nothing can counts by
// its files.
func layoutOf(b library.Bundle, aligned bool) layout {
	l := layout{pieceLength: b.PieceLength}
	offsets := itemOffsets(b, aligned)
	playable := len(b.Playable()) > 0
	for i, item := range b.Items {
		if item.Length > 0 && (item.Kind().Playable() || !playable) {
			l.items = append(l.items, stretch{offsets[i], item.Length})
		}
	}
	return l
}

// each tells how much of a block lies in which items. The items are in order.
func (l layout) each(piece, begin, length int64, tell func(item int, bytes int64)) {
	from := piece*l.pieceLength + begin
	to := from + length
	low, high := 0, len(l.items)
	for low < high { // the first item that ends behind from
		if mid := (low + high) / 2; l.items[mid].from+l.items[mid].length <= from {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for i := low; i < len(l.items) && l.items[i].from < to; i++ {
		x := l.items[i]
		if n := min(to, x.from+x.length) - max(from, x.from); n > 0 {
			tell(i, n)
		}
	}
}

// taker is one connection on which a peer asks for blocks. The client does not tell
// which of them it has sent, only how many bytes: what was sent is shared out over
// what was asked for. Of a peer that wants one item, that is exact.
type taker struct {
	peer    library.PeerMark
	asked   map[int]int64 // bytes by item, not credited yet
	total   int64         // of all of asked, and of what belongs to no item
	written int64         // what the client had sent when it was last credited
}

// maxAsked bounds what is believed to be under way on a connection, in bytes. The
// client keeps some 1,000 requests of a peer and drops others without a word.
const maxAsked = 64 << 20

func (t *taker) ask(l layout, piece, begin, length int64) {
	if length <= 0 || length > maxAsked {
		return
	}
	t.total += length
	l.each(piece, begin, length, func(item int, bytes int64) { t.asked[item] += bytes })
	if t.total > maxAsked {
		t.shrink(0.5)
	}
}

func (t *taker) cancel(l layout, piece, begin, length int64) {
	if length <= 0 || length > t.total {
		return
	}
	t.total -= length
	l.each(piece, begin, length, func(item int, bytes int64) { t.take(item, bytes) })
}

// sent shares out what the client had written by now.
func (t *taker) sent(written int64, credit func(item int, bytes int64)) {
	grown := written - t.written
	t.written = written
	if grown <= 0 || t.total <= 0 {
		return
	}
	part := min(float64(grown)/float64(t.total), 1)
	for item, bytes := range t.asked {
		if share := int64(float64(bytes)*part + 0.5); share > 0 {
			credit(item, share)
		}
	}
	t.shrink(1 - part)
}

// shrink leaves a part of what is asked for.
func (t *taker) shrink(left float64) {
	t.total = int64(float64(t.total) * left)
	for item, bytes := range t.asked {
		t.take(item, bytes-int64(float64(bytes)*left))
	}
}

func (t *taker) take(item int, bytes int64) {
	if t.asked[item] -= bytes; t.asked[item] <= 0 {
		delete(t.asked, item)
	}
}

// markOf stands for a peer's address without its port, which changes with every
// connection. A household has one IPv4 address and one IPv6 prefix of 64 bits, of
// which its machines take a new address every day.
func markOf(key []byte, addr string) (mark library.PeerMark) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	name := []byte(host)
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap().WithZone("")
		if ip.Is6() {
			ip = netip.PrefixFrom(ip, 64).Masked().Addr()
		}
		name = ip.AsSlice()
	}
	h := hmac.New(sha256.New, key)
	_, _ = h.Write(name) // it never fails
	copy(mark[:], h.Sum(nil))
	return mark
}
