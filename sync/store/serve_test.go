package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// served is a store served as it is by the command.
func (s *shop) served(ctx context.Context) (address string, ended <-chan error) {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l, slog.New(slog.DiscardHandler)) }()
	return l.Addr().String(), done
}

// TestTheSlowAreCutOff: whoever sends a header or a body by the drop does not hold the
// store; others are answered meanwhile.
func TestTheSlowAreCutOff(t *testing.T) {
	s := openShop(t, "")
	s.times.header, s.times.read = 200*time.Millisecond, 400*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	address, ended := s.served(ctx)
	for what, begin := range map[string]string{
		"a header": "GET /v1/store HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body":   "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{\"voucher\":\"",
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprint(c, begin)
		dropping, stop := context.WithCancel(ctx)
		go func() {
			for dropping.Err() == nil {
				if _, err := c.Write([]byte("a")); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}()
		if _, err := (Client{URL: library.WebURL("http://" + address), HTTP: s.client.HTTP}).About(ctx); err != nil {
			t.Errorf("meanwhile: %v", err)
		}
		_ = c.SetReadDeadline(time.Now().Add(time.Minute))
		answer, err := io.ReadAll(c)
		if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Errorf("%s by the drop is waited for", what)
		}
		if strings.Contains(string(answer), " 200 ") || strings.Contains(string(answer), " 201 ") {
			t.Errorf("%s: %s", what, answer)
		}
		stop()
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestAnEndIsGraceful: what runs is finished, and what does not end is cut off.
func TestAnEndIsGraceful(t *testing.T) {
	s := openShop(t, "")
	s.times.shutdown = 300 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	began, finish := make(chan struct{}, 2), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began <- struct{}{}
		if r.URL.Path == "/quick" {
			<-finish
			return
		}
		<-r.Context().Done()
	})
	ended := make(chan error, 1)
	go func() { ended <- s.ServePlain(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	ask := func(path string) *bufio.Reader {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
		<-began
		return bufio.NewReader(c)
	}
	quick, endless := ask("/quick"), ask("/endless")
	cancel()
	close(finish)
	if line, err := quick.ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Errorf("what ran was not finished: %q, %v", line, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if line, err := endless.ReadString('\n'); err == nil {
		t.Errorf("the endless got %q", line)
	}
}

// TestWhoAsksTooOftenWaits: by network and by device, and is told how long.
func TestWhoAsksTooOftenWaits(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	ask := newBuyer(t).asks(c)
	limit := func(l Limits) {
		s.cfg.Limits = l
		s.again()
	}
	limit(Limits{Address: Rate{Every: time.Hour, Burst: 2}})
	s.asks("GET", "/v1/store", "")
	s.asks("GET", "/nowhere", "")
	got := s.asks("GET", "/v1/store", "", "X-Forwarded-For", "203.0.113.1")
	if got.status != 429 || got.header.Get("Retry-After") == "" || got.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%+v", got)
	}
	limit(Limits{Device: Rate{Every: time.Hour, Burst: 3}})
	for range 3 {
		must[Order](t)(s.client.Place(t.Context(), ask))
	}
	_, err := s.client.Place(t.Context(), ask)
	wantCode(t, err, library.CodeStoreGone) // so that the order is kept, and asked for again
	if _, err := s.client.Restore(t.Context(), []byte("{}"), ask.Device); err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("restoring is not bounded: %v", err)
	}
	if _, err := s.client.Order(t.Context(), ask.ID, ask.Secret); err != nil {
		t.Errorf("looking is no asking for a license: %v", err)
	}
	must[Order](t)(s.client.Place(t.Context(), newBuyer(t).asks(c)))
	behind := must[Limits](t)(Behind(Limits{Address: Rate{Every: time.Hour, Burst: 1}}, []string{"127.0.0.1"}))
	limit(behind)
	for i, want := range []int{200, 200, 429} {
		if got := s.asks("GET", "/v1/store", "", "X-Forwarded-For", []string{"203.0.113.1", "198.51.100.1", "203.0.113.99"}[i]); got.status != want {
			t.Errorf("behind a proxy, request %d: %d", i, got.status)
		}
	}
	if _, err := Behind(Limits{}, []string{"proxy.example"}); library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("%v", err)
	}
}

// TestWhatIsCounted is told to Prometheus, and nothing of a person with it.
func TestWhatIsCounted(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	ask := newBuyer(t).asks(c)
	s.buys(ask)
	must[Order](t)(s.client.Place(t.Context(), newBuyer(t).asks(c)))
	s.asks("GET", "/v1/orders/"+string(newToken()), "")
	ctx, cancel := context.WithCancel(t.Context())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.ServeMetrics(ctx, l, slog.New(slog.DiscardHandler)) }()
	answer, err := s.client.HTTP.Get("http://" + l.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`matinee_store_orders{state="settled"} 1`, `matinee_store_orders{state="waiting"} 1`, `matinee_store_postings_total{kind="sale"} 1`, `matinee_store_ready 1`,
		`matinee_store_answers_total{route="GET /v1/orders/{id}",status="404"} 1`, `matinee_store_request_seconds_count{route="POST /v1/orders"} 2`,
	} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("%s is not told:\n%s", want, text)
		}
	}
	for _, never := range []string{string(ask.ID), string(ask.Device), ask.Secret.Reveal(), string(c.bundle), "127.0.0.1"} {
		if strings.Contains(string(text), never) {
			t.Errorf("%s is told", never)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
