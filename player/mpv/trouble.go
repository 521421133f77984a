//go:build cgo

package mpv

import (
	"errors"
	"strings"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/library"
	"matinee/player"
)

// trouble is what mpv complained of since a file was begun: its error codes alone
// do not tell a damaged film from a text file.
type trouble struct {
	recognized  bool   // a demuxer knew the format and gave up
	undecodable bool   // there is no decoder for a track
	codec       string // of that track, as far as it is known
	missing     bool   // the file could not be opened
}

// logged takes one complaint.
func (l *loop) logged(m mpv.EventLogMessage) {
	l.b.opts.Log.Debug("mpv", "from", m.Prefix, "text", m.Text)
	t := &l.trouble
	before := t.undecodable
	t.note(m.Prefix, m.Level, m.Text)
	if t.undecodable && !before && l.current != 0 {
		l.emit(player.Troubled{Err: library.Errorf(library.CodeNoCodec, "%s", t.codec)})
	}
}

func (t *trouble) note(prefix, level, text string) {
	const (
		undecodable = "Failed to initialize a decoder for codec "
		unknown     = "Unknown/unsupported CodecID ("
	)
	switch {
	case strings.HasPrefix(text, unknown):
		t.codec, _, _ = strings.Cut(cut(text[len(unknown):]), ")")
	case strings.HasPrefix(text, undecodable):
		t.undecodable = true
		if name := strings.Trim(text[len(undecodable):], "'. "); name != "" {
			t.codec = cut(name)
		}
	case strings.HasPrefix(text, "Cannot open file"):
		t.missing = true
	case level == "error" && (prefix == "lavf" || prefix == "mkv" || prefix == "ffmpeg/demuxer"):
		t.recognized = true
	}
}

// explain gives the end of a file its kind.
func (t trouble) explain(err error, tracks []player.Track) error {
	code := library.CodeInternal
	switch {
	case t.undecodable:
		return library.Errorf(library.CodeNoCodec, "%s", t.codec)
	case t.missing:
		code = library.CodeFilesChanged
	case t.recognized:
		code = library.CodeBrokenMedia
	case errors.Is(err, mpv.ErrUnknownFormat):
		code = library.CodeNotMedia
	case errors.Is(err, mpv.ErrNothingToPlay) && playable(tracks):
		code = library.CodeNoCodec
	case errors.Is(err, mpv.ErrNothingToPlay):
		code = library.CodeNotMedia
	case errors.Is(err, mpv.ErrLoadingFailed):
		code = library.CodeBrokenMedia
	}
	return &library.Error{Code: code, Err: err}
}

func playable(tracks []player.Track) bool {
	for _, t := range tracks {
		if t.Kind != player.SubtitleTrack {
			return true
		}
	}
	return false
}

// badSubtitle explains why a subtitle file was not added.
func badSubtitle(err error) error {
	return &library.Error{Code: library.CodeNotMedia, Detail: "subtitles", Err: err}
}
