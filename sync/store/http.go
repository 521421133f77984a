package store

import (
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"matinee/library"
	"matinee/sync/store/door"
	"matinee/sync/store/pay"
)

// maxBody bounds what anybody may send, in bytes: the largest is a handover.
const maxBody = 4 << 20

// About is what a store says of itself.
type About struct {
	Name      string            `json:"name"`
	Key       library.Key       `json:"key"`
	Recipient library.Recipient `json:"recipient"`
	Formerly  []library.Key     `json:"formerly,omitempty"` // keys it signed with before
	Providers []AboutProvider   `json:"providers"`
}

// Is reports whether the store is the one of a key.
func (a About) Is(key library.Key) bool { return a.Key == key || slices.Contains(a.Formerly, key) }

// AboutProvider is a way to pay.
type AboutProvider struct {
	Name string `json:"name"`
	Test bool   `json:"test,omitempty"`
	// Fees are what it is expected to keep, by currency: a buyer bears it where the offer says so.
	Fees []library.FeeRate `json:"fees,omitempty"`
	// Currencies are those it takes, where these are few.
	Currencies []library.Currency `json:"currencies,omitempty"`
}

// Handler serves the store's protocol, version 1.
func (s *Store) Handler(log *slog.Logger) http.Handler {
	h, _ := s.front(log)
	return h
}

func (s *Store) handler(h handlers) http.Handler {
	mux := http.NewServeMux()
	for _, r := range h.routes() {
		mux.Handle(r.pattern, h.watch(r))
	}
	return http.MaxBytesHandler(h.known(mux), maxBody)
}

// route is an address that the store answers at. Each stands in openapi.json too.
type route struct {
	pattern string
	answer  http.HandlerFunc
}

// routes are all of them.
func (h handlers) routes() []route {
	all := []route{
		{"GET /v1/openapi.json", h.openAPI},
		{"GET /v1/store", h.about},
		{"GET /v1/catalogue", h.catalogue},
		{"POST /v1/consignments", h.once(h.consign, false)},
		{"POST /v1/books", h.books},
		{"POST /v1/orders", h.once(h.place, true)},
		{"GET /v1/orders/{id}", h.order},
		{"DELETE /v1/orders/{id}", h.cancel},
		{"POST " + messagesPath + "{provider}", h.hear},
		{"GET /paid", h.paid},
		{"GET /invoice/{id}", h.invoice},
		{"POST /v1/restore", h.once(h.restore, false)},
		{"GET /healthz", h.healthy},
		{"GET /readyz", h.ready},
	}
	all = append(all, h.adsRoutes()...)
	for _, p := range h.s.cfg.Providers {
		if _, ok := p.(Sandbox); ok {
			all = append(all, route{"GET /sandbox/{id}", h.sandboxPage}, route{"POST /sandbox/{id}", h.sandboxPay})
		}
	}
	return all
}

type handlers struct {
	s    *Store
	log  *slog.Logger
	door *door.Door
}

func (h handlers) about(w http.ResponseWriter, r *http.Request) {
	a := About{Name: h.s.cfg.Name, Key: h.s.keys.public, Recipient: h.s.keys.recipient, Formerly: h.s.Formerly()}
	for _, p := range h.s.cfg.Providers {
		fees, err := h.s.cardFees(r.Context(), p)
		if err != nil {
			h.problem(w, r, err)
			return
		}
		one := AboutProvider{Name: p.Name(), Test: p.Test(), Fees: fees}
		if few, ok := p.(pay.Limiter); ok {
			one.Currencies = few.Currencies()
		}
		a.Providers = append(a.Providers, one)
	}
	h.answer(w, http.StatusOK, a)
}

func (h handlers) consign(w http.ResponseWriter, r *http.Request) {
	var in handover
	if !h.decode(w, r, &in) {
		return
	}
	err := h.s.Take(r.Context(), in.documents())
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h handlers) place(w http.ResponseWriter, r *http.Request) {
	var ask Ask
	if !h.decode(w, r, &ask) || h.slows(w, ask.Device) {
		return
	}
	order, err := h.s.Place(r.Context(), ask)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusCreated, order)
}

// bearer is the secret that comes with a request for an order (RFC 6750).
func bearer(r *http.Request) library.Secret {
	secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return library.Secret(secret)
}

func (h handlers) order(w http.ResponseWriter, r *http.Request) {
	order, err := h.s.Order(r.Context(), library.Token(r.PathValue("id")), bearer(r))
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusOK, order)
}

// restoring asks for a licence on another device.
type restoring struct {
	Receipt string            `json:"receipt"`
	Device  library.Recipient `json:"device"`
}

// licensed is the answer to it.
type licensed struct {
	Licence string `json:"licence"`
}

func (h handlers) restore(w http.ResponseWriter, r *http.Request) {
	var in restoring
	if !h.decode(w, r, &in) || h.slows(w, in.Device) {
		return
	}
	licence, err := h.s.Restore(r.Context(), []byte(in.Receipt), in.Device)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusOK, licensed{string(licence)})
}

func (h handlers) healthy(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}

func (h handlers) ready(w http.ResponseWriter, r *http.Request) {
	if err := h.s.answers(r.Context()); err != nil {
		h.problem(w, r, errors.Join(errGone, err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h handlers) decode(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows")
		}
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			h.write(w, http.StatusRequestEntityTooLarge, Problem{Title: "The request is too large", Status: http.StatusRequestEntityTooLarge})
			return false
		}
		h.problem(w, r, library.Errorf(library.CodeBadDocument, "the request is not understood"))
		return false
	}
	return true
}

func (h handlers) answer(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(what); err != nil {
		h.log.Debug("an answer was not taken", "error", err)
	}
}

var sandboxPage = template.Must(template.New("sandbox").Parse(`<!doctype html><meta charset="utf-8"><title>Sandbox</title>
<body style="font-family:sans-serif;max-width:32em;margin:4em auto">
<h1>Sandbox: no money moves</h1>
{{if .Paid}}<p>Paid. You can close this page; Matinee goes on by itself.{{else}}
<p>Order {{.ID}}: {{.Price}}{{if .Fee}}, of it a card fee of {{.Fee}}{{end}}.
<form method="post"><button style="font-size:1.2em">Pay nothing, as if it were {{.Price}}</button></form>{{end}}
`))

func (h handlers) sandbox(ctx context.Context, r *http.Request) (row, error) {
	o, err := h.s.order(ctx, h.s.db.read(), library.Token(r.PathValue("id")))
	if err == nil && o.provider != (Sandbox{}).Name() {
		err = library.Errorf(library.CodeNotFound, "the order %s", o.ID)
	}
	return o, err
}

func (h handlers) sandboxPage(w http.ResponseWriter, r *http.Request) {
	o, err := h.sandbox(r.Context(), r)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	err = sandboxPage.Execute(w, struct {
		ID         library.Token
		Price, Fee string
		Paid       bool
	}{o.ID, o.Price.String(), o.feeText(), o.State != Waiting})
	if err != nil {
		h.log.Debug("a page was not taken", "error", err)
	}
}

func (h handlers) sandboxPay(w http.ResponseWriter, r *http.Request) {
	o, err := h.sandbox(r.Context(), r)
	if err == nil {
		err = h.s.Settle(r.Context(), Paid{Provider: o.provider, Event: "pay-" + string(o.ID), Order: o.ID, Money: o.Price})
	}
	if err != nil {
		h.problem(w, r, err)
		return
	}
	http.Redirect(w, r, "/sandbox/"+string(o.ID), http.StatusSeeOther)
}
