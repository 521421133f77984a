package media

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
)

// tools are the real programs; a test that needs them is skipped without.
func tools(t testing.TB) Tools {
	t.Helper()
	found := FindTools()
	if found.FFmpeg == "" || found.FFprobe == "" {
		t.Skip("ffmpeg is not installed")
	}
	return found
}

// newMedia is a Media with an empty cache.
func newMedia(t testing.TB, with Tools) *Media {
	t.Helper()
	return New(Config{Cache: filepath.Join(t.TempDir(), "cache"), Tools: with})
}

// makeMedia has ffmpeg write a file in a new folder and returns its path.
func makeMedia(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	all := append([]string{"-nostdin", "-v", "error", "-y"}, args...)
	out, err := exec.CommandContext(t.Context(), tools(t).FFmpeg, append(all, path)...).CombinedOutput()
	if err != nil {
		t.Fatalf("make %s: %v\n%s", name, err, out)
	}
	return path
}

// picture and tone are what made files show and sound like.
func picture(size string, seconds string) []string {
	return []string{"-f", "lavfi", "-t", seconds, "-i", "testsrc2=size=" + size + ":rate=10"}
}

func tone(seconds string) []string {
	return []string{"-f", "lavfi", "-t", seconds, "-i", "sine=frequency=330"}
}

// args joins lists of arguments and single ones.
func args(parts ...any) []string {
	var out []string
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			out = append(out, v)
		case []string:
			out = append(out, v...)
		}
	}
	return out
}

// write makes a file and returns its path.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, data, 0o600))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantCode fails unless err is of a kind.
func wantCode(t testing.TB, err error, code library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != code {
		t.Errorf("the error is %v, want one of the kind %s", err, code)
	}
}

// patience bounds every wait for something that must happen.
const patience = 60 * time.Second

// TestMain: helpers and what reads from them end with the call that started them.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
