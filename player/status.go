package player

import (
	"errors"
	"slices"
	"time"
)

// State is what the player is doing.
type State string

// The states.
const (
	Idle    State = "idle"    // nothing is open
	Opening State = "opening" // before the first frame
	Playing State = "playing"
	Paused  State = "paused"  // by the user
	Waiting State = "waiting" // for data; goes on by itself
	Ended   State = "ended"   // at the end, the last frame still shown
	Failed  State = "failed"  // see Status.Err
)

// Status is a snapshot of the player. It is never changed once published; its
// slices must not be written to.
type Status struct {
	State      State
	Media      Media
	Position   time.Duration // of a running seek, its target
	Duration   time.Duration // 0 while unknown
	Paused     bool          // the user's wish, also while State is another
	Starved    bool          // the buffer ran dry, also while paused
	Seeking    bool
	FirstFrame bool // something of this media was shown or heard
	Speed      float64
	Volume     float64 // percent, 0 to MaxVolume
	Muted      bool
	Tracks     []Track
	Chapters   []Chapter
	Cached     []TimeSpan
	CacheAhead time.Duration // buffered from the position on
	Percent    int           // of what playing waits for, 0 to 100
	Width      int           // of the video in pixels; 0 without one
	Height     int
	Frames     int64 // shown since the start of this media
	Dropped    int64
	Stalls     int           // times it waited for data after the first frame
	StalledFor time.Duration // in all, up to the last time it went on
	SubDelay   time.Duration
	SubScale   float64
	Hardware   string     // hardware decoder in use, "" for none
	HardFailed bool       // a hardware decoder was given up after errors
	Ad         SpotStatus // the advertisement that plays; Position stands still meanwhile
	Preloaded  string     // Media.ID of the next one, "" for none
	Err        error      // a library.Error; also set when only a part cannot be played
}

// Stalled reports whether the person waits for data after the first frame.
func (s Status) Stalled() bool { return s.State == Waiting }

// Selected is the selected track of a kind.
func (s Status) Selected(kind TrackKind) (Track, bool) {
	for _, t := range s.Tracks {
		if t.Kind == kind && t.Selected {
			return t, true
		}
	}
	return Track{}, false
}

// Chapter is the index of the chapter at the position; -1 before the first or
// without chapters.
func (s Status) Chapter() int {
	at := -1
	for i, c := range s.Chapters {
		if c.Start <= s.Position {
			at = i
		}
	}
	return at
}

// cached reports whether a time lies in what is buffered.
func (s Status) cached(at time.Duration) bool {
	return slices.ContainsFunc(s.Cached, func(c TimeSpan) bool { return c.From <= at && at < c.To })
}

// Change tells which parts of the Status differ from the one before.
type Change uint

// The parts of a Status.
const (
	ChangedState    Change = 1 << iota // State, Paused, Starved, Seeking, FirstFrame, Err
	ChangedMedia                       // Media, Preloaded
	ChangedTime                        // Position, Frames, Dropped
	ChangedLength                      // Duration
	ChangedTracks                      // Tracks
	ChangedChapters                    // Chapters
	ChangedBuffer                      // Cached, CacheAhead, Percent
	ChangedPicture                     // Width, Height, Hardware
	ChangedControls                    // Speed, Volume, Muted, SubDelay, SubScale
	ChangedSpot                        // Ad
)

// Has reports whether any of the parts is in c.
func (c Change) Has(parts Change) bool { return c&parts != 0 }

// diff compares two snapshots.
func diff(a, b *Status) Change {
	var c Change
	mark := func(same bool, part Change) {
		if !same {
			c |= part
		}
	}
	mark(a.State == b.State && a.Paused == b.Paused && a.Starved == b.Starved && a.Seeking == b.Seeking &&
		a.FirstFrame == b.FirstFrame && errors.Is(a.Err, b.Err), ChangedState)
	mark(a.Media.ID == b.Media.ID && a.Media.URL == b.Media.URL && a.Preloaded == b.Preloaded, ChangedMedia)
	mark(a.Position == b.Position && a.Frames == b.Frames && a.Dropped == b.Dropped, ChangedTime)
	mark(a.Duration == b.Duration, ChangedLength)
	mark(a.Ad == b.Ad, ChangedSpot)
	mark(slices.Equal(a.Tracks, b.Tracks), ChangedTracks)
	mark(slices.Equal(a.Chapters, b.Chapters), ChangedChapters)
	mark(slices.Equal(a.Cached, b.Cached) && a.CacheAhead == b.CacheAhead && a.Percent == b.Percent, ChangedBuffer)
	mark(a.Width == b.Width && a.Height == b.Height && a.Hardware == b.Hardware && a.HardFailed == b.HardFailed, ChangedPicture)
	mark(a.Speed == b.Speed && a.Volume == b.Volume && a.Muted == b.Muted &&
		a.SubDelay == b.SubDelay && a.SubScale == b.SubScale, ChangedControls)
	return c
}
