package store

import (
	"context"

	"matinee/library"
)

// Payment is what a provider is to collect.
type Payment struct {
	Order library.Token // also the key under which it happens once
	Money library.Money
	Title string // of what is bought
	Back  string // where the browser goes afterwards
}

// Provider collects payments. Whatever it does, it does once for an order.
type Provider interface {
	// Name is what orders and books call it.
	Name() string
	// Test reports that no money stands behind it.
	Test() bool
	// Begin prepares a payment; the buyer pays at the page it returns.
	Begin(ctx context.Context, p Payment) (ref, page string, err error)
}

// Paid is a provider's word that an order was paid.
type Paid struct {
	Provider string
	Event    string // the provider's name for it; it counts once
	Order    library.Token
	Money    library.Money
}

// Voucher is the provider of orders that a code pays for: nothing is paid here.
const Voucher = "voucher"

// Sandbox collects nothing: who presses a button has paid. Every screen and every line of
// the books says so.
type Sandbox struct{ Base string } // the store's own address

// Name implements Provider.
func (Sandbox) Name() string { return "sandbox" }

// Test implements Provider.
func (Sandbox) Test() bool { return true }

// Begin implements Provider.
func (s Sandbox) Begin(_ context.Context, p Payment) (ref, page string, err error) {
	return "sandbox-" + string(p.Order), s.Base + "/sandbox/" + string(p.Order), nil
}
