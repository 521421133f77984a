package stripefake

// Totals is what became of an order at the fake, in Stripe's units.
type Totals struct {
	Charges     int
	Paid        int64
	Fee         int64
	Refunded    int64
	Transferred map[string]int64 // to each account, less what came back
	Transfers   int
}

// Of sums up what the fake has of an order.
func (s *Server) Of(order string) Totals {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := Totals{Transferred: map[string]int64{}}
	for _, c := range s.sessions {
		if c.order == order && c.paid {
			t.Charges++
			t.Paid += c.amount
			t.Fee += c.fee
			t.Refunded += c.refunded
		}
	}
	for _, tr := range s.transfers {
		if tr.group == order {
			t.Transfers++
			t.Transferred[tr.account] += tr.amount - tr.reversed()
		}
	}
	return t
}

// Balance is what the store holds at the fake in a currency.
func (s *Server) Balance(currency string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.balance[currency]
}
