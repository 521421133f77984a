package swarm

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// wire is a connection that tells when it is closed.
type wire struct {
	net.Conn
	closed chan struct{}
}

func newWire(t testing.TB) *wire {
	near, far := net.Pipe()
	t.Cleanup(func() { _ = near.Close(); _ = far.Close() })
	return &wire{Conn: near, closed: make(chan struct{})}
}

func (w *wire) Close() error {
	close(w.closed)
	return w.Conn.Close()
}

// dialFirst dials as the torrent client does: all at once, and who is first.
func dialFirst(ctx context.Context, dialers ...torrent.Dialer) (network string, conn net.Conn) {
	type result struct {
		conn    net.Conn
		network string
	}
	results := make(chan result, len(dialers))
	for _, d := range dialers {
		go func() {
			conn, err := d.Dial(ctx, "peer")
			if err != nil {
				conn = nil
			}
			results <- result{conn, d.DialerNetwork()}
		}()
	}
	for range dialers {
		if r := <-results; r.conn != nil {
			return r.network, r.conn
		}
	}
	return "", nil
}

// TestTCPIsPreferred: both transports are dialed at once; where a peer answers
// over both it is TCP, also when uTP was first, and where it answers over one it
// is that one.
func TestTCPIsPreferred(t *testing.T) {
	t.Parallel()
	errRefused := errors.New("refused")
	for name, c := range map[string]struct {
		wait time.Duration
		tcp  func(ctx context.Context, late net.Conn) (net.Conn, error)
		want string
	}{
		"TCP answers later": {
			wait: time.Hour,
			tcp: func(_ context.Context, late net.Conn) (net.Conn, error) {
				time.Sleep(50 * time.Millisecond) // so long uTP alone is there
				return late, nil
			},
			want: "tcp",
		},
		"TCP is refused": {
			wait: time.Hour,
			tcp:  func(context.Context, net.Conn) (net.Conn, error) { return nil, errRefused },
			want: "udp",
		},
		"TCP is swallowed": {
			wait: time.Millisecond,
			tcp: func(ctx context.Context, _ net.Conn) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			},
			want: "udp",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &Engine{race: newRace(c.wait), conns: newConnTable(10, newBucket())}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			overTCP, overUTP, up := newWire(t), newWire(t), make(chan struct{})
			network, conn := dialFirst(
				ctx,
				e.dialer("udp", func(context.Context, string, string) (net.Conn, error) {
					close(up)
					return overUTP, nil
				}, true),
				e.dialer("tcp", func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-up
					return c.tcp(ctx, overTCP)
				}, true),
			)
			if network != c.want {
				t.Fatalf("the peer is reached by %q", network)
			}
			if c.want == "tcp" {
				<-overUTP.closed // or the test never ends
			}
			must(t, conn.Close())
			cancel()
			eventually(t, "the attempt to be forgotten", func() bool {
				e.race.mu.Lock()
				defer e.race.mu.Unlock()
				return len(e.race.attempts) == 0
			})
		})
	}
}

// TestBothTransports: a real peer that takes both is on TCP.
func TestBothTransports(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 106, 8*piece)
	peer := seeder(t, c, map[string]any{"enable_incoming_utp": true, "upload_rate_limit": 64 << 10})
	r := newRig(t, func(cfg *Config) { cfg.Settings.UTP = true })
	r.race.wait = patience
	id := r.start(t, c, peer.addr)
	r.until(t, id, "a peer", func(tr library.Transfer) bool { return tr.Peers > 0 })
	d, err := r.Detail(id)
	must(t, err)
	for _, p := range d.PeerList {
		if p.Transport != "tcp" {
			t.Errorf("the peer is on %s", p.Transport)
		}
	}
	peer.say(t, "limit 0")
	r.completed(t, id)
}

// TestMuteOverTCP: a port that takes TCP connections and never speaks does not
// keep its peer from being reached over uTP; without uTP it is tried on.
func TestMuteOverTCP(t *testing.T) {
	t.Parallel()
	for _, utp := range []bool{true, false} {
		e := &Engine{race: newRace(time.Hour), conns: newConnTable(10, newBucket())}
		d := e.dialer("tcp", func(context.Context, string, string) (net.Conn, error) { return newWire(t), nil }, utp)
		for i := range 2 * (muteMost + 1) {
			conn, err := d.Dial(t.Context(), "peer")
			want := utp && i%(muteMost+1) == muteMost
			if (err != nil) != want {
				t.Fatalf("uTP %v, try %d: %v", utp, i, err)
			}
			if err == nil {
				must(t, conn.Close())
			}
		}
		for range muteMost + 1 { // one that spoke may end without harm
			conn, err := d.Dial(t.Context(), "another")
			must(t, err)
			conn.(*meteredConn).rates.Store(newConnRates())
			must(t, conn.Close())
		}
	}
}
