package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"matinee/library"
	"matinee/sync/store/pay"
)

// version is the form of the answers that this package reads.
const version = "2024-06-20"

// maxAnswer bounds an answer in bytes.
const maxAnswer = 4 << 20

// problem is Stripe's word for what went wrong.
type problem struct {
	Error struct {
		Type    string `json:"type"`
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// refusal is an answer that is not a success.
type refusal struct {
	status  int
	code    string
	message string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("stripe answers %d %s: %s", r.status, r.code, r.message)
}

// Unwrap tells what may be done about it.
func (r *refusal) Unwrap() error {
	switch {
	case r.code == "balance_insufficient" || r.code == "insufficient_funds":
		return pay.ErrShort
	case r.status == http.StatusBadRequest || r.status == http.StatusNotFound || r.status == http.StatusPaymentRequired:
		return pay.ErrNever
	}
	return nil // the key may be mended, the service come back
}

// get asks for something.
func (p *Provider) get(ctx context.Context, path string, query url.Values, into any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return p.call(ctx, http.MethodGet, path, "", nil, into)
}

// post has something done, under one key once.
func (p *Provider) post(ctx context.Context, path, key string, form url.Values, into any) error {
	return p.call(ctx, http.MethodPost, path, key, form, into)
}

func (p *Provider) call(ctx context.Context, method, path, key string, form url.Values, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return errors.New("ask stripe: its address is not understood")
	}
	req.Header.Set("Authorization", "Bearer "+p.cfg.Key.Reveal())
	req.Header.Set("Stripe-Version", version)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	answer, err := p.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask stripe: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return fmt.Errorf("ask stripe: %w", err)
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return p.refused(answer.StatusCode, data)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return errors.New("ask stripe: its answer is not understood")
	}
	return nil
}

// refused reads a refusal. Its words are a stranger's: short, and without our secrets.
func (p *Provider) refused(status int, data []byte) error {
	var told problem
	_ = json.Unmarshal(data, &told) // what is not understood has no words
	clean := func(text string, most int) string {
		for _, secret := range append([]library.Secret{p.cfg.Key}, p.cfg.Webhook...) {
			if secret != "" {
				text = strings.ReplaceAll(text, secret.Reveal(), "…")
			}
		}
		return library.CleanText(text, most)
	}
	return &refusal{status, clean(told.Error.Code, 60), clean(told.Error.Message, 200)}
}

// codeOf is Stripe's name for what is wrong.
func codeOf(err error) string {
	var r *refusal
	if errors.As(err, &r) {
		return r.code
	}
	return ""
}
