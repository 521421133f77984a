package cli

import (
	"fmt"
	"io"
	"os"

	"matinee/library"
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
		fmt.Fprint(r.io.Out, p.Text)
	}
	f, err := os.OpenFile(c.Report, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if os.IsExist(err) {
		return library.Errorf(library.CodeFileExists, "%s", c.Report)
	}
	if err != nil {
		return fmt.Errorf("save the report: %w", err)
	}
	if _, err = f.Write(p.File); err == nil {
		err = f.Close()
	} else {
		_ = f.Close() // the first error tells
	}
	if err != nil {
		return fmt.Errorf("save the report: %w", err)
	}
	return r.print(map[string]string{"report": c.Report}, func(w io.Writer) {
		fmt.Fprintf(w, "This is all of it, and it is in %s. Nothing was sent: give it to whoever helps you.\n", printable(c.Report))
	})
}
