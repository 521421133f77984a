package lightning

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// Config says which node collects.
type Config struct {
	URL         string // of its REST interface
	Certificate []byte // its tls.cert (PEM): nothing else is believed; nil for the system's authorities
	Macaroon    []byte // what it lets in by: one that may make and read invoices is enough
	Secret      []byte // of the store, that preimages are made of; at least 16 bytes
	Coins       bool   // real ones; false for a network to try things out
	HTTP        *http.Client
	Now         func() time.Time // nil for the real clock
}

// Provider is a node.
type Provider struct {
	cfg  Config
	http *http.Client
}

// What the provider does.
var (
	_ pay.Provider = (*Provider)(nil)
	_ pay.Accepter = (*Provider)(nil)
	_ pay.Looker   = (*Provider)(nil)
	_ pay.Canceler = (*Provider)(nil)
	_ pay.Invoicer = (*Provider)(nil)
)

// Bounds of what a node answers and of an invoice.
const (
	maxAnswer = 1 << 20
	maxMemo   = 200
	maxCoins  = 100_000_000 // in one payment; most nodes have no larger channels
	leastLife = time.Minute
)

// New makes the provider.
func New(cfg Config) (*Provider, error) {
	if !strings.HasPrefix(cfg.URL, "https://") && cfg.HTTP == nil || len(cfg.Macaroon) == 0 || len(cfg.Secret) < 16 {
		return nil, library.Errorf(library.CodeBadSetting, "a node has an https address, a macaroon and a secret")
	}
	cfg.URL = strings.TrimSuffix(cfg.URL, "/")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	p := &Provider{cfg: cfg, http: cfg.HTTP}
	if p.http == nil {
		settings := &tls.Config{MinVersion: tls.VersionTLS12}
		if cfg.Certificate != nil {
			settings.RootCAs = x509.NewCertPool()
			if !settings.RootCAs.AppendCertsFromPEM(cfg.Certificate) {
				return nil, library.Errorf(library.CodeBadSetting, "the node's certificate is not PEM")
			}
		}
		p.http = &http.Client{Transport: &http.Transport{TLSClientConfig: settings}, Timeout: 30 * time.Second}
	}
	return p, nil
}

// Name implements pay.Provider.
func (*Provider) Name() string { return "lightning" }

// Test implements pay.Provider.
func (p *Provider) Test() bool { return !p.cfg.Coins }

// Currencies implements pay.Limiter.
func (*Provider) Currencies() []library.Currency { return []library.Currency{"BTC"} }

// Accepts implements pay.Accepter.
func (*Provider) Accepts(m library.Money) error {
	if m.Currency != "BTC" || m.Minor <= 0 || m.Minor > maxCoins {
		return library.Errorf(library.CodeBadSetting, "%s cannot be paid over Lightning", m)
	}
	return nil
}

// preimage is what the order's invoice is settled by. Who does not know the secret cannot
// guess it, and the same order has the same one.
func (p *Provider) preimage(order library.Token) []byte {
	mac := hmac.New(sha256.New, p.cfg.Secret)
	mac.Write([]byte("matinee invoice " + string(order)))
	return mac.Sum(nil)
}

// Begin implements pay.Provider: an invoice, or the one that was made before.
func (p *Provider) Begin(ctx context.Context, pm pay.Payment) (pay.Begun, error) {
	if err := p.Accepts(pm.Money); err != nil {
		return pay.Begun{}, err
	}
	preimage := p.preimage(pm.Order)
	hash := sha256.Sum256(preimage)
	ref := hex.EncodeToString(hash[:])
	life := max(leastLife, pm.Expires.Sub(p.cfg.Now()))
	err := p.call(ctx, http.MethodPost, "/v1/invoices", map[string]any{
		"r_preimage": base64.StdEncoding.EncodeToString(preimage), "value": strconv.FormatInt(pm.Money.Minor, 10),
		"memo": library.CleanText(pm.Title, maxMemo) + " · " + string(pm.Order), "expiry": strconv.FormatInt(int64(life/time.Second), 10),
	}, &struct{}{})
	if err != nil {
		before, lookup := p.invoice(ctx, ref)
		if lookup != nil {
			return pay.Begun{}, fmt.Errorf("make an invoice: %w", err)
		}
		if before.Value != pm.Money.Minor {
			return pay.Begun{}, fmt.Errorf("%w: the order has an invoice of another amount", pay.ErrNever)
		}
	}
	return pay.Begun{Ref: ref}, nil
}

// invoice is one as the node tells it.
type invoice struct {
	Memo    string `json:"memo"`
	Value   int64  `json:"value,string"`
	State   string `json:"state"`
	Request string `json:"payment_request"`
}

func (p *Provider) invoice(ctx context.Context, ref string) (i invoice, err error) {
	if hash, err := hex.DecodeString(ref); err != nil || len(hash) != sha256.Size {
		return i, fmt.Errorf("%w: %.80q is no invoice", pay.ErrNever, ref)
	}
	err = p.call(ctx, http.MethodGet, "/v1/invoice/"+ref, nil, &i)
	return i, err
}

// Look implements pay.Looker. What was paid beyond the amount of the invoice, as some
// wallets do to hide it, is the node's.
func (p *Provider) Look(ctx context.Context, ref string) ([]pay.Event, error) {
	i, err := p.invoice(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("look an invoice up: %w", err)
	}
	_, order, _ := cutLast(i.Memo, " · ")
	e := pay.Event{Order: library.Token(order), Ref: ref, Money: library.Money{Currency: "BTC", Minor: i.Value}}
	switch i.State {
	case "SETTLED":
		e.ID, e.Kind = "paid "+ref, pay.Paid
	case "CANCELED":
		e.ID, e.Kind, e.Money = "expired "+ref, pay.Expired, library.Money{}
	default:
		return nil, nil // open, or on its way
	}
	return []pay.Event{e}, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// Cancel implements pay.Canceler. What was paid stays paid.
func (p *Provider) Cancel(ctx context.Context, ref string) error {
	i, err := p.invoice(ctx, ref)
	if err != nil {
		return fmt.Errorf("cancel an invoice: %w", err)
	}
	if i.State != "OPEN" {
		return nil
	}
	hash, _ := hex.DecodeString(ref) // it was one before
	if err = p.call(ctx, http.MethodPost, "/v2/invoices/cancel", map[string]any{"payment_hash": base64.StdEncoding.EncodeToString(hash)}, &struct{}{}); err != nil {
		if i, again := p.invoice(ctx, ref); again == nil && i.State != "OPEN" { // it was paid in this moment
			return nil
		}
		return fmt.Errorf("cancel an invoice: %w", err)
	}
	return nil
}

// Invoice implements pay.Invoicer.
func (p *Provider) Invoice(ctx context.Context, ref string) (string, error) {
	i, err := p.invoice(ctx, ref)
	if err != nil {
		return "", fmt.Errorf("show an invoice: %w", err)
	}
	return i.Request, nil
}

// call asks the node.
func (p *Provider) call(ctx context.Context, method, path string, in map[string]any, into any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("ask the node: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.cfg.URL+path, body)
	if err != nil {
		return errors.New("ask the node: its address is not understood")
	}
	req.Header.Set("Grpc-Metadata-macaroon", hex.EncodeToString(p.cfg.Macaroon))
	req.Header.Set("Content-Type", "application/json")
	answer, err := p.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask the node: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return fmt.Errorf("ask the node: %w", err)
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		var told struct {
			Message string `json:"message"`
		}
		_ = json.Unmarshal(data, &told) // what is not understood has no words
		preimage, _ := in["r_preimage"].(string)
		words := told.Message
		for _, secret := range []string{hex.EncodeToString(p.cfg.Macaroon), preimage} {
			if secret != "" {
				words = strings.ReplaceAll(words, secret, "…")
			}
		}
		return fmt.Errorf("the node answers %d: %s", answer.StatusCode, library.CleanText(words, 200))
	}
	if err := json.Unmarshal(data, into); err != nil {
		return errors.New("ask the node: its answer is not understood")
	}
	return nil
}
