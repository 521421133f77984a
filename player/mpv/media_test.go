//go:build cgo

package mpv

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// media is the folder of the films made for these tests.
var media string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "matinee-media-")
	if err == nil {
		media = dir
		err = makeMedia(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "test media cannot be made; run make deps, which installs ffmpeg:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if screen != nil {
		_ = screen.Signal(os.Interrupt) // it ends by itself otherwise
	}
	os.Exit(code)
}

const (
	captions = "1\n00:00:00,000 --> 00:00:03,500\nA caption\n"
	chapters = ";FFMETADATA1\n" +
		"[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=First\n" +
		"[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=4000\ntitle=Second\n"
)

// makeMedia makes short films in dir: red on the left, blue on the right, four
// seconds, a key frame every half second.
func makeMedia(dir string) error {
	texts := map[string]string{
		"captions.srt": captions, "chapters.txt": chapters, "text.mp4": strings.Repeat("This is no film. ", 500),
		"playlist.mp4": "#EXTM3U\n#EXTINF:4,\nfast.mp4\n",
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	const picture = "color=red:s=160x180:r=25:d=4[l];color=blue:s=160x180:r=25:d=4[r];[l][r]hstack"
	video := "-f lavfi -i " + picture + " -f lavfi -i sine=d=4:f=440 -f lavfi -i sine=d=4:f=880"
	h264 := "-c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p"
	for _, line := range []string{
		video + " -map 0 -map 1 " + h264 + " -c:a aac last.mp4",
		"-i last.mp4 -c copy -movflags faststart fast.mp4",
		video + " -i captions.srt -i chapters.txt -map 0 -map 1 -map 2 -map 3 -map_metadata 4 " + h264 +
			" -c:a aac -c:s srt -metadata:s:a:0 language=eng -metadata:s:a:1 language=fra -metadata:s:s:0 language=eng all.mkv",
		video + " -map 0 -map 1 -c:v libvpx -deadline realtime -c:a libvorbis film.webm",
		"-f lavfi -i sine=d=2 song.flac",
		"-f lavfi -i sine=d=2 -c:a libmp3lame song.mp3",
		"-f lavfi -i " + strings.ReplaceAll(picture, "d=4", "d=20") + " " + h264 + " -movflags faststart -b:v 2M -minrate 2M -maxrate 2M -bufsize 1M -x264-params nal-hrd=cbr long.mp4",
		"-f lavfi -i " + picture + " " + h264 + " video.mkv",
		"-f lavfi -i color=black:s=320x180:r=25:d=4,format=yuv420p,geq=lum=16+2*N:cb=128:cr=128 -c:v libx264 -preset ultrafast -qp 0 -g 50 greys.mp4",
		"-f lavfi -i color=green:s=320x180:r=25:d=1 " + h264 + " spot.mp4",
		"-i song.mp3 -f lavfi -i color=green:s=200x200:d=0.04 -map 0 -map 1 -frames:v 1 -c:a copy -c:v png -disposition:v attached_pic cover.mp3",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "ffmpeg", append([]string{"-v", "error", "-nostdin"}, strings.Fields(line)...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("ffmpeg %s: %w: %s", line, err, out)
		}
	}
	return damage(dir)
}

// damage derives the files that cannot be played.
func damage(dir string) error {
	for _, d := range []struct {
		from, to string
		alter    func([]byte) []byte
	}{
		{"last.mp4", "headless.mp4", func(b []byte) []byte { return b[:len(b)/2] }}, // its index is gone
		{"long.mp4", "short.mp4", func(b []byte) []byte { return b[:len(b)/2] }},    // its end is gone
		{"video.mkv", "alien.mkv", func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("V_MPEG4/ISO/AVC"), []byte("V_ALIEN/ISO/AVC"))
		}},
		{"all.mkv", "halfalien.mkv", func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("V_MPEG4/ISO/AVC"), []byte("V_ALIEN/ISO/AVC"))
		}},
	} {
		b, err := os.ReadFile(filepath.Join(dir, d.from))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, d.to), d.alter(b), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func file(name string) string { return filepath.Join(media, name) }
