package store

import (
	"errors"
	"html/template"
	"io"
	"net/http"

	"matinee/library"
	"matinee/sync/store/pay"
)

// messagesPath is where providers tell what happened.
const messagesPath = "/v1/payments/"

// maxWord bounds what a provider may tell in one message, in bytes.
const maxWord = 512 << 10

// hear takes a provider's message. Anything but success has it told again later.
func (h handlers) hear(w http.ResponseWriter, r *http.Request) {
	p, known := h.s.provider(r.PathValue("provider"))
	hearer, hears := p.(pay.Hearer)
	if !known || !hears {
		h.problem(w, r, library.Errorf(library.CodeNotFound, "a provider of that name that tells"))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWord))
	if err != nil {
		h.unread(w, r, err)
		return
	}
	events, err := hearer.Hear(r.Context(), r.Header, body)
	for i := 0; err == nil && i < len(events); i++ {
		err = h.s.Happened(r.Context(), p.Name(), events[i])
		if library.CodeOf(err) == library.CodeNotFound || library.CodeOf(err) == library.CodeMismatch {
			// Telling it again would not help, and others may use the provider's account.
			h.log.Warn("a payment of no order", "provider", p.Name(), "event", events[i].ID, "error", err)
			err = nil
		}
	}
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// unread answers a body that did not come to its end, or has none.
func (h handlers) unread(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		h.write(w, http.StatusRequestEntityTooLarge, Problem{Title: "The request is too large", Status: http.StatusRequestEntityTooLarge})
		return
	}
	h.problem(w, r, library.Errorf(library.CodeBadDocument, "the request is not understood"))
}

func (h handlers) cancel(w http.ResponseWriter, r *http.Request) {
	order, err := h.s.Cancel(r.Context(), library.Token(r.PathValue("id")), bearer(r))
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusOK, order)
}

// paid is where the browser ends. It says nothing of the order: anybody can open it.
func (h handlers) paid(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	if err := paidPage().Execute(w, h.s.cfg.Name); err != nil {
		h.log.Debug("a page was not taken", "error", err)
	}
}

func paidPage() *template.Template {
	return template.Must(template.New("paid").Parse(`<!doctype html><meta charset="utf-8"><title>{{.}}</title>
<body style="font-family:sans-serif;max-width:32em;margin:4em auto">
<h1>{{.}}</h1><p>You can close this page. Matinee goes on by itself as soon as the payment has arrived.</p>
`))
}
