package stream

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzRequest sends odd paths and ranges: an answer is either a refusal without
// a body or exactly the bytes its headers promise.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][2]string{
		{"/film.mp4", "bytes=0-"},
		{"/film.mp4", "bytes=-5"},
		{"/../x", "bytes=5-4"},
		{"/%2e%2e/x", ""},
		{"", "bytes=99999999999999999999-"},
		{"/x?y", "bytes=1-2,3-4"},
		{"//", "items=1-"},
		{"/a%zz", "bytes= 1 - 2 "},
	} {
		f.Add(seed[0], seed[1], "")
		f.Add(seed[0], seed[1], `"v1"`)
	}
	f.Fuzz(func(t *testing.T, tail, ranges, ifRange string) {
		data := noise(100)
		s := New(newSwarm(t, data), Config{})
		s.port = "1"
		escaped := "/" + s.token + "/" + string(testBundle) + "/0" + tail
		u, err := url.ParseRequestURI(escaped)
		if err != nil {
			return // the http package answers these by itself
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL, r.Host = u, "127.0.0.1:1"
		r.Header.Set("Range", ranges)
		r.Header.Set("If-Range", ifRange)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		check(t, w.Result(), w.Body.Bytes(), data)
		if !strings.HasPrefix(tail, "/") && w.Code < 300 {
			t.Errorf("%q was served", tail)
		}
	})
}

func check(t *testing.T, res *http.Response, body, data []byte) {
	t.Helper()
	switch res.StatusCode {
	case http.StatusOK:
		if !bytes.Equal(body, data) {
			t.Errorf("200 with %d of %d bytes", len(body), len(data))
		}
	case http.StatusPartialContent:
		if !bytes.Contains(data, body) || len(body) == 0 || int64(len(body)) != res.ContentLength {
			t.Errorf("206 with %d bytes, promised %d", len(body), res.ContentLength)
		}
	case http.StatusNotFound, http.StatusRequestedRangeNotSatisfiable:
		if len(body) != 0 {
			t.Errorf("%d with a body", res.StatusCode)
		}
	default:
		t.Errorf("status %d", res.StatusCode)
	}
}
