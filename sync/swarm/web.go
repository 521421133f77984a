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
	client, release, err := e.WebClient(library.WebURL(address), local)
	if err != nil {
		return nil, err
	}
	defer release()
	return intake.Get(ctx, client, address, most)
}
