//go:build cgo

package mpv

import (
	"slices"
	"time"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/player"
)

// loop drains the core's events and turns them into the player's. Only the
// backend's goroutine touches it.
type loop struct {
	b    *backend
	core *mpv.Mpv

	files   map[int64]uint64 // playlist entry to the id of its Load
	current uint64           // Load id of the file mpv has open; 0 for none
	over    bool             // EndOfFile was sent for current
	running bool             // frames or sound are being put out
	polled  time.Time
	shown   restart
	buffer  player.Buffering
	size    player.VideoSize
	tracks  []player.Track
	dropped map[string]int64
	sound   player.SoundChanged
	decoder string
	trouble trouble
	failure *failure
	base    int64 // frames drawn before current began
	moving  bool  // current showed a picture that moves
}

// restart is a playback restart that mpv told of, held back until a frame was
// really drawn.
type restart struct {
	due   time.Time // when it is told in any case; zero when none is held
	drawn int64     // frames drawn when mpv began to look for the new one
}

// failure is the end of a file that cannot be played. mpv hands out what it
// complained of after the end itself, so the news waits for that.
type failure struct {
	id  uint64
	err error
}

// pollEvery is how often the position is asked for while something plays.
// Observing it would wake this goroutine at every frame.
const pollEvery = 200 * time.Millisecond

// drawnWithin bounds the wait for a frame after mpv said there is one. A seek
// beyond the end of the picture, into sound alone, has none.
const drawnWithin = time.Second

func newLoop(b *backend, core *mpv.Mpv) *loop {
	return &loop{b: b, core: core, files: map[int64]uint64{}, dropped: map[string]int64{}}
}

func (l *loop) run() {
	l.observe()
	for {
		e := l.core.WaitEvent(l.patience().Seconds())
		switch e.EventID {
		case mpv.EventShutdown:
			return
		case mpv.EventNone:
			l.releaseFailure()
		default:
			l.take(e)
		}
		l.releaseRestart()
		l.tellLoss()
		if l.running && time.Since(l.polled) >= pollEvery {
			l.poll()
		}
	}
}

// patience is how long to sleep when mpv has nothing to say: for ever, unless the
// position moves or a frame is awaited, which wakes by itself when drawn.
func (l *loop) patience() time.Duration {
	if l.failure != nil {
		return 0
	}
	const asleep = time.Hour
	wait := asleep
	if l.running {
		wait = pollEvery - time.Since(l.polled)
	}
	if !l.shown.due.IsZero() {
		wait = min(wait, time.Until(l.shown.due))
	}
	return max(wait, time.Millisecond)
}

func (l *loop) emit(e player.Event) { l.b.events <- e }

func (l *loop) observe() {
	for name, format := range observed(l.b.opts.Surface) {
		if err := l.core.ObserveProperty(0, name, format); err != nil {
			l.b.opts.Log.Debug("mpv does not know a property", "name", name, "err", err)
		}
	}
}

// poll asks for the position; the reply becomes a PositionChanged.
func (l *loop) poll() {
	l.polled = time.Now()
	if err := l.core.GetPropertyAsync("time-pos", tagPosition, mpv.FormatDouble); err != nil {
		l.b.opts.Log.Debug("mpv tells no position", "err", err)
	}
}

func (l *loop) take(e *mpv.Event) {
	switch e.EventID {
	case mpv.EventCommandReply:
		l.replied(e)
	case mpv.EventSetPropertyReply:
		if e.ReplyUserdata == tagEcho {
			l.b.echoes.Add(-1)
		}
	case mpv.EventGetPropertyReply:
		if at, ok := e.Property().Data.(float64); ok && e.Error == nil && !l.over {
			l.emit(player.PositionChanged{At: duration(at), Frames: l.b.frames.drawnCount() - l.base})
		}
	case mpv.EventStart:
		l.started(l.files[e.StartFile().EntryID])
	case mpv.EventFileLoaded:
		l.emit(player.Loaded{ID: l.current})
	case mpv.EventSeek:
		l.over = false
		l.b.frames.jumped(false)
		l.shown = restart{drawn: l.b.frames.drawnCount()}
	case mpv.EventPlaybackRestart:
		l.restarted()
	case mpv.EventEnd:
		l.ended(e.EndFile())
	case mpv.EventLogMsg:
		l.logged(e.LogMessage())
	case mpv.EventPropertyChange:
		p := e.Property()
		l.changed(p.Name, p.Data)
	}
}

// replied learns which playlist entry a Load became, and of refusals.
func (l *loop) replied(e *mpv.Event) {
	switch e.ReplyUserdata & tagMask {
	case tagLoad:
		id := e.ReplyUserdata &^ tagMask
		if e.Error != nil {
			l.emit(player.EndOfFile{ID: id, Reason: player.EndFailed, Err: e.Error})
			return
		}
		reply := node{e.CommandReply()}
		l.files[reply.key("playlist_entry_id").integer()] = id
	case tagSeek:
		if e.Error != nil {
			l.emit(player.SeekFailed{Err: e.Error})
		}
	case tagSubtitle:
		if e.Error != nil {
			l.emit(player.Troubled{Err: badSubtitle(e.Error)})
		}
	}
}

func (l *loop) started(id uint64) {
	l.releaseFailure()
	if id != l.current {
		l.trouble = trouble{} // kept when it is opened anew without its picture
	}
	for entry, other := range l.files {
		if other < id {
			delete(l.files, entry) // was dropped before its turn
		}
	}
	l.current, l.over, l.moving = id, false, false
	l.b.frames.jumped(true)
	l.base = l.b.frames.drawnCount()
	l.shown = restart{drawn: l.base}
	clear(l.dropped)
	l.tracks, l.size, l.decoder = nil, player.VideoSize{}, ""
	l.buffer = player.Buffering{}
	l.emit(player.Started{ID: id})
}

// restarted holds the news back until the frame it tells of was drawn.
func (l *loop) restarted() {
	l.shown.due = time.Now().Add(drawnWithin)
	l.b.frames.announce(l.core.Wakeup)
	l.releaseRestart()
}

func (l *loop) releaseRestart() {
	if l.shown.due.IsZero() {
		return
	}
	drawn := l.b.frames == nil || !l.hasVideo() || l.b.frames.drawnCount() > l.shown.drawn
	if !drawn && time.Now().Before(l.shown.due) {
		return
	}
	l.shown.due = time.Time{}
	l.b.frames.announce(nil)
	l.emit(player.Restarted{})
	l.poll()
}

func (l *loop) hasVideo() bool {
	return slices.ContainsFunc(l.tracks, func(t player.Track) bool { return t.Kind == player.VideoTrack && t.Selected })
}

// showsVideo reports whether a picture that moves is selected.
func (l *loop) showsVideo() bool {
	return slices.ContainsFunc(l.tracks, func(t player.Track) bool {
		return t.Kind == player.VideoTrack && t.Selected && !t.Picture
	})
}

// tellLoss: with its context the picture went; who plays has to open it again.
func (l *loop) tellLoss() {
	if l.b.frames.lost() && l.moving && l.current != 0 {
		l.emit(player.PictureLost{})
	}
}

// ended: a file is over. The end of the last one is told by eof-reached instead,
// since mpv then keeps it open.
func (l *loop) ended(e mpv.EventEndFile) {
	id := l.files[e.EntryID]
	delete(l.files, e.EntryID)
	l.shown.due = time.Time{}
	over := l.over && id == l.current
	if id == l.current {
		l.over = true
	}
	switch e.Reason {
	case mpv.EndFileEOF:
		if !over {
			l.emit(player.EndOfFile{ID: id, Reason: player.EndReached})
		}
	case mpv.EndFileError:
		if id == l.current && l.moving && l.b.frames.inChange() {
			return
		}
		l.failure = &failure{id, e.Error}
	default:
		l.emit(player.EndOfFile{ID: id, Reason: player.EndStopped})
	}
}

func (l *loop) releaseFailure() {
	f := l.failure
	if f == nil {
		return
	}
	l.failure = nil
	if l.trouble.undecodable && l.b.withoutPicture(f.id) {
		return
	}
	l.emit(player.EndOfFile{ID: f.id, Reason: player.EndFailed, Err: l.trouble.explain(f.err, l.tracks)})
}
