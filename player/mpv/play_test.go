//go:build cgo

package mpv

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"matinee/library"
	"matinee/player"
)

// patience is how long a test waits for what ought to come: far longer than it
// takes, since the machine may be busy.
const patience = 20 * time.Second

// rig is a player on a real mpv.
type rig struct {
	*player.Player
	t        testing.TB
	changes  chan struct{}
	progress chan player.Progress
}

func newRig(t testing.TB, o Options) *rig {
	t.Helper()
	r := startRig(t, o)
	t.Cleanup(r.close)
	return r
}

// startRig leaves the closing, and so the forgetting, to the caller.
func startRig(t testing.TB, o Options) *rig {
	t.Helper()
	o.Silent = true
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return onBackend(t, b)
}

// rigOf is a player on a backend, which it closes with the test.
func rigOf(t testing.TB, b player.Backend) *rig {
	t.Helper()
	r := onBackend(t, b)
	t.Cleanup(r.close)
	return r
}

func onBackend(t testing.TB, b player.Backend) *rig {
	r := &rig{t: t, changes: make(chan struct{}, 1), progress: make(chan player.Progress, 1000)}
	r.Player = player.New(b, player.Options{OnProgress: func(p player.Progress) { r.progress <- p }})
	r.Subscribe(func(player.Change) {
		select {
		case r.changes <- struct{}{}:
		default:
		}
	})
	return r
}

func (r *rig) close() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Close(ctx); err != nil {
		r.t.Error(err)
	}
}

// until waits for a status and returns it.
func (r *rig) until(what string, ok func(player.Status) bool) player.Status {
	r.t.Helper()
	deadline := time.After(patience)
	for {
		s := r.Status()
		if ok(s) {
			return s
		}
		select {
		case <-r.changes:
		case <-deadline:
			r.t.Fatalf("no %s; status %+v", what, r.Status())
		}
	}
}

func in(state player.State) func(player.Status) bool {
	return func(s player.Status) bool { return s.State == state }
}

func (r *rig) open(name string) player.Status {
	r.t.Helper()
	if r.Status().Media.ID == name { // or its first frame is taken for the new one
		r.Stop()
		r.until("idle", in(player.Idle))
	}
	r.Open(player.Media{ID: name, URL: file(name)})
	return r.until("first frame of "+name, func(s player.Status) bool { return s.Media.ID == name && s.FirstFrame })
}

func TestPlaysEachFormat(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	for _, c := range []struct {
		name     string
		picture  bool
		duration time.Duration
	}{
		{"fast.mp4", true, 4 * time.Second},
		{"last.mp4", true, 4 * time.Second},
		{"all.mkv", true, 4 * time.Second},
		{"film.webm", true, 4 * time.Second},
		{"song.flac", false, 2 * time.Second},
		{"song.mp3", false, 2 * time.Second},
	} {
		r.open(c.name)
		s := r.until("length", func(s player.Status) bool { return s.Duration > 0 && (s.Width > 0 || !c.picture) })
		if d := s.Duration - c.duration; d < -100*time.Millisecond || d > 200*time.Millisecond {
			t.Errorf("%s lasts %v, want %v", c.name, s.Duration, c.duration)
		}
		if c.picture && (s.Width != 320 || s.Height != 180) {
			t.Errorf("%s is %d×%d", c.name, s.Width, s.Height)
		}
		if !c.picture && s.Width != 0 {
			t.Errorf("%s has a picture of width %d", c.name, s.Width)
		}
		if s.Err != nil {
			t.Errorf("%s: %v", c.name, s.Err)
		}
	}
}

func TestShowsTheCoverOfMusic(t *testing.T) {
	r := newRig(t, Options{})
	r.Frames().Resize(64, 64)
	s := r.open("cover.mp3")
	if len(s.Tracks) != 2 || !(s.Tracks[0].Picture || s.Tracks[1].Picture) {
		t.Errorf("tracks %+v", s.Tracks)
	}
	if c := r.Frames().Latest().RGBAAt(32, 32); c.G < 100 || c.R > 60 || c.B > 60 {
		t.Errorf("the cover is %v, want green", c)
	}
	if s = r.until("end", in(player.Ended)); s.Err != nil {
		t.Error(s.Err)
	}
}

func TestPlaysFilesOfAnyName(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	film, err := os.ReadFile(file("fast.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"--no-video", `a"b'c,d=e:f;g`, "50%20 %% ${path} ~~home", "été #1?.mp4", "-", "a\nb", "edl:x", "line\nbreak"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, film, 0o600); err != nil {
			t.Fatal(err)
		}
		r.Open(player.Media{ID: name, URL: path, Title: name})
		r.until("first frame of "+name, func(s player.Status) bool { return s.Media.ID == name && s.FirstFrame })
	}
}

func TestTellsWhyAFileCannotBePlayed(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	for name, want := range map[string]library.Code{
		"text.mp4": library.CodeNotMedia, "headless.mp4": library.CodeBrokenMedia, "alien.mkv": library.CodeNoCodec,
		"absent.mp4": library.CodeFilesChanged, "playlist.mp4": library.CodeNotMedia,
	} {
		r.Open(player.Media{ID: name, URL: file(name)})
		s := r.until("failure of "+name, func(s player.Status) bool { return s.Media.ID == name && s.State == player.Failed })
		if got := library.CodeOf(s.Err); got != want {
			t.Errorf("%s: %s, want %s (%v)", name, got, want, s.Err)
		}
	}
	r.open("fast.mp4") // and the next one plays
}

func TestPlaysWhatItCanOfAFile(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	s := r.open("halfalien.mkv")
	if s.State != player.Playing || library.CodeOf(s.Err) != library.CodeNoCodec {
		t.Errorf("%s, %v; want the sound to play and the missing codec told", s.State, s.Err)
	}
	r.open("short.mp4")
	r.SeekTo(8 * time.Second)
	s = r.until("end", in(player.Ended))
	if library.CodeOf(s.Err) != library.CodeBrokenMedia {
		t.Errorf("a film cut in half ended with %v at %v of %v", s.Err, s.Position, s.Duration)
	}
}

func TestPauseSeekEnd(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	r.open("fast.mp4")
	r.SetPaused(true)
	r.until("pause", in(player.Paused))
	r.SeekTo(2 * time.Second)
	s := r.until("seek", func(s player.Status) bool { return !s.Seeking && s.Position > 0 })
	if d := (s.Position - 2*time.Second).Abs(); d > 50*time.Millisecond || s.State != player.Paused {
		t.Errorf("after the seek %s at %v", s.State, s.Position)
	}
	r.SeekBy(time.Second)
	r.SeekBy(time.Hour)
	r.TogglePause()
	s = r.until("end", in(player.Ended))
	if s.Position != s.Duration {
		t.Errorf("ended at %v of %v", s.Position, s.Duration)
	}
	r.TogglePause()
	r.until("playing anew", func(s player.Status) bool {
		return s.State == player.Playing && !s.Seeking && s.Position < 2*time.Second
	})
	r.Stop()
	r.until("idle", in(player.Idle))
}

func TestResumesAtStart(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	r.Open(player.Media{ID: "x", URL: file("fast.mp4"), Start: 2600 * time.Millisecond})
	s := r.until("first frame", func(s player.Status) bool { return s.FirstFrame })
	s = r.until("position", func(p player.Status) bool { return p.Position != s.Position || p.Position > 0 })
	if s.Position < 1900*time.Millisecond || s.Position > 3200*time.Millisecond {
		t.Errorf("begins at %v, want the key frame before 2.6 s", s.Position)
	}
}

func TestTracksChaptersSubtitles(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	r.open("all.mkv")
	r.SetPaused(true)
	s := r.until("tracks", func(s player.Status) bool { return len(s.Tracks) == 4 && len(s.Chapters) == 2 })
	if s.Tracks[1].Language != "eng" || s.Tracks[2].Language != "fra" || s.Tracks[3].Kind != player.SubtitleTrack {
		t.Errorf("tracks %+v", s.Tracks)
	}
	if s.Chapters[1].Title != "Second" || s.Chapters[1].Start != 1500*time.Millisecond {
		t.Errorf("chapters %+v", s.Chapters)
	}
	r.NextChapter()
	s = r.until("second chapter", func(s player.Status) bool { return !s.Seeking && s.Chapter() == 1 })
	if d := s.Position - 1500*time.Millisecond; d < 0 || d > 50*time.Millisecond {
		t.Errorf("the second chapter begins at %v", s.Position)
	}
	r.SetAudio(2)
	r.until("second sound", func(s player.Status) bool { a, _ := s.Selected(player.AudioTrack); return a.ID == 2 })
	r.AddSubtitleFile(file("captions.srt"))
	r.until("added subtitles", func(s player.Status) bool { sub, _ := s.Selected(player.SubtitleTrack); return sub.File != "" })
	r.SetSubtitle(player.NoTrack)
	r.until("no subtitles", func(s player.Status) bool { _, ok := s.Selected(player.SubtitleTrack); return !ok })
	r.AddSubtitleFile(file("text.mp4"))
	r.until("complaint", func(s player.Status) bool { return library.CodeOf(s.Err) == library.CodeNotMedia })
	r.open("fast.mp4") // has one sound only: the choice of the second must not silence it
	r.until("sound", func(s player.Status) bool { a, _ := s.Selected(player.AudioTrack); return a.ID == 1 })
}

func TestSubtitlesBesideTheFile(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	r.Open(player.Media{ID: "x", URL: file("fast.mp4"), Subtitles: []string{file("captions.srt")}})
	s := r.until("subtitles", func(s player.Status) bool { return len(s.Tracks) == 3 })
	if s.Tracks[2].Title != "captions.srt" {
		t.Errorf("called %q", s.Tracks[2].Title)
	}
	r.CycleSubtitle()
	r.until("selection", func(s player.Status) bool { _, ok := s.Selected(player.SubtitleTrack); return ok })
}

func TestGoesOnToThePreloaded(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	r.open("song.flac")
	r.Preload(player.Media{ID: "next", URL: file("song.mp3")})
	var states []player.State
	s := r.until("next song", func(s player.Status) bool {
		states = append(states, s.State)
		return s.Media.ID == "next" && s.FirstFrame
	})
	for _, state := range states {
		if state == player.Ended || state == player.Idle {
			t.Errorf("between the songs the player was %s", state)
		}
	}
	if s.Preloaded != "" {
		t.Errorf("still preloaded: %q", s.Preloaded)
	}
	if p := <-r.progress; !p.Ended || p.Media.ID != "song.flac" {
		t.Errorf("progress %+v", p)
	}
}

func TestPreloadedOpensAtOnce(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	next := player.Media{ID: "next", URL: file("all.mkv")}
	r.open("fast.mp4")
	r.Preload(next)
	r.Open(next)
	r.until("next film", func(s player.Status) bool { return s.Media.ID == "next" && s.FirstFrame })
}

func TestFramesShowThePicture(t *testing.T) {
	r := newRig(t, Options{})
	f := r.Frames()
	f.Resize(320, 180)
	r.open("fast.mp4")
	checkPicture(t, f.Latest(), 320, 180)
	r.SetPaused(true)
	r.until("pause", in(player.Paused))
	drawn := make(chan struct{}, 100)
	f.OnFrame(func() { drawn <- struct{}{} })
	f.Resize(645, 363) // while paused: drawn again at the new size
	for img := f.Latest(); img.Rect.Dx() != 640; img = f.Latest() {
		select {
		case <-drawn:
		case <-time.After(patience):
			t.Fatalf("still %v", img.Rect)
		}
	}
	checkPicture(t, f.Latest(), 640, 363)
}

// checkPicture expects red on the left and blue on the right.
func checkPicture(t *testing.T, img *image.RGBA, w, h int) {
	t.Helper()
	if img == nil {
		t.Fatal("no picture")
	}
	if img.Rect.Dx() != w || img.Rect.Dy() != h || img.Stride != 4*w {
		t.Fatalf("picture of %v, want %d×%d", img.Rect, w, h)
	}
	left, right := img.RGBAAt(w/4, h/2), img.RGBAAt(3*w/4, h/2)
	if left.R < 200 || left.G > 60 || left.B > 60 || left.A != 255 {
		t.Errorf("left is %v, want red", left)
	}
	if right.B < 200 || right.R > 60 || right.G > 60 || right.A != 255 {
		t.Errorf("right is %v, want blue", right)
	}
}

// TestGoesOnWithoutOpenGL: where OpenGL's functions are missing, the picture comes
// back from the processor, at the same place, with sound and without.
func TestGoesOnWithoutOpenGL(t *testing.T) {
	for _, name := range []string{"long.mp4", "all.mkv"} {
		r := newRig(t, Options{})
		f := r.Frames().(player.GLFrames)
		f.Resize(320, 180)
		r.open(name)
		r.SeekTo(2 * time.Second)
		r.until("seek", func(s player.Status) bool { return !s.Seeking && s.Position >= 2*time.Second })
		if err := f.DrawGL(0, 10, 10); err == nil {
			t.Error("OpenGL draws without having been started")
		}
		before := f.Stats().Drawn
		if err := f.StartGL(func(string) unsafe.Pointer { return nil }); err == nil {
			t.Fatal("OpenGL draws with no function")
		}
		s := r.until("picture", func(s player.Status) bool {
			return s.State == player.Ended || s.State == player.Failed || f.Stats().Drawn > before+3 && s.State == player.Playing
		})
		if s.State == player.Failed || s.Position < 1900*time.Millisecond || f.Stats().OpenGL {
			t.Errorf("%s: %s at %v: %v", name, s.State, s.Position, s.Err)
		}
		checkPicture(t, f.Latest(), 320, 180)
		f.StopGL()
	}
}
