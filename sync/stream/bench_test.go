package stream

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"

	"matinee/library"
)

// memory is an item that is all there, so that the server alone is measured.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }
func (memory) Name() string { return "film.mp4" }
func (memory) ETag() string { return "v1" }

func get(b *testing.B, s *Server, ranges string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL(testBundle, 0, "film.mp4"), nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Range", ranges)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		b.Fatal(err)
	}
}

func benchmark(b *testing.B, size int64, ranges string) {
	data := noise(64 << 20)
	s := New(openFunc(func(context.Context, library.BundleID, int) (Content, error) {
		return memory{bytes.NewReader(data)}, nil
	}), Config{})
	if err := s.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		get(b, s, ranges)
	}
	b.StopTimer()
	if err := s.Close(context.Background()); err != nil {
		b.Error(err)
	}
}

func BenchmarkWhole(b *testing.B) { benchmark(b, 64<<20, "bytes=0-") }
func BenchmarkSeek(b *testing.B)  { benchmark(b, 1000, "bytes=1000000-1000999") }
