package swarm

import (
	"context"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// Web gets what lies at an address that a stranger's document names: a mirror, or a
// domain's own word. It gives up behind most bytes, and never contacts an address
// in a private network, also not where it is redirected to, unless local gives
// leave for the host that is named. How long it may take is up to ctx.
func (e *Engine) Web(ctx context.Context, address string, most int64, local bool) ([]byte, error) {
	e.net.RLock()
	g, broken := e.guard, e.broken
	e.net.RUnlock()
	if g == nil {
		if broken == nil {
			broken = errClosed()
		}
		return nil, broken
	}
	if err := library.WebURL(address).Valid(); err != nil {
		return nil, library.Errorf(library.CodeBadSource, "an address %v", err)
	}
	client := g.HTTPClient()
	if local {
		g.Permit([]string{address})
		defer client.CloseIdleConnections() // one that stays open needs no leave
		defer g.Revoke([]string{address})
	}
	return intake.Get(ctx, client, address, most)
}
