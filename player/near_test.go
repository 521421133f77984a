package player

import (
	"testing"
	"time"
)

// A seek into what is not here yet must not wait for everything between the key
// frame and the target.
func TestSeekIsExactOnlyWhereDataIs(t *testing.T) {
	cached := []TimeSpan{{From: 0, To: 10 * time.Second}}
	tests := []struct {
		name  string
		url   string
		at    time.Duration
		exact bool
	}{
		{"a file", "/films/one.mp4", time.Minute, true},
		{"streamed and buffered", "http://127.0.0.1:1/one.mp4", 5 * time.Second, true},
		{"streamed and missing", "http://127.0.0.1:1/one.mp4", time.Minute, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMachine()
			m.Media, m.Cached = Media{URL: tt.url}, cached
			if got := m.here(tt.at); got != tt.exact {
				t.Errorf("exact seek to %v: %v, want %v", tt.at, got, tt.exact)
			}
		})
	}
}
