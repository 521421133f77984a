package swarm

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/anacrolix/dht/v2"
	"github.com/anacrolix/torrent"
	"golang.org/x/time/rate"
)

// dhtWait bounds the look-up of one start node's name.
const dhtWait = 10 * time.Second

// How many packets a second the DHT may send, and at once.
const (
	dhtRate  = 250
	dhtBurst = 25
)

// dhtItemLife is how long an item of others is kept after it was last put (BEP 44).
const dhtItemLife = 2 * time.Hour

// startDHT joins the DHT over the socket of uTP. Other nodes may keep with us
// where the peers of their bundles are, as we do with them.
func (e *Engine) startDHT(pc net.PacketConn) {
	server, err := e.client.NewAnacrolixDhtServer(newDHTConn(pc))
	if err != nil {
		e.log.Warn("no DHT", "err", err)
		return
	}
	e.socks.dht = server
	e.client.AddDhtServer(torrent.AnacrolixDhtServerWrapper{Server: server})
	e.socks.closers = append(e.socks.closers, func() error { server.Close(); return nil })
}

// tuneDHT sets what the client leaves out. Without a place for peers nobody gets
// a token to announce with; the library's own limit is one for the whole process.
func (e *Engine) tuneDHT(c *dht.ServerConfig) {
	c.SendLimiter = rate.NewLimiter(dhtRate, dhtBurst)
	c.PeerStore = e.board
	c.Store, c.Exp = newItemStore(), dhtItemLife
	c.OnQuery = sensible
}

// maxStartNodes bounds the start nodes that a person names.
const maxStartNodes = 50

// dhtNodes looks the DHT's start nodes up through the guard: the library's own
// way asks the system's name servers, past a binding.
func (e *Engine) dhtNodes(string) dht.StartingNodesGetter {
	names, ctx, start := e.guard.Resolver(), e.socks.ctx, e.cfg.DHTNodes
	if chosen := strings.Fields(e.settings().DHTNodes); len(chosen) > 0 {
		start = chosen[:min(len(chosen), maxStartNodes)]
	}
	if start == nil {
		start = dht.DefaultGlobalBootstrapHostPorts
	}
	return func() ([]dht.Addr, error) {
		var nodes []dht.Addr
		for _, node := range start {
			found, err := lookUpNode(ctx, names, node)
			if err != nil {
				e.log.Debug("look up a start node of the DHT", "node", node, "err", err)
				continue
			}
			nodes = append(nodes, found...)
		}
		if len(nodes) == 0 {
			nodes = append(nodes, nobody())
		}
		return nodes, nil
	}
}

// nobody is an address that nothing is sent to. Given none, the library leaves a
// goroutine behind, once a minute.
func nobody() dht.Addr { return dht.NewAddr(&net.UDPAddr{IP: net.IPv4zero}) }

func lookUpNode(ctx context.Context, names *net.Resolver, node string) ([]dht.Addr, error) {
	host, service, err := net.SplitHostPort(node)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dhtWait)
	defer cancel()
	ips, err := names.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	nodes := make([]dht.Addr, 0, len(ips))
	for _, ip := range ips {
		nodes = append(nodes, dht.NewAddr(net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(port)))))
	}
	return nodes, nil
}
