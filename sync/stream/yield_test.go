package stream

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// A seek opens a second connection before it closes the first. The first must
// have let go of the engine by then, and is not told off if it stays.
func TestSeekFreesTheOldReader(t *testing.T) {
	film := newSwarm(t, noise(2<<20))
	film.arrived = 1 << 20
	s := start(t, film, Config{Grace: far})
	old := dial(t, s, "0")
	expect(t, old, film.data[:1<<20]) // now it waits for data
	tail := dial(t, s, "1572864")
	film.await("the old reader to close", func() bool { return film.open == 1 && film.opened == 2 })
	film.change(func() { film.arrived = 2 << 20 })
	expect(t, tail, film.data[1572864:])
	film.await("all readers to close", func() bool { return film.open == 0 })
	if got := s.Active(); len(got) != 1 || got[0].Offset != 1<<20 || got[0].Sent != 1<<20 {
		t.Errorf("active: %+v", got)
	}
	if film.opened != 2 {
		t.Errorf("the item was opened %d times: the old reader came back within its grace", film.opened)
	}
	_ = old.Body.Close()
	for len(s.Active()) > 0 {
		runtime.Gosched()
	}
}

func TestSeekFreesAReaderNobodyReads(t *testing.T) {
	film := newSwarm(t, noise(32<<20)) // more than sockets hold
	s := start(t, film, Config{Grace: far})
	old := dial(t, s, "0")
	expect(t, old, film.data[:1000])
	tail := dial(t, s, "33554000")
	expect(t, tail, film.data[33554000:])
	film.await("both readers to close", func() bool { return film.open == 0 && film.opened == 2 })
	_ = old.Body.Close()
}

// yielding is a Content whose source is told to yield while it reads.
type yielding struct {
	Content
	source *source
}

func (c *yielding) Read(p []byte) (int, error) {
	c.source.yield()
	return c.Content.Read(p)
}

// A read that brings data although its source yielded must not leave the reader
// open: the write that follows may block for hours.
func TestYieldDuringARead(t *testing.T) {
	film := newSwarm(t, noise(10))
	s := &source{grace: far}
	s.open = func(ctx context.Context) (Content, error) {
		c, err := film.Open(ctx, testBundle, 0)
		return &yielding{c, s}, err
	}
	if n, err := s.read(t.Context(), make([]byte, 10), 0); n != 10 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	if film.open != 0 {
		t.Error("the reader stayed open")
	}
}

// A player may really read in two places. Both get every byte.
func TestTwoPlacesAtOnce(t *testing.T) {
	film := newSwarm(t, noise(8<<20))
	film.chunk = 64 << 10
	s := start(t, film, Config{Grace: time.Millisecond})
	first := dial(t, s, "0")
	expect(t, first, film.data[:1000])
	for _, from := range []string{"4194304", "6291456", "1000"} {
		dial(t, s, from) // left open and unread
	}
	expect(t, first, film.data[1000:])
}
