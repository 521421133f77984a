package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"matinee/library"
)

const (
	fetchTimeout = 2 * time.Minute
	maxRedirects = 5
)

// Fetch gets the .torrent at address. Which addresses may be contacted is the
// business of client's dialer, which every redirect passes as well. The answer
// is bounded and looks like a torrent; Read must still check it.
//
// Errors name the host only: the rest of an address can hold a secret.
func Fetch(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	raw, host, err := get(ctx, client, address, MaxTorrent, "application/x-bittorrent, application/octet-stream;q=0.9, */*;q=0.1")
	switch {
	case err != nil:
		return nil, err
	case !bytes.HasPrefix(raw, []byte("d")):
		return nil, fetchError(ctx, host, errors.New("there is something else than a torrent"))
	}
	return raw, nil
}

// Get is Fetch for anything of up to most bytes; nothing is said of what it is.
func Get(ctx context.Context, client *http.Client, address string, most int64) ([]byte, error) {
	raw, _, err := get(ctx, client, address, most, "*/*")
	return raw, err
}

// get returns the answer and the host that gave it.
func get(ctx context.Context, client *http.Client, address string, most int64, accept string) ([]byte, string, error) {
	clean, ok := cleanURL(lowerScheme(address), "http", "https")
	if !ok {
		return nil, "", badSource("the address is malformed")
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, clean, nil)
	if err != nil {
		return nil, "", badSource("the address is malformed")
	}
	req.Header.Set("Accept", accept)
	bounded := *client
	bounded.CheckRedirect = checkRedirect
	res, err := bounded.Do(req)
	if err != nil {
		return nil, "", fetchError(ctx, req.URL.Hostname(), err)
	}
	defer func() { _ = res.Body.Close() }()
	host := res.Request.URL.Hostname()
	raw, err := readAnswer(res, most)
	if err != nil {
		return nil, "", fetchError(ctx, host, err)
	}
	return raw, host, nil
}

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return library.Errorf(library.CodeDownload, "it was redirected more than %d times", maxRedirects)
	}
	if _, ok := cleanURL(req.URL.String(), "http", "https"); !ok {
		return library.Errorf(library.CodeDownload, "it was redirected to something else")
	}
	if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return library.Errorf(library.CodeDownload, "it was redirected from https to http")
	}
	return nil
}

func readAnswer(res *http.Response, most int64) ([]byte, error) {
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %d", res.StatusCode)
	}
	if res.ContentLength > most {
		return nil, tooMuch(most)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > most {
		return nil, tooMuch(most)
	}
	return raw, nil
}

func tooMuch(most int64) error {
	if most == MaxTorrent {
		return errTooLarge()
	}
	return fmt.Errorf("it is larger than %d bytes", most)
}

// fetchError keeps an error that has a kind and makes the others CodeDownload.
func fetchError(ctx context.Context, host string, err error) error {
	var kind *library.Error
	if errors.As(err, &kind) {
		return kind
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return &library.Error{Code: library.CodeCanceled, Err: context.Canceled}
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return library.Errorf(library.CodeDownload, "%s: %v", host, err)
}
