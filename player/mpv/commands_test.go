//go:build cgo

package mpv

import (
	"reflect"
	"testing"
	"time"

	"matinee/player"
)

func TestLoadCommand(t *testing.T) {
	type options = map[string]any
	for name, c := range map[string]struct {
		load  player.Load
		flags string
		want  options
	}{
		"plain":  {player.Load{}, "replace", options{}},
		"next":   {player.Load{Append: true}, "append", options{}},
		"resume": {player.Load{Start: 90500 * time.Millisecond, Exact: true}, "replace", options{"start": "90.500", "hr-seek": "yes"}},
		"tracks": {player.Load{Audio: 2, Subtitle: player.NoTrack, Title: "a,b=c"}, "replace", options{"aid": "2", "sid": "no", "force-media-title": "a,b=c"}},
	} {
		c.load.URL = "/x"
		want := map[string]any{"name": "loadfile", "url": "/x", "flags": c.flags, "options": c.want}
		if got := loadCommand(c.load); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
