package theatre

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/ads"
	"matinee/player"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// screen is a backend that obeys at once; what was appended follows at the end.
type screen struct {
	events chan player.Event
	length time.Duration

	mu       sync.Mutex
	playing  uint64
	appended []player.Load
	seeks    []time.Duration
	queue    []player.Event
	closed   bool
	more     chan struct{}
	done     sync.WaitGroup
}

func newScreen(length time.Duration) *screen {
	s := &screen{events: make(chan player.Event), length: length, more: make(chan struct{}, 1)}
	s.done.Go(s.deliver)
	return s
}

// deliver hands out events in order, without ever holding up Do.
func (s *screen) deliver() {
	defer close(s.events)
	for {
		s.mu.Lock()
		batch, closed := s.queue, s.closed
		s.queue = nil
		s.mu.Unlock()
		for _, e := range batch {
			s.events <- e
		}
		if len(batch) == 0 {
			if closed {
				return
			}
			<-s.more
		}
	}
}

func (s *screen) tell(events ...player.Event) {
	s.queue = append(s.queue, events...)
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *screen) begin(l player.Load) {
	s.playing = l.ID
	s.tell(player.Started{ID: l.ID}, player.DurationChanged{Duration: s.length}, player.Loaded{ID: l.ID},
		player.Restarted{}, player.PositionChanged{At: l.Start})
}

func (s *screen) Do(c player.Command) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch c := c.(type) {
	case player.Load:
		if c.Append {
			s.appended = append(s.appended, c)
			return nil
		}
		s.appended = nil
		s.begin(c)
	case player.Advance:
		s.begin(s.appended[0])
		s.appended = nil
	case player.Unload:
		s.appended = nil
	case player.Seek:
		s.seeks = append(s.seeks, c.To)
		s.tell(player.Restarted{}, player.PositionChanged{At: c.To})
	case player.Stop:
		s.tell(player.EndOfFile{ID: s.playing, Reason: player.EndStopped})
		s.playing = 0
	}
	return nil
}

// reach plays on to a time; the whole length is the end of the item.
func (s *screen) reach(at time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(player.PositionChanged{At: at})
	if at < s.length {
		return
	}
	s.tell(player.EndOfFile{ID: s.playing, Reason: player.EndReached})
	if len(s.appended) > 0 {
		next := s.appended[0]
		s.appended = nil
		s.begin(next)
	}
}

func (s *screen) upcoming() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.appended)
}

func (s *screen) Events() <-chan player.Event { return s.events }
func (s *screen) Frames() player.Frames       { return nil }

func (s *screen) Close(context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.tell(player.Shutdown{})
	s.mu.Unlock()
	s.done.Wait()
	return nil
}

// house is a library of one season that keeps positions in memory.
type house struct {
	mu       sync.Mutex
	bundle   library.Bundle
	saved    map[int]library.Position
	learned  map[int]time.Duration
	opened   []int
	fail     int // how many Opens fail first
	gate     chan struct{}
	progress chan library.Position

	programmes map[int]ads.Programme
	watched    chan ads.Watched
}

func newHouse() *house {
	return &house{
		bundle: library.Bundle{ID: "season", Title: "Season", PieceLength: 1, Items: []library.Item{
			{Index: 0, Path: "E1.mkv", Length: 1000},
			{Index: 1, Path: "E2.mkv", Length: 1000},
			{Index: 2, Path: "E10.mkv", Length: 1000},
			{Index: 3, Path: "notes.txt", Length: 1},
		}},
		saved: map[int]library.Position{}, learned: map[int]time.Duration{},
		progress: make(chan library.Position, 100), watched: make(chan ads.Watched, 100),
	}
}

func (h *house) Open(_ context.Context, req control.OpenRequest) (control.Opened, error) {
	h.mu.Lock()
	gate := h.gate
	h.mu.Unlock()
	if gate != nil {
		<-gate
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail > 0 {
		h.fail--
		return control.Opened{}, errors.New("not now")
	}
	if req.Item < 0 {
		req.Item = 0
	}
	item, ok := h.bundle.Item(req.Item)
	if !ok {
		return control.Opened{}, library.Errorf(library.CodeItemNotFound, "%d", req.Item)
	}
	h.opened = append(h.opened, req.Item)
	return control.Opened{
		ID: req.ID, Item: item.Index, Title: item.Title(), URL: "/films/" + item.Path, Length: item.Length,
		Resume: h.saved[item.Index].ResumeAt(),
	}, nil
}

func (h *house) Bundle(library.BundleID) (library.Bundle, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.bundle, nil
}

func (h *house) Creators(library.BundleID) string { return "Rapid Eyes" }

func (h *house) Names(context.Context, library.BundleID) (library.ItemNames, error) {
	return library.ItemNames{1: {Title: "Part 2", Episode: 2, Number: 2}}, nil
}

func (h *house) SavePosition(_ context.Context, p library.Position) error {
	h.mu.Lock()
	h.saved[p.Item] = p
	h.mu.Unlock()
	select {
	case h.progress <- p:
	default:
	}
	return nil
}

func (h *house) Learned(_ context.Context, _ library.BundleID, item int, d time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.learned[item] = d
	return nil
}

func (h *house) StreamStatus(_ library.BundleID, item int, _ int64) (library.StreamStatus, error) {
	if item > 3 {
		return library.StreamStatus{}, errors.New("no such item")
	}
	return library.StreamStatus{Missing: 7}, nil
}

func (h *house) Programme(_ context.Context, _ library.BundleID, item int) (ads.Programme, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.programmes[item], nil
}

func (h *house) Watched(_ context.Context, w ads.Watched) error {
	h.watched <- w
	return nil
}

func (h *house) position(item int) library.Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.saved[item]
}

// show opens a theatre on h that ends with the test.
func show(t *testing.T, h *house, length time.Duration) (*Theatre, *screen) {
	t.Helper()
	s := newScreen(length)
	th := New(h, s, 80, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { end(t, th) })
	return th, s
}

func end(t *testing.T, th *Theatre) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := th.Close(ctx); err != nil {
		t.Error(err)
	}
}

// until waits for something that the theatre's goroutines bring about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatal("never: ", what)
		}
		time.Sleep(time.Millisecond)
	}
}
