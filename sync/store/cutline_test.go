package store

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// line is a way to a server that can be cut.
type line struct {
	to string
	net.Listener
	at   string
	mu   sync.Mutex
	open map[net.Conn]bool
}

func newLine(t testing.TB, to string) *line {
	t.Helper()
	l := &line{to: to, at: "127.0.0.1:0"}
	l.mend(t)
	t.Cleanup(l.cut)
	return l
}

func (l *line) mend(t testing.TB) {
	t.Helper()
	listener, err := net.Listen("tcp", l.at)
	if err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	l.Listener, l.at, l.open = listener, listener.Addr().String(), map[net.Conn]bool{}
	l.mu.Unlock()
	go func() {
		for {
			here, err := listener.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", l.to)
			if err != nil {
				here.Close()
				continue
			}
			l.mu.Lock()
			l.open[here], l.open[there] = true, true
			l.mu.Unlock()
			for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
				go func() {
					_, _ = io.Copy(way[0], way[1])
					here.Close()
					there.Close()
				}()
			}
		}
	}()
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Close()
	for c := range l.open {
		c.Close()
	}
}

// TestTheDatabaseGoesAndComesBack: meanwhile the store says so and asks to come again;
// then it goes on, and nothing is lost or there twice.
func TestTheDatabaseGoesAndComesBack(t *testing.T) {
	where := postgres(t)
	before, rest, _ := strings.Cut(where, "127.0.0.1:")
	port, name, _ := strings.Cut(rest, "/")
	way := newLine(t, "127.0.0.1:"+port)
	s := openShop(t, before+way.at+"/"+name)
	c := s.sells("studio")
	ask := newBuyer(t).asks(c)
	placed := must[Order](t)(s.client.Place(t.Context(), ask))
	if got := s.asks("GET", "/readyz", ""); got.status != 204 {
		t.Errorf("ready: %+v", got)
	}
	way.cut()
	for _, one := range [][2]string{{"GET", "/readyz"}, {"GET", "/v1/orders/" + string(ask.ID)}, {"POST", "/sandbox/" + string(ask.ID)}} {
		if got := s.asks(one[0], one[1], ""); got.status != 503 || got.header.Get("Retry-After") == "" || strings.Contains(got.body, port) {
			t.Errorf("%v: %+v", one, got)
		}
	}
	if got := s.asks("GET", "/healthz", ""); got.status != 204 {
		t.Errorf("the process runs: %+v", got)
	}
	_, err := s.client.Place(t.Context(), newBuyer(t).asks(c))
	wantCode(t, err, library.CodeStoreGone)
	if !strings.Contains(s.logged.String(), errGone.Error()) {
		t.Errorf("it is not said: %s", s.logged)
	}
	way.mend(t)
	for s.asks("GET", "/readyz", "").status != 204 {
		time.Sleep(20 * time.Millisecond)
	}
	s.pays(placed)
	o := must[Order](t)(s.client.Order(t.Context(), ask.ID, ask.Secret))
	export := must[Export](t)(s.Export(t.Context(), public(c.root)))
	if _, problems, err := export.Verify([]byte(o.Receipt)); err != nil || len(problems) > 0 || len(export.Entries) != 1 {
		t.Errorf("%v, %v", problems, err)
	}
}
