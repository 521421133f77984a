package swarm

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"

	"golang.org/x/time/rate"

	"matinee/library"
)

// rateBurst is how much the client may upload at once under the limit of all
// bundles, in bytes. It must cover the largest block a peer may ask for.
const rateBurst = 64 << 10

// connRates limits all connections of one bundle together. The client limits
// the uploads of all bundles together, but has no limit for one; its limit of
// downloads sleeps in the connections and refuses new ones meanwhile, so ours
// stands in its place.
type connRates struct {
	down, up *bucket
	web      *rate.Limiter // the same as down, for webseeds
	met      acquaintances
	moved    atomic.Int64 // bytes and ends of connections, to see whether something happens
}

func newConnRates() *connRates {
	return &connRates{
		down: newBucket(), up: newBucket(),
		web: rate.NewLimiter(rate.Inf, rateBurst),
	}
}

func (r *connRates) set(l library.Limits) {
	r.down.set(l.Down)
	r.up.set(l.Up)
	if want := toLimit(l.Down); r.web.Limit() != want {
		r.web.SetLimit(want)
	}
}

func toLimit(bytes int64) rate.Limit {
	if bytes <= 0 {
		return rate.Inf
	}
	return rate.Limit(bytes)
}

// SetRates sets the limits of all bundles together, in bytes a second; 0 means
// none.
func (e *Engine) SetRates(l library.Limits) {
	e.down.set(l.Down)
	if want := toLimit(l.Up); e.up.Limit() != want {
		e.up.SetLimit(want)
	}
}

// meteredTransport counts the bodies of webseeds under the limit of all bundles.
type meteredTransport struct {
	http.RoundTripper
	down *bucket
}

// RoundTrip does one request; its body is read within the limit.
func (t meteredTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	res.Body = meteredBody{res.Body, req.Context(), t.down}
	return res, nil
}

type meteredBody struct {
	io.ReadCloser
	ctx  context.Context // of the request
	down *bucket
}

func (b meteredBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:b.down.part(len(p))])
	if n > 0 {
		if werr := b.down.take(b.ctx, n); werr != nil {
			return n, werr
		}
	}
	return n, err
}
