// Package home is the first screen: what to watch next, what was begun, what
// came last, and a search over the whole library.
//
// It knows the program only through the interfaces it declares, and must not know
// how bundles are stored, moved or played.
package home
