//go:build cgo

package surface

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/go-gl/gl/v2.1/gl"

	"matinee/player"
	"matinee/player/mpv"
)

// stageFilm names the film to a process of these tests that is to show it.
const stageFilm = "MATINEE_TEST_STAGE_FILM"

// TestMain lets this program be the window, too: the toolkit wants the first
// goroutine, and can be run only once.
func TestMain(m *testing.M) {
	if film := os.Getenv(stageFilm); film != "" {
		runStage(film, Mode(os.Getenv("MATINEE_TEST_STAGE_MODE")))
		return
	}
	os.Exit(m.Run())
}

// faulty is mpv's picture with what may go wrong on the way to the screen.
type faulty struct {
	player.GLFrames
	fault atomic.Value // "", "error", "complaint" or "loss"
}

func (f *faulty) DrawGL(fbo, width, height int) error {
	switch f.fault.Load() {
	case "error":
		return errors.New("drawing was made to fail")
	case "loss":
		return nil
	case "complaint":
		gl.Enable(0xFFFF)
	}
	return f.GLFrames.DrawGL(fbo, width, height)
}

// runStage shows a film in a window and does what its input says.
func runStage(film string, mode Mode) {
	backend, err := mpv.New(mpv.Options{Silent: true})
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	p := player.New(backend, player.Options{})
	frames := &faulty{GLFrames: p.Frames().(player.GLFrames)}
	frames.fault.Store("")
	a := app.NewWithID("org.matinee.test.surface")
	w := a.NewWindow("stage")
	w.SetPadded(false)
	s := New(Options{Mode: mode, Post: fyne.Do, GaveUp: func(err error) { fmt.Println("gave up:", err) }})
	w.SetContent(s)
	w.Resize(fyne.NewSize(320, 200))
	s.Begin(frames)
	s.WhenChosen(func() {
		fmt.Println("chosen", s.OpenGL())
		p.Open(player.Media{ID: "film", URL: film})
	})
	go obey(os.Stdin, w, s, p, frames)
	w.ShowAndRun()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	fmt.Println("closed", p.Close(ctx))
}

func obey(from io.Reader, w fyne.Window, s *Surface, p *player.Player, frames *faulty) {
	for lines := bufio.NewScanner(from); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "size":
			var width, height float32
			fmt.Sscan(rest, &width, &height)
			fyne.Do(func() { w.Resize(fyne.NewSize(width, height)) })
		case "pause":
			p.SetPaused(true)
		case "play":
			p.SetPaused(false)
		case "fault":
			frames.fault.Store(rest)
		case "status":
			status := p.Status()
			fmt.Printf("status %s drawn %d opengl %v\n", status.State, frames.Stats().Drawn, frames.Stats().OpenGL)
		case "close":
			fyne.Do(func() { s.Close(); w.Close() })
		}
	}
}

// patience is how long a test waits for what ought to come.
const patience = 60 * time.Second

// stage is such a process, and the screen it draws on.
type stage struct {
	t       *testing.T
	display string
	in      io.WriteCloser
	lines   chan string
}

// makeFilm makes a film of an hour, so that none ends before a busy machine is
// done with it.
func makeFilm(t *testing.T) string {
	t.Helper()
	scene, path := filepath.Join(t.TempDir(), "scene.mp4"), filepath.Join(t.TempDir(), "film.mp4")
	const picture = "color=red:s=160x180:r=25:d=10[l];color=blue:s=160x180:r=25:d=10[r];[l][r]hstack"
	run(t, "ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", picture, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25",
		"-pix_fmt", "yuv420p", scene)
	run(t, "ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "359", "-i", scene, "-c", "copy", path)
	return path
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v (make deps installs what is missing)", name, err)
	}
	return out
}

func openStage(t *testing.T, mode Mode) *stage {
	t.Helper()
	s := &stage{t: t, display: startScreen(t), lines: make(chan string, 1000)}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stageFilm+"="+makeFilm(t), "MATINEE_TEST_STAGE_MODE="+string(mode),
		"DISPLAY="+s.display, "WAYLAND_DISPLAY=", "XDG_CONFIG_HOME="+t.TempDir())
	cmd.Stderr = os.Stderr
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
		s.say("close")
		s.hear("closed <nil>")
		<-read
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startScreen starts a screen nobody sees.
func startScreen(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatalf("no Xvfb; run make deps: %v", err)
	}
	write.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // it ends by that signal
	})
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

func (s *stage) say(line string) {
	if _, err := io.WriteString(s.in, line+"\n"); err != nil {
		s.t.Errorf("the window does not listen: %v", err)
	}
}

// hear waits for a line that begins so.
func (s *stage) hear(beginning string) string {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case line := <-s.lines:
			if !strings.HasPrefix(line, "status") {
				s.t.Log(line)
			}
			if strings.HasPrefix(line, beginning) {
				return line
			}
		case <-deadline:
			s.t.Fatalf("the window never said %q", beginning)
		}
	}
}

// status asks until what is shown satisfies.
func (s *stage) status(what string, holds func(state string, drawn int64, opengl bool) bool) int64 {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		s.say("status")
		var state string
		var drawn int64
		var opengl bool
		if _, err := fmt.Sscanf(s.hear("status "), "status %s drawn %d opengl %t", &state, &drawn, &opengl); err != nil {
			s.t.Fatal(err)
		}
		if holds(state, drawn, opengl) {
			return drawn
		}
		time.Sleep(20 * time.Millisecond) // another process has no event to wait for
	}
	s.t.Fatalf("never: %s", what)
	return 0
}

// shown is what the screen shows at a place, 0 to 255 each.
func (s *stage) shown(x, y int) (r, g, b byte) {
	s.t.Helper()
	out := run(s.t, "ffmpeg", "-v", "error", "-nostdin", "-f", "x11grab", "-draw_mouse", "0", "-video_size", "2x2",
		"-i", fmt.Sprintf("%s+%d,%d", s.display, x, y), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
	return out[0], out[1], out[2]
}

func red(r, g, b byte) bool   { return r > 200 && g < 60 && b < 60 }
func blue(r, g, b byte) bool  { return r < 60 && g < 60 && b > 200 }
func black(r, g, b byte) bool { return r < 20 && g < 20 && b < 20 }

// picture waits until a window of this size shows the film: red on the left, blue
// on the right, black above and below where it has another shape.
func (s *stage) picture(width, height int) {
	s.t.Helper()
	film := min(height, width*9/16)
	bar := (height - film) / 2
	right := func() bool {
		return red(s.shown(width/4, height/2)) && blue(s.shown(3*width/4, height/2)) &&
			red(s.shown(4, bar+6)) && blue(s.shown(width-6, height-bar-8)) &&
			(bar < 8 || black(s.shown(width/2, bar/2)))
	}
	for end := time.Now().Add(patience); !right(); {
		if time.Now().After(end) {
			r, g, b := s.shown(width/4, height/2)
			s.t.Fatalf("no picture of %d×%d; on the left is %d,%d,%d", width, height, r, g, b)
		}
	}
}

func TestTheWindowShowsTheFilm(t *testing.T) {
	for _, mode := range []Mode{GPU, Auto, Software, Plain} {
		t.Run("mode "+string(mode), func(t *testing.T) {
			s := openStage(t, mode)
			if got, want := s.hear("chosen "), fmt.Sprintf("chosen %v", mode == GPU); got != want {
				t.Fatalf("%s, want %s: the screen is drawn by software", got, want)
			}
			s.picture(320, 200)
			s.say("size 480 270")
			s.picture(480, 270)
			s.say("pause")
			s.status("pause", func(state string, _ int64, _ bool) bool { return state == string(player.Paused) })
			s.say("size 600 500")
			s.picture(600, 500) // nothing moves, and it is drawn again all the same
		})
	}
}

func TestNobodyNoticesWhenOpenGLFails(t *testing.T) {
	for _, fault := range []string{"error", "complaint", "loss"} {
		t.Run(fault, func(t *testing.T) {
			s := openStage(t, GPU)
			s.hear("chosen true")
			s.picture(320, 200)
			s.say("fault " + fault)
			for range 10 {
				if !red(s.shown(80, 100)) {
					t.Fatal("the picture went away")
				}
			}
			s.hear("gave up:")
			before := s.status("the processor draws", func(_ string, _ int64, opengl bool) bool { return !opengl })
			s.status("frames come", func(state string, drawn int64, _ bool) bool {
				if !red(s.shown(80, 100)) {
					t.Fatal("the picture went away")
				}
				return drawn > before+10 && state == string(player.Playing)
			})
			s.say("size 480 270")
			s.picture(480, 270)
		})
	}
}

func TestOpenGLFailsWhilePaused(t *testing.T) {
	s := openStage(t, GPU)
	s.hear("chosen true")
	s.picture(320, 200)
	s.say("pause")
	s.status("pause", func(state string, _ int64, _ bool) bool { return state == string(player.Paused) })
	s.say("fault error")
	s.say("size 480 270")
	s.hear("gave up:")
	s.picture(480, 270)
	s.say("play")
	before := s.status("playing", func(state string, _ int64, _ bool) bool { return state == string(player.Playing) })
	s.status("frames come", func(_ string, drawn int64, _ bool) bool { return drawn > before+5 })
}
