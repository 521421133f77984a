package swarm

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"matinee/library"
)

// TestWebDate: a server with a certificate tells the time, also when it refuses what is
// asked or would redirect; without one, and where it lies in a private network, nobody
// does.
func TestWebDate(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", want.Format(http.TimeFormat))
		switch r.URL.Path {
		case "/none":
			w.Header()["Date"] = nil
		case "/away":
			http.Redirect(w, r, "https://elsewhere.invalid/", http.StatusFound)
		case "/refused":
			w.WriteHeader(http.StatusForbidden)
		}
	})
	safe, plain := httptest.NewTLSServer(answer), httptest.NewServer(answer)
	defer safe.Close()
	defer plain.Close()
	for _, path := range []string{"/", "/away", "/refused"} {
		if at, err := dateOf(t.Context(), safe.Client(), safe.URL+path); err != nil || !at.Equal(want) {
			t.Errorf("%s: %v, %v", path, at, err)
		}
	}
	for _, address := range []string{safe.URL + "/none", plain.URL, "https://", "file:///etc/passwd"} {
		if at, err := dateOf(t.Context(), safe.Client(), address); err == nil {
			t.Errorf("%s says that it is %v", address, at)
		}
	}
	stranger := &http.Client{Transport: &http.Transport{}} // does not know its certificate
	defer stranger.CloseIdleConnections()
	if _, err := dateOf(t.Context(), stranger, safe.URL); err == nil {
		t.Error("a certificate that nobody vouches for is believed")
	}
	r := newRig(t)
	if _, err := r.WebDate(t.Context(), safe.URL); library.CodeOf(err) != library.CodeRefusedAddr {
		t.Errorf("in a private network: %v", err)
	}
}
