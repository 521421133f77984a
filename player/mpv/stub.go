//go:build !cgo

package mpv

import (
	"matinee/library"
	"matinee/player"
)

// New says that this build has no player.
func New(Options) (player.Backend, error) {
	return nil, library.Errorf(library.CodeNoPlayer, "this is the build without a player")
}
