// Package mpv is the player's backend on libmpv. It is the only importer of
// go-mpv, and the only part of the player that needs cgo: without cgo, New says
// that there is no player.
//
// mpv runs here with no configuration, scripts or key bindings of the user's. It
// opens what it is told and nothing that a file refers to: media come from
// strangers, and a playlist or a reference inside one must not make this machine
// talk to an address of theirs.
//
// It must not know where media come from, nor who paints the frames.
package mpv
