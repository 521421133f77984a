package media

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// TestMeasure measures files that were made to be as they are.
func TestMeasure(t *testing.T) {
	t.Parallel()
	coded := []string{"-c:v", "libx264", "-preset", "ultrafast"}
	loud := []string{"-f", "lavfi", "-t", "4", "-i", "sine=frequency=1000:sample_rate=48000,volume=12dB"} // the generator's sine is at -18 dBFS
	for name, c := range map[string]struct {
		path  string
		key   time.Duration
		atEnd bool
		heard bool
		loud  float64 // LUFS
	}{
		"index in front": {makeMedia(t, "a.mp4", args(picture("160x90", "4"), coded, "-g", "10", "-movflags", "+faststart")...), time.Second, false, false, 0},
		"index at end":   {makeMedia(t, "b.mp4", args(picture("160x90", "4"), coded, "-g", "20")...), 2 * time.Second, true, false, 0},
		"one key frame":  {makeMedia(t, "c.mkv", args(picture("160x90", "4"), coded, "-g", "1000", "-cues_to_front", "1")...), 4 * time.Second, false, false, 0},
		"cues at end":    {makeMedia(t, "d.mkv", args(picture("160x90", "4"), loud, coded, "-g", "10", "-c:a", "flac")...), time.Second, true, true, -8.7},
		"music":          {makeMedia(t, "e.flac", args(loud)...), 0, false, true, -8.7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := newMedia(t, tools(t)).Measure(t.Context(), c.path)
			must(t, err)
			if off := (got.KeyFrames - c.key).Abs(); off > 150*time.Millisecond {
				t.Errorf("key frames are %v apart, want %v", got.KeyFrames, c.key)
			}
			if got.IndexAtEnd != c.atEnd || got.Heard != c.heard || got.Bitrate <= 0 {
				t.Errorf("%+v", got)
			}
			if off := got.Loudness - c.loud; c.heard && (off < -1 || off > 1 || got.Peak < -7 || got.Peak > -5) {
				t.Errorf("%.1f LUFS, %.1f dBTP; want %.1f LUFS, -6 dBTP", got.Loudness, got.Peak, c.loud)
			}
		})
	}
}

// TestMoveIndex: what is moved is the index alone: the packets are the same.
func TestMoveIndex(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	coded := []string{"-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-metadata", "title=Low Tide"}
	for _, name := range []string{"a.mp4", "b.mkv"} {
		src := makeMedia(t, name, args(picture("160x90", "2"), tone("2"), coded)...)
		dst := filepath.Join(t.TempDir(), name)
		must(t, m.MoveIndex(t.Context(), src, dst))
		before, err := m.Measure(t.Context(), src)
		must(t, err)
		after, err := m.Measure(t.Context(), dst)
		must(t, err)
		if !before.IndexAtEnd || after.IndexAtEnd {
			t.Errorf("%s: at the end before %v, after %v", name, before.IndexAtEnd, after.IndexAtEnd)
		}
		if a, b := packets(t, src), packets(t, dst); a != b || strings.Count(a, "MD5=") != 2 {
			t.Errorf("%s: the media changed", name)
		}
		facts, err := m.Probe(t.Context(), dst)
		if must(t, err); facts.Title != "Low Tide" {
			t.Errorf("%s: its title is %q", name, facts.Title)
		}
	}
	dst := filepath.Join(t.TempDir(), "c.mp4")
	wantCode(t, m.MoveIndex(t.Context(), write(t, "c.mp4", []byte("no film")), dst), library.CodeBrokenMedia)
	if left, _ := os.ReadDir(filepath.Dir(dst)); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// packets are the checksums of a file's packets.
func packets(t *testing.T, path string) string {
	t.Helper()
	out, err := job{
		program: tools(t).FFmpeg, time: time.Minute, output: 1 << 20, memory: measureMemory,
		args: []string{"-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "streamhash", "-hash", "md5", "-"},
	}.run(t.Context())
	must(t, err)
	return string(out)
}

func TestStill(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	big := makeMedia(t, "poster.png", args(picture("1000x1500", "1"), "-frames:v", "1")...)
	for path, want := range map[string][2]int{
		big: {400, 600},
		makeMedia(t, "small.jpg", args(picture("200x300", "1"), "-frames:v", "1")...):                         {200, 300},
		makeMedia(t, "film.mp4", args(picture("640x360", "3"), "-c:v", "libx264", "-preset", "ultrafast")...): {400, 225},
	} {
		raw, err := m.Still(t.Context(), path, 400)
		must(t, err)
		c, err := jpeg.DecodeConfig(bytes.NewReader(raw))
		if err != nil || c.Width != want[0] || c.Height != want[1] {
			t.Errorf("%s: %d × %d, %v", filepath.Base(path), c.Width, c.Height, err)
		}
	}
	if _, err := m.Still(t.Context(), write(t, "bomb.png", []byte("\x89PNG\r\n\x1a\n"+strings.Repeat("x", 100))), 400); err == nil {
		t.Error("a broken picture gives one")
	}
	if _, err := m.Still(t.Context(), makeMedia(t, "song.flac", args(tone("1"))...), 400); err == nil {
		t.Error("music gives a frame")
	}
}

// TestFrameAtAPlace: two places of a film that moves show two pictures.
func TestFrameAtAPlace(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	film := makeMedia(t, "film.mp4", args(picture("640x360", "3"), "-c:v", "libx264", "-preset", "ultrafast", "-g", "5")...)
	early, err := m.Frame(t.Context(), film, 500*time.Millisecond, 320)
	must(t, err)
	late, err := m.Frame(t.Context(), film, 2*time.Second, 320)
	must(t, err)
	c, err := jpeg.DecodeConfig(bytes.NewReader(late))
	if err != nil || c.Width != 320 || c.Height != 180 || bytes.Equal(early, late) {
		t.Errorf("%d × %d, %v", c.Width, c.Height, err)
	}
}

func TestMeasureRefuses(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	_, err := m.Measure(t.Context(), write(t, "noise.mkv", []byte(strings.Repeat("no film ", 1000))))
	wantCode(t, err, library.CodeNotMedia)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Measure(ctx, write(t, "a.mkv", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled look gives %v", err)
	}
	_, err = newMedia(t, Tools{}).Measure(t.Context(), write(t, "a.mkv", nil))
	wantCode(t, err, library.CodeNoMediaTool)
}

// TestIndexOfNonsense: what only begins like a film is passed over.
func TestIndexOfNonsense(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty": "", "short": "\x00\x00", "endless": strings.Repeat("\x00\x00\x00\x08free", 5000), "backwards": "\x00\x00\x00\x00free\x00\x00",
		"huge":      "\x00\x00\x00\x01free\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x01free\x7f\xff\xff\xff\xff\xff\xff\xff",
		"cut ebml":  "\x1A\x45\xDF\xA3",
		"no length": "\x1A\x45\xDF\xA3\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "long segment": "\x1A\x45\xDF\xA3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\xEC\x01\xff\xff\xff\xff\xff\xff\xff",
	} {
		if at, err := indexAtEnd(write(t, "a", []byte(content))); at || err != nil {
			t.Errorf("%s: %v, %v", name, at, err)
		}
	}
}

// FuzzIndex: no file makes it fail or run for ever.
func FuzzIndex(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x08free\x00\x00\x00\x08mdat"))
	f.Add([]byte("\x1A\x45\xDF\xA3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x1F\x43\xB6\x75\x80"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		if _, err := moovAtEnd(r); err != nil {
			t.Error(err)
		}
		if _, err := cuesAtEnd(r); err != nil {
			t.Error(err)
		}
	})
}

// TestKeyWayBounded: a line without end is refused, not kept.
func TestKeyWayBounded(t *testing.T) {
	t.Parallel()
	var k keyWay
	if _, err := k.Write(bytes.Repeat([]byte("9"), maxPacketLine+1)); !errors.Is(err, errTooMuch) {
		t.Errorf("%v", err)
	}
}
