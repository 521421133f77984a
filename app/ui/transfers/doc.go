// Package transfers is the transfers screen: what was added, how far each bundle is,
// and what can be done with it.
//
// It knows the engine only through the interface it declares, and must not know
// how bundles are stored, moved or played.
package transfers
