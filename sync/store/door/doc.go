// Package door stands between the world and the handlers of a store: it knows where a
// request comes from, and how much may come from there.
//
// It keeps no address: only a number under the prefix it belongs to, in memory, for as
// long as a limit needs it. It must not know what is asked for.
package door
