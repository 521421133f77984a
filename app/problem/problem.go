// Package problem makes a report that a person can read whole, save, and give to
// whoever helps them. It sends nothing, and takes secrets out of everything by
// itself, whoever hands it in.
package problem

import (
	"archive/zip"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Part is one file of a report.
type Part struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Report is what a person gives away.
type Report struct {
	Parts []Part    `json:"parts"`
	At    time.Time `json:"at"`
}

// Facts are what a report is made of. What could not be had is told in its place.
type Facts struct {
	Version  string
	Window   bool              // this build has one
	Settings map[string]string // nil where they cannot be read
	Why      error             // why not
	Doctor   string
	Log      string
	Crashes  []string
}

// New makes a report. Clean takes secrets out of a text.
func New(f Facts, at time.Time, clean func(string) string) Report {
	r := Report{At: at.UTC()}
	add := func(name, text string) {
		if text != "" {
			r.Parts = append(r.Parts, Part{name, clean(text)})
		}
	}
	about := fmt.Sprintf("Matinee %s\nsystem %s/%s, %d processors\n%s\nwindow %t\nmade %s\n",
		f.Version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), f.Window, r.At.Format(time.RFC3339))
	add("about.txt", about)
	add("settings.txt", f.settings())
	add("doctor.txt", f.Doctor)
	add("log.txt", f.Log)
	for i, c := range f.Crashes {
		add(fmt.Sprintf("crash-%d.txt", i+1), c)
	}
	return r
}

func (f Facts) settings() string {
	if f.Settings == nil {
		return fmt.Sprintf("They cannot be read: %v\n", f.Why)
	}
	lines := make([]string, 0, len(f.Settings))
	for k, v := range f.Settings {
		lines = append(lines, k+" = "+v+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// String is the whole report, as a person reads it before it is saved.
func (r Report) String() string {
	var out strings.Builder
	for _, p := range r.Parts {
		fmt.Fprintf(&out, "── %s ──\n%s", p.Name, p.Text)
		if !strings.HasSuffix(p.Text, "\n") {
			out.WriteByte('\n')
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// Name is what its file is called.
func (r Report) Name() string { return "matinee-problem-" + r.At.Format("20060102-150405") + ".zip" }

// Write writes the report as a zip.
func (r Report) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, p := range r.Parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate, Modified: r.At})
		if err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		if _, err := io.WriteString(f, p.Text); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
