package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"matinee/library"
)

// Client speaks to a store. HTTP decides how the machine is left: through the proxy or the
// interface that everything else goes through.
type Client struct {
	URL  library.WebURL
	HTTP *http.Client
}

// maxAnswer bounds what a store may answer, in bytes.
const maxAnswer = 256 << 10

// About asks who the store is and how it is paid.
func (c Client) About(ctx context.Context) (a About, err error) {
	err = c.call(ctx, http.MethodGet, "/v1/store", "", nil, &a)
	return a, err
}

// Place orders. The same number again finds the same order.
func (c Client) Place(ctx context.Context, a Ask) (o Order, err error) {
	err = c.callOnce(ctx, "/v1/orders", a, &o)
	return o, err
}

// Order looks an order up.
func (c Client) Order(ctx context.Context, id library.Token, secret library.Secret) (o Order, err error) {
	err = c.call(ctx, http.MethodGet, "/v1/orders/"+url.PathEscape(string(id)), secret, nil, &o)
	return o, err
}

// Cancel gives an order up that is not paid. One that was paid meanwhile comes back settled.
func (c Client) Cancel(ctx context.Context, id library.Token, secret library.Secret) (o Order, err error) {
	err = c.call(ctx, http.MethodDelete, "/v1/orders/"+url.PathEscape(string(id)), secret, nil, &o)
	return o, err
}

// Restore asks for the licence of a receipt on another device.
func (c Client) Restore(ctx context.Context, receipt []byte, device library.Recipient) ([]byte, error) {
	var out licensed
	err := c.callOnce(ctx, "/v1/restore", restoring{string(receipt), device}, &out)
	return []byte(out.Licence), err
}

// Consign hands an edition over to the store, new terms, or a withdrawal.
func (c Client) Consign(ctx context.Context, h Handover) error {
	return c.callOnce(ctx, "/v1/consignments", h.text(), nil)
}

// callOnce posts something under a key of its own, so that it happens once: where a
// connection that was kept breaks, net/http sends such a request again by itself.
func (c Client) callOnce(ctx context.Context, path string, in, out any) error {
	return c.send(ctx, maxAnswer, http.MethodPost, path, http.Header{keyHeader: {`"` + string(newToken()) + `"`}}, in, out)
}

// call makes a request. A refusal comes back as the kind of error that the store named.
func (c Client) call(ctx context.Context, method, path string, secret library.Secret, in, out any) error {
	return c.callUpTo(ctx, maxAnswer, method, path, secret, in, out)
}

// callUpTo is call for answers of up to so many bytes.
func (c Client) callUpTo(ctx context.Context, most int64, method, path string, secret library.Secret, in, out any) error {
	header := http.Header{}
	if secret != "" {
		header.Set("Authorization", "Bearer "+secret.Reveal())
	}
	return c.send(ctx, most, method, path, header, in, out)
}

func (c Client) send(ctx context.Context, most int64, method, path string, header http.Header, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("ask the store: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(string(c.URL), "/")+path, body)
	if err != nil {
		return fmt.Errorf("ask the store: %w", err)
	}
	req.Header = header
	req.Header.Set("Content-Type", "application/json")
	answer, err := c.HTTP.Do(req)
	if err != nil {
		return fmt.Errorf("ask the store: %w", gone(ctx, err))
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return fmt.Errorf("ask the store: %w", gone(ctx, err))
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("ask the store: %w", refusal(answer.StatusCode, data))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return library.Errorf(library.CodeStoreGone, "its answer is not understood")
	}
	return nil
}

// gone is what it means that nothing came back.
func gone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return library.Wrap(library.CodeCanceled, ctx.Err())
	}
	return library.Wrap(library.CodeStoreGone, err)
}

// refusal is a problem that the store told. Its words are a stranger's, and short.
func refusal(status int, data []byte) error {
	var p Problem
	if json.Unmarshal(data, &p) != nil || p.Code == "" || p.Code == library.CodeInternal || library.Explain(&library.Error{Code: p.Code}) == (library.Explanation{}) {
		return library.Errorf(library.CodeStoreGone, "it answered with %d", status)
	}
	return &library.Error{Code: p.Code, Detail: library.CleanText(p.Detail, 200), Store: true}
}
