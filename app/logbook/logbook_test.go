package logbook

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func sizes(t *testing.T, dir string) (total int64, files int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		st, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // it was renamed meanwhile
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		total += st.Size()
	}
	return total, len(entries)
}

// TestTheLogIsBounded writes ten times what is kept, from many sides.
func TestTheLogIsBounded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	b := New()
	b.size = 10_000
	if err := b.Begin(dir); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 1000 {
				fmt.Fprintf(b, "line %d of writer %d, which has about a hundred characters so that there is much of it ........\n", i, w)
				if total, _ := sizes(t, dir); total > (Before+1)*b.size {
					t.Errorf("%d bytes are kept", total)
					return
				}
			}
		})
	}
	all.Wait()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	total, files := sizes(t, dir)
	if files != Before+1 || total < Before*b.size*9/10 {
		t.Errorf("%d bytes in %d files", total, files)
	}
	tail, err := Tail(dir, 15_000) // more than a file
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSuffix(tail, "\n"), "\n"); len(tail) > 15_000 || len(lines) < 140 || !strings.HasPrefix(lines[0], "line ") {
		t.Errorf("the end is %d bytes in %d lines: %.60q", len(tail), len(lines), tail)
	}
	if !strings.Contains(tail, "line 999 ") {
		t.Error("the last line is not in the end")
	}
}

// TestALogGoesOn: a new run adds to what the one before wrote, with what it had to
// tell before it knew that the folder is its own.
func TestALogGoesOn(t *testing.T) {
	dir := t.TempDir()
	for i := range 2 {
		b := New()
		fmt.Fprintf(b, "early %d\n", i)
		if err := b.Begin(dir); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(b, "late %d\n", i)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(b, "after the end")
	}
	if got, err := Tail(dir, 1000); err != nil || got != "early 0\nlate 0\nearly 1\nlate 1\n" {
		t.Errorf("%q, %v", got, err)
	}
	if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
}

// TestWithoutAFolderNothingIsWritten: another process owns the folder.
func TestWithoutAFolderNothingIsWritten(t *testing.T) {
	b := New()
	for range 10_000 {
		fmt.Fprintln(b, "a line that nobody will read")
	}
	if len(b.held) > maxHeld {
		t.Errorf("%d bytes are held", len(b.held))
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// TestALogThatCannotBeWrittenStopsNothing: its folder is a file, then it is none.
func TestALogThatCannotBeWrittenStopsNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b := New()
	if err := b.Begin(dir); err == nil {
		t.Error("it does not say that there is no log")
	}
	if n, err := b.Write([]byte("lost\n")); n != 5 || err != nil {
		t.Error(n, err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(b, "kept")
	if got, err := Tail(dir, 100); err != nil || got != "kept\n" {
		t.Errorf("%q, %v", got, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}
