package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAReportIsShownAndSaved: whole before it is saved, and never over another file.
func TestAReportIsShownAndSaved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.zip")
	var out, errs bytes.Buffer
	if code := Run(t.Context(), &desk{}, IO{Out: &out, Err: &errs}, "1", []string{"doctor", "--report", file}); code != 0 {
		t.Fatal(code, errs.String())
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "zipped" {
		t.Errorf("%q, %v", got, err)
	}
	if text := out.String(); !strings.HasPrefix(text, "all of it\n") || !strings.Contains(text, "Nothing was sent") {
		t.Error(text)
	}
	if code := Run(t.Context(), &desk{}, IO{Out: &out, Err: &errs}, "1", []string{"doctor", "--report", file}); code != exitFailed {
		t.Error("it wrote over a file:", code)
	}
}
