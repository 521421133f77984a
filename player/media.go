package player

import (
	"strings"
	"time"
)

// Media is one thing to play.
type Media struct {
	ID        string          // the caller's name for it, returned in Status and Progress
	URL       string          // absolute path, or http URL on the loopback
	Title     string          // as shown to people
	Start     time.Duration   // where to begin
	Subtitles []string        // paths or loopback URLs of subtitle files beside it
	Audio     bool            // known to be music: no picture is expected
	Length    int64           // bytes; 0 while unknown
	Breaks    Breaks          // what interrupts it; nil for nothing
	Marks     []time.Duration // where its breaks are, for the seek bar
}

// streamed reports whether the media comes over HTTP, where a read may have to
// wait for data that is not there yet.
func (m Media) streamed() bool { return strings.HasPrefix(m.URL, "http://") }

// TrackKind is the sort of a track.
type TrackKind string

// The kinds of tracks.
const (
	VideoTrack    TrackKind = "video"
	AudioTrack    TrackKind = "audio"
	SubtitleTrack TrackKind = "subtitle"
)

// Track is one track of the current media. IDs count from 1 within a kind.
type Track struct {
	Kind     TrackKind
	ID       int
	Title    string
	Language string // as the file says, mostly ISO 639
	Codec    string
	Selected bool
	Default  bool
	Forced   bool
	Picture  bool   // a video track that is a still picture, such as a cover
	File     string // path or URL of a track that came from a file of its own
}

// Chapter is a named place in the current media.
type Chapter struct {
	Title string
	Start time.Duration
}

// Preferences are what a person wants of every media.
type Preferences struct {
	Hardware  bool     // decode where the graphics processor can
	Audio     []string // languages (ISO 639), the best first
	Subtitles []string
}

// TimeSpan is a stretch of the current media, To excluded.
type TimeSpan struct {
	From, To time.Duration
}

// Progress is how far a media was played, for the sake of resuming.
type Progress struct {
	Media    Media
	Position time.Duration
	Duration time.Duration // 0 while unknown
	Ended    bool          // it was played to its end
}
