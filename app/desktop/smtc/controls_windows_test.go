package smtc

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/bus/bustest"
	"matinee/app/desktop/com"
	"matinee/app/desktop/explorer"
	"matinee/app/desktop/mpris"
)

// fake is a player that notes what is asked of it.
type fake struct {
	mu    sync.Mutex
	now   mpris.Playing
	asked chan string
}

func (f *fake) Playing() mpris.Playing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fake) SetPaused(paused bool) {
	if paused {
		f.asked <- "pause"
	} else {
		f.asked <- "play"
	}
}
func (f *fake) TogglePause()           { f.asked <- "toggle" }
func (f *fake) Stop()                  { f.asked <- "stop" }
func (f *fake) Next()                  { f.asked <- "next" }
func (f *fake) Previous()              { f.asked <- "previous" }
func (f *fake) SeekTo(t time.Duration) { f.asked <- "to " + t.String() }
func (f *fake) SeekBy(t time.Duration) { f.asked <- "by " + t.String() }
func (f *fake) SetRate(float64)        {}
func (f *fake) SetVolume(float64)      {}

func (f *fake) Rates() (least, most float64) { return 0.25, 4 }

// desktop is the thread that controls belong to.
func desktop(t *testing.T) *explorer.Explorer {
	t.Helper()
	e, err := explorer.Start(t.Context(), explorer.Options{Title: "Matinee test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// TestWindowsShowsWhatPlays reads back from Windows' controls what they were told.
func TestWindowsShowsWhatPlays(t *testing.T) {
	shell := desktop(t)
	done := make(chan struct{})
	shell.On(func() {
		defer close(done)
		c, err := openControls(shell.Window(), func(button) {}, func(time.Duration) {})
		if err != nil {
			t.Errorf("there are no controls: %v", err)
			return
		}
		defer c.close()
		song := mpris.Playing{
			State: mpris.Active, Track: "a", Title: "Étude", Album: "Studies", Artist: "A pianist", Number: 3,
			Length: 3 * time.Minute, Position: time.Minute, Rate: 1, HasNext: true, Art: os.Args[0], // no picture, but a file
		}
		if err := c.show(song); err != nil {
			t.Errorf("it is not shown: %v", err)
		}
		for what, at := range map[string]struct {
			method int
			want   uint32
		}{
			"status": {6, statusPlaying}, "enabled": {10, 1}, "play": {12, 1}, "pause": {16, 1}, "next": {26, 1}, "previous": {24, 0},
		} {
			var got uint32
			if err := c.first.Call(at.method, uintptr(unsafe.Pointer(&got))); err != nil || got != at.want {
				t.Errorf("%s is %d (%v), want %d", what, got, err, at.want)
			}
		}
		music, err := c.updater.Get(getMusic) // wine makes one for each that asks
		if err != nil {
			t.Errorf("there are no words: %v", err)
			return
		}
		defer music.Release()
		if err := writeMusic(music, song); err != nil {
			t.Errorf("the words are not taken: %v", err)
		}
		for method, want := range map[int]string{6: song.Title, 10: song.Artist} {
			if got, err := music.Text(method); err != nil || got != want {
				t.Errorf("Windows says %q (%v), want %q", got, err, want)
			}
		}
		if err := c.setPlace(song); err != nil {
			t.Logf("how far it is is not shown here: %v", err)
		}
		if err := c.show(mpris.Playing{}); err != nil {
			t.Errorf("nothing is not shown: %v", err)
		}
		var on byte
		if err := c.first.Call(10, uintptr(unsafe.Pointer(&on))); err != nil || on != 0 {
			t.Errorf("they are shown for nothing: %d (%v)", on, err)
		}
	})
	bustest.Next(t, done, "the controls")
}

// said is an object that tells one number, as those of events do.
type said struct {
	methods *[7]uintptr
	number  int64
}

func newSaid(number int64) *said {
	s := &said{methods: &[7]uintptr{}, number: number}
	s.methods[com.FirstOfRuntime] = windows.NewCallback(func(s *said, out *int32) uintptr {
		*out = int32(s.number) //nolint:gosec // small
		return 0
	})
	return s
}

// TestButtonsAreHeard calls the handler as Windows does, and asks it what it is.
func TestButtonsAreHeard(t *testing.T) {
	f := &fake{asked: make(chan string, 8)}
	s := &server{opt: Options{Player: f}, wishes: make(chan func(), maxWishes)}
	h := com.NewHandler(pressedID(), func(_, what *com.Object) {
		var b button
		if what.Call(com.FirstOfRuntime, uintptr(unsafe.Pointer(&b))) == nil {
			s.pressed(b)
		}
	})
	object := (*com.Object)(unsafe.Pointer(h)) //nolint:gosec // as Windows sees it
	for id, want := range map[windows.GUID]bool{
		pressedID(): true, soughtID(): false,
		{Data1: 0x94ea2b94, Data2: 0xe9cc, Data3: 0x49e0, Data4: [8]byte{0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}}: true,
		{Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}:                                                                    true,
	} {
		if _, err := object.As(id); (err == nil) != want {
			t.Errorf("it answers %v to be %v: %v", id, want, err)
		}
	}
	for b, want := range map[button]string{play: "play", pause: "pause", stop: "stop", next: "next", previous: "previous", forward: "by 10s", rewind: "by -10s"} {
		event := newSaid(int64(b))
		if err := object.Call(3, 0, uintptr(unsafe.Pointer(event))); err != nil {
			t.Fatal(err)
		}
		bustest.Next(t, s.wishes, want)()
		if got := bustest.Next(t, f.asked, want); got != want {
			t.Errorf("button %d does %q, want %q", b, got, want)
		}
	}
	s.pressed(99)
	if len(s.wishes) != 0 {
		t.Error("a button that nobody knows does something")
	}
	s.sought(-time.Second)
	bustest.Next(t, s.wishes, "a place")()
	if got := bustest.Next(t, f.asked, "a place"); got != "to 0s" {
		t.Errorf("before the beginning is %q", got)
	}
}

// TestRunShowsAndEnds follows a player for as long as it is told to.
func TestRunShowsAndEnds(t *testing.T) {
	shell := desktop(t)
	f := &fake{asked: make(chan string, 8), now: mpris.Playing{State: mpris.Paused, Track: "a", Title: "A", Film: true, Rate: 1}}
	shown := make(chan struct{}, 64)
	on := func(do func()) {
		shell.On(func() {
			do()
			shown <- struct{}{}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Window: shell.Window(), On: on, Player: f, News: make(chan struct{})})
	}()
	bustest.Next(t, shown, "the controls")
	bustest.Next(t, shown, "what plays")
	cancel()
	if err := bustest.Next(t, ended, "the end"); err != nil {
		t.Fatal(err)
	}
	bustest.Next(t, shown, "that they are closed")
}
