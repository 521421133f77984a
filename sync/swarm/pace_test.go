package swarm

import (
	"testing"
	"time"

	"matinee/library"
)

// TestReadAheadIsSeconds: what is urgent behind the picture is counted in seconds
// of video, with a floor and a ceiling, and follows what is learned and set.
func TestReadAheadIsSeconds(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 160, 4*piece)
	r := newRig(t)
	_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{})
	must(t, err)
	content, err := r.Open(t.Context(), c.id, 0)
	must(t, err)
	defer func() { must(t, content.Close()) }()
	if got := content.ahead.Load(); got != minAhead {
		t.Errorf("before the rate is known %d bytes are urgent", got)
	}
	for _, c2 := range []struct {
		pace    int64
		seconds time.Duration
		want    int64
	}{
		{250_000, 30 * time.Second, 7_500_000}, // 2 Mbit/s
		{250_000, 10 * time.Second, 2_500_000},
		{1_000, 30 * time.Second, minAhead},       // speech
		{5_000_000, 30 * time.Second, maxAhead},   // 40 Mbit/s
		{125_000, 600 * time.Second, maxAhead},    // a long wish
		{1 << 60, 600 * time.Second, maxAhead},    // nonsense
		{-1, 30 * time.Second, minAhead},          // likewise
		{1_000_000, 5 * time.Second, 5_000_000},   // 8 Mbit/s
		{1_000_000, 16 * time.Second, 16_000_000}, // below the ceiling by a little
	} {
		s := r.settings()
		s.ReadAhead = c2.seconds
		must(t, r.Apply(t.Context(), s))
		must(t, r.SetPace(c.id, 0, c2.pace))
		if got := content.ahead.Load(); got != c2.want {
			t.Errorf("%v at %d B/s are %d bytes, want %d", c2.seconds, c2.pace, got, c2.want)
		}
		again, err := r.Open(t.Context(), c.id, 0)
		must(t, err)
		if got := again.ahead.Load(); got != c2.want {
			t.Errorf("opened anew they are %d bytes, want %d", got, c2.want)
		}
		must(t, again.Close())
	}
}

// TestReadAheadComesFirst: what follows the reading point for the seconds that
// were set is fetched before the rest, and the rest comes then, to the end.
func TestReadAheadComesFirst(t *testing.T) {
	t.Parallel()
	const total, from, seconds = 256, 96, 16
	for _, pace := range []int64{2 * piece, 4 * piece} {
		t.Run(library.Bytes(pace), func(t *testing.T) {
			t.Parallel()
			c := single("film.mkv", 161, total*piece)
			peer := seeder(t, c, map[string]any{"upload_rate_limit": 24 * piece})
			r := newRig(t, func(cfg *Config) { cfg.Settings.ReadAhead = seconds * time.Second })
			_, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{peer.addr}})
			must(t, err)
			must(t, r.SetPace(c.id, 0, pace))
			content, err := r.Open(t.Context(), c.id, 0)
			must(t, err)
			defer func() { must(t, content.Close()) }()
			must(t, r.Run(t.Context(), c.id))
			sip(t, content, c.files[""], from*piece, piece)
			window := seconds * pace
			var s library.StreamStatus
			eventually(t, "the rest", func() bool {
				s, err = r.StreamStatus(c.id, 0, from*piece, 1)
				must(t, err)
				return s.Have[0].From < from*piece
			})
			least := int64(focusEnough*float64(window)) - 2*piece
			if s.Ahead < least || s.Ahead > 2*window {
				t.Errorf("the rest began when %d bytes of %d were here", s.Ahead, window)
			}
			peer.say(t, "limit 0")
			r.completed(t, c.id)
			c.check(t, r)
		})
	}
}
