// Package ledger is the arithmetic of a store's books: how a receipt is divided, which
// entries it makes, and how anybody who holds the entries and the signed terms finds the
// same figures again. Every channel has a chain of its own; an entry's hash covers the one
// before it, so that nothing can be left out or put in later without showing.
//
// It is pure: no clock, no database, no network. It must not know of providers, buyers or
// screens.
package ledger
