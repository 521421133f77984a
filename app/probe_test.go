package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"matinee/library"
)

// TestFactsByPlayer looks into a film without ffprobe.
func TestFactsByPlayer(t *testing.T) {
	if !withWindow {
		if _, err := factsByPlayer(t.Context(), "a.mkv"); library.CodeOf(err) != library.CodeNoMediaTool {
			t.Errorf("without a player it says %v", err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "film.mkv")
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-v", "error",
		"-f", "lavfi", "-t", "2", "-i", "testsrc2=size=160x90:rate=10", "-f", "lavfi", "-t", "2", "-i", "sine",
		"-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-metadata:s:a:0", "language=ger", path).CombinedOutput()
	if err != nil {
		t.Skipf("ffmpeg makes no film: %v\n%s", err, out)
	}
	got, err := factsByPlayer(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if off := (got.Duration - 2*time.Second).Abs(); off > 200*time.Millisecond {
		t.Errorf("it lasts %v", got.Duration)
	}
	got.Duration = 0
	want := library.Facts{Width: 160, Height: 90, Video: "h264", Audio: "aac", Voices: []string{"ger"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	noise := filepath.Join(t.TempDir(), "noise.mkv")
	if err := os.WriteFile(noise, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := factsByPlayer(t.Context(), noise); library.CodeOf(err) != library.CodeNotMedia {
		t.Errorf("what is no film gives %v", err)
	}
}
