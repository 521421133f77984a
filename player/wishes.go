package player

import (
	"time"

	"matinee/library"
)

// Open plays a media in place of the current one. If it was preloaded, it starts
// without a gap.
func (p *Player) Open(media Media) { p.ask(func(m *machine) { m.open(media) }) }

// Preload prepares the media that follows the current one without a gap. Another
// one replaces it; an empty one takes it back.
func (p *Player) Preload(media Media) { p.ask(func(m *machine) { m.preload(media) }) }

// Stop closes the media.
func (p *Player) Stop() { p.ask((*machine).stop) }

// TogglePause pauses or plays; at the end it plays from the beginning.
func (p *Player) TogglePause() { p.ask((*machine).togglePause) }

// SetPaused pauses or plays; at the end, playing means from the beginning.
func (p *Player) SetPaused(paused bool) { p.ask(func(m *machine) { m.setPaused(paused) }) }

// SeekTo goes to a time, which is brought within the media: exactly when that can
// be shown from what is here, else to the key frame before it.
func (p *Player) SeekTo(to time.Duration) { p.askFilm(func(m *machine) { m.goTo(to, m.here(to)) }) }

// SeekNear goes to the key frame nearest to a time: for a seek bar that is being
// dragged, to be followed by SeekTo.
func (p *Player) SeekNear(to time.Duration) { p.askFilm(func(m *machine) { m.drag(to) }) }

// SeekBy goes forward, or back when negative. Calls during a seek add up.
func (p *Player) SeekBy(d time.Duration) { p.askFilm(func(m *machine) { m.seekBy(d) }) }

// SeekPercent goes to the key frame at a part of the media's length, 0 to 100.
func (p *Player) SeekPercent(percent float64) {
	p.askFilm(func(m *machine) {
		if m.Duration > 0 {
			m.goTo(time.Duration(bounded(percent, 0, 100, 0)/100*float64(m.Duration)), false)
		}
	})
}

// SetSpeed sets the speed, 1 is normal. Spots play at 1.
func (p *Player) SetSpeed(speed float64) { p.askFilm(func(m *machine) { m.setSpeed(speed) }) }

// SetVolume sets the volume in percent, at most MaxVolume.
func (p *Player) SetVolume(percent float64) { p.ask(func(m *machine) { m.setVolume(percent) }) }

// AddVolume turns the volume up, or down when negative, by percent points.
func (p *Player) AddVolume(points float64) {
	p.ask(func(m *machine) { m.setVolume(m.Volume + points) })
}

// ToggleMute switches the sound off or on.
func (p *Player) ToggleMute() { p.ask(func(m *machine) { m.setMuted(!m.Muted) }) }

// SetAudio selects an audio track, or NoTrack.
func (p *Player) SetAudio(id int) { p.askFilm(func(m *machine) { m.selectTrack(AudioTrack, id) }) }

// CycleAudio selects the next audio track.
func (p *Player) CycleAudio() { p.askFilm(func(m *machine) { m.cycle(AudioTrack) }) }

// SetSubtitle selects a subtitle track, or NoTrack.
func (p *Player) SetSubtitle(id int) {
	p.askFilm(func(m *machine) { m.selectTrack(SubtitleTrack, id) })
}

// CycleSubtitle selects the next subtitle track; none follows the last.
func (p *Player) CycleSubtitle() { p.askFilm(func(m *machine) { m.cycle(SubtitleTrack) }) }

// AddSubtitleFile shows a subtitle file, by path or loopback URL.
func (p *Player) AddSubtitleFile(url string) { p.askFilm(func(m *machine) { m.addSubtitle(url) }) }

// SetSubDelay shows subtitles later, or earlier when negative.
func (p *Player) SetSubDelay(d time.Duration) { p.ask(func(m *machine) { m.setSubDelay(d) }) }

// AddSubDelay shows subtitles later than now, or earlier when negative.
func (p *Player) AddSubDelay(d time.Duration) {
	p.ask(func(m *machine) { m.setSubDelay(m.SubDelay + d) })
}

// SetSubScale sets the size of subtitles, 1 is normal.
func (p *Player) SetSubScale(scale float64) { p.ask(func(m *machine) { m.setSubScale(scale) }) }

// LiftSubtitles moves subtitles up by a part of the picture's height, out of the
// way of what lies over the picture's lower edge.
func (p *Player) LiftSubtitles(part float64) { p.ask(func(m *machine) { m.liftSubtitles(part) }) }

// Prefer changes what a person wants of every media. Languages that were picked by
// hand give way to those that are preferred now, from the next media on.
func (p *Player) Prefer(to Preferences) { p.ask(func(m *machine) { m.prefer(to) }) }

// NextChapter goes to the start of the next chapter.
func (p *Player) NextChapter() { p.askFilm((*machine).nextChapter) }

// PrevChapter goes to the start of this chapter, or shortly after it, of the one
// before.
func (p *Player) PrevChapter() { p.askFilm((*machine).prevChapter) }

// StepFrame pauses and shows the next frame, or the previous one.
func (p *Player) StepFrame(back bool) { p.askFilm(func(m *machine) { m.stepFrame(back) }) }

// refused: the backend did not take a command.
func (m *machine) refused(c Command, err error) {
	switch c := c.(type) {
	case Load:
		if c.ID == m.load {
			m.fail(library.Wrap(library.CodeNoPlayer, err))
		}
	case Seek:
		m.seekOver()
	case AddSubtitle:
		m.Err = library.Wrap(library.CodeNotMedia, err)
	}
}
