package player

import (
	"net/url"
	"strings"
	"time"
)

// stuckAfter is how long a seek may take before another one no longer waits for
// it. A backend that waits for the data of the first cannot begin with the
// second, so the media is opened again at the new place, which ends the waiting.
const stuckAfter = 500 * time.Millisecond

// seeking is what is under way of seeks. While one runs, later ones replace each
// other in queued, so that a held key costs one seek at a time.
type seeking struct {
	running bool
	since   time.Time
	queued  bool // also: asked before the headers were read
	to      time.Duration
	exact   bool
}

// resumption is what to select again in a media that is opened again.
type resumption struct {
	active   bool
	subtitle string // URL of the selected subtitle file
}

// seekTo goes to a time within the media. Before the headers are read it is kept.
func (m *machine) seekTo(to time.Duration, exact bool) {
	if m.load == 0 || m.failed {
		return
	}
	m.Position, m.Seeking = m.clamp(to), true
	if m.eof {
		m.eof = false
	}
	m.seek.queued, m.seek.to, m.seek.exact = true, m.Position, exact
	if !m.loaded && !m.again.active {
		return
	}
	if !m.seek.running || m.stuck() {
		m.startSeek()
	}
}

// here reports whether a time can be shown without fetching anything. Where it
// cannot, the key frame before it is good enough: the exact frame would wait for
// everything from there on.
func (m *machine) here(at time.Duration) bool { return !m.Media.streamed() || m.cached(at) }

// seekBy goes on or back from where the person is, or is going to be.
func (m *machine) seekBy(d time.Duration) { m.goTo(m.Position+d, true) }

// clamp brings a time within the media, as far as its length is known.
func (m *machine) clamp(t time.Duration) time.Duration {
	if m.Duration > 0 {
		t = min(t, m.Duration)
	}
	return max(0, t)
}

func (m *machine) stuck() bool {
	return m.seek.running && m.now.Sub(m.seek.since) >= stuckAfter
}

// wake is when a queued seek stops waiting for the running one; zero for never.
func (m *machine) wake() time.Time {
	if !m.seek.running || !m.seek.queued {
		return time.Time{}
	}
	return m.seek.since.Add(stuckAfter)
}

// tick lets time pass: a queued seek overtakes one that is stuck.
func (m *machine) tick() {
	if m.seek.queued && m.stuck() {
		m.startSeek()
	}
}

// startSeek sends the queued seek.
func (m *machine) startSeek() {
	blocked := m.Starved || m.stuck()
	m.seek.running, m.seek.queued, m.seek.since = true, false, m.now
	if !m.loaded || (blocked && m.Media.streamed() && !m.cached(m.seek.to)) {
		m.reopen(m.seek.to)
		return
	}
	m.send(Seek{To: m.seek.to, Exact: m.seek.exact})
}

// reopen loads the current media again at another place.
func (m *machine) reopen(at time.Duration) {
	next := m.next.media
	m.lastID++
	m.load, m.live, m.loaded = m.lastID, false, false
	m.again = resumption{active: true, subtitle: m.again.subtitle}
	load := Load{ID: m.load, URL: m.Media.URL, Title: m.Media.Title, Start: at, Exact: m.seek.exact}
	if t, ok := m.Selected(AudioTrack); ok {
		load.Audio = t.ID
	}
	switch t, ok := m.Selected(SubtitleTrack); {
	case ok && t.File == "":
		load.Subtitle = t.ID
	case ok:
		m.again.subtitle = t.File
	default:
		load.Subtitle = NoTrack
	}
	m.Starved = false
	m.send(load)
	if m.next.id != 0 { // loading dropped it
		m.next, m.Preloaded = upcoming{}, ""
		m.preload(next)
	}
}

// showAgain loads the media again where it is, since the backend lost its picture.
func (m *machine) showAgain() {
	if m.load == 0 || m.failed {
		return
	}
	to := m.Position
	if m.seek.queued {
		to = m.seek.to
	}
	m.seek = seeking{running: true, since: m.now, to: to, exact: true}
	m.eof = false
	m.reopen(to)
}

// seekEarly does what was asked before the headers were read.
func (m *machine) seekEarly() {
	if m.seek.running || !m.seek.queued {
		return
	}
	m.seek.to = m.clamp(m.seek.to)
	m.Position = m.seek.to
	m.startSeek()
}

// seekOver ends the running seek and begins with the queued one.
func (m *machine) seekOver() {
	m.seek.running = false
	if m.seek.queued {
		m.seek.to = m.clamp(m.seek.to)
		m.startSeek()
		return
	}
	m.Seeking = false
	m.report(false)
}

// nextChapter goes to the chapter after the position.
func (m *machine) nextChapter() {
	for _, c := range m.Chapters {
		if c.Start > m.Position {
			m.goTo(c.Start, true)
			return
		}
	}
}

// chapterGrace is how far into a chapter going back means the one before, as on
// any disc player.
const chapterGrace = 3 * time.Second

// prevChapter goes to the start of this chapter, or of the one before.
func (m *machine) prevChapter() {
	to := time.Duration(0)
	for _, c := range m.Chapters {
		if c.Start < m.Position-chapterGrace {
			to = c.Start
		}
	}
	m.goTo(to, true)
}

// fileTitle is the name of a file at the end of a path or URL.
func fileTitle(address string) string {
	name := address[strings.LastIndexAny(address, `/\`)+1:]
	if plain, err := url.PathUnescape(name); err == nil && strings.HasPrefix(address, "http://") {
		return plain
	}
	return name
}
