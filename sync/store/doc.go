// Package store is the store: it takes consigned editions, sells licences for them and
// keeps the books, and is asked over HTTP. Its client is here too, so that both ends of
// the protocol stand side by side.
//
// A licence is issued only by the event that an order was settled, in the transaction that
// posts the sale. The order's number is the key of everything that may happen once: the
// payment, the posting, the licence.
//
// It must not know of players, windows or the library of who runs it. It keeps nothing of
// a buyer but the key their licence is for and the hash of the secret in their receipt.
package store
