package cert

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"sync"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Authority is an ACME authority, and for what it is asked.
type Authority struct {
	Domains   []string
	Dir       string       // of the store; keys and certificates lie in its folder acme
	Mail      string       // where the authority writes to; may be empty
	Directory string       // the authority's address; "" for Let's Encrypt
	HTTP      *http.Client // nil for the ordinary one
}

// Manager asks the authority when a certificate is needed first, and renews it in time.
type Manager struct{ m *autocert.Manager }

// Manage makes a manager. The authority's terms of service are agreed to by using it.
func (a Authority) Manage() Manager {
	if a.HTTP == nil {
		a.HTTP = http.DefaultClient
	}
	placed := *a.HTTP
	placed.Transport = &placing{under: a.HTTP.Transport, orders: map[string]string{}}
	client := &acme.Client{DirectoryURL: a.Directory, HTTPClient: &placed}
	if a.Directory == "" {
		client.DirectoryURL = autocert.DefaultACMEDirectory
	}
	return Manager{&autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(a.Domains...), Email: a.Mail,
		Cache: autocert.DirCache(filepath.Join(a.Dir, "acme")), Client: client,
	}}
}

// Config serves with its certificates, and answers the authority (tls-alpn-01).
func (m Manager) Config() *tls.Config {
	c := m.m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c
}

// Plain is what port 80 answers: the authority (http-01), everybody else that it is HTTPS.
func (m Manager) Plain() http.Handler { return m.m.HTTPHandler(nil) }

// placing tells the client where an order lies when it is finalized: the client needs to
// be told, and the standard does not have authorities tell.
type placing struct {
	under http.RoundTripper

	mu     sync.Mutex
	orders map[string]string // by the address that finalizes them
}

// maxOrder bounds what an authority says of an order, in bytes.
const maxOrder = 64 << 10

// RoundTrip implements http.RoundTripper.
func (p *placing) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := cmp.Or(p.under, http.DefaultTransport).RoundTrip(r)
	if err != nil || r.Method != http.MethodPost {
		return answer, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if order := p.orders[r.URL.String()]; order != "" {
		if answer.Header.Get("Location") == "" {
			answer.Header.Set("Location", order)
		}
		return answer, nil
	}
	if answer.StatusCode != http.StatusCreated {
		return answer, nil
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxOrder))
	answer.Body.Close()
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(data))
	var order struct{ Finalize string }
	if json.Unmarshal(data, &order) == nil && order.Finalize != "" {
		p.orders[order.Finalize] = answer.Header.Get("Location")
	}
	return answer, nil
}
