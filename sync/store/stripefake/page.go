package stripefake

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

func page() *template.Template {
	return template.Must(template.New("pay").Parse(`<!doctype html><meta charset="utf-8"><title>Checkout (a fake)</title>
<body style="font-family:sans-serif;max-width:32em;margin:4em auto">
<h1>{{.Title}}</h1><p>{{.Amount}} {{.Currency}}</p>
{{if .Open}}<form method="post"><button id="pay" autofocus style="font-size:1.4em;padding:.6em 2em">Pay</button></form>
<p>This stands for a page of Stripe's. No money moves.</p>{{else}}<p>This page is {{.Status}}.</p>{{end}}
`))
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	var c session
	one := s.sessions[r.PathValue("id")]
	if one != nil {
		s.aged(one)
		c = *one
	}
	s.mu.Unlock()
	if one == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page().Execute(w, struct { // who went away sees nothing
		Title, Amount, Currency, Status string
		Open                            bool
	}{c.title, strconv.FormatInt(c.amount, 10), strings.ToUpper(c.currency), c.status, c.status == "open"})
}

// press pays, and sends the browser back to the store.
func (s *Server) press(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	c := s.sessions[r.PathValue("id")]
	s.mu.Unlock()
	switch {
	case c == nil:
		http.NotFound(w, r)
	case s.Pay(c.id):
		http.Redirect(w, r, c.back, http.StatusSeeOther)
	default:
		http.Redirect(w, r, "/pay/"+c.id, http.StatusSeeOther)
	}
}
