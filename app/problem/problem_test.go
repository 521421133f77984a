package problem

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"matinee/app/redact"
)

// TestAReportShowsAllItHolds: the zip has what was shown and nothing else, and no
// secret in any part.
func TestAReportShowsAllItHolds(t *testing.T) {
	const secret, home = "0123456789abcdef0123456789abcdef", "/home/ana"
	in := "a line with " + secret + " in " + home + "/x\n"
	r := New(Facts{
		Version: "1.2.3", Settings: map[string]string{"net.proxy": "socks5://me:word@host:1", "media.folder": home + "/Videos", "x": secret},
		Doctor: in, Log: in, Crashes: []string{in, in},
	}, time.Date(2026, 11, 28, 23, 0, 0, 0, time.UTC), redact.New(home).Text)
	var file bytes.Buffer
	if err := r.Write(&file); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	shown, names := r.String(), []string{}
	for _, f := range z.File {
		names = append(names, f.Name)
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{secret, home, "word"} {
			if strings.Contains(string(text), bad) {
				t.Errorf("%s holds %q", f.Name, bad)
			}
		}
		if !strings.Contains(shown, string(text)) || !strings.Contains(shown, f.Name) {
			t.Errorf("%s is not shown", f.Name)
		}
		shown = strings.Replace(shown, "── "+f.Name+" ──\n"+string(text), "", 1)
	}
	if strings.TrimSpace(shown) != "" {
		t.Errorf("shown, and not in the file: %q", shown)
	}
	if got, want := strings.Join(names, " "), "about.txt settings.txt doctor.txt log.txt crash-1.txt crash-2.txt"; got != want {
		t.Errorf("the file holds %s", got)
	}
	if !strings.Contains(r.String(), "~/Videos") || r.Name() != "matinee-problem-20261128-230000.zip" {
		t.Error(r.Name(), r.String())
	}
}

// TestAReportWithoutALibrary: a library that does not open is a problem to report.
func TestAReportWithoutALibrary(t *testing.T) {
	r := New(Facts{Version: "1", Why: errors.New("it is damaged")}, time.Now(), redact.New().Text)
	if text := r.String(); !strings.Contains(text, "it is damaged") || !strings.Contains(text, "Matinee 1") {
		t.Error(text)
	}
}
