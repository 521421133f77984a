//go:build cgo

package mpv

import (
	"slices"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/player"
)

// observed are the properties whose changes matter. None changes with each frame.
func observed(s Surface) map[string]mpv.Format {
	all := map[string]mpv.Format{
		"core-idle":                mpv.FormatFlag,
		"paused-for-cache":         mpv.FormatFlag,
		"eof-reached":              mpv.FormatFlag,
		"cache-buffering-state":    mpv.FormatInt64,
		"demuxer-cache-state":      mpv.FormatNode,
		"duration":                 mpv.FormatDouble,
		"track-list":               mpv.FormatNode,
		"chapter-list":             mpv.FormatNode,
		"dwidth":                   mpv.FormatInt64,
		"dheight":                  mpv.FormatInt64,
		"frame-drop-count":         mpv.FormatInt64,
		"decoder-frame-drop-count": mpv.FormatInt64,
		"hwdec-current":            mpv.FormatNode, // go-mpv v0.4.0 misreads strings in events
	}
	if s == OwnWindow {
		all["pause"] = mpv.FormatFlag
		all["mute"] = mpv.FormatFlag
		all["volume"] = mpv.FormatDouble
		all["speed"] = mpv.FormatDouble
	}
	return all
}

// changed takes a new value; nil when the property went away.
func (l *loop) changed(name string, data any) {
	v := node{data}
	switch name {
	case "core-idle":
		l.running = data != nil && !v.flag()
		l.poll()
	case "eof-reached":
		if v.flag() && !l.over && l.current != 0 {
			l.over = true
			l.emit(player.EndOfFile{ID: l.current, Reason: player.EndReached})
		}
	case "paused-for-cache":
		l.buffer.Waiting = v.flag()
		l.emit(l.buffer)
	case "cache-buffering-state":
		l.buffer.Percent = int(v.integer())
		l.emit(l.buffer)
	case "demuxer-cache-state":
		l.buffer.Ahead, l.buffer.Cached = cacheOf(v)
		l.emit(l.buffer)
	case "duration":
		if data != nil {
			l.emit(player.DurationChanged{Duration: duration(v.number())})
		}
	case "frame-drop-count", "decoder-frame-drop-count":
		l.dropped[name] = v.integer()
		l.dropsChanged()
	case "hwdec-current":
		l.decoderChanged(v.text())
	case "pause", "mute", "volume", "speed":
		l.knob(name, v)
	default:
		l.described(name, v)
	}
}

// described takes what the file is made of.
func (l *loop) described(name string, v node) {
	switch name {
	case "track-list":
		tracks := tracksOf(v)
		if !slices.Equal(tracks, l.tracks) {
			l.tracks = tracks
			l.moving = l.moving || l.showsVideo()
			l.emit(player.TracksChanged{Tracks: slices.Clone(tracks)})
		}
	case "chapter-list":
		l.emit(player.ChaptersChanged{Chapters: chaptersOf(v)})
	case "dwidth":
		l.size.Width = int(v.integer())
		l.resized()
	case "dheight":
		l.size.Height = int(v.integer())
		l.resized()
	}
}

// resized tells a size once it is whole: mpv tells width and height one after the
// other.
func (l *loop) resized() {
	if (l.size.Width > 0) != (l.size.Height > 0) {
		return
	}
	l.b.frames.sized(l.size.Width, l.size.Height)
	l.emit(l.size)
}

func (l *loop) dropsChanged() {
	var sum int64
	for _, n := range l.dropped {
		sum += n
	}
	l.b.frames.noteDrops(sum)
	l.emit(player.Dropped{Frames: sum})
}

// decoderChanged notices when hardware decoding was given up within a file.
func (l *loop) decoderChanged(decoder string) {
	const software = "no"
	failed := decoder == software && l.decoder != "" && !l.over
	if decoder == software {
		decoder = ""
	}
	if decoder != l.decoder {
		l.emit(player.HardwareChanged{Decoder: decoder, Failed: failed})
		l.decoder = decoder
	}
}

// knob takes what was changed in mpv's own window; echoes of ours are dropped.
func (l *loop) knob(name string, v node) {
	if name == "pause" {
		if l.b.echoes.Load() == 0 {
			l.emit(player.PauseChanged{Paused: v.flag()})
		}
		return
	}
	switch name {
	case "mute":
		l.sound.Muted = v.flag()
	case "volume":
		l.sound.Percent = v.number()
	case "speed":
		l.sound.Speed = v.number()
	}
	if l.b.echoes.Load() == 0 && l.sound.Speed > 0 {
		l.emit(l.sound)
	}
}
