package swarm

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"matinee/library"
)

// dateAnswer bounds one question for the time.
const dateAnswer = 10 * time.Second

// WebDate tells what time the server at an HTTPS address says it is. Without a
// certificate that shows who answers, its word counts nothing; where it would redirect
// to is another server. Addresses in private networks are never asked.
func (e *Engine) WebDate(ctx context.Context, address string) (time.Time, error) {
	e.net.RLock()
	g, broken := e.guard, e.broken
	e.net.RUnlock()
	if g == nil {
		if broken == nil {
			broken = errClosed()
		}
		return time.Time{}, broken
	}
	return dateOf(ctx, g.HTTPClient(), address)
}

func dateOf(ctx context.Context, client *http.Client, address string) (time.Time, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return time.Time{}, library.Errorf(library.CodeBadSource, "only a server that shows who it is tells the time")
	}
	ctx, cancel := context.WithTimeout(ctx, dateAnswer)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.String(), nil)
	if err != nil {
		return time.Time{}, library.Wrap(library.CodeBadSource, err)
	}
	asking := *client
	asking.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := asking.Do(req)
	if err != nil {
		return time.Time{}, library.Wrap(library.CodeDownload, err)
	}
	defer func() { _ = res.Body.Close() }() // a HEAD has none
	at, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return time.Time{}, library.Errorf(library.CodeDownload, "%s does not say what time it is", u.Hostname())
	}
	return at.UTC(), nil
}
