package intake

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFetch(t *testing.T) {
	good := string(torrentOf(t, single("a")))
	var stop context.CancelFunc
	mux := http.NewServeMux()
	serve := func(path string, h http.HandlerFunc) { mux.HandleFunc(path, h) }
	serve("/good", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(good)) })
	serve("/page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) })
	serve("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	serve("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/good", http.StatusFound) })
	serve("/magnet", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "magnet:?xt="+btih+hash)
		w.WriteHeader(http.StatusFound)
	})
	serve("/huge", func(w http.ResponseWriter, _ *http.Request) {
		for chunk := []byte("d" + strings.Repeat("x", 1<<20)); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	serve("/hang", func(_ http.ResponseWriter, r *http.Request) { stop(); <-r.Context().Done() })
	server := httptest.NewServer(mux)
	defer server.Close()
	client := server.Client()
	defer client.CloseIdleConnections()

	cases := map[string]library.Code{
		"/good": "", "/moved": "",
		"/page": library.CodeDownload, "/none": library.CodeDownload, "/loop": library.CodeDownload,
		"/magnet": library.CodeDownload, "/huge": library.CodeBadTorrent, "/hang": library.CodeCanceled,
	}
	for path, code := range cases {
		t.Run(path, func(t *testing.T) {
			var ctx context.Context
			ctx, stop = context.WithCancel(t.Context())
			defer stop()
			raw, err := Fetch(ctx, client, server.URL+path+"?passkey=secret")
			if code == "" {
				if err != nil || string(raw) != good {
					t.Fatalf("%q, %v", raw, err)
				}
				return
			}
			wantCode(t, err, code)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the passkey: %v", err)
			}
		})
	}
	_, err := Fetch(t.Context(), client, "gopher://x/")
	wantCode(t, err, library.CodeBadSource)
}
