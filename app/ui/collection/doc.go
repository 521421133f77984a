// Package collection is the library screen: every bundle, as a grid of pictures
// or as a list, filtered, sorted and searched as one types.
//
// It knows the program only through the interfaces it declares, and must not know
// how bundles are stored, moved or played.
package collection
