package player

import "testing"

func TestFilm(t *testing.T) {
	cover := []Track{{Kind: VideoTrack, ID: 1, Selected: true, Picture: true}}
	film := []Track{{Kind: VideoTrack, ID: 1, Selected: true}}
	for name, c := range map[string]struct {
		status Status
		want   bool
	}{
		"a film":            {Status{State: Playing, Width: 640, Tracks: film}, true},
		"tracks not known":  {Status{State: Playing, Width: 640}, true},
		"paused":            {Status{State: Paused, Paused: true, Width: 640, Tracks: film}, false},
		"waiting for data":  {Status{State: Waiting, Width: 640, Tracks: film}, false},
		"sound alone":       {Status{State: Playing}, false},
		"music and a cover": {Status{State: Playing, Width: 300, Tracks: cover}, false},
		"known to be music": {Status{State: Playing, Width: 300, Media: Media{Audio: true}}, false},
		"at its end":        {Status{State: Ended, Width: 640, Tracks: film}, false},
	} {
		if got := c.status.Film(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
