package player

import "time"

// Spot is an advertisement.
type Spot struct {
	ID      string // the caller's name for it, returned in SpotPlayed
	URL     string // as of a Media
	Sponsor string // as shown to people
	Length  time.Duration
	Skip    time.Duration // after which it may be skipped; 0 for never
}

// Break is where a media gives way to spots.
type Break struct {
	N     int // among those of its media, returned in SpotPlayed
	Spots []Spot
}

// Breaks say which break of a media is due. They are asked on the player's own goroutine, so
// they must answer at once. Each break is due once; one without spots is passed over.
type Breaks interface {
	// Start is asked before the media.
	Start() (Break, bool)
	// Play is asked when the media has played on to a time.
	Play(to time.Duration) (Break, bool)
	// Seek is asked when somebody goes to a time.
	Seek(to time.Duration) (Break, bool)
	// End is asked after the media.
	End() (Break, bool)
}

// SpotStatus is the advertisement that plays. The zero value is none.
type SpotStatus struct {
	Spot
	N, Of int           // of its break, from 1
	At    time.Duration // how far it was played
	Shown bool          // its first frame was shown
}

// Playing reports whether one plays.
func (s SpotStatus) Playing() bool { return s.Of > 0 }

// Skippable reports whether it may be skipped now.
func (s SpotStatus) Skippable() bool { return s.Playing() && s.Skip > 0 && s.At >= s.Skip }

// SpotPlayed is how far a spot was watched.
type SpotPlayed struct {
	Media   Media
	Break   int
	Spot    string
	Watched time.Duration
	Whole   bool // to its end
}

// interruption is a break under way. The media is closed meanwhile: one thing plays.
type interruption struct {
	Break
	n    int    // spot
	load uint64 // of it
	live bool   // the backend began with it
	then func(*machine)
}

// SkipSpot goes on from a spot that may be skipped.
func (p *Player) SkipSpot() {
	p.ask(func(m *machine) {
		if m.Ad.Skippable() {
			m.spotOver(false)
		}
	})
}

// askFilm queues what makes sense for a media only: it is forgotten while a spot plays.
func (p *Player) askFilm(wish func(*machine)) {
	p.ask(func(m *machine) {
		if m.ad == nil {
			wish(m)
		}
	})
}

// breakOff plays a break, if it is due and has spots, and then goes on.
func (m *machine) breakOff(b Break, due bool, then func(*machine)) bool {
	if !due || len(b.Spots) == 0 {
		return false
	}
	m.seek, m.Seeking, m.Starved, m.eof = seeking{}, false, false, false
	m.ad = &interruption{Break: b, then: then}
	if m.Speed != 1 {
		m.send(SetSpeed{Speed: 1})
	}
	m.playSpot(0)
	return true
}

// playSpot plays the spot that is next, from a time of it.
func (m *machine) playSpot(from time.Duration) {
	spot := m.ad.Spots[m.ad.n]
	m.lastID++
	m.load, m.live, m.loaded = m.lastID, false, false
	m.ad.load, m.ad.live = m.load, false
	m.Ad = SpotStatus{Spot: spot, N: m.ad.n + 1, Of: len(m.ad.Spots), At: from}
	m.send(Load{ID: m.load, URL: spot.URL, Title: spot.Sponsor, Start: from})
}

// spotOver reports a spot and goes on: to the next one, or to what the break interrupted.
func (m *machine) spotOver(whole bool) {
	spot := m.Ad
	if whole {
		spot.At = max(spot.At, spot.Length)
	}
	m.spots = append(m.spots, SpotPlayed{Media: m.Media, Break: m.ad.N, Spot: spot.ID, Watched: spot.At, Whole: whole})
	if m.ad.n++; m.ad.n < len(m.ad.Spots) {
		m.playSpot(0)
		return
	}
	then := m.ad.then
	m.ad, m.Ad, m.Starved = nil, SpotStatus{}, false
	if m.Speed != 1 {
		m.send(SetSpeed{Speed: m.Speed})
	}
	then(m)
}

// handleSpot takes an event while a spot plays.
func (m *machine) handleSpot(e Event) {
	switch e := e.(type) {
	case Started:
		m.ad.live = m.ad.live || e.ID == m.ad.load
	case Shutdown:
		m.shutdown(e.Err)
	case PauseChanged:
		m.Paused = e.Paused
	case SoundChanged:
		m.Volume, m.Muted = e.Percent, e.Muted
	case EndOfFile:
		m.spotEnded(e)
	default:
		if m.ad.live {
			m.tellSpot(e)
		}
	}
}

func (m *machine) spotEnded(e EndOfFile) {
	switch {
	case e.ID != m.ad.load:
	case e.Reason == EndStopped:
		m.report(false)
		m.idle()
	default: // what cannot be played keeps nobody from the media
		m.spotOver(e.Reason == EndReached && m.Ad.Shown)
	}
}

func (m *machine) tellSpot(e Event) {
	switch e := e.(type) {
	case Restarted:
		m.Ad.Shown = true
	case PositionChanged:
		m.Ad.At = max(0, e.At)
	case Buffering:
		m.Starved = e.Waiting
	case VideoSize:
		m.Width, m.Height = e.Width, e.Height
	case PictureLost:
		m.playSpot(m.Ad.At)
	}
}

// spotState is the player's while a spot plays.
func (m *machine) spotState() State {
	switch {
	case !m.Ad.Shown:
		return Opening
	case m.Paused:
		return Paused
	case m.Starved:
		return Waiting
	}
	return Playing
}

// goTo goes to a time as seekTo does, where there may be a break on the way.
func (m *machine) goTo(to time.Duration, exact bool) {
	m.dragged = false
	to = m.clamp(to)
	if m.Media.Breaks != nil && m.FirstFrame && !m.failed {
		b, due := m.Media.Breaks.Seek(to)
		m.Position = to
		if m.breakOff(b, due, func(m *machine) { m.returnTo(to) }) {
			return
		}
	}
	m.seekTo(to, exact)
}

// drag shows places on the way to where somebody goes: no break is due yet.
func (m *machine) drag(to time.Duration) {
	m.dragged = true
	m.seekTo(to, false)
}

// returnTo opens the media again after a break, at the very frame.
func (m *machine) returnTo(at time.Duration) {
	m.Position, m.Seeking = at, true
	m.seek = seeking{running: true, since: m.now, to: at, exact: true}
	m.reopen(at)
}

// interrupt plays the break that the media came to, if any.
func (m *machine) interrupt() {
	if m.Media.Breaks == nil || m.dragged || m.eof {
		return
	}
	b, due := m.Media.Breaks.Play(m.Position)
	at := m.Position
	if m.breakOff(b, due, func(m *machine) { m.returnTo(at) }) {
		m.report(false)
	}
}

// outro plays the break after the media; after it the media stands at its end.
func (m *machine) outro() bool {
	if m.Media.Breaks == nil {
		return false
	}
	b, due := m.Media.Breaks.End()
	return m.breakOff(b, due, func(m *machine) {
		if m.held.URL != "" {
			m.open(m.held)
			return
		}
		m.returnTo(m.Duration)
	})
}
