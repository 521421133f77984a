package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// Config says on whose account is collected.
type Config struct {
	Key     library.Secret   // of the account: sk_… or rk_…
	Webhook []library.Secret // that sign its messages: whsec_…; while one is replaced, both
	URL     string           // of the service; "" for Stripe's own
	HTTP    *http.Client     // nil for a plain one
	Now     func() time.Time // nil for the real clock
}

// Provider is Stripe.
type Provider struct {
	cfg  Config
	base string
	http *http.Client
	now  func() time.Time
}

// The provider does all that there is to do.
var (
	_ pay.Provider = (*Provider)(nil)
	_ pay.Accepter = (*Provider)(nil)
	_ pay.Stepper  = (*Provider)(nil)
	_ pay.Looker   = (*Provider)(nil)
	_ pay.Hearer   = (*Provider)(nil)
	_ pay.Canceler = (*Provider)(nil)
	_ pay.Refunder = (*Provider)(nil)
	_ pay.Payer    = (*Provider)(nil)
	_ pay.Charger  = (*Provider)(nil)
)

// New makes the provider.
func New(cfg Config) (*Provider, error) {
	key := cfg.Key.Reveal()
	if !strings.HasPrefix(key, "sk_") && !strings.HasPrefix(key, "rk_") || strings.ContainsAny(key, " \t\r\n") {
		return nil, library.Errorf(library.CodeBadSetting, "Stripe's key begins with sk_ or rk_")
	}
	for _, secret := range cfg.Webhook {
		if !strings.HasPrefix(secret.Reveal(), "whsec_") {
			return nil, library.Errorf(library.CodeBadSetting, "the secret of Stripe's messages begins with whsec_")
		}
	}
	p := &Provider{cfg: cfg, base: strings.TrimSuffix(cfg.URL, "/"), now: cfg.Now}
	if p.base == "" {
		p.base = "https://api.stripe.com"
	}
	if p.now == nil {
		p.now = time.Now
	}
	client := http.Client{Timeout: time.Minute}
	if cfg.HTTP != nil {
		client = *cfg.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes nowhere else
	p.http = &client
	return p, nil
}

// Name implements pay.Provider.
func (*Provider) Name() string { return "stripe" }

// Test implements pay.Provider: keys for trying out say so.
func (p *Provider) Test() bool {
	_, kind, _ := strings.Cut(p.cfg.Key.Reveal(), "_")
	return strings.HasPrefix(kind, "test_")
}

// Accepts implements pay.Accepter.
func (*Provider) Accepts(m library.Money) error {
	_, err := amount(m)
	return err
}

// Begin implements pay.Provider: a session of Checkout.
func (p *Provider) Begin(ctx context.Context, pm pay.Payment) (pay.Begun, error) {
	price, fee := pm.Money, library.Money{Currency: pm.Money.Currency, Minor: pm.Fee}
	price.Minor -= fee.Minor
	order := string(pm.Order)
	form := url.Values{
		"mode":                                 {"payment"},
		"client_reference_id":                  {order},
		"metadata[order]":                      {order},
		"payment_intent_data[metadata][order]": {order},
		"payment_intent_data[transfer_group]":  {order},
		"success_url":                          {pm.Back},
		"cancel_url":                           {pm.Back},
		"expires_at":                           {strconv.FormatInt(pm.Expires.Unix(), 10)},
	}
	err := line(form, 0, price, pm.Title)
	if err == nil && fee.Minor > 0 {
		err = line(form, 1, fee, cardFee)
	}
	if err != nil {
		return pay.Begun{}, err
	}
	var made session
	if err := p.post(ctx, "/v1/checkout/sessions", "begin "+order, form, &made); err != nil {
		return pay.Begun{}, fmt.Errorf("begin a checkout: %w", err)
	}
	if made.ID == "" {
		return pay.Begun{}, errors.New("begin a checkout: the answer names no session")
	}
	return pay.Begun{Ref: made.ID, Page: made.URL}, nil
}

// cardFee is what a page of Checkout calls the fee that the buyer bears.
const cardFee = "Card fee"

// line adds something that is paid for.
func line(form url.Values, n int, m library.Money, name string) error {
	minor, err := amount(m)
	if err != nil {
		return err
	}
	item := "line_items[" + strconv.Itoa(n) + "]"
	form.Set(item+"[quantity]", "1")
	form.Set(item+"[price_data][currency]", strings.ToLower(string(m.Currency)))
	form.Set(item+"[price_data][unit_amount]", strconv.FormatInt(minor, 10))
	form.Set(item+"[price_data][product_data][name]", library.CleanText(name, 250))
	return nil
}

// session is a Checkout session, as far as it matters here.
type session struct {
	ID            string        `json:"id"`
	URL           string        `json:"url"`
	Order         string        `json:"client_reference_id"`
	Status        string        `json:"status"`
	PaymentStatus string        `json:"payment_status"`
	Amount        int64         `json:"amount_total"`
	Currency      string        `json:"currency"`
	Intent        whole[intent] `json:"payment_intent"`
}

type intent struct {
	ID     string        `json:"id"`
	Status string        `json:"status"`
	Charge whole[charge] `json:"latest_charge"`
}

type charge struct {
	ID       string          `json:"id"`
	Refunded int64           `json:"amount_refunded"`
	Currency string          `json:"currency"`
	Balance  whole[balanced] `json:"balance_transaction"`
}

type balanced struct {
	Fee      int64  `json:"fee"`
	Currency string `json:"currency"`
}

// whole is something that an answer holds as a whole where that was asked for, and else
// names, or has not.
type whole[T any] struct{ It *T }

// UnmarshalJSON implements json.Unmarshaler.
func (w *whole[T]) UnmarshalJSON(data []byte) error {
	w.It = nil
	if len(data) == 0 || data[0] != '{' {
		return nil
	}
	w.It = new(T)
	return json.Unmarshal(data, w.It)
}

// session asks for a session with the charge that paid it.
func (p *Provider) session(ctx context.Context, ref string) (s session, err error) {
	if !strings.HasPrefix(ref, "cs_") {
		return s, fmt.Errorf("%w: %.40q is no session", pay.ErrNever, ref)
	}
	err = p.get(ctx, "/v1/checkout/sessions/"+url.PathEscape(ref), url.Values{"expand[]": {"payment_intent.latest_charge.balance_transaction"}}, &s)
	return s, err
}

// charge is the charge that paid a session.
func (p *Provider) charge(ctx context.Context, ref string) (charge, error) {
	s, err := p.session(ctx, ref)
	if err != nil {
		return charge{}, err
	}
	if c := s.charge(); c != nil {
		return *c, nil
	}
	return charge{}, fmt.Errorf("%w: the session %s has no charge", pay.ErrNotYet, ref)
}

// charge is what paid the session, as far as it was asked for; nil for nothing.
func (s session) charge() *charge {
	if s.Intent.It == nil {
		return nil
	}
	return s.Intent.It.Charge.It
}

// failed reports whether a payment that takes its time did not come.
func (s session) failed() bool {
	i := s.Intent.It
	return s.Status == "complete" && s.PaymentStatus == "unpaid" && i != nil && (i.Status == "requires_payment_method" || i.Status == "canceled")
}

// Look implements pay.Looker.
func (p *Provider) Look(ctx context.Context, ref string) ([]pay.Event, error) {
	s, err := p.session(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("look a checkout up: %w", err)
	}
	return s.events(), nil
}

// events are what happened to a session so far.
func (s session) events() (out []pay.Event) {
	e := pay.Event{Order: library.Token(s.Order), Ref: s.ID}
	switch {
	case s.Status == "expired", s.failed():
		e.ID, e.Kind = "expired "+s.ID, pay.Expired
		return append(out, e)
	case s.PaymentStatus != "paid":
		return nil
	}
	e.ID, e.Kind, e.Money = "paid "+s.ID, pay.Paid, money(s.Amount, s.Currency)
	out = append(out, e)
	if c := s.charge(); c != nil && c.Refunded > 0 {
		e.ID, e.Kind, e.Money = fmt.Sprintf("returned %s to %d", s.ID, c.Refunded), pay.Returned, money(c.Refunded, c.Currency)
		out = append(out, e)
	}
	return out
}

// Cancel implements pay.Canceler. A session that was paid, or ended already, stays as it is.
func (p *Provider) Cancel(ctx context.Context, ref string) error {
	s, err := p.session(ctx, ref)
	if err == nil && s.Status == "open" {
		err = p.post(ctx, "/v1/checkout/sessions/"+url.PathEscape(ref)+"/expire", "", nil, &s)
		if errors.Is(err, pay.ErrNever) { // it was paid in this moment
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("close a checkout: %w", err)
	}
	return nil
}

// Fee implements pay.Charger.
func (p *Provider) Fee(ctx context.Context, ref string) (library.Money, error) {
	c, err := p.charge(ctx, ref)
	if err == nil && c.Balance.It == nil {
		err = pay.ErrNotYet
	}
	if err != nil {
		return library.Money{}, fmt.Errorf("ask for a fee: %w", err)
	}
	return money(c.Balance.It.Fee, c.Balance.It.Currency), nil
}
