package swarm

import (
	"net"
	"sync"
	"time"

	"github.com/anacrolix/dht/v2/bep44"
	"github.com/anacrolix/dht/v2/krpc"
)

// What strangers send to the DHT's port must neither end the program nor fill its
// memory. The library panics on a query without arguments and on a socket that
// fails, and keeps every item (BEP 44) that it is given.

// sensible reports whether a query has the arguments that every one must have (BEP
// 5), and a put those of an item (BEP 44). It also tells the library what nodes are
// near to: for find_node and get it would look at a field that only get_peers has,
// and name nodes that are near to nothing.
func sensible(query *krpc.Msg, _ net.Addr) bool {
	a := query.A
	if a == nil || query.Q == "put" && (a.V == nil || a.Seq == nil) {
		return false
	}
	if query.Q == "get" || query.Q == "find_node" {
		a.InfoHash = a.Target
	}
	return true
}

// maxDHTPacket is the most bytes of a packet that is looked at. Honest ones fit
// into an Ethernet frame; a larger one only nests values, or has long ones.
const maxDHTPacket = 4 << 10

// dhtConn is the socket of uTP as the DHT sees it: reading fails only once the DHT
// has closed, and closing leaves the socket to its owner.
type dhtConn struct {
	net.PacketConn
	once   sync.Once
	closed chan struct{}
}

func newDHTConn(pc net.PacketConn) *dhtConn {
	return &dhtConn{PacketConn: pc, closed: make(chan struct{})}
}

func (c *dhtConn) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := c.PacketConn.ReadFrom(b)
		if err == nil && n > maxDHTPacket {
			continue
		}
		if err == nil {
			return n, from, nil
		}
		timer := time.NewTimer(acceptPause)
		select {
		case <-c.closed:
			timer.Stop()
			return 0, nil, net.ErrClosed
		case <-timer.C:
		}
	}
}

func (c *dhtConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}

// maxDHTItems bounds the items of others that we keep, each of at most 1000 bytes.
const maxDHTItems = 2000

// itemStore keeps the latest items of others.
type itemStore struct {
	mu    sync.Mutex
	items map[bep44.Target]*bep44.Item
	order []bep44.Target // in which they came; may hold some that are gone
}

func newItemStore() *itemStore { return &itemStore{items: map[bep44.Target]*bep44.Item{}} }

// Put keeps an item, in place of the oldest one when there are too many.
func (s *itemStore) Put(i *bep44.Item) error {
	target := i.Target()
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.items[target]; !known {
		s.order = append(s.order, target)
	}
	s.items[target] = i
	for len(s.order) > maxDHTItems {
		delete(s.items, s.order[0])
		s.order = s.order[1:]
	}
	return nil
}

// Get returns an item.
func (s *itemStore) Get(t bep44.Target) (*bep44.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.items[t]
	if !ok {
		return nil, bep44.ErrItemNotFound
	}
	return i, nil
}

// Del drops an item.
func (s *itemStore) Del(t bep44.Target) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, t)
	return nil
}
