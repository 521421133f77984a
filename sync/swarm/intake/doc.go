// Package intake turns what a person hands over (a .torrent, a magnet link, an
// infohash, an address) into something safe, before any torrent client sees it.
//
// All of it comes from strangers. Everything is bounded before it is parsed,
// every name is made fit for every file system, and what a client could trip
// over is refused with an error a person can read. The package must not know
// the torrent client, the library's database or where files will lie: it gives
// relative paths only.
package intake
