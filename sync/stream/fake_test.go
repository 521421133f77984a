package stream

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

const testBundle = library.BundleID("0123456789abcdef0123456789abcdef01234567")

// swarm is an Opener over bytes of which only the first have "arrived". It fails
// the test when a Content is used in a way the contract forbids.
type swarm struct {
	t    *testing.T
	data []byte
	name string
	etag string

	mu      sync.Mutex
	arrived int64         // bytes from the start that are there
	more    chan struct{} // closed and replaced when that changes
	fault   error         // what Read and Open report instead of working
	open    int
	opened  int
	reads   []library.Span
	chunk   int // most bytes of one Read; 0 for no bound
}

func newSwarm(t *testing.T, data []byte) *swarm {
	s := &swarm{t: t, data: data, name: "film.mp4", etag: "v1", arrived: int64(len(data)), more: make(chan struct{})}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open != 0 {
			t.Errorf("%d contents were never closed", s.open)
		}
	})
	return s
}

// change alters the state under the lock and wakes waiting reads.
func (s *swarm) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.more)
	s.more = make(chan struct{})
}

// await blocks until cond, asked under the lock, holds.
func (s *swarm) await(what string, cond func() bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for {
		s.mu.Lock()
		ok, more := cond(), s.more
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-more:
		case <-deadline:
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (s *swarm) Open(ctx context.Context, bundle library.BundleID, item int) (Content, error) {
	if bundle != testBundle {
		return nil, library.Errorf(library.CodeNotFound, "%s", bundle)
	}
	if item != 0 {
		return nil, library.Errorf(library.CodeItemNotFound, "%d", item)
	}
	var err error
	s.change(func() {
		if err = s.fault; err == nil {
			s.open++
			s.opened++
		}
	})
	if err != nil {
		return nil, err
	}
	return &content{swarm: s, ctx: ctx}, nil
}

type content struct {
	swarm *swarm
	ctx   context.Context

	mu      sync.Mutex
	at      int64
	reading bool
	closed  bool
}

func (c *content) Size() int64  { return int64(len(c.swarm.data)) }
func (c *content) Name() string { return c.swarm.name }
func (c *content) ETag() string { return c.swarm.etag }

func (c *content) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, errors.New("only seeks from the start are expected")
	}
	c.at = offset
	return offset, nil
}

func (c *content) mark(reading bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.reading == reading {
		c.swarm.t.Error("content read after it was closed, or twice at once")
	}
	c.reading = reading
}

func (c *content) Read(p []byte) (int, error) {
	c.mark(true)
	defer c.mark(false)
	s := c.swarm
	for {
		s.mu.Lock()
		n, more, fault := min(int64(len(p)), s.arrived-c.at), s.more, s.fault
		if s.chunk > 0 {
			n = min(n, int64(s.chunk))
		}
		s.mu.Unlock()
		switch {
		case fault != nil:
			return 0, fault
		case c.at >= c.Size():
			return 0, io.EOF
		case n > 0:
			copy(p[:n], s.data[c.at:])
			s.change(func() { s.reads = append(s.reads, library.Span{From: c.at, To: c.at + n}) })
			c.at += n
			return int(n), nil
		}
		select {
		case <-more:
		case <-c.ctx.Done():
			return 0, c.ctx.Err()
		}
	}
}

func (c *content) Close() error {
	c.mu.Lock()
	if c.closed || c.reading {
		c.swarm.t.Error("content closed twice or while it was read")
	}
	c.closed = true
	c.mu.Unlock()
	c.swarm.change(func() { c.swarm.open-- })
	return nil
}

// start serves s and closes the server at the end of the test.
func start(t *testing.T, opener Opener, config Config) *Server {
	t.Helper()
	server := New(opener, config)
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeServer(t, server) })
	return server
}
