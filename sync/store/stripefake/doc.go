// Package stripefake is a Stripe to try a store against: it keeps what it is told, holds
// idempotency keys, has a page with a button to pay, and tells what happens by signed
// messages that can be lost, repeated, delayed and told out of order. It stands for the
// real one in tests, in the demonstration and in measurements; no money is anywhere near.
//
// It knows of Stripe what the store uses, and refuses everything else, so that a call that
// the real one would refuse does not pass here.
package stripefake
