package stream

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"matinee/library"
)

func TestCloseEndsRequests(t *testing.T) {
	film := newSwarm(t, noise(32<<20))
	film.arrived = 16 << 20
	s := New(film, Config{})
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err == nil {
		t.Error("started twice")
	}
	paused, hungry := dial(t, s, "0"), dial(t, s, "20000000")
	closeServer(t, s)
	film.await("all readers to close", func() bool { return film.open == 0 })
	expectCut(t, paused)
	expectCut(t, hungry)
	closeServer(t, New(film, Config{})) // never started: nothing to do
}

// pipe is a listener that accepts one connection, of which nothing is buffered:
// a write blocks until the other side reads.
type pipe struct {
	net.Listener
	conn chan net.Conn
	done chan struct{}
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conn:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error { close(p.done); return nil }

// A paused player does not read. Its request ends all the same.
func TestCloseEndsABlockedWrite(t *testing.T) {
	film := newSwarm(t, noise(1000))
	s := New(film, Config{})
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	near, away := net.Pipe()
	ln := &pipe{Listener: s.listener, conn: make(chan net.Conn, 1), done: make(chan struct{})}
	ln.conn <- away
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(ln) }()
	if _, err := io.WriteString(near, "GET "+target(t, s)+" HTTP/1.1\r\nHost: 127.0.0.1:"+s.port+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := http.ReadResponse(bufio.NewReaderSize(near, 16), nil); err != nil {
		t.Fatal(err)
	}
	film.await("the write", func() bool { return len(film.reads) > 0 })
	closeServer(t, s)
	<-served
	film.await("the reader to close", func() bool { return film.open == 0 })
}

func closeServer(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}

// stuck is a Content whose Read does not heed its context until it is let go.
type stuck struct {
	Content
	release chan struct{}
}

func (c *stuck) Read([]byte) (int, error) {
	<-c.release
	return 0, errors.New("released")
}

func TestCloseHasADeadline(t *testing.T) {
	film := newSwarm(t, noise(10))
	release := make(chan struct{})
	s := New(openFunc(func(ctx context.Context, b library.BundleID, i int) (Content, error) {
		c, err := film.Open(ctx, b, i)
		return &stuck{c, release}, err
	}), Config{})
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	dial(t, s, "0")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v", err)
	}
	close(release)
	film.await("the reader to close", func() bool { return film.open == 0 })
}
