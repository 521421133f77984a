package app

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/logbook"
)

// asCrasher makes the program panic in a goroutine once its data folder, which it
// names, is open.
const asCrasher = "MATINEE_TEST_CRASHES"

func crashLater(dir string) {
	for {
		if log, err := logbook.Tail(logbook.Dir(dir), logbook.Size); err == nil && strings.Contains(log, "msg=begun") {
			panic("a fault with 0123456789abcdef0123456789abcdef in " + dir)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestACrashIsSaidAtTheNextStart: calmly, once, in one line; and a report of it,
// shown and saved, holds neither the secret that was in it nor the home.
func TestACrashIsSaidAtTheNextStart(t *testing.T) {
	const secret = "0123456789abcdef0123456789abcdef"
	dir := t.TempDir() // the home, too
	p := begin(t, dir, "seed")
	p.Env = append(p.Env, asCrasher+"="+dir)
	if code := p.launch().end(); code == 0 || !strings.Contains(p.err.String(), secret) {
		t.Fatalf("exit %d: %s", code, p.err.String())
	}
	next := ran(t, dir, "list")
	if text := next.err.String(); next.ProcessState.ExitCode() != 0 || !strings.Contains(text, "ended unexpectedly last time") || strings.Count(text, "\n") != 1 {
		t.Errorf("exit %d: %q", next.ProcessState.ExitCode(), text)
	}
	if again := ran(t, dir, "list"); again.err.Len() > 0 {
		t.Errorf("it is said again: %s", again.err.String())
	}
	file := filepath.Join(dir, "report.zip")
	shown := must(t, dir, "doctor", "--report", file)
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }() // it was only read
	held := ""
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(shown, string(text)) {
			t.Errorf("%s was not shown", f.Name)
		}
		held += string(text)
	}
	for _, want := range []string{"panic: a fault with [hidden] in ~", "crashLater", "msg=begun", "net.dht = ", "libmpv", "Matinee " + Version} {
		if !strings.Contains(held, want) {
			t.Errorf("the report does not hold %q", want)
		}
	}
	if strings.Contains(held, secret) || strings.Contains(held, dir) {
		t.Errorf("the report holds a secret, or the home: %s", held)
	}
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Error("others may read the report:", err)
	}
}
