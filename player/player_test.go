package player

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
)

func TestPlaysThroughItsQueue(t *testing.T) {
	f := newFake()
	var reports []Progress
	p := New(f, Options{Volume: 60, Speed: 1.5, Muted: true, OnProgress: func(r Progress) { reports = append(reports, r) }})
	p.Open(Media{ID: "a", URL: "/a.mkv", Start: 5 * sec})
	s := until(t, p, "playing", func(s Status) bool { return s.State == Playing && s.Position == 5*sec })
	if s.Volume != 60 || s.Speed != 1.5 || !s.Muted || s.Duration != time.Minute {
		t.Errorf("%+v", s)
	}
	p.SeekPercent(50)
	until(t, p, "half", func(s Status) bool { return !s.Seeking && s.Position == 30*sec })
	p.AddVolume(-20)
	p.AddSubDelay(sec)
	p.Perform(Action{Verb: DoChangeSpeed, Amount: 1})
	until(t, p, "controls", func(s Status) bool { return s.Volume == 40 && s.SubDelay == sec && s.Speed == 1.75 })
	if err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last := reports[len(reports)-1]; last.Media.ID != "a" || last.Position != 30*sec {
		t.Errorf("the last report is %+v", last)
	}
	p.Open(Media{ID: "b", URL: "/b.mkv"}) // after the end: nothing
	if s := p.Status(); s.State != Idle {
		t.Errorf("after Close %s", s.State)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

// A subscriber that takes its time must hold up neither the player nor its
// methods, and still hears of everything.
func TestSlowSubscriber(t *testing.T) {
	f := newFake()
	p := New(f, Options{})
	defer p.Close(t.Context())
	hold, told := make(chan struct{}), make(chan Change, 1000)
	cancel := p.Subscribe(func(c Change) { told <- c; <-hold })
	p.Open(film)
	<-told
	for range 100 {
		p.TogglePause()
	}
	p.SetVolume(10)
	for p.Status().Volume != 10 { // the player goes on while the subscriber hangs
		time.Sleep(time.Millisecond)
	}
	close(hold)
	var all Change
	for !all.Has(ChangedControls) {
		select {
		case c := <-told:
			all |= c
		case <-time.After(10 * time.Second):
			t.Fatal("the change was never told")
		}
	}
	if n := len(told); n > 5 {
		t.Errorf("%d more calls; changes are not told as one", n)
	}
	cancel()
}

// stuck is a backend that never ends.
type stuck struct{ *fake }

func (s stuck) Close(ctx context.Context) error {
	<-ctx.Done()
	defer s.fake.Close(context.Background())
	return ctx.Err()
}

func TestCloseKeepsItsDeadline(t *testing.T) {
	p := New(stuck{newFake()}, Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := p.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	<-p.closed
}

func TestBackendThatRefuses(t *testing.T) {
	f := newFake()
	f.refuse = errFake
	p := New(f, Options{})
	defer p.Close(t.Context())
	p.Open(film)
	s := until(t, p, "failure", func(s Status) bool { return s.State == Failed })
	if library.CodeOf(s.Err) != library.CodeNoPlayer {
		t.Error(s.Err)
	}
}

func TestBackendThatDies(t *testing.T) {
	f := newFake()
	p := New(f, Options{})
	p.Open(film)
	until(t, p, "playing", func(s Status) bool { return s.State == Playing })
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, p, "idle", func(s Status) bool { return s.State == Idle })
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestBackendThatDoesNotStart says why for as long as somebody may ask: the end of its news
// does not take that back.
func TestBackendThatDoesNotStart(t *testing.T) {
	f := newFake()
	p := New(f, Options{})
	f.mu.Lock()
	f.tell(Shutdown{errFake})
	f.closed = true
	f.mu.Unlock()
	f.done.Wait()
	<-p.done
	if s := p.Status(); s.State != Idle || !errors.Is(s.Err, errFake) {
		t.Errorf("it is %s: %v", s.State, s.Err)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// Whatever is asked in whatever order: the backend ends paused exactly if the
// person's last word says so, every seek lies within the film, the last seek
// wins, and the player and the backend agree.
func TestAnyOrderOfWishes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := newFake()
		f.held = rapid.Bool().Draw(t, "seeks hang")
		p := New(f, Options{})
		p.Open(film)
		paused, volume, target := false, 100.0, time.Duration(-1)
		for range rapid.IntRange(0, 40).Draw(t, "wishes") {
			switch rapid.IntRange(0, 5).Draw(t, "wish") {
			case 0:
				p.TogglePause()
				paused = !paused
			case 1:
				paused = rapid.Bool().Draw(t, "paused")
				p.SetPaused(paused)
			case 2:
				target = time.Duration(rapid.Int64Range(-100, 200).Draw(t, "to")) * sec
				p.SeekTo(target)
				target = min(max(target, 0), f.duration)
			case 3:
				volume = rapid.Float64Range(0, 130).Draw(t, "volume")
				p.SetVolume(volume)
			case 4:
				p.CycleSubtitle()
			case 5:
				f.finishSeek()
			}
		}
		settled := make(chan struct{})
		p.ask(func(*machine) { close(settled) })
		<-settled
		for p.Status().Seeking || !p.Status().FirstFrame {
			f.finishSeek()
			time.Sleep(time.Millisecond)
		}
		checkWishes(t, f, p.Status(), paused, volume, target)
		if err := p.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	})
}

func checkWishes(t *rapid.T, f *fake, s Status, paused bool, volume float64, target time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Paused != paused || f.paused != paused {
		t.Fatalf("paused: player %v, backend %v, want %v", s.Paused, f.paused, paused)
	}
	if s.Volume != volume {
		t.Fatalf("volume %v, want %v", s.Volume, volume)
	}
	if target >= 0 && f.at != target {
		t.Fatalf("the backend is at %v, want %v", f.at, target)
	}
	for _, c := range f.got {
		if c, ok := c.(Seek); ok && (c.To < 0 || c.To > f.duration) {
			t.Fatalf("sought to %v of %v", c.To, f.duration)
		}
	}
}

func TestQueueKeepsOrderAndCloses(t *testing.T) {
	q := newQueue[int]()
	var wg sync.WaitGroup
	var got []int
	wg.Go(func() {
		for range q.ready {
			items, open := q.take()
			got = append(got, items...)
			if !open {
				return
			}
		}
	})
	var want []int
	for i := range 1000 {
		q.put(i)
		want = append(want, i)
	}
	q.close()
	q.put(1000)
	wg.Wait()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %d items", len(got))
	}
}

func TestChangesNameWhatDiffers(t *testing.T) {
	for want, alter := range map[Change]func(*Status){
		ChangedState:    func(s *Status) { s.Seeking = true },
		ChangedMedia:    func(s *Status) { s.Preloaded = "x" },
		ChangedTime:     func(s *Status) { s.Position = sec },
		ChangedLength:   func(s *Status) { s.Duration = sec },
		ChangedTracks:   func(s *Status) { s.Tracks = []Track{{ID: 1}} },
		ChangedChapters: func(s *Status) { s.Chapters = []Chapter{{"a", 0}} },
		ChangedBuffer:   func(s *Status) { s.CacheAhead = sec },
		ChangedPicture:  func(s *Status) { s.Width = 1 },
		ChangedControls: func(s *Status) { s.Muted = true },
		0:               func(*Status) {},
	} {
		var a, b Status
		alter(&b)
		if got := diff(&a, &b); got != want {
			t.Errorf("got %b, want %b", got, want)
		}
	}
}
