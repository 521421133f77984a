package cli

import (
	"fmt"
	"html/template"
	"io"
	"os"
	"time"

	"matinee/library"
	"matinee/sync/store"
)

type storeVoucherCmd struct {
	Bundle  string `arg:"" help:"The bundle's number."`
	Edition string `arg:"" help:"The edition."`
	Count   int    `help:"How many." default:"1"`
	Days    int    `help:"How many days they are good; 0 for ever."`
	Name    string `help:"What the set is called in the list of them."`
	Press   bool   `help:"For the press: they open before the premiere, and save nothing."`
	Sheet   string `help:"Write a sheet to print and cut, instead of the list." type:"path" placeholder:"FILE.html"`
	Note    string `help:"A line on each slip of the sheet."`
}

// Run makes codes.
func (c *storeVoucherCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		b := store.Batch{Name: c.Name, Bundle: library.Token(c.Bundle), Edition: library.EditionID(c.Edition), Count: c.Count}
		if c.Press {
			b.Kind = library.LicencePress
		}
		if c.Days > 0 {
			b.Expires = time.Now().AddDate(0, 0, c.Days)
		}
		var sheet *os.File
		if c.Sheet != "" { // codes are shown once: where they go must be there first
			var err error
			if sheet, err = os.OpenFile(c.Sheet, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
				return plainError{"The sheet cannot be written: " + err.Error() + "."}
			}
			defer sheet.Close()
		}
		made, codes, err := s.Vouchers(r.ctx, b)
		if err != nil {
			if sheet != nil {
				os.Remove(c.Sheet)
			}
			return err
		}
		if sheet == nil {
			return r.print(codes, func(w io.Writer) {
				for _, code := range codes {
					fmt.Fprintln(w, code)
				}
			})
		}
		if err := writeSheet(sheet, made, codes, c.Note); err != nil {
			return err
		}
		return r.print(made, func(w io.Writer) {
			fmt.Fprintf(w, "%d codes are on the sheet %s. They are not kept anywhere else.\n", len(codes), printable(c.Sheet))
		})
	})
}

// writeSheet writes slips to print and cut.
func writeSheet(to *os.File, b store.Batch, codes []string, note string) error {
	page, err := template.New("sheet").Parse(`<!doctype html><meta charset="utf-8"><title>{{.Batch.Title}}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
@page { size: A4; margin: 10mm }
body { font-family: sans-serif; margin: 0; display: grid; grid-template-columns: 1fr 1fr }
.slip { border: 1px dashed #999; padding: 6mm; height: 42mm; box-sizing: border-box; break-inside: avoid; overflow: hidden }
h1 { font-size: 14pt; margin: 0 0 2mm } p { font-size: 9pt; margin: 0 0 2mm }
code { font-size: 15pt; font-weight: bold; white-space: nowrap }
</style>
{{range .Codes}}<div class="slip"><h1>{{$.Batch.Title}}</h1><p><code>{{.}}</code></p>
<p>In Matinee, open the page of the film and choose the button for a code. It works once{{if $.Until}}, until {{$.Until}}{{end}}.</p>{{if $.Note}}<p>{{$.Note}}</p>{{end}}</div>
{{end}}`)
	if err != nil {
		return err
	}
	until := ""
	if !b.Expires.IsZero() {
		until = b.Expires.Format(time.DateOnly)
	}
	err = page.Execute(to, struct {
		Batch       store.Batch
		Codes       []string
		Until, Note string
	}{b, codes, until, note})
	if err == nil {
		err = to.Sync()
	}
	if err != nil {
		return plainError{"The sheet cannot be written: " + err.Error() + "."}
	}
	return nil
}

type storeCodesCmd struct {
	Cancel string `help:"Take no code of this set any more. What was licensed stays licensed." placeholder:"NUMBER"`
}

// Run lists sets of codes.
func (c *storeCodesCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		if c.Cancel != "" {
			return s.CancelBatch(r.ctx, library.Token(c.Cancel))
		}
		all, err := s.Batches(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, b := range all {
				state := "for ever"
				switch {
				case !b.Canceled.IsZero():
					state = "canceled"
				case !b.Expires.IsZero():
					state = "until " + b.Expires.Format(time.DateOnly)
				}
				fmt.Fprintf(w, "%s\t%s\t%s %s\t%s\t%d of %d used\t%s\t%s\n", b.ID, b.Created.Format(time.DateOnly), b.Bundle, b.Edition, b.Kind, b.Used, b.Count, state, printable(b.Name))
			}
		})
	})
}
