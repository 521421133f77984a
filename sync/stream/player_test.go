package stream

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
)

// tool skips the test on a machine without the program.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, stderr.Bytes())
	}
	if stderr.Len() > 0 {
		t.Errorf("%s complained: %s", name, stderr.Bytes())
	}
	return out
}

// link gives out an item's bytes over a link of limited rate, shared by all its
// readers, as a swarm would.
type link struct {
	*swarm
	turn chan struct{}
}

func (l link) Open(ctx context.Context, b library.BundleID, i int) (Content, error) {
	c, err := l.swarm.Open(ctx, b, i)
	if err != nil {
		return nil, err
	}
	return &linkContent{c.(*content), l.turn}, nil
}

type linkContent struct {
	*content
	turn chan struct{}
}

const linkStep = 4 << 10 // bytes a millisecond

func (c *linkContent) Read(p []byte) (int, error) {
	select {
	case c.turn <- struct{}{}:
	case <-c.ctx.Done():
		return 0, c.ctx.Err()
	}
	defer func() { <-c.turn }()
	if !sleep(c.ctx, time.Millisecond) {
		return 0, c.ctx.Err()
	}
	return c.content.Read(p[:min(len(p), linkStep)])
}

// makeFilm makes five seconds of film; extra arguments go before the output.
func makeFilm(t *testing.T, name string, extra ...string) string {
	t.Helper()
	tool(t, "ffmpeg")
	path := filepath.Join(t.TempDir(), name)
	args := []string{
		"-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=5", "-f", "lavfi", "-i", "sine=d=5",
		"-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-b:v", "2M", "-c:a", "aac",
	}
	run(t, "ffmpeg", append(append(args, extra...), path)...)
	return path
}

func films() map[string][]string {
	return map[string][]string{
		"index-last.mp4":  nil,
		"index-first.mp4": {"-movflags", "+faststart"},
		"film.mkv":        nil,
	}
}

func TestRealPlayers(t *testing.T) {
	for name, extra := range films() {
		t.Run(name, func(t *testing.T) {
			path := makeFilm(t, name, extra...)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			film := newSwarm(t, data)
			film.name = name
			s := start(t, link{film, make(chan struct{}, 1)}, Config{})
			url := s.URL(testBundle, 0, name)

			t.Run("ffprobe", func(t *testing.T) {
				args := []string{"-loglevel", "error", "-show_entries", "format=duration,size:stream=codec_name", "-of", "csv"}
				if over, direct := run(t, "ffprobe", append(args, url)...), run(t, "ffprobe", append(args, path)...); !bytes.Equal(over, direct) {
					t.Errorf("over http %s, from disk %s", over, direct)
				}
			})
			t.Run("ffmpeg", func(t *testing.T) {
				decode := func(from string, in string) []byte {
					return run(t, "ffmpeg", "-loglevel", "error", "-ss", from, "-i", in, "-f", "framemd5", "-")
				}
				for _, from := range []string{"0", "3.5"} {
					if !bytes.Equal(decode(from, url), decode(from, path)) {
						t.Errorf("from %s s other frames came than from disk", from)
					}
				}
			})
			t.Run("mpv", func(t *testing.T) {
				tool(t, "mpv")
				run(t, "mpv", "--no-config", "--msg-level=all=warn", "--vo=null", "--ao=null", "--start=80%", url)
			})
			film.await("all readers to close", func() bool { return film.open == 0 })
		})
	}
}
