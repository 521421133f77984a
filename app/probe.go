package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matinee/library"
	"matinee/player"
	"matinee/player/mpv"
)

// How long the player may take to open a file that is looked into, and to end.
const (
	probeWait  = time.Minute
	probeClose = 10 * time.Second
)

// factsByPlayer reads what a media file tells of itself with the player, for machines
// without ffprobe. It knows no tags. It draws and sounds nothing.
func factsByPlayer(ctx context.Context, path string) (facts library.Facts, err error) {
	backend, err := mpv.New(mpv.Options{Surface: mpv.Headless, Silent: true})
	if err != nil {
		return facts, &library.Error{Code: library.CodeNoMediaTool, Detail: "ffprobe", Err: err}
	}
	p := player.New(backend, player.Options{Muted: true})
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeClose)
		defer cancel()
		err = errors.Join(err, p.Close(ending))
	}()
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	changed := make(chan struct{}, 1)
	defer p.Subscribe(func(player.Change) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})()
	p.Open(player.Media{ID: path, URL: path})
	for {
		switch s := p.Status(); {
		case s.State == player.Failed:
			return facts, s.Err
		case s.Media.ID == path && (s.FirstFrame || s.State == player.Ended):
			return factsOf(s), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return facts, fmt.Errorf("look into media with the player: %w", ctx.Err())
		}
	}
}

// factsOf are the facts in a status of the player.
func factsOf(s player.Status) library.Facts {
	f := library.Facts{Duration: s.Duration, Width: s.Width, Height: s.Height, Chapters: len(s.Chapters)}
	for _, t := range s.Tracks {
		switch {
		case t.File != "": // it lies beside the file
		case t.Kind == player.VideoTrack && t.Picture:
			f.Cover = true
		case t.Kind == player.VideoTrack && f.Video == "":
			f.Video = t.Codec
		case t.Kind == player.AudioTrack:
			if f.Audio == "" {
				f.Audio = t.Codec
			}
			f.Voices = append(f.Voices, t.Language)
		case t.Kind == player.SubtitleTrack:
			f.Subtitles = append(f.Subtitles, t.Language)
		}
	}
	if f.Video == "" { // what is shown is the cover
		f.Width, f.Height = 0, 0
	}
	return f
}
