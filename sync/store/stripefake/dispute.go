package stripefake

import "net/http"

// disputeFee is what a dispute costs the store.
const disputeFee = 1500

// dispute is a bank that took money back.
type dispute struct {
	id     string
	of     *session
	amount int64
	status string
}

func (s *Server) getDispute(r *request) (int, object) {
	d := s.disputes[r.PathValue("id")]
	if d == nil {
		return fail(http.StatusNotFound, "resource_missing", "No such dispute")
	}
	return http.StatusOK, object{
		"id": d.id, "object": "dispute", "amount": d.amount, "currency": d.of.currency, "status": d.status, "charge": d.of.charge, "payment_intent": d.of.intent,
		"balance_transactions": []object{{"fee": int64(disputeFee), "currency": d.of.currency, "amount": -d.amount}},
	}
}

// Dispute has a buyer's bank take back what is left of a payment. It returns what the
// dispute is called.
func (s *Server) Dispute(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[id]
	if c == nil || !c.paid {
		return ""
	}
	d := &dispute{id: newID("dp"), of: c, amount: c.amount - c.refunded, status: "needs_response"}
	s.disputes[d.id] = d
	s.balance[c.currency] -= d.amount + disputeFee
	s.tell("charge.dispute.created", d.id, c.intent)
	return d.id
}

// CloseDispute ends a dispute.
func (s *Server) CloseDispute(id string, won bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.disputes[id]
	if d == nil || d.status != "needs_response" {
		return
	}
	d.status = "lost"
	if won {
		d.status = "won"
		s.balance[d.of.currency] += d.amount
	}
	s.tell("charge.dispute.closed", d.id, d.of.intent)
}
