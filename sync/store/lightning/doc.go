// Package lightning collects payments in bitcoin over Lightning, by the REST interface of a
// node of the store's own that runs lnd. The preimage of an invoice is made of the order's
// number and a secret of the store, so that asking twice makes one invoice. Nothing is paid
// out by it: parties are paid by hand.
package lightning
