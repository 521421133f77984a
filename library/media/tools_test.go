package media

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestToolsBesideTheProgram are found first: a package for a system without them brings
// them along.
func TestToolsBesideTheProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(self), "matinee-test-tool")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if got := find("matinee-test-tool"); got != "" {
		t.Fatalf("it is at %s before it is there", got)
	}
	if err := os.WriteFile(path, nil, 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(path) })
	if got := find("matinee-test-tool"); got != path {
		t.Errorf("it is found at %q, want %q", got, path)
	}
}
