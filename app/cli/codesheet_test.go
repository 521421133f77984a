package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"matinee/library"
)

// TestGiftCodesOnASheet: they are on it and nowhere else; where it cannot be written none is
// made, and where none is made nothing is written.
func TestGiftCodesOnASheet(t *testing.T) {
	w := newWorkshop()
	w.all = []library.Production{{ID: library.Token(strings.Repeat("ab", 16)), Title: "Low <Tide>"}}
	file := filepath.Join(t.TempDir(), "sheet.html")
	got := w.order(t, "licence", "gift", "ABAB", "2", "--sheet", file, "--note", "Thank you & good night", "--days", "3")
	if got.code != 0 || strings.Contains(got.out, "matinee:gift") || !strings.Contains(got.out, "2 codes are on the sheet") {
		t.Fatalf("%+v", got)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for want, times := range map[string]int{"<code>matinee:gift:x</code>": 2, "<h1>Low &lt;Tide&gt;</h1>": 2, "Thank you &amp; good night": 2, "It opens the film, until 20": 2} {
		if n := strings.Count(string(raw), want); n != times {
			t.Errorf("%q is on it %d times", want, n)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	made := len(w.done)
	if got := w.order(t, "licence", "gift", "ABAB", "--sheet", file); got.code != 1 || len(w.done) != made {
		t.Errorf("over another sheet: %+v, %v", got, w.done[made:])
	}
	w.err = library.Errorf(library.CodeNotFound, "it")
	none := filepath.Join(t.TempDir(), "none.html")
	if got := w.order(t, "licence", "gift", "ABAB", "--sheet", none); got.code != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a sheet without codes stays")
	}
}
