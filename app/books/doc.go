// Package books keeps what stores say of a creator's sales, and holds it against what the
// creator has signed. Books only grow: each answer of a store must go on from the one
// before, and a store that changes what it wrote is told from its own signatures. Every
// figure is computed here; none is taken from a store.
package books
