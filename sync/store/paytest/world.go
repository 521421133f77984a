package paytest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// World is a provider with what it collects in.
type World struct {
	Provider pay.Provider
	Money    library.Money   // an amount that it takes
	Refuses  []library.Money // amounts that it does not
	Secrets  []string        // that no error may show
	// Pay has the buyer pay; it reports whether that was possible.
	Pay func(ref string) bool
	// Charged is how often an order was paid.
	Charged func(order library.Token) int
	// Cut has the connection of the next call cut before or after it was carried out.
	Cut func(after bool)
	// Forget has the other side forget the keys that calls were made under.
	Forget func()
	// Echo has the other side answer every call with a refusal that holds all that it was
	// sent, secrets included.
	Echo func()
	// Account is one that can be paid, and Drain takes all from it.
	Account string
	Drain   func()
	// Messages are what was told by itself, as it comes in; Forged are some that must not
	// be believed.
	Messages func() []Message
	Forged   func(Message) map[string]Message
	Now      func() time.Time
}

// Message is one that a provider tells by itself.
type Message struct {
	Header http.Header
	Body   []byte
}

// NewToken draws the number of an order.
func NewToken() library.Token {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return library.Token(hex.EncodeToString(raw[:]))
}

// payment is a new order in the world.
func (w *World) payment() pay.Payment {
	return pay.Payment{Order: NewToken(), Money: w.Money, Title: "A film – standard", Back: "http://127.0.0.1/paid", Expires: w.Now().Add(2 * time.Hour)}
}

// paid is a payment that was paid.
func (w *World) paid(t *testing.T) (pay.Payment, pay.Begun) {
	t.Helper()
	p := w.payment()
	begun, err := w.Provider.Begin(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !w.Pay(begun.Ref) {
		t.Fatal("it cannot be paid")
	}
	return p, begun
}

// happened are the events of a payment, by kind.
func happened(ctx context.Context, t *testing.T, p pay.Provider, ref string) map[pay.Kind]pay.Event {
	t.Helper()
	events, err := p.(pay.Looker).Look(ctx, ref) //nolint:errcheck,forcetypeassert // the caller has looked
	if err != nil {
		t.Fatal(err)
	}
	out := map[pay.Kind]pay.Event{}
	for _, e := range events {
		out[e.Kind] = e
	}
	return out
}
