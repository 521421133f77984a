package stripe

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// tolerance is how old a message may be.
const tolerance = 5 * time.Minute

// message is what Stripe posts to the store.
type message struct {
	Type string `json:"type"`
	Data struct {
		Object struct {
			ID     string          `json:"id"`
			Intent json.RawMessage `json:"payment_intent"` // its name, or all of it
		} `json:"object"`
	} `json:"data"`
}

// Hear implements pay.Hearer. A message is believed to name something that changed; what
// became of it is asked for.
func (p *Provider) Hear(ctx context.Context, header http.Header, body []byte) ([]pay.Event, error) {
	if err := p.signed(header.Get("Stripe-Signature"), body); err != nil {
		return nil, library.Wrap(library.CodeBadSignature, err)
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, library.Errorf(library.CodeBadDocument, "a message of Stripe's that is not understood")
	}
	id := m.Data.Object.ID
	switch {
	case strings.HasPrefix(m.Type, "checkout.session."):
		return p.tells(ctx, id)
	case m.Type == "charge.refunded" || m.Type == "charge.refund.updated":
		return p.ofIntent(ctx, name(m.Data.Object.Intent))
	case strings.HasPrefix(m.Type, "charge.dispute."):
		return p.dispute(ctx, id)
	}
	return nil, nil // nothing that the store asked for
}

// signed holds a message against the secrets (Stripe-Signature: t=…,v1=…,v1=…).
func (p *Provider) signed(signature string, body []byte) error {
	var at int64
	var sums [][]byte
	for field := range strings.SplitSeq(signature[:min(len(signature), 2000)], ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch key {
		case "t":
			at, _ = strconv.ParseInt(value, 10, 64) // 0 is too old
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil {
				sums = append(sums, sum)
			}
		}
	}
	if age := p.now().Sub(time.Unix(at, 0)); age > tolerance || age < -tolerance {
		return pay.ErrForged
	}
	for _, secret := range p.cfg.Webhook {
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte(strconv.FormatInt(at, 10) + "."))
		mac.Write(body)
		want := mac.Sum(nil)
		for _, sum := range sums {
			if hmac.Equal(sum, want) {
				return nil
			}
		}
	}
	return pay.ErrForged
}

// name is the name of an object that may have been expanded.
func name(raw json.RawMessage) string {
	var id string
	if json.Unmarshal(raw, &id) == nil {
		return id
	}
	var whole struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(raw, &whole) // "" names nothing
	return whole.ID
}

// tells are the events of a session, if it is one of a store's.
func (p *Provider) tells(ctx context.Context, ref string) ([]pay.Event, error) {
	s, err := p.session(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("look a checkout up: %w", err)
	}
	if ours := library.Token(s.Order).Valid() == nil; ours {
		return s.events(), nil
	}
	return nil, nil // the account is used for something else too
}

// ofIntent are the events of the session that an intent belongs to.
func (p *Provider) ofIntent(ctx context.Context, intent string) ([]pay.Event, error) {
	ref, err := p.sessionOf(ctx, intent)
	if err != nil || ref == "" {
		return nil, err
	}
	return p.tells(ctx, ref)
}

func (p *Provider) sessionOf(ctx context.Context, intent string) (string, error) {
	if intent == "" {
		return "", nil
	}
	var found list
	if err := p.get(ctx, "/v1/checkout/sessions", url.Values{"payment_intent": {intent}, "limit": {"1"}}, &found); err != nil {
		return "", fmt.Errorf("find the checkout of a payment: %w", err)
	}
	if len(found.Data) == 0 {
		return "", nil
	}
	return found.Data[0].ID, nil
}

// dispute is what a dispute came to by now.
func (p *Provider) dispute(ctx context.Context, id string) ([]pay.Event, error) {
	var d struct {
		ID       string          `json:"id"`
		Amount   int64           `json:"amount"`
		Currency string          `json:"currency"`
		Status   string          `json:"status"`
		Intent   json.RawMessage `json:"payment_intent"`
		Balance  []struct {
			Fee      int64  `json:"fee"`
			Currency string `json:"currency"`
		} `json:"balance_transactions"`
	}
	if err := p.get(ctx, "/v1/disputes/"+url.PathEscape(id), nil, &d); err != nil {
		return nil, fmt.Errorf("look a dispute up: %w", err)
	}
	e := pay.Event{Dispute: d.ID, Money: money(d.Amount, d.Currency)}
	for _, b := range d.Balance {
		if b.Currency == d.Currency && b.Fee > 0 {
			e.Fee += money(b.Fee, b.Currency).Minor
		}
	}
	switch d.Status {
	case "won":
		e.Kind = pay.Won
	case "lost":
		e.Kind = pay.Lost
	case "needs_response", "under_review":
		e.Kind = pay.Disputed
	default:
		return nil, nil // a question of the bank's, no money moved
	}
	e.ID = string(e.Kind) + " " + d.ID
	var err error
	if e.Ref, err = p.sessionOf(ctx, name(d.Intent)); err != nil || e.Ref == "" {
		return nil, err
	}
	return []pay.Event{e}, nil
}
