package guard

import (
	"errors"
	"net/http"
	"time"
)

// Bounds of HTTP: what a slow or hostile server may cost.
const (
	tlsTimeout     = 15 * time.Second
	headerTimeout  = 30 * time.Second
	idleTimeout    = 60 * time.Second
	requestTimeout = 5 * time.Minute
	maxHeader      = 64 << 10
	maxIdle        = 32
	maxPerHost     = 16
	maxRedirects   = 5
)

// newTransport goes through DialPublic. Proxies named by the environment are not
// used: the setting decides.
func (g *Guard) newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            g.DialPublic,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    tlsTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    maxPerHost,
		MaxConnsPerHost:        maxPerHost,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// Transport carries HTTP to public addresses. It is shared: Close ends its idle
// connections.
func (g *Guard) Transport() *http.Transport { return g.transport }

// HTTPClient is a client over Transport for small fetches. Every redirect is
// dialled, and so checked, like the first address.
func (g *Guard) HTTPClient() *http.Client {
	return &http.Client{
		Transport: g.transport,
		Timeout:   requestTimeout,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errors.New("redirected too often")
			}
			if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
				return errors.New("redirected to something else than http")
			}
			return nil
		},
	}
}
