package stripe

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"matinee/sync/store/pay"
)

// made is something that was done under one of our keys, which it carries: Stripe itself
// forgets keys after a day.
type made struct {
	ID       string            `json:"id"`
	Status   string            `json:"status"`
	Metadata map[string]string `json:"metadata"`
}

type list struct {
	Data []made `json:"data"`
	More bool   `json:"has_more"`
}

// keyName is where things carry the key they were made under.
const keyName = "matinee_key"

// maxPages bounds how many pages of a hundred are looked through.
const maxPages = 20

// find looks for what was done under a key.
func (p *Provider) find(ctx context.Context, path string, query url.Values, key string) (made, bool, error) {
	query.Set("limit", "100")
	for range maxPages {
		var page list
		if err := p.get(ctx, path, query, &page); err != nil {
			return made{}, false, err
		}
		for _, m := range page.Data {
			if m.Metadata[keyName] == key && m.Status != "failed" && m.Status != "canceled" {
				return m, true, nil
			}
		}
		if !page.More || len(page.Data) == 0 {
			break
		}
		query.Set("starting_after", page.Data[len(page.Data)-1].ID)
	}
	return made{}, false, nil
}

// once does something that is not done yet. Under one key Stripe repeats its answer, also
// one that says no: after such an answer the key is another one.
func (p *Provider) once(ctx context.Context, path string, known url.Values, again bool, key string, refused int64, form url.Values) (m made, err error) {
	if again {
		if m, found, err := p.find(ctx, strings.TrimSuffix(path, "?"), known, key); err != nil || found {
			return m, err
		}
	}
	form.Set("metadata["+keyName+"]", key)
	if refused > 0 {
		key += " " + strconv.FormatInt(refused, 10)
	}
	err = p.post(ctx, path, key, form, &m)
	return m, err
}

// Refund implements pay.Refunder.
func (p *Provider) Refund(ctx context.Context, r pay.Refund) (pay.Event, error) {
	minor, err := amount(r.Money)
	if err != nil {
		return pay.Event{}, fmt.Errorf("%w: %w", pay.ErrNever, err)
	}
	c, err := p.charge(ctx, r.Ref)
	if err != nil {
		return pay.Event{}, fmt.Errorf("refund a charge: %w", err)
	}
	m, err := p.once(ctx, "/v1/refunds", url.Values{"charge": {c.ID}}, r.Again, r.Key, r.Refused, url.Values{
		"charge": {c.ID}, "amount": {strconv.FormatInt(minor, 10)}, "metadata[order]": {string(r.Order)},
	})
	if code := codeOf(err); err != nil && code != "charge_already_refunded" { // by somebody at Stripe's own pages
		return pay.Event{}, fmt.Errorf("refund a charge: %w", err)
	}
	if m.Status == "failed" || m.Status == "canceled" {
		return pay.Event{}, fmt.Errorf("%w: the refund %s %s", pay.ErrNever, m.ID, m.Status)
	}
	s, err := p.session(ctx, r.Ref)
	if err != nil {
		return pay.Event{}, fmt.Errorf("refund a charge: %w", err)
	}
	for _, e := range s.events() {
		if e.Kind == pay.Returned {
			return e, nil
		}
	}
	return pay.Event{}, fmt.Errorf("refund a charge: %w", pay.ErrNotYet)
}

// Transfer implements pay.Payer.
func (p *Provider) Transfer(ctx context.Context, t pay.Transfer) (string, error) {
	minor, err := amount(t.Money)
	if err != nil {
		return "", fmt.Errorf("%w: %w", pay.ErrNever, err)
	}
	form := url.Values{
		"amount": {strconv.FormatInt(minor, 10)}, "currency": {strings.ToLower(string(t.Money.Currency))}, "destination": {t.Account},
		"transfer_group": {string(t.Order)}, "metadata[order]": {string(t.Order)},
	}
	if t.Ref != "" {
		c, err := p.charge(ctx, t.Ref)
		if err != nil {
			return "", fmt.Errorf("pay a party: %w", err)
		}
		form.Set("source_transaction", c.ID) // paid as soon as the charge's own money is there
	}
	m, err := p.once(ctx, "/v1/transfers", url.Values{"transfer_group": {string(t.Order)}, "destination": {t.Account}}, t.Again, t.Key, t.Refused, form)
	if err != nil {
		return "", fmt.Errorf("pay a party: %w", err)
	}
	return m.ID, nil
}

// Reverse implements pay.Payer.
func (p *Provider) Reverse(ctx context.Context, r pay.Reversal) error {
	minor, err := amount(r.Money)
	if err != nil {
		return fmt.Errorf("%w: %w", pay.ErrNever, err)
	}
	_, err = p.once(ctx, "/v1/transfers/"+url.PathEscape(r.Transfer)+"/reversals", url.Values{}, r.Again, r.Key, r.Refused,
		url.Values{"amount": {strconv.FormatInt(minor, 10)}})
	if err != nil {
		return fmt.Errorf("take a transfer back: %w", err)
	}
	return nil
}
