package swarm

import (
	"net"
	"net/netip"
	"slices"
)

// Moved looks for people anew after this machine lost an address, as one does that is
// carried to another network; here are those it has. Connections from another address lead
// nowhere, and would hold their peers' places until they time out: they are closed.
func (e *Engine) Moved(here []netip.Addr) {
	e.conns.cut(here)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lookAnew() // also right after a wake, which asked by the way that is gone
}

// cut closes the connections whose own end is at none of these addresses, or at all of
// them: a packet of uTP comes from another one now, which its peer does not know.
func (t *connTable) cut(here []netip.Addr) {
	var lost []*meteredConn
	t.mu.Lock()
	for _, conns := range t.byAddr {
		for m := range conns {
			if own, ok := ownAddr(m.Conn); ok && !own.IsLoopback() && !slices.Contains(here, own) {
				lost = append(lost, m)
			}
		}
	}
	t.mu.Unlock()
	for _, m := range lost {
		_ = m.Close() // it is of no use in any case
	}
}

// ownAddr is this machine's end of a connection.
func ownAddr(conn net.Conn) (netip.Addr, bool) {
	local := conn.LocalAddr()
	if local == nil {
		return netip.Addr{}, false
	}
	at, err := netip.ParseAddrPort(local.String())
	return at.Addr().Unmap().WithZone(""), err == nil
}
