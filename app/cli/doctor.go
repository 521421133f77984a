package cli

import (
	"fmt"
	"io"
	"strings"
)

type doctorCmd struct {
	Report string `help:"Show all that is in a report of a problem, and save it as this zip file. Nothing is sent." placeholder:"FILE" type:"path"`
}

// Run tells what is missing; it fails when something needed is.
func (c *doctorCmd) Run(r *run) error {
	if c.Report != "" {
		return c.report(r)
	}
	findings := r.program.Doctor(r.ctx, r.options)
	err := r.print(findings, func(w io.Writer) { WriteFindings(w, findings) })
	for _, f := range findings {
		if !f.OK && f.Needed {
			return plainError{"This is needed: " + f.Name + " (" + f.Detail + ")."}
		}
	}
	return err
}

// WriteFindings writes what the doctor found, for people.
func WriteFindings(w io.Writer, findings []Finding) {
	for _, f := range findings {
		mark := "ok     "
		if !f.OK {
			mark = "missing"
		}
		fmt.Fprintf(w, "%s  %-22s %s\n", mark, f.Name, f.Detail)
		if !f.OK && f.Do != "" {
			fmt.Fprintf(w, "         %s\n", f.Do)
		}
	}
}

// report shows a report of a problem whole, and then saves it.
func (c *doctorCmd) report(r *run) error {
	p, err := r.program.Problem(r.ctx, r.options)
	if err != nil {
		return err
	}
	if !r.options.JSON {
		for line := range strings.Lines(p.Text) { // a fault may speak with a stranger's words
			parts := strings.Split(strings.TrimRight(line, "\r\n"), "\t") // which traces are set out with
			for i, part := range parts {
				parts[i] = printable(part)
			}
			fmt.Fprintln(r.io.Out, strings.Join(parts, "\t"))
		}
	}
	err = wholeFile(c.Report, false, func(w io.Writer) error { _, err := w.Write(p.File); return err })
	if err != nil {
		return err
	}
	return r.print(map[string]string{"report": c.Report}, func(w io.Writer) {
		fmt.Fprintf(w, "This is all of it, and it is in %s. Nothing was sent: give it to whoever helps you.\n", printable(c.Report))
	})
}
