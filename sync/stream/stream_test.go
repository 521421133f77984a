package stream

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// far is longer than any test: what waits for it does not happen.
const far = time.Hour

// dial asks for the film from an offset on and returns the response with its
// headers read. The body is closed at the end of the test.
func dial(t *testing.T, s *Server, from string) *http.Response {
	t.Helper()
	// A small receive buffer: what is not read stays on the server's side.
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
		}
		return conn, err
	}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(testBundle, 0, "film.mp4"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Range", "bytes="+from+"-")
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func expect(t *testing.T, res *http.Response, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(res.Body, got); err != nil {
		t.Fatalf("reading %d bytes: %v", len(want), err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("the wrong bytes came")
	}
}

func expectCut(t *testing.T, res *http.Response) {
	t.Helper()
	if _, err := io.Copy(io.Discard, res.Body); err == nil {
		t.Fatal("the body ended as if it were whole")
	}
}

func TestWaitsForData(t *testing.T) {
	film := newSwarm(t, noise(1<<20))
	film.arrived = 0
	s := start(t, film, Config{})
	res := dial(t, s, "0") // headers come before any data
	for _, arrived := range []int64{1, 1000, 300_000, 1 << 20} {
		from := film.arrived
		film.change(func() { film.arrived = arrived })
		expect(t, res, film.data[from:arrived]) // what is there comes without more
	}
	if _, err := res.Body.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("after the last byte: %v", err)
	}
}

// A torrent that is paused, a disk that is full: the player waits.
func TestOutlastsFaults(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.arrived = 10
	s := start(t, film, Config{})
	res := dial(t, s, "0")
	expect(t, res, film.data[:10])
	film.change(func() { film.fault = library.Errorf(library.CodeDiskFull, "") })
	film.await("the reader to let go", func() bool { return film.open == 0 })
	film.change(func() { film.fault, film.arrived = nil, 1000 })
	expect(t, res, film.data[10:])
}

func TestOpenIsRepeated(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.fault = errors.New("not yet")
	s := start(t, film, Config{})
	go func() {
		for len(s.Active()) == 0 {
			runtime.Gosched()
		}
		film.change(func() { film.fault = nil })
	}()
	expect(t, dial(t, s, "5"), film.data[5:])
}

func TestEarlyEndIsNoEnd(t *testing.T) {
	film := newSwarm(t, noise(1000))
	var lock sync.Mutex
	short := true
	s := start(t, openFunc(func(ctx context.Context, b library.BundleID, i int) (Content, error) {
		c, err := film.Open(ctx, b, i)
		lock.Lock()
		defer lock.Unlock()
		if err != nil || !short {
			return c, err
		}
		short = false
		return &shortContent{Content: c, left: 100}, nil
	}), Config{})
	expect(t, dial(t, s, "0"), film.data)
}

type openFunc func(context.Context, library.BundleID, int) (Content, error)

func (f openFunc) Open(ctx context.Context, b library.BundleID, i int) (Content, error) {
	return f(ctx, b, i)
}

// shortContent ends before its size.
type shortContent struct {
	Content
	left int
}

func (c *shortContent) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n, err := c.Content.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

func TestOldestIsCutOff(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.arrived = 0
	s := start(t, film, Config{PerItem: 2})
	first, second, third := dial(t, s, "0"), dial(t, s, "1"), dial(t, s, "2")
	expectCut(t, first)
	film.change(func() { film.arrived = 1000 })
	expect(t, second, film.data[1:])
	expect(t, third, film.data[2:])
}

func TestChangedItemIsCut(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.arrived = 10
	s := start(t, film, Config{})
	res := dial(t, s, "0")
	expect(t, res, film.data[:10])
	film.change(func() { film.etag, film.fault = "v2", errors.New("gone for a moment") })
	film.await("the reader to let go", func() bool { return film.open == 0 })
	film.change(func() { film.fault, film.arrived = nil, 1000 })
	expectCut(t, res)
}

func TestRemovedItemIsCut(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.arrived = 10
	s := start(t, film, Config{})
	res := dial(t, s, "0")
	film.change(func() { film.fault = library.Errorf(library.CodeNotFound, "") })
	expectCut(t, res)
}

func TestLeavingFreesTheReader(t *testing.T) {
	film := newSwarm(t, noise(32<<20))
	film.arrived = 100
	s := start(t, film, Config{})
	hungry := dial(t, s, "0")
	expect(t, hungry, film.data[:100])
	_ = hungry.Body.Close()
	film.await("the hungry reader to close", func() bool { return film.open == 0 && film.opened == 1 })

	film.change(func() { film.arrived = 32 << 20 })
	paused := dial(t, s, "0")
	expect(t, paused, film.data[:100])
	_ = paused.Body.Close()
	film.await("the paused reader to close", func() bool { return film.open == 0 && film.opened == 2 })
}

func TestReportsOffsets(t *testing.T) {
	film := newSwarm(t, noise(1000))
	film.arrived = 600
	offsets := make(chan int64, 10)
	s := start(t, film, Config{OnRead: func(b library.BundleID, item int, offset int64) {
		if b != testBundle || item != 0 {
			t.Errorf("report for %s %d", b, item)
		}
		offsets <- offset
	}})
	res := dial(t, s, "100")
	expect(t, res, film.data[100:600])
	if a, b := <-offsets, <-offsets; a != 100 || b != 600 {
		t.Errorf("offsets %d, %d, want 100, 600", a, b)
	}
	active := s.Active()
	if len(active) != 1 || active[0].Bundle != testBundle || active[0].Offset != 600 || active[0].Sent != 500 || active[0].Since.IsZero() {
		t.Errorf("active: %+v", active)
	}
}
