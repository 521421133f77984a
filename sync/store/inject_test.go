package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// injected is what would begin a header of its own, and end all headers.
const injected = "a\r\nX-Injected: yes\r\n\r\n<b>"

// spoken sends a request byte for byte and returns the head of the answer.
func (s *shop) spoken(request string) string {
	s.t.Helper()
	c, err := (&net.Dialer{}).DialContext(s.t.Context(), "tcp", strings.TrimPrefix(string(s.client.URL), "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(c, request); err != nil {
		s.t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		s.t.Fatal(err)
	}
	head, _, whole := bytes.Cut(answer, []byte("\r\n\r\n"))
	if !whole {
		s.t.Fatalf("no answer to %q: %q", request, answer)
	}
	return string(head)
}

// unharmed holds the head of an answer against what was injected.
func (s *shop) unharmed(what, head string) {
	s.t.Helper()
	if strings.Contains(head, "\nX-Injected") || strings.Contains(head, "\rX-Injected") || strings.Count(head, "HTTP/1.") != 1 {
		s.t.Errorf("%s: %q", what, head)
	}
	if status := strings.Fields(head)[1]; status[0] == '5' {
		s.t.Errorf("%s: %s", what, status)
	}
}

// TestNothingIsInjectedIntoHeaders: line ends in every part of an address, in every field of every
// body and in headers end up in no header of an answer, and change nothing.
func TestNothingIsInjectedIntoHeaders(t *testing.T) {
	s := openShop(t, "")
	c := s.screens("studio")
	s.campaign(100, nil)
	h := handlers{s: s.Store}
	value := regexp.MustCompile(`\{[a-z]+\}`)
	for _, r := range h.routes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		for _, with := range []string{url.PathEscape(injected), "%0aX-Injected:%20yes%0a%0a", "%0dX-Injected:%20yes"} {
			at := value.ReplaceAllString(path, with) + "?store=" + with + "&" + with
			s.unharmed(method+" "+at, s.spoken(method+" "+at+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
			at = "//" + with + "/.." + path // which is led to where it should be
			s.unharmed(method+" "+at, s.spoken(method+" "+at+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
		}
	}
	for _, header := range []string{"Authorization: Bearer ", "Idempotency-Key: \"", "X-Forwarded-For: ", "Content-Type: ", "Accept: ", "Origin: ", "If-None-Match: "} {
		for _, with := range []string{"a\rX-Injected: yes", "a\x00", "a%0d%0aX-Injected: yes", "a\r\n X-Injected: yes"} {
			s.unharmed(header+with, s.spoken("POST /v1/orders HTTP/1.1\r\nHost: x\r\n"+header+with+"\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
		}
	}
	b := newBuyer(t)
	bought := s.buys(b.asks(c))
	rows := func() (n int64) {
		t.Helper()
		if err := s.db.read().row(t.Context(), `SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM entries)`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := rows()
	ads := map[string]any{"bundle": c.bundle, "edition": "standard", "device": b.recipient, "week": s.now(), "blinded": [][]byte{{1}}}
	for path, body := range map[string]any{
		"/v1/orders": b.asks(c), "/v1/consignments": c.handover(s.Store, "standard"), "/v1/books": map[string]any{"request": "{}"},
		"/v1/restore": map[string]any{"receipt": bought.Receipt, "device": b.recipient}, "/v1/ads/licence": ads,
		"/v1/ads/receipts": map[string]any{"campaign": c.bundle, "spot": c.bundle, "bundle": c.bundle, "day": s.now(), "token": map[string]any{"week": s.now()}},
		"/v1/ads/sponsors": map[string]any{"payloadType": "a", "payload": "b", "signatures": []any{}},
	} {
		fields := map[string]any{}
		if err := json.Unmarshal(must[[]byte](t)(json.Marshal(body)), &fields); err != nil {
			t.Fatal(err)
		}
		for name, was := range fields {
			fields[name] = injected
			text := must[[]byte](t)(json.Marshal(fields))
			head := s.spoken(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", path, len(text), text))
			s.unharmed(path+" "+name, head)
			if status := strings.Fields(head)[1]; status[0] != '4' {
				t.Errorf("%s with such a %s is answered by %s", path, name, status)
			}
			fields[name] = was
		}
	}
	if after := rows(); after != before {
		t.Errorf("%d rows came of it", after-before)
	}
	if !strings.Contains(s.spoken("POST /sandbox/"+string(bought.ID)+" HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), "Location: /sandbox/"+string(bought.ID)) {
		t.Error("what is led on is not led there")
	}
}

// TestAClientInjectsNothing: what a channel, a receipt or a person says gets into no header of
// a request.
func TestAClientInjectsNothing(t *testing.T) {
	var mu sync.Mutex
	var harmed []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get("X-Injected") != "" || strings.Contains(r.Header.Get("Authorization"), "X-Injected") {
			harmed = append(harmed, r.URL.Path)
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	client := Client{URL: library.WebURL(server.URL), HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	for what, call := range map[string]func() error{
		"a number": func() error { _, err := client.Order(t.Context(), library.Token(injected), "secret"); return err },
		"a secret": func() error { _, err := client.Order(t.Context(), newToken(), library.Secret(injected)); return err },
		"a store":  func() error { _, err := client.Reel(t.Context(), library.Key(injected)); return err },
		"a bundle": func() error {
			_, err := client.TokenKey(t.Context(), library.Key(injected), library.Token(injected))
			return err
		},
		"a film": func() error {
			_, err := client.Spot(t.Context(), library.Sum{SHA256: library.Digest(injected)})
			return err
		},
		"a word": func() error { return client.Sponsors(t.Context(), []byte(`"`+injected+`"`)) },
		"an address": func() error {
			_, err := Client{URL: client.URL + injected, HTTP: client.HTTP}.About(t.Context())
			return err
		},
	} {
		if err := call(); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if slices.Sort(harmed); len(harmed) > 0 {
		t.Errorf("got in by %v", harmed)
	}
}
