//go:build cgo

package mpv

import (
	"errors"
	"testing"

	"github.com/gen2brain/go-mpv"
)

// TestAnMpvWithoutScriptsPlays: it knows no options about them. Whatever else is not in
// force is a reason not to start.
func TestAnMpvWithoutScriptsPlays(t *testing.T) {
	other := errors.New("no")
	for name, want := range map[string]struct{ unknown, wrong bool }{
		"load-scripts": {false, true}, "ytdl": {false, true}, "access-references": {true, true}, "demuxer-lavf-o": {true, true},
	} {
		s := setting{name: name}
		if s.refused(nil) || s.refused(mpv.ErrOptionNotFound) != want.unknown || s.refused(other) != want.wrong {
			t.Errorf("%s: unknown %v, wrong %v", name, s.refused(mpv.ErrOptionNotFound), s.refused(other))
		}
	}
}
