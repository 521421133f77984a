package owner

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"
)

// addressesEvery is how often the addresses of this machine are looked at. Systems tell of
// them in many ways; reading them takes some microseconds on all.
const addressesEvery = 5 * time.Second

// systemAddresses are the addresses of this machine that others may reach it at.
func systemAddresses() ([]netip.Addr, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var out []netip.Addr
	for _, a := range all {
		p, err := netip.ParsePrefix(a.String())
		if ip := p.Addr().Unmap(); err == nil && ip.IsGlobalUnicast() {
			out = append(out, ip)
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out), nil
}

// journey tells from one look at the addresses after another when the machine has moved.
type journey struct {
	settled, last []netip.Addr
}

// look reports whether an address is gone, or the first one has come, since the machine was
// last at rest. One look alone tells nothing: addresses come and go one by one.
func (j *journey) look(now []netip.Addr) bool {
	still := slices.Equal(now, j.last)
	j.last = now
	if !still || len(now) == 0 || slices.Equal(now, j.settled) {
		return false
	}
	moved := len(j.settled) == 0 || slices.ContainsFunc(j.settled, func(a netip.Addr) bool { return !slices.Contains(now, a) })
	j.settled = now
	return moved
}

// followAddresses has everybody looked for again when this machine is in another network,
// until ctx ends.
func (o *Owner) followAddresses(ctx context.Context) {
	tick := time.NewTicker(addressesEvery)
	defer tick.Stop()
	var j journey
	if now, err := systemAddresses(); err == nil {
		j = journey{now, now}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := systemAddresses()
		if err != nil {
			o.log.DebugContext(ctx, "look at this machine's addresses", "err", err)
			continue
		}
		if j.look(now) {
			o.log.InfoContext(ctx, "this machine is in another network: everybody is looked for again")
			o.engine.Moved(now)
			o.reconsiderAll()
		}
	}
}
