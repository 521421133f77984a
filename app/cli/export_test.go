package cli

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"matinee/app/control"
	"matinee/library"
)

func (d *desk) ExportItem(_ context.Context, q control.ExportRequest, progress func(done, total int)) (control.Exported, error) {
	progress(1, 2)
	return control.Exported{Path: q.To + "\x1b[2J", Length: 2_000_000, Verified: true}, d.do("export", string(q.ID[:4]), strconv.Itoa(q.Item), q.To)
}

func (d *desk) ReportBundle(_ context.Context, q control.ReportRequest) (control.Report, error) {
	return control.Report{To: []string{"a@b", "c@d"}, Link: "mailto:x\x1b"}, d.do("report", q.Name, q.Why)
}

// TestReport: it is said to whom to write, and that nothing was sent.
func TestReport(t *testing.T) {
	d := &desk{}
	got := typed(t, d, "", "report", "Film", "--why", "stolen")
	if got.code != 0 || !strings.HasPrefix(got.out, "Nothing was sent. Write to a@b, c@d,") || !strings.HasSuffix(got.out, "\nmailto:x?\n") || d.done[0] != "report Film stolen" {
		t.Errorf("%+v, %q", got, d.done)
	}
}

// TestExport: the main item of the bundle that is named, or another one, goes to an
// absolute path.
func TestExport(t *testing.T) {
	d := &desk{bundles: []control.Bundle{whole()}}
	got := typed(t, d, "", "export", "Film", "/to/film.mkv")
	if got.code != 0 || got.out != "/to/film.mkv?[2J  2.0 MB\n" && got.out != "/to/film.mkv?[2J  2 MB\n" {
		t.Errorf("%+v", got)
	}
	typed(t, d, "", "export", "Film", "film.mkv", "--item", "3")
	if d.done[0] != "export abcd -1 /to/film.mkv" || !strings.HasPrefix(d.done[1], "export abcd 3 /") {
		t.Errorf("%q", d.done)
	}
	d.err = &library.Error{Code: library.CodeNoExport}
	if got := typed(t, d, "", "export", "Film", "x"); got.code != 1 || !strings.Contains(got.err, "not to save it as a file") {
		t.Errorf("%+v", got)
	}
}
