package player

import (
	"math"
	"slices"
	"time"
)

// The bounds of what a person can set.
const (
	MaxVolume   = 130.0 // percent; above 100 the sound is amplified
	MinSpeed    = 0.25
	MaxSpeed    = 4.0
	MaxSubDelay = 5 * time.Minute
	MinSubScale = 0.25
	MaxSubScale = 4.0
)

// bounded brings v between low and high; what is no number becomes fallback.
func bounded(v, low, high, fallback float64) float64 {
	if math.IsNaN(v) {
		return fallback
	}
	return min(max(v, low), high)
}

func (m *machine) setSpeed(speed float64) {
	speed = bounded(speed, MinSpeed, MaxSpeed, 1)
	if speed != m.Speed {
		m.Speed = speed
		m.send(SetSpeed{Speed: speed})
	}
}

// setVolume also ends muting: who turns the knob wants to hear something.
func (m *machine) setVolume(percent float64) {
	percent = bounded(percent, 0, MaxVolume, m.Volume)
	if m.Muted && percent > 0 {
		m.setMuted(false)
	}
	if percent != m.Volume {
		m.Volume = percent
		m.send(SetVolume{Percent: percent})
	}
}

func (m *machine) setMuted(muted bool) {
	if muted != m.Muted {
		m.Muted = muted
		m.send(SetMute{Muted: muted})
	}
}

func (m *machine) setSubDelay(delay time.Duration) {
	delay = min(max(delay, -MaxSubDelay), MaxSubDelay)
	if delay != m.SubDelay {
		m.SubDelay = delay
		m.send(SetSubDelay{Delay: delay})
	}
}

func (m *machine) setSubScale(scale float64) {
	scale = bounded(scale, MinSubScale, MaxSubScale, 1)
	if scale != m.SubScale {
		m.SubScale = scale
		m.send(SetSubScale{Scale: scale})
	}
}

// maxLift is the largest part of the height by which subtitles are moved up.
const maxLift = 0.5

func (m *machine) liftSubtitles(part float64) {
	part = bounded(part, 0, maxLift, 0)
	if part != m.lift {
		m.lift = part
		m.send(LiftSubtitles{Part: part})
	}
}

// selectTrack selects a track that there is, or none, and remembers its language
// for the media that follow.
func (m *machine) selectTrack(kind TrackKind, id int) {
	at := slices.IndexFunc(m.Tracks, func(t Track) bool { return t.Kind == kind && t.ID == id })
	if id != NoTrack && at < 0 {
		return
	}
	if m.chosen == nil {
		m.chosen = map[TrackKind]string{}
	}
	switch {
	case id == NoTrack:
		m.chosen[kind] = ""
	case m.Tracks[at].Language != "":
		m.chosen[kind] = m.Tracks[at].Language
	default:
		delete(m.chosen, kind) // nothing to know it by in another media
	}
	m.mark(kind, id)
}

// mark changes the marks at once, so that cycling again goes on from here.
func (m *machine) mark(kind TrackKind, id int) {
	m.Tracks = slices.Clone(m.Tracks)
	for i, t := range m.Tracks {
		if t.Kind == kind {
			m.Tracks[i].Selected = t.ID == id
		}
	}
	m.send(SelectTrack{Kind: kind, ID: id})
	if kind == SubtitleTrack && m.Paused && m.FirstFrame && !m.eof {
		m.send(FrameStep{}) // newly selected subtitles come with the next frame only
	}
}

// applyChoices selects the languages that were picked in a media before, once
// the tracks of this one are known: the next episode is heard as the last one.
func (m *machine) applyChoices() {
	if m.picked || !m.loaded || len(m.Tracks) == 0 || m.FirstFrame {
		return
	}
	m.picked = true
	for _, kind := range []TrackKind{AudioTrack, SubtitleTrack} {
		language, ok := m.chosen[kind]
		if !ok {
			continue
		}
		now, selected := m.Selected(kind)
		same := func(t Track) bool { return t.Kind == kind && t.Language == language }
		at := slices.IndexFunc(m.Tracks, same)
		switch {
		case language == "" && selected && kind == SubtitleTrack:
			m.mark(kind, NoTrack)
		case language != "" && at >= 0 && now.Language != language:
			m.mark(kind, m.Tracks[at].ID)
		}
	}
}

// cycle selects the next track of a kind; subtitles pass through none.
func (m *machine) cycle(kind TrackKind) {
	var ids []int
	if kind == SubtitleTrack {
		ids = append(ids, NoTrack)
	}
	for _, t := range m.Tracks {
		if t.Kind == kind {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) < 2 {
		return
	}
	now := NoTrack
	if t, ok := m.Selected(kind); ok {
		now = t.ID
	}
	m.selectTrack(kind, ids[(slices.Index(ids, now)+1)%len(ids)])
}

// addSubtitle adds a subtitle file by hand and shows it.
func (m *machine) addSubtitle(url string) {
	if m.load == 0 || m.failed || url == "" {
		return
	}
	add := AddSubtitle{URL: url, Title: fileTitle(url), Select: true}
	if m.loaded {
		m.send(add)
	} else {
		m.again.subtitle = url
	}
	m.subs = append(m.subs, add)
}

// stepFrame shows the next or previous frame; the player is paused then.
func (m *machine) stepFrame(back bool) {
	if !m.FirstFrame || m.eof && !back {
		return
	}
	if !m.Paused {
		m.Paused = true
		m.send(SetPause{Paused: true})
		m.report(false)
	}
	m.send(FrameStep{Back: back})
}

// prefer changes what a person wants of every media.
func (m *machine) prefer(to Preferences) {
	if !slices.Equal(to.Audio, m.prefers.Audio) {
		delete(m.chosen, AudioTrack)
	}
	if !slices.Equal(to.Subtitles, m.prefers.Subtitles) {
		delete(m.chosen, SubtitleTrack)
	}
	m.prefers = to
	m.send(Prefer{to})
}
