package swarm

import (
	"testing"
	"time"

	"github.com/anacrolix/torrent"
	pp "github.com/anacrolix/torrent/peer_protocol"

	"matinee/library"
)

// The client keeps the size of its last batch in a field without a setting. This
// fails when a new version of it moved the field, and starts became slower.
func TestPeakFieldIsFound(t *testing.T) {
	if !findPeak().found {
		t.Fatal("torrent.PeerConn has no int field peakRequests any more: see peak.go")
	}
}

func TestPeerRateBoundsQueue(t *testing.T) {
	q := newQueues()
	id := library.BundleID("0123456789abcdef0123456789abcdef01234567")
	tests := []struct {
		name    string
		rate    float64
		allowed int
		stream  bool
		want    int
	}{
		{"not streamed", 1e9, 2000, false, maxRequests},
		{"not streamed, the peer takes few", 1e9, 250, false, 250},
		{"no torrent is known yet", 0, 2000, true, maxRequests},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q.stream(id, tt.stream)
			got, _ := q.bound(&torrent.PeerConn{}, &peerQueue{allowed: tt.allowed, rate: tt.rate})
			if got != tt.want {
				t.Errorf("bound %d, want %d", got, tt.want)
			}
		})
	}
}

func TestPeerIsMeasured(t *testing.T) {
	var p peerQueue
	at := time.Unix(1000, 0)
	for range 11 { // 10 blocks in 250 ms, the first only starts the clock
		p.measure(at, blockSize)
		at = at.Add(25 * time.Millisecond)
	}
	if want := float64(10*blockSize) / 0.25; p.rate != want {
		t.Errorf("rate %.0f B/s, want %.0f", p.rate, want)
	}
}

func TestGreetingIsBounded(t *testing.T) {
	q := newQueues()
	msg := &pp.ExtendedHandshakeMessage{Reqq: 1 << 20}
	q.greeted(&torrent.PeerConn{}, msg)
	if msg.Reqq != maxRequests {
		t.Errorf("a peer that allows %d requests is asked %d at once, want %d", 1<<20, msg.Reqq, maxRequests)
	}
}
