package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/logbook"
)

// logged waits until the log of a data folder has a text.
func logged(t *testing.T, dir, text string) string {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		log, err := logbook.Tail(logbook.Dir(dir), logbook.Size)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(log, text) {
			return log
		}
		if time.Now().After(deadline) {
			t.Fatalf("never logged: %q; the log is %q", text, log)
		}
	}
}

// TestALogIsKept: by the process that owns the data folder and no other, without
// the way to the person's home. Another place for it can still be named.
func TestALogIsKept(t *testing.T) {
	dir := t.TempDir() // the home, too
	watched := filepath.Join(dir, "watched")
	if err := os.Mkdir(watched, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(watched, "no.torrent"), []byte("no torrent"), 0o600); err != nil {
		t.Fatal(err)
	}
	seeding(t, dir, "--set", "watch.folder="+watched)
	must(t, dir, "list") // by the process that seeds
	log := logged(t, dir, "add from the watch folder")
	if n := strings.Count(log, "msg=begun"); n != 1 || strings.Contains(log, dir) {
		t.Errorf("begun %d times: %s", n, log)
	}
	other, file := t.TempDir(), filepath.Join(dir, "named.log")
	must(t, other, "list", "--log", file)
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(logbook.Dir(other)); err == nil {
		t.Error("there are two logs")
	}
}
