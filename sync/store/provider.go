package store

import (
	"context"

	"matinee/library"
	"matinee/sync/store/pay"
)

// Provider collects payments. What else one can do, the other interfaces of pay say: tell
// by itself what happens, be asked, give back, pass on.
type Provider = pay.Provider

// Payment is what a provider is to collect.
type Payment = pay.Payment

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
func (s Sandbox) Begin(_ context.Context, p Payment) (pay.Begun, error) {
	return pay.Begun{Ref: "sandbox-" + string(p.Order), Page: s.Base + "/sandbox/" + string(p.Order)}, nil
}
