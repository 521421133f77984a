package swarm

import (
	"context"
	"time"

	"matinee/sync/swarm/upnp"
)

// How long a forwarding lasts that is not renewed, how often it is, since routers
// forget it when they restart, and how long taking it back may take. After an end
// that was not clean the router drops it by itself.
const (
	upnpLife  = time.Hour
	upnpRenew = 20 * time.Minute
	upnpBack  = 2 * time.Second
	upnpName  = "Matinee"
)

// forwardPort keeps the listening port forwarded by the router until the sockets
// close, then takes the forwarding back.
func (e *Engine) forwardPort(s *sockets) {
	var mapped []*upnp.Gateway
	renew := time.NewTicker(upnpRenew)
	defer renew.Stop()
	for {
		if found := e.mapPort(s.ctx, s.port); len(found) > 0 {
			mapped = found
		}
		select {
		case <-s.ctx.Done():
			e.unmapPort(mapped, s.port)
			return
		case <-renew.C:
		}
	}
}

// mapPort has every router forward the port and returns those that did.
func (e *Engine) mapPort(ctx context.Context, port int) (mapped []*upnp.Gateway) {
	found, err := upnp.Discover(ctx)
	if err != nil && ctx.Err() == nil {
		e.log.Info("search for a router", "err", err)
	}
	for _, g := range found {
		did := false
		for _, protocol := range []string{upnp.TCP, upnp.UDP} {
			err := g.Map(ctx, protocol, port, upnpName, upnpLife)
			if err != nil && ctx.Err() == nil {
				e.log.Info("forward the port", "router", g.Addr(), "protocol", protocol, "err", err)
			}
			did = did || err == nil || ctx.Err() != nil // it may have done so before we left
		}
		if did {
			mapped = append(mapped, g)
		}
	}
	return mapped
}

func (e *Engine) unmapPort(mapped []*upnp.Gateway, port int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), upnpBack)
	defer cancel()
	for _, g := range mapped {
		for _, protocol := range []string{upnp.TCP, upnp.UDP} {
			if err := g.Unmap(ctx, protocol, port); err != nil {
				e.log.Debug("take back a forwarding", "router", g.Addr(), "protocol", protocol, "err", err)
			}
		}
	}
}

// Uplink asks the router what its line sends at most, in bytes a second; 0 where none
// tells, or none may be asked.
func (e *Engine) Uplink(ctx context.Context) int64 {
	if s := e.settings(); !s.UPnP || !e.guard.UDPAllowed() || s.Bind != "" {
		return 0
	}
	found, err := upnp.Discover(ctx)
	if err != nil && ctx.Err() == nil {
		e.log.Info("search for a router", "err", err)
	}
	for _, g := range found {
		rate, err := g.Uplink(ctx)
		if err == nil {
			return rate
		}
		e.log.Info("ask for the speed of the line", "router", g.Addr(), "err", err)
	}
	return 0
}
