package player

import (
	"slices"
	"time"

	"matinee/library"
)

// ended: the media is over. With another one preloaded, the backend goes on to it.
func (m *machine) ended(e EndOfFile) {
	if e.ID != m.load {
		return
	}
	switch e.Reason {
	case EndStopped:
		m.report(false)
		m.idle()
	case EndFailed:
		m.fail(library.Wrap(library.CodeBrokenMedia, e.Err))
	case EndReached:
		m.reachedEnd()
	}
}

func (m *machine) fail(err error) {
	m.report(false)
	m.failed, m.Err, m.Starved = true, err, false
	m.seek = seeking{}
	m.Seeking = false
	if m.next.id != 0 {
		m.failed, m.FirstFrame = false, false // the backend goes on to the next
	}
}

// reachedEnd also notices media that end before they should have.
func (m *machine) reachedEnd() {
	m.seek = seeking{}
	m.Seeking, m.Starved = false, false
	if !m.FirstFrame && m.Position == 0 {
		m.fail(library.Errorf(library.CodeBrokenMedia, "it ends before anything was shown"))
		return
	}
	short := m.Duration - m.Position
	if m.hasPicture() && short > earlyEnd && float64(m.Position) < earlyShare*float64(m.Duration) {
		m.Err = library.Errorf(library.CodeBrokenMedia, "it ends %s too early", short.Round(time.Second))
		m.report(false)
	} else {
		if m.Duration > 0 {
			m.Position = m.Duration
		}
		m.report(true)
		if m.outro() {
			return
		}
	}
	if m.held.URL != "" {
		m.open(m.held)
		return
	}
	m.eof = m.next.id == 0
}

// A picture that ends this much before its length is a damaged file. Music is
// left out, since its length is often an estimate.
const (
	earlyEnd   = 5 * time.Second
	earlyShare = 0.9
)

func (m *machine) hasPicture() bool {
	return slices.ContainsFunc(m.Tracks, func(t Track) bool { return t.Kind == VideoTrack && !t.Picture })
}

// reportEvery is how often progress is reported while playing.
const reportEvery = 5 * time.Second

// report leaves a report of progress, if anything was played.
func (m *machine) report(ended bool) {
	if m.load == 0 || m.failed || !m.FirstFrame || (m.eof && !ended) {
		return
	}
	m.reported = m.now
	m.reports = append(m.reports, Progress{Media: m.Media, Position: m.Position, Duration: m.Duration, Ended: ended})
}
