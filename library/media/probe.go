package media

import (
	"context"
	"fmt"
	"os"
	"time"

	"matinee/library"
)

// What a look into a file may take. A file with hundreds of tracks and chapters
// tells some 200 KB.
const (
	probeTime   = time.Minute
	probeOutput = 1 << 20
	probeMemory = 512 << 20
)

// told is what ffprobe is asked for: nothing else of a file is in its answer.
const told = "format=duration:format_tags:" +
	"stream=codec_type,codec_name,width,height,sample_aspect_ratio,duration:" +
	"stream_tags:stream_disposition=attached_pic:stream_side_data=rotation:chapter=id"

// Probe reads what the media file at path tells of itself. A file that is none
// gives library.CodeNotMedia, a machine without a program that could tell
// library.CodeNoMediaTool.
func (m *Media) Probe(ctx context.Context, path string) (library.Facts, error) {
	if _, err := os.Stat(path); err != nil {
		return library.Facts{}, fmt.Errorf("look into media: %w", err)
	}
	switch {
	case m.cfg.Tools.FFprobe != "":
		return m.ffprobe(ctx, path)
	case m.cfg.Player != nil:
		facts, err := m.cfg.Player(ctx, path)
		facts.Voices, facts.Subtitles = languagesOf(facts.Voices), languagesOf(facts.Subtitles)
		return facts, err
	}
	return library.Facts{}, library.Errorf(library.CodeNoMediaTool, "ffprobe")
}

// languagesOf makes BCP 47 of what the player calls languages.
func languagesOf(tags []string) (out []string) {
	for _, tag := range tags {
		out = addLanguage(out, tag)
	}
	return out
}

func (m *Media) ffprobe(ctx context.Context, path string) (library.Facts, error) {
	args := append([]string{"-v", "error", "-of", "json=c=1", "-show_entries", told}, fromFile(path)...)
	out, err := job{
		program: m.cfg.Tools.FFprobe, args: args,
		time: probeTime, output: probeOutput, memory: probeMemory,
	}.run(ctx)
	switch {
	case ctx.Err() != nil:
		return library.Facts{}, ctx.Err()
	case err != nil:
		return library.Facts{}, &library.Error{Code: library.CodeNotMedia, Err: err}
	}
	return parseProbe(out)
}
