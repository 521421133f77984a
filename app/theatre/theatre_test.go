package theatre

import (
	"testing"
	"time"

	"matinee/library"
	"matinee/player"
)

const (
	season = library.BundleID("season")
	length = 10 * time.Minute
)

func play(t *testing.T, th *Theatre, item int) {
	t.Helper()
	if err := th.Play(t.Context(), season, item); err != nil {
		t.Fatal(err)
	}
	playing(t, th, max(item, 0))
}

// playing waits until an item is on the screen.
func playing(t *testing.T, th *Theatre, item int) {
	t.Helper()
	until(t, "the item plays", func() bool {
		s := th.Player().Status()
		return s.FirstFrame && s.Media.ID == mediaID2(item) && th.Now().Item.Index == item
	})
}

func mediaID2(item int) string { return "season/" + string(rune('0'+item)) }

func TestPositionIsSavedAndResumed(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	play(t, th, -1)
	if n := th.Now(); n.HasPrev || !n.HasNext || n.Next.Index != 1 {
		t.Errorf("beside the first: %+v", n)
	}
	s.reach(4 * time.Minute)
	until(t, "it is there", func() bool { return th.Player().Status().Position == 4*time.Minute })
	end(t, th) // closing saves it, too
	if p := h.position(0); p.At != 4*time.Minute || p.Duration != length || p.Updated.IsZero() {
		t.Errorf("saved %+v", p)
	}
	th, _ = show(t, h, length)
	play(t, th, 0)
	if got := th.Player().Status().Position; got != 4*time.Minute {
		t.Errorf("resumed at %v", got)
	}
	th.Stop()
	until(t, "it stops", func() bool { return th.Player().Status().State == player.Idle })
	if n := th.Now(); n.Bundle.ID != "" {
		t.Errorf("after stopping %+v", n)
	}
}

func TestStartElsewhere(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	if err := th.PlayAt(t.Context(), season, 0, Start{At: time.Minute}); err != nil {
		t.Fatal(err)
	}
	playing(t, th, 0)
	if got := th.Player().Status().Position; got != time.Minute {
		t.Errorf("at %v", got)
	}
	if err := th.PlayAt(t.Context(), season, 1, Start{Percent: 50}); err != nil {
		t.Fatal(err)
	}
	playing(t, th, 1)
	until(t, "the seek", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.seeks) == 1 })
	if s.seeks[0] != length/2 {
		t.Errorf("half is at %v", s.seeks[0])
	}
	h.mu.Lock()
	h.bundle.Items[2].Duration = length // known: no seek is needed
	h.mu.Unlock()
	if err := th.PlayAt(t.Context(), season, 2, Start{Percent: 25}); err != nil {
		t.Fatal(err)
	}
	playing(t, th, 2)
	if got := th.Player().Status().Position; got != length/4 {
		t.Errorf("a quarter is at %v", got)
	}
}

func TestNextIsReadyAndFollows(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	play(t, th, 0)
	s.reach(length - 3*time.Minute)
	until(t, "it is there", func() bool { return th.Player().Status().Position == length-3*time.Minute })
	if s.upcoming() != 0 {
		t.Error("the next one is opened too early")
	}
	s.reach(length - time.Minute)
	until(t, "the next one is ready", func() bool { return s.upcoming() == 1 })
	s.reach(length)
	playing(t, th, 1)
	until(t, "the first is saved as seen", func() bool { return h.position(0).At == length })
	n := th.Now()
	if !n.HasPrev || n.Next.Index != 2 {
		t.Errorf("beside the second: %+v", n)
	}
	if n.Names.Of(n.Item).Title != "Part 2" || n.Names.Of(n.Next).Title != "E10" {
		t.Errorf("they are called %+v", n.Names)
	}
	if h.position(0).ResumeAt() != 0 {
		t.Error("what was seen to its end resumes there")
	}
	until(t, "the durations are learned", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.learned[0] == length && h.learned[1] == length
	})
}

func TestStayAtEnd(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	play(t, th, 0)
	s.reach(length - time.Minute)
	until(t, "the next one is ready", func() bool { return s.upcoming() == 1 })
	th.StayAtEnd()
	until(t, "it is dropped", func() bool { return s.upcoming() == 0 })
	s.reach(length)
	until(t, "the end", func() bool { return th.Player().Status().State == player.Ended })
	if th.Now().Item.Index != 0 {
		t.Error("it went on")
	}
	if err := th.Next(t.Context()); err != nil { // but may be told to
		t.Fatal(err)
	}
	playing(t, th, 1)
}

func TestNextAndPrevious(t *testing.T) {
	th, _ := show(t, newHouse(), length)
	if err := th.Next(t.Context()); err != nil { // nothing plays
		t.Error(err)
	}
	play(t, th, 1)
	for _, step := range []struct {
		back bool
		want int
	}{{false, 2}, {false, 2}, {true, 1}, {true, 0}, {true, 0}} {
		move := th.Next
		if step.back {
			move = th.Previous
		}
		if err := move(t.Context()); err != nil {
			t.Fatal(err)
		}
		playing(t, th, step.want)
	}
}

// TestAnotherItemWhileTheNextIsOpened: what is opened too late must not follow
// what plays by then.
func TestAnotherItemWhileTheNextIsOpened(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	play(t, th, 0)
	gate := make(chan struct{})
	h.mu.Lock()
	h.gate = gate
	h.mu.Unlock()
	s.reach(length - time.Minute)
	until(t, "the next one is being opened", func() bool { th.mu.Lock(); defer th.mu.Unlock(); return th.ready == opening })
	h.mu.Lock()
	h.gate = nil
	h.mu.Unlock()
	play(t, th, 2)
	close(gate)
	end(t, th) // waits for it
	if s.upcoming() != 0 {
		t.Error("the second episode would follow the tenth")
	}
}

func TestNextThatCannotBeOpenedIsTriedAgain(t *testing.T) {
	h := newHouse()
	th, s := show(t, h, length)
	play(t, th, 0)
	h.mu.Lock()
	h.fail = 1
	h.mu.Unlock()
	s.reach(length - time.Minute)
	until(t, "it failed", func() bool { th.mu.Lock(); defer th.mu.Unlock(); return !th.again.IsZero() })
	th.mu.Lock()
	th.again = time.Now().Add(-time.Second)
	th.mu.Unlock()
	s.reach(length - 50*time.Second)
	until(t, "the next one is ready", func() bool { return s.upcoming() == 1 })
}

func TestRefusals(t *testing.T) {
	th, _ := show(t, newHouse(), length)
	if err := th.Play(t.Context(), season, 9); library.CodeOf(err) != library.CodeItemNotFound {
		t.Errorf("error %v", err)
	}
	if got := th.StreamStatus(season, 9, 0); got.Missing != 0 {
		t.Errorf("status of nothing: %+v", got)
	}
	if got := th.StreamStatus(season, 0, 0); got.Missing != 7 {
		t.Errorf("status %+v", got)
	}
	for media, want := range map[string]bool{"season/3": true, "season": false, "season/x": false, "": false} {
		if _, _, ok := splitID(media); ok != want {
			t.Errorf("%q is ours: %v", media, ok)
		}
	}
}
