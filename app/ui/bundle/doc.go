// Package bundle is the page of one bundle: what it is, what can be done with
// it, its episodes or tracks, and the people it is shared with.
//
// It knows the program only through the interfaces it declares, and must not know
// how bundles are stored, moved or played.
package bundle
