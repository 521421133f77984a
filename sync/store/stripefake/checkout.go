package stripefake

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// session is a Checkout session with its intent and, once it is paid, its charge.
type session struct {
	id, intent, charge string
	order, group       string
	title, back        string
	amount, refunded   int64
	fee                int64
	currency           string
	expires            time.Time
	status             string // open, complete or expired
	paid               bool
	pending            bool // complete, and the money is on its way
	lateFee            bool // the fee is not known yet
	meta               object
}

// count reads an amount and holds it against what a currency allows.
func count(text, currency string) (int64, string) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || n <= 0 || n > 99_999_999_99:
		return 0, "Invalid amount"
	case strings.ToLower(currency) != currency || len(currency) != 3 || currency == "btc":
		return 0, "Invalid currency: " + currency
	case strings.Contains(" bhd jod kwd omr tnd ", " "+currency+" ") && n%10 != 0:
		return 0, "Invalid amount: the last digit must be 0 in " + currency
	case strings.Contains(" isk ugx ", " "+currency+" ") && n%100 != 0:
		return 0, "Invalid amount: there are no hundredths of " + currency
	}
	return n, ""
}

// total adds the lines of a session up, which all are of one currency.
func total(form url.Values, currency string) (sum int64, wrong string) {
	for n := range 100 {
		line := "line_items[" + strconv.Itoa(n) + "]"
		if n > 0 && !form.Has(line+"[quantity]") {
			break
		}
		amount, wrong := count(form.Get(line+"[price_data][unit_amount]"), currency)
		if wrong != "" {
			return 0, wrong
		}
		if form.Get(line+"[price_data][currency]") != currency || form.Get(line+"[quantity]") != "1" || form.Get(line+"[price_data][product_data][name]") == "" {
			return 0, "Invalid line item"
		}
		sum += amount
	}
	return sum, ""
}

func (s *Server) createSession(r *request) (int, object) {
	if status, bad := r.only("mode", "client_reference_id", "metadata[]", "payment_intent_data[]", "line_items[]", "success_url", "cancel_url", "expires_at"); bad != nil {
		return status, bad
	}
	const price = "line_items[0][price_data]"
	currency := r.form.Get(price + "[currency]")
	amount, wrong := total(r.form, currency)
	at, _ := strconv.ParseInt(r.form.Get("expires_at"), 10, 64)
	expires, now := time.Unix(at, 0), s.cfg.Now()
	switch {
	case wrong != "":
		return fail(http.StatusBadRequest, "parameter_invalid_integer", wrong)
	case r.form.Get("mode") != "payment" || r.form.Get("success_url") == "" || r.form.Get("line_items[0][quantity]") != "1":
		return fail(http.StatusBadRequest, "parameter_missing", "Missing required param")
	case r.form.Get(price+"[product_data][name]") == "":
		return fail(http.StatusBadRequest, "parameter_missing", "Missing required param: product_data[name].")
	case expires.Before(now.Add(30*time.Minute)) || expires.After(now.Add(24*time.Hour)):
		return fail(http.StatusBadRequest, "", "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.")
	}
	c := &session{
		id: newID("cs_test"), intent: newID("pi"), order: r.form.Get("client_reference_id"), group: r.form.Get("payment_intent_data[transfer_group]"),
		title: r.form.Get(price + "[product_data][name]"), back: r.form.Get("success_url"), amount: amount, currency: currency, expires: expires,
		status: "open", meta: metadata(r.form, "metadata"),
	}
	s.sessions[c.id], s.intents[c.intent] = c, c
	return http.StatusOK, s.show(c, r)
}

// show is a session as it travels; only what is asked for is expanded.
func (s *Server) show(c *session, r *request) object {
	out := object{
		"id": c.id, "object": "checkout.session", "client_reference_id": c.order, "amount_total": c.amount, "currency": c.currency, "status": c.status,
		"payment_status": "unpaid", "metadata": c.meta, "expires_at": c.expires.Unix(), "livemode": false, "payment_intent": c.intent, "url": nil,
	}
	if c.status == "open" {
		out["url"] = "http://" + r.Host + "/pay/" + c.id
	}
	if c.paid {
		out["payment_status"] = "paid"
	}
	if c.status != "complete" {
		return out
	}
	expand := r.form.Get("expand[]")
	if strings.HasPrefix(expand, "payment_intent") {
		intent := object{"id": c.intent, "object": "payment_intent", "status": "processing", "latest_charge": nil, "transfer_group": c.group}
		if c.paid {
			intent["status"], intent["latest_charge"] = "succeeded", c.charge
			if strings.HasPrefix(expand, "payment_intent.latest_charge") {
				intent["latest_charge"] = s.showCharge(c, strings.HasSuffix(expand, ".balance_transaction"))
			}
		}
		out["payment_intent"] = intent
	}
	return out
}

func (s *Server) showCharge(c *session, balance bool) object {
	out := object{
		"id": c.charge, "object": "charge", "amount": c.amount, "amount_refunded": c.refunded, "currency": c.currency, "payment_intent": c.intent,
		"refunded": c.refunded == c.amount, "metadata": c.meta, "balance_transaction": nil,
	}
	if !c.lateFee {
		out["balance_transaction"] = "txn_" + c.charge
		if balance {
			out["balance_transaction"] = object{"id": "txn_" + c.charge, "fee": c.fee, "currency": c.currency, "amount": c.amount, "net": c.amount - c.fee}
		}
	}
	return out
}

// aged expires a session whose time is over.
func (s *Server) aged(c *session) {
	if c.status == "open" && !s.cfg.Now().Before(c.expires) {
		c.status = "expired"
		s.tell("checkout.session.expired", c.id, "")
	}
}

func (s *Server) getSession(r *request) (int, object) {
	c := s.sessions[r.PathValue("id")]
	if c == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such checkout.session: "+r.PathValue("id"))
	}
	s.aged(c)
	return http.StatusOK, s.show(c, r)
}

func (s *Server) listSessions(r *request) (int, object) {
	var found []*session
	if c := s.intents[r.form.Get("payment_intent")]; c != nil {
		found = append(found, c)
	}
	return http.StatusOK, listOf(found, func(c *session) object { return s.show(c, r) })
}

func (s *Server) expireSession(r *request) (int, object) {
	c := s.sessions[r.PathValue("id")]
	if c == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such checkout.session")
	}
	if c.status != "open" {
		return fail(http.StatusBadRequest, "", "Only Checkout Sessions with a status in [\"open\"] can be expired.")
	}
	c.status = "expired"
	s.tell("checkout.session.expired", c.id, "")
	return http.StatusOK, s.show(c, r)
}

// Pay pays a session, as its page does; false when it is not open any more.
func (s *Server) Pay(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[id]
	if c == nil {
		return false
	}
	s.aged(c)
	if c.status != "open" {
		return false
	}
	c.status = "complete"
	if !c.pending {
		s.settle(c)
	}
	s.tell("checkout.session.completed", c.id, "")
	return true
}

func (s *Server) settle(c *session) {
	c.paid, c.charge = true, newID("ch")
	c.fee = c.amount*15/1000 + 25
	s.charges[c.charge] = c
	s.balance[c.currency] += c.amount - c.fee
}

// Slow has a session paid by a bank that takes its time: after Pay it is complete, and
// paid by Arrive.
func (s *Server) Slow(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id].pending = true
}

// Arrive has the money of a slow bank come.
func (s *Server) Arrive(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[id]
	s.settle(c)
	s.tell("checkout.session.async_payment_succeeded", c.id, "")
}

// Change has a session be about another amount than was asked for.
func (s *Server) Change(id string, amount int64, currency string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id].amount, s.sessions[id].currency = amount, currency
}

// LateFee has what a session's charge costs be unknown until told otherwise.
func (s *Server) LateFee(id string, late bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id].lateFee = late
}
