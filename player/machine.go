package player

import (
	"time"

	"matinee/library"
)

// machine is the player's state and its rules. It is pure: its methods take what
// a person asks and what the backend tells, at the time now, and leave commands
// for the backend in out and reports of progress in reports.
type machine struct {
	Status
	now time.Time

	load   uint64 // of the current media; 0 for none
	lastID uint64
	next   upcoming
	live   bool // the backend began with load; before, it tells of the one before
	loaded bool // headers of load are read
	eof    bool
	failed bool
	over   bool // the backend has ended
	picked bool // the languages picked before were looked for in this media
	seek   seeking
	subs   []AddSubtitle // to be added again when the media is opened again
	again  resumption

	ad      *interruption
	held    Media // follows the current one, and is not preloaded: a break is before it
	dragged bool  // the seek bar is being dragged
	spots   []SpotPlayed

	prefers  Preferences
	lift     float64              // of the subtitles
	chosen   map[TrackKind]string // languages picked by hand, "" for no track
	reported time.Time            // last report of progress
	stalled  time.Time            // start of the present wait for data
	out      []Command
	reports  []Progress
}

// upcoming is the media that was preloaded.
type upcoming struct {
	id    uint64
	media Media
}

func newMachine() machine {
	return machine{Status: Status{State: Idle, Speed: 1, Volume: 100, SubScale: 1}}
}

func (m *machine) send(c Command) { m.out = append(m.out, c) }

// settle derives State from the facts, so that the two never disagree, and keeps
// account of the time spent waiting for data.
func (m *machine) settle() {
	before := m.State
	m.State = m.derive()
	switch {
	case before != Waiting && m.State == Waiting:
		m.Stalls++
		m.stalled = m.now
	case before == Waiting && m.State != Waiting && !m.stalled.IsZero():
		m.StalledFor += m.now.Sub(m.stalled)
	}
}

func (m *machine) derive() State {
	switch {
	case m.load == 0:
		return Idle
	case m.failed:
		return Failed
	case m.ad != nil:
		return m.spotState()
	case m.eof:
		return Ended
	case !m.FirstFrame:
		return Opening
	case m.Paused:
		return Paused
	case m.Starved:
		return Waiting
	}
	return Playing
}

// open begins with a media; one that was preloaded starts at once.
func (m *machine) open(media Media) {
	m.report(false)
	m.unpause()
	if m.next.id != 0 && m.next.media.URL == media.URL && media.Start == m.next.media.Start && media.Breaks == nil {
		m.send(Advance{})
		m.become(m.next.id, media)
		return
	}
	m.become(m.lastID, media)
	if media.Breaks != nil {
		b, due := media.Breaks.Start()
		if m.breakOff(b, due, (*machine).begin) {
			return
		}
	}
	m.begin()
}

// begin loads the media that was opened.
func (m *machine) begin() {
	m.lastID++
	m.load, m.live = m.lastID, false
	m.send(Load{ID: m.load, URL: m.Media.URL, Title: m.Media.Title, Start: max(0, m.Media.Start)})
}

// become makes a media the current one and forgets what belonged to the one before.
func (m *machine) become(id uint64, media Media) {
	controls := m.Status
	m.Status = Status{
		Media: media, Position: max(0, media.Start), Paused: controls.Paused,
		Speed: controls.Speed, Volume: controls.Volume, Muted: controls.Muted, SubScale: controls.SubScale,
	}
	m.load, m.live, m.loaded, m.eof, m.failed, m.picked = id, false, false, false, false, false
	m.next, m.seek, m.again = upcoming{}, seeking{}, resumption{}
	m.ad, m.held, m.dragged = nil, Media{}, false
	m.subs = nil
	for _, url := range media.Subtitles {
		m.subs = append(m.subs, AddSubtitle{URL: url, Title: fileTitle(url)})
	}
	m.reported, m.stalled = m.now, time.Time{}
}

// preload appends the media to be played after the current one. An empty one
// drops what was preloaded.
func (m *machine) preload(media Media) {
	if m.next.id != 0 {
		if m.next.media.URL == media.URL {
			return
		}
		m.send(Unload{})
		m.next, m.Preloaded = upcoming{}, ""
	}
	m.held, m.Preloaded = Media{}, ""
	if media.URL == "" || m.load == 0 || m.eof || m.failed {
		return
	}
	if m.Media.Breaks != nil || media.Breaks != nil { // the backend would go on to it by itself
		m.held, m.Preloaded = media, media.ID
		return
	}
	m.lastID++
	m.next, m.Preloaded = upcoming{id: m.lastID, media: media}, media.ID
	m.send(Load{ID: m.lastID, URL: media.URL, Title: media.Title, Start: max(0, media.Start), Append: true})
}

// stop closes the media; the player is idle then.
func (m *machine) stop() {
	if m.load == 0 {
		return
	}
	m.report(false)
	m.send(Stop{})
	m.idle()
}

func (m *machine) idle() {
	m.unpause()
	m.become(0, Media{})
}

// unpause makes what is opened next play.
func (m *machine) unpause() {
	if m.Paused {
		m.Paused = false
		m.send(SetPause{Paused: false})
	}
}

// setPaused pauses or plays; at the end, playing begins anew.
func (m *machine) setPaused(paused bool) {
	if m.eof && !paused && m.load != 0 {
		m.seekTo(0, true)
	}
	if m.Paused == paused {
		return
	}
	m.Paused = paused
	m.send(SetPause{Paused: paused})
	if paused {
		m.report(false)
	}
}

func (m *machine) togglePause() {
	if m.eof {
		m.setPaused(false)
		return
	}
	m.setPaused(!m.Paused)
}

// handle takes one event of the backend.
func (m *machine) handle(e Event) {
	if m.ad != nil {
		m.handleSpot(e)
		return
	}
	switch e := e.(type) {
	case Started:
		m.started(e.ID)
	case Shutdown:
		m.shutdown(e.Err)
	case EndOfFile:
		m.ended(e)
	case PauseChanged:
		if m.Paused != e.Paused {
			m.Paused = e.Paused
			m.report(false)
		}
	case SoundChanged:
		m.Volume, m.Muted, m.Speed = e.Percent, e.Muted, e.Speed
	default:
		if m.live {
			m.tell(e)
		}
	}
}

// tell takes an event that belongs to the current media.
func (m *machine) tell(e Event) {
	switch e := e.(type) {
	case Loaded:
		m.headersRead(e.ID)
	case Restarted:
		m.restarted()
	case PositionChanged:
		m.moved(e)
	case DurationChanged:
		m.Duration = max(0, e.Duration)
		m.Position = m.clamp(m.Position)
	case Buffering:
		m.Starved, m.Percent, m.CacheAhead, m.Cached = e.Waiting, e.Percent, e.Ahead, e.Cached
	case TracksChanged:
		m.Tracks = e.Tracks
		m.applyChoices()
	case ChaptersChanged:
		m.Chapters = e.Chapters
	case VideoSize:
		m.Width, m.Height = e.Width, e.Height
	case Dropped:
		m.Dropped = e.Frames
	case HardwareChanged:
		m.Hardware, m.HardFailed = e.Decoder, m.HardFailed || e.Failed
	case SeekFailed:
		m.seekOver()
	case PictureLost:
		m.showAgain()
	case Troubled:
		m.Err = library.Wrap(library.CodeBrokenMedia, e.Err)
	}
}

// started: from here on events belong to this media. It may be the preloaded
// one, which the backend went on to by itself.
func (m *machine) started(id uint64) {
	switch id {
	case m.load:
		m.live = true
	case m.next.id:
		m.become(id, m.next.media)
		m.live = true
	}
}

func (m *machine) headersRead(id uint64) {
	if id != m.load {
		return
	}
	m.loaded = true
	for _, sub := range m.subs {
		sub.Select = m.again.subtitle != "" && m.again.subtitle == sub.URL
		m.send(sub)
	}
	m.again = resumption{}
	m.applyChoices()
	m.seekEarly()
}

func (m *machine) moved(e PositionChanged) {
	m.Frames = e.Frames
	if m.seek.running || !m.FirstFrame {
		return
	}
	m.Position = max(0, e.At)
	if m.Duration > 0 {
		m.Position = min(m.Position, m.Duration)
	}
	if m.now.Sub(m.reported) >= reportEvery {
		m.report(false)
	}
	m.interrupt()
}

// restarted: the first frame after a load or a seek is there.
func (m *machine) restarted() {
	m.FirstFrame, m.eof = true, false
	if m.seek.running {
		m.seekOver()
	}
}

func (m *machine) shutdown(err error) {
	if m.over {
		return // the end of the news says the same with fewer words
	}
	m.over = true
	m.report(false)
	m.idle()
	if err != nil {
		m.Err = library.Wrap(library.CodeNoPlayer, err)
	}
}
