package stripefake

import (
	"net/http"
)

// refund is money that went back to a buyer.
type refund struct {
	id     string
	of     *session
	amount int64
	meta   object
}

// transfer is money that went to an account.
type transfer struct {
	id, account, group, source, currency string
	amount                               int64
	reversals                            []*reversal
	meta                                 object
}

// reversal is money that an account gave back.
type reversal struct {
	id     string
	amount int64
	meta   object
}

func (t *transfer) reversed() (sum int64) {
	for _, r := range t.reversals {
		sum += r.amount
	}
	return sum
}

// ran marks a refusal that came while a call was carried out: it is kept under its key.
func ran(status int, body object) (int, object) {
	body["ran"] = true
	return status, body
}

func (s *Server) createRefund(r *request) (int, object) {
	if status, bad := r.only("charge", "amount", "metadata[]"); bad != nil {
		return status, bad
	}
	c := s.charges[r.form.Get("charge")]
	if c == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such charge: "+r.form.Get("charge"))
	}
	amount, wrong := count(r.form.Get("amount"), c.currency)
	for _, d := range s.disputes {
		if d.of == c && d.status != "won" {
			return fail(http.StatusBadRequest, "charge_disputed", "Charge has been charged back; cannot issue a refund.")
		}
	}
	switch {
	case wrong != "":
		return fail(http.StatusBadRequest, "parameter_invalid_integer", wrong)
	case c.refunded == c.amount:
		return fail(http.StatusBadRequest, "charge_already_refunded", "Charge "+c.charge+" has already been refunded.")
	case amount > c.amount-c.refunded:
		return fail(http.StatusBadRequest, "", "Refund amount is greater than unrefunded amount on charge")
	}
	return http.StatusOK, s.refund(c, amount, metadata(r.form, "metadata")).show()
}

func (s *Server) refund(c *session, amount int64, meta object) *refund {
	f := &refund{id: newID("re"), of: c, amount: amount, meta: meta}
	s.refunds = append(s.refunds, f)
	c.refunded += amount
	s.balance[c.currency] -= amount
	s.tell("charge.refunded", c.charge, c.intent)
	return f
}

func (f *refund) show() object {
	return object{"id": f.id, "object": "refund", "amount": f.amount, "charge": f.of.charge, "currency": f.of.currency, "status": "succeeded", "metadata": f.meta}
}

func (s *Server) listRefunds(r *request) (int, object) {
	var found []*refund
	for _, f := range s.refunds {
		if f.of.charge == r.form.Get("charge") {
			found = append(found, f)
		}
	}
	return http.StatusOK, listOf(found, (*refund).show)
}

// Refund gives a part of a session back, as the store's owner can at Stripe's own pages.
func (s *Server) Refund(id string, amount int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.sessions[id]; c != nil && c.paid && amount > 0 && amount <= c.amount-c.refunded {
		s.refund(c, amount, object{})
	}
}

func (s *Server) createTransfer(r *request) (int, object) {
	if status, bad := r.only("amount", "currency", "destination", "transfer_group", "source_transaction", "metadata[]"); bad != nil {
		return status, bad
	}
	t := &transfer{
		id: newID("tr"), account: r.form.Get("destination"), group: r.form.Get("transfer_group"), source: r.form.Get("source_transaction"),
		currency: r.form.Get("currency"), meta: metadata(r.form, "metadata"),
	}
	var wrong string
	if t.amount, wrong = count(r.form.Get("amount"), t.currency); wrong != "" {
		return fail(http.StatusBadRequest, "parameter_invalid_integer", wrong)
	}
	if len(t.account) < 6 || t.account[:5] != "acct_" || s.closed[t.account] {
		return fail(http.StatusBadRequest, "resource_missing", "No such destination: '"+t.account+"'")
	}
	if t.source != "" {
		c := s.charges[t.source]
		if c == nil || c.currency != t.currency {
			return fail(http.StatusBadRequest, "resource_missing", "No such charge: '"+t.source+"'")
		}
		left := c.amount
		for _, other := range s.transfers {
			if other.source == t.source {
				left -= other.amount
			}
		}
		if t.amount > left {
			return fail(http.StatusBadRequest, "", "Transfers using this transaction as a source must not exceed the source amount")
		}
	} else if s.balance[t.currency]+s.funds[t.currency] < t.amount {
		return ran(fail(http.StatusBadRequest, "balance_insufficient", "You have insufficient funds in your Stripe account."))
	}
	s.transfers = append(s.transfers, t)
	s.balance[t.currency] -= t.amount
	s.pays(t.account, t.currency, t.amount)
	return http.StatusOK, t.show()
}

func (s *Server) pays(account, currency string, amount int64) {
	if s.accounts[account] == nil {
		s.accounts[account] = map[string]int64{}
	}
	s.accounts[account][currency] += amount
}

func (t *transfer) show() object {
	return object{
		"id": t.id, "object": "transfer", "amount": t.amount, "amount_reversed": t.reversed(), "currency": t.currency, "destination": t.account,
		"transfer_group": t.group, "source_transaction": t.source, "metadata": t.meta,
	}
}

func (s *Server) listTransfers(r *request) (int, object) {
	var found []*transfer
	for _, t := range s.transfers {
		if (r.form.Get("transfer_group") == "" || t.group == r.form.Get("transfer_group")) && (r.form.Get("destination") == "" || t.account == r.form.Get("destination")) {
			found = append(found, t)
		}
	}
	return http.StatusOK, listOf(found, (*transfer).show)
}

func (s *Server) transferOf(r *request) *transfer {
	for _, t := range s.transfers {
		if t.id == r.PathValue("id") {
			return t
		}
	}
	return nil
}

func (s *Server) createReversal(r *request) (int, object) {
	if status, bad := r.only("amount", "metadata[]"); bad != nil {
		return status, bad
	}
	t := s.transferOf(r)
	if t == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such transfer")
	}
	amount, wrong := count(r.form.Get("amount"), t.currency)
	switch {
	case wrong != "" || amount > t.amount-t.reversed():
		return fail(http.StatusBadRequest, "", "The reversal exceeds what is left of the transfer")
	case s.accounts[t.account][t.currency] < amount:
		return ran(fail(http.StatusBadRequest, "balance_insufficient", "Insufficient funds in account "+t.account))
	}
	v := &reversal{newID("trr"), amount, metadata(r.form, "metadata")}
	t.reversals = append(t.reversals, v)
	s.pays(t.account, t.currency, -amount)
	s.balance[t.currency] += amount
	return http.StatusOK, v.show()
}

func (v *reversal) show() object {
	return object{"id": v.id, "object": "transfer_reversal", "amount": v.amount, "metadata": v.meta}
}

func (s *Server) listReversals(r *request) (int, object) {
	t := s.transferOf(r)
	if t == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such transfer")
	}
	return http.StatusOK, listOf(t.reversals, (*reversal).show)
}

// Drain has an account pay out what it holds, so that nothing can be taken back from it.
func (s *Server) Drain(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.accounts[account])
}

// Shut has an account take nothing any more.
func (s *Server) Shut(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed[account] = true
}

// Fund gives the store money of its own at the fake, which Balance does not count.
func (s *Server) Fund(amount int64, currency string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.funds[currency] += amount
}
