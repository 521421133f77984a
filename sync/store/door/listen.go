package door

import (
	"net"
	"sync"
)

// Listen bounds how many connections one network holds open, so that whoever opens
// thousands and says nothing keeps nobody else out. Proxies are not bounded: they carry
// everybody.
func (d *Door) Listen(l net.Listener) net.Listener {
	if d.cfg.Conns <= 0 {
		return l
	}
	return &bounded{Listener: l, door: d, open: map[string]int{}}
}

type bounded struct {
	net.Listener
	door *Door
	mu   sync.Mutex
	open map[string]int
}

// Accept returns the next connection that its network may have.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, known := addressOf(c.RemoteAddr().String())
		if !known || b.door.trusts(at) {
			return c, nil
		}
		from := network(at)
		b.mu.Lock()
		room := b.open[from] < b.door.cfg.Conns
		if room {
			b.open[from]++
		}
		b.mu.Unlock()
		if room {
			return &counted{Conn: c, ended: sync.OnceFunc(func() { b.leave(from) })}, nil
		}
		_ = c.Close()
	}
}

func (b *bounded) leave(from string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[from]--; b.open[from] <= 0 {
		delete(b.open, from)
	}
}

// counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	ended func()
}

func (c *counted) Close() error {
	c.ended()
	return c.Conn.Close()
}
