// Package stripe collects payments with cards by Stripe: a Checkout page on the store's own
// account, then one transfer for each party to its connected account. It speaks plain HTTP,
// since all it needs are a dozen calls, and believes a message only as far as it has to:
// what a signed message names is asked for again, so that order, age and repetition of
// messages do not matter.
package stripe
