package cli

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"matinee/app/control"
	"matinee/library"
)

func TestImportTellsWhatItBrought(t *testing.T) {
	d := &desk{}
	got := typed(t, d, "", "import", "some/folder")
	folder, err := filepath.Abs("some/folder")
	if err != nil {
		t.Fatal(err)
	}
	if got.code != 0 || d.done[0] != "import "+folder || !d.quiet[0] {
		t.Fatalf("%+v, %q", got, d.done)
	}
	if want := "2 new items in 1 new bundles, 0 files known before, 1 left out.\n  a?[2J: it is empty\n"; got.out != want {
		t.Errorf("it says %q, want %q", got.out, want)
	}
}

func TestImportAsJSON(t *testing.T) {
	got := typed(t, &desk{}, "", "import", "/x", "--json")
	var in control.Imported
	if err := json.Unmarshal([]byte(got.out), &in); err != nil || in.Items != 2 || len(in.Skipped) != 1 {
		t.Errorf("%v: %s", err, got.out)
	}
}

func TestImportThatFails(t *testing.T) {
	got := typed(t, &desk{err: library.Errorf(library.CodeBadFolder, "/none")}, "", "import", "/none")
	if got.code != 1 || !strings.HasPrefix(got.err, "This folder cannot be read (/none).") {
		t.Errorf("%+v", got)
	}
}
