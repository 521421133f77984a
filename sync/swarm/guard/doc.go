// Package guard is the one place through which everything leaves the machine:
// peers, trackers, webseeds, name lookups and fetches.
//
// With a proxy or a binding set, nothing leaves by another way: when the proxy
// does not answer or the interface is gone, every attempt fails until it is back.
// Addresses named by strangers are refused when they lie inside a private
// network. The package must not know torrents or the client that uses it.
package guard
