// Package swarm is the BitTorrent engine: it adds, downloads, seeds, moves and
// removes bundles, reads their items while they arrive, and tells what happens
// in snapshots and events. It wraps the torrent client; nothing outside this
// tree sees it.
//
// It knows mechanisms, not policy: which bundles run, what gives way to whom and
// what is evicted is decided elsewhere and carried out through Run, Hold and
// SetRates. It must not know SQLite, the stream server, the player or any screen.
package swarm
