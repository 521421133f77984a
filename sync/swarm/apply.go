package swarm

import (
	"context"

	"matinee/library"
)

// Apply puts changed settings into force. What concerns sockets and discovery
// needs new ones: the bundles that run are taken out for a moment and come back.
func (e *Engine) Apply(ctx context.Context, s library.Settings) error {
	e.mu.Lock()
	old := e.choice
	e.choice = s
	if s.MediaFolder != "" {
		e.media = s.MediaFolder
	}
	for _, en := range e.entries {
		for c := range en.reads {
			c.ahead.Store(en.readAhead(c.item.Index, s.ReadAhead))
		}
	}
	e.mu.Unlock()
	if networkOf(old) != networkOf(s) {
		return e.reconnect(ctx)
	}
	e.conns.setLimit(s.Conns)
	return nil
}

// networkOf keeps of the settings what the client and its sockets are made from.
func networkOf(s library.Settings) library.Settings {
	return library.Settings{
		ConnsPerBundle: s.ConnsPerBundle,
		Port:           s.Port, Bind: s.Bind, Proxy: s.Proxy, DHT: s.DHT, DHTNodes: s.DHTNodes, PEX: s.PEX, LSD: s.LSD,
		UTP: s.UTP, UPnP: s.UPnP, Trackers: s.Trackers, Webseeds: s.Webseeds, IPv6: s.IPv6,
		Encryption: s.Encryption, Blocklist: s.Blocklist,
	}
}

// reconnect replaces the client. When the new one cannot be made, for example
// because the blocklist cannot be read, nothing is sent at all: the bundles stop
// with that problem, and go on by themselves when a later setting is good.
func (e *Engine) reconnect(ctx context.Context) error {
	e.net.Lock()
	defer e.net.Unlock()
	if e.ctx.Err() != nil {
		return errClosed()
	}
	all := e.snapshotEntries()
	for _, en := range all {
		en.op.Lock()
		e.detach(en)
		en.op.Unlock()
	}
	e.disconnect()
	err := e.connect()
	for _, en := range all {
		e.mu.Lock()
		if en.cut && err == nil {
			en.cut, en.running, en.problem = false, true, nil
		}
		e.mu.Unlock()
		if serr := e.settleConnected(ctx, en); serr != nil {
			e.mu.Lock()
			e.failed(en, serr)
			e.mu.Unlock()
		}
	}
	return err
}
