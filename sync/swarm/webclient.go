package swarm

import (
	"net/http"

	"matinee/library"
)

// WebClient is for talking to a server that a signed document names. As all that goes out
// it heeds proxy, interface and blocklist, and it contacts no address in a private network
// unless local gives leave for this one. The release it returns ends the leave.
func (e *Engine) WebClient(address library.WebURL, local bool) (client *http.Client, release func(), err error) {
	e.net.RLock()
	g, broken := e.guard, e.broken
	e.net.RUnlock()
	if g == nil {
		if broken == nil {
			broken = errClosed()
		}
		return nil, nil, broken
	}
	if err := address.Valid(); err != nil {
		return nil, nil, library.Errorf(library.CodeBadSource, "an address %v", err)
	}
	client = g.HTTPClient()
	if !local {
		return client, func() {}, nil
	}
	g.Permit([]string{string(address)})
	return client, func() {
		client.CloseIdleConnections() // one that stays open needs no leave
		g.Revoke([]string{string(address)})
	}, nil
}
