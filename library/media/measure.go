package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"matinee/library"
)

// What measuring a whole file may take. Reading ten hours of film takes minutes on
// a slow disk, decoding its sound some more.
const (
	measureTime   = 30 * time.Minute
	measureMemory = 512 << 20
	measureWords  = 64 << 10 // bytes of what ffmpeg says about a file
)

// Measure reads a media file from its start to its end. It takes as long as reading
// it does, and decoding its first audio track. A file that is none gives
// library.CodeNotMedia.
func (m *Media) Measure(ctx context.Context, file string) (library.Measures, error) {
	var out library.Measures
	facts, err := m.Probe(ctx, file)
	if err != nil {
		return out, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return out, fmt.Errorf("measure media: %w", err)
	}
	if s := facts.Duration.Seconds(); s > 0 {
		out.Bitrate = int64(float64(info.Size()) * 8 / s)
	}
	if out.IndexAtEnd, err = indexAtEnd(file); err != nil {
		return out, fmt.Errorf("measure media: %w", err)
	}
	if facts.HasPicture() {
		if out.KeyFrames, err = m.keyFrames(ctx, file, facts.Duration); err != nil {
			return out, err
		}
	}
	if facts.Audio != "" {
		err = m.listen(ctx, file, &out)
	}
	return out, err
}

// keyFrames is the longest way between two key frames, or from the last one to the
// end.
func (m *Media) keyFrames(ctx context.Context, file string, end time.Duration) (time.Duration, error) {
	if m.cfg.Tools.FFprobe == "" {
		return 0, library.Errorf(library.CodeNoMediaTool, "ffprobe")
	}
	args := append([]string{"-v", "error", "-select_streams", "V:0", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"}, fromFile(file)...)
	var way keyWay
	_, err := job{program: m.cfg.Tools.FFprobe, args: args, time: measureTime, into: &way, memory: measureMemory}.run(ctx)
	if err != nil {
		return 0, failedOn(ctx, err)
	}
	return way.longest(end), nil
}

// failedOn gives what a program said of a file the kind that people meet.
func failedOn(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &library.Error{Code: library.CodeBrokenMedia, Err: err}
}

// keyWay reads ffprobe's lines "time,flags" of the packets of a picture, one by one,
// so that their number costs no memory.
type keyWay struct {
	line  []byte
	keys  int
	first float64 // when the film begins
	last  float64 // the newest key frame
	most  float64
}

// maxPacketLine bounds a line: longer ones are none of ffprobe's.
const maxPacketLine = 256

func (k *keyWay) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		before, after, ends := bytes.Cut(rest, []byte("\n"))
		if k.line = append(k.line, before...); len(k.line) > maxPacketLine {
			return 0, errTooMuch
		}
		if ends {
			k.packet(string(k.line))
			k.line = k.line[:0]
		}
		rest = after
	}
	return len(p), nil
}

func (k *keyWay) packet(line string) {
	text, flags, _ := strings.Cut(line, ",")
	at, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(at) || math.IsInf(at, 0) || !strings.HasPrefix(flags, "K") {
		return
	}
	if k.keys == 0 {
		k.first = at
	} else {
		k.most = max(k.most, at-k.last)
	}
	k.keys++
	k.last = at
}

// longest also counts the way from the last key frame to the end.
func (k *keyWay) longest(end time.Duration) time.Duration {
	if k.keys == 0 {
		return 0
	}
	most := max(k.most, end.Seconds()-(k.last-k.first))
	return time.Duration(min(most, maxDuration.Seconds()) * float64(time.Second))
}

// listen measures how loud the first audio track is (EBU R 128).
func (m *Media) listen(ctx context.Context, file string, out *library.Measures) error {
	if m.cfg.Tools.FFmpeg == "" {
		return library.Errorf(library.CodeNoMediaTool, "ffmpeg")
	}
	args := []string{"-nostdin", "-hide_banner", "-nostats", "-v", "info", "-vn", "-sn", "-dn"}
	args = append(args, fromFile(file)...)
	args = append(args, "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-")
	var words tail
	_, err := job{program: m.cfg.Tools.FFmpeg, args: args, time: measureTime, output: 1, memory: measureMemory, words: &words}.run(ctx)
	if err != nil {
		return failedOn(ctx, err)
	}
	return readLoudness(words.kept, out)
}

// tail keeps the end of what is written.
type tail struct{ kept []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - measureWords; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(p), nil
}

// readLoudness reads the summary that the filter writes at its end: "I: -23.0 LUFS",
// then "Peak: -1.2 dBFS". What is silent is -inf, and told as the least there is.
func readLoudness(words []byte, out *library.Measures) error {
	_, summary, found := strings.Cut(string(words), "Summary:")
	for {
		_, next, again := strings.Cut(summary, "Summary:")
		if !again {
			break
		}
		summary = next
	}
	loud, okL := valueOf(summary, "I:", "LUFS")
	peak, okP := valueOf(summary, "Peak:", "dBFS")
	if !found || !okL || !okP {
		return &library.Error{Code: library.CodeBrokenMedia, Err: errors.New("ffmpeg did not tell how loud it is")}
	}
	out.Heard, out.Loudness, out.Peak = true, loud, peak
	return nil
}

// leastLoud stands for silence, in LUFS and dBTP.
const leastLoud = -70

func valueOf(text, name, unit string) (float64, bool) {
	_, rest, ok := strings.Cut(text, name)
	number, _, ok2 := strings.Cut(rest, unit)
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || !ok2 || err != nil || math.IsNaN(v) {
		return 0, false
	}
	return max(v, leastLoud), true
}

// MoveIndex writes the media file src to dst with its index in front, as it is
// otherwise: nothing is encoded anew. dst is there whole or not at all.
func (m *Media) MoveIndex(ctx context.Context, src, dst string) error {
	if m.cfg.Tools.FFmpeg == "" {
		return library.Errorf(library.CodeNoMediaTool, "ffmpeg")
	}
	front := []string{"-movflags", "+faststart"}
	if isMatroska(src) {
		front = []string{"-cues_to_front", "1"}
	}
	fresh := strings.TrimSuffix(dst, path.Ext(dst)) + ".new" + path.Ext(dst)
	args := append([]string{"-nostdin", "-v", "error", "-y"}, fromFile(src)...)
	args = append(args, "-map", "0", "-map", "-0:d", "-c", "copy", "-map_metadata", "0")
	args = append(append(args, front...), "file:"+fresh)
	_, err := job{program: m.cfg.Tools.FFmpeg, args: args, time: measureTime, output: 1, memory: measureMemory}.run(ctx)
	if err == nil {
		err = os.Rename(fresh, dst)
	}
	if err != nil {
		_ = os.Remove(fresh)
		return failedOn(ctx, fmt.Errorf("move the index of %s: %w", path.Base(src), err))
	}
	return nil
}
