package player

import (
	"context"
	"time"
)

// Backend decodes and shows media. Its commands are asynchronous: Do hands one
// over and returns at once, what became of it arrives as an Event.
type Backend interface {
	// Do hands over a command. It never waits for the media. An error means
	// that the backend is gone or refused the command as such.
	Do(Command) error
	// Events delivers what happens, in order. It is closed when the backend
	// has ended. The receiver must keep receiving until then.
	Events() <-chan Event
	// Frames is the picture for a window of ours; nil when the backend shows
	// it by itself or not at all.
	Frames() Frames
	// Close ends the backend, also while it waits for data. It returns the
	// context's error when that takes too long; the rest then ends unobserved.
	Close(ctx context.Context) error
}

// Command is something a Backend is asked to do.
type Command interface{ command() }

// The commands.
type (
	// Load opens a media, in place of the current one or, with Append, after it.
	Load struct {
		ID       uint64 // echoed in Started, Loaded and EndOfFile
		URL      string
		Title    string
		Start    time.Duration
		Append   bool
		Exact    bool // begin at the very frame, not at the key frame before it
		Audio    int  // track to select; 0 leaves the choice to the backend
		Subtitle int  // track to select; 0 leaves the choice, NoTrack selects none
	}
	// Advance goes on to the appended media at once.
	Advance struct{}
	// Unload drops the appended media.
	Unload struct{}
	// Seek goes to a time. Exact decodes up to the very frame; otherwise the
	// nearest key frame will do.
	Seek struct {
		To    time.Duration
		Exact bool
	}
	// SetPause pauses or plays.
	SetPause struct{ Paused bool }
	// SetSpeed sets the speed; 1 is normal.
	SetSpeed struct{ Speed float64 }
	// SetVolume sets the volume in percent.
	SetVolume struct{ Percent float64 }
	// SetMute switches the sound off or on.
	SetMute struct{ Muted bool }
	// SelectTrack selects a track of its kind; NoTrack selects none.
	SelectTrack struct {
		Kind TrackKind
		ID   int
	}
	// AddSubtitle reads a subtitle file.
	AddSubtitle struct {
		URL    string
		Title  string
		Select bool
	}
	// SetSubDelay shows subtitles later, or earlier when negative.
	SetSubDelay struct{ Delay time.Duration }
	// SetSubScale sets the size of subtitles; 1 is normal.
	SetSubScale struct{ Scale float64 }
	// LiftSubtitles moves subtitles up by a part of the picture's height.
	LiftSubtitles struct{ Part float64 }
	// Prefer changes how media are played: at once what it says of decoding, for
	// those that are loaded from then on what it says of languages.
	Prefer struct{ Preferences }
	// FrameStep pauses and shows the next or the previous frame.
	FrameStep struct{ Back bool }
	// Stop ends playing and forgets the appended media.
	Stop struct{}
)

// NoTrack as a track's id means that none is selected.
const NoTrack = -1

func (Load) command()          {}
func (Advance) command()       {}
func (Unload) command()        {}
func (Seek) command()          {}
func (SetPause) command()      {}
func (SetSpeed) command()      {}
func (SetVolume) command()     {}
func (SetMute) command()       {}
func (SelectTrack) command()   {}
func (AddSubtitle) command()   {}
func (SetSubDelay) command()   {}
func (SetSubScale) command()   {}
func (LiftSubtitles) command() {}
func (Prefer) command()        {}
func (FrameStep) command()     {}
func (Stop) command()          {}

// Event is something that happened in a Backend. Between a Load and its Started,
// events still tell of the media before.
type Event interface{ event() }

// The events.
type (
	// Started: the backend begins to open the media of this Load.
	Started struct{ ID uint64 }
	// Loaded: its headers were read; tracks, chapters and duration are known.
	Loaded struct{ ID uint64 }
	// Restarted: the first frame (or sound, where there is no picture) after a
	// load or a seek was shown.
	Restarted struct{}
	// PositionChanged tells where playing is and how many frames were shown.
	PositionChanged struct {
		At     time.Duration
		Frames int64
	}
	// DurationChanged tells the length of the media.
	DurationChanged struct{ Duration time.Duration }
	// PauseChanged: the backend was paused or resumed by its own window. Echoes
	// of SetPause are not sent.
	PauseChanged struct{ Paused bool }
	// Buffering tells what was read ahead, and whether playing waits for more.
	Buffering struct {
		Waiting bool
		Percent int           // of what it waits for, 0 to 100
		Ahead   time.Duration // buffered from the position on
		Cached  []TimeSpan    // what can be sought into without reading
	}
	// TracksChanged tells all tracks, the selected ones marked.
	TracksChanged struct{ Tracks []Track }
	// ChaptersChanged tells all chapters.
	ChaptersChanged struct{ Chapters []Chapter }
	// VideoSize tells the picture's size as it is meant to be shown, in pixels.
	VideoSize struct{ Width, Height int }
	// Dropped tells how many frames of this media were not shown in time.
	Dropped struct{ Frames int64 }
	// SoundChanged: volume, mute or speed were changed in the backend's window.
	SoundChanged struct {
		Percent float64
		Muted   bool
		Speed   float64
	}
	// HardwareChanged names the hardware decoder in use, "" for none. Failed
	// tells that one was given up after errors.
	HardwareChanged struct {
		Decoder string
		Failed  bool
	}
	// SeekFailed: the last Seek cannot be done.
	SeekFailed struct{ Err error }
	// Troubled: something of the media cannot be played, the rest goes on.
	Troubled struct{ Err error }
	// PictureLost: another one draws the frames from now on (see GLFrames), and
	// the media has to be loaded again for its picture to come back.
	PictureLost struct{}
	// EndOfFile: the media of this Load is over.
	EndOfFile struct {
		ID     uint64
		Reason EndReason
		Err    error // a library.Error when Reason is EndFailed
	}
	// Shutdown: the backend has ended, by itself if it was not closed.
	Shutdown struct{ Err error }
)

// EndReason is why a media ended.
type EndReason string

// The reasons.
const (
	EndReached EndReason = "reached" // played to its end
	EndStopped EndReason = "stopped" // by a command or in the backend's window
	EndFailed  EndReason = "failed"  // it cannot be played
)

func (Started) event()         {}
func (Loaded) event()          {}
func (Restarted) event()       {}
func (PositionChanged) event() {}
func (DurationChanged) event() {}
func (PauseChanged) event()    {}
func (Buffering) event()       {}
func (TracksChanged) event()   {}
func (ChaptersChanged) event() {}
func (VideoSize) event()       {}
func (Dropped) event()         {}
func (SoundChanged) event()    {}
func (HardwareChanged) event() {}
func (SeekFailed) event()      {}
func (Troubled) event()        {}
func (PictureLost) event()     {}
func (EndOfFile) event()       {}
func (Shutdown) event()        {}
