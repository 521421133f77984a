package cli

import (
	"fmt"
	"io"
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
	sheetArg
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
		if c.Sheet == "" {
			_, codes, err := s.Vouchers(r.ctx, b)
			if err != nil {
				return err
			}
			return r.print(codes, func(w io.Writer) {
				for _, code := range codes {
					fmt.Fprintln(w, code)
				}
			})
		}
		var made store.Batch
		err := c.fill(r, func() (of library.CodeSheet, err error) {
			made, of.Codes, err = s.Vouchers(r.ctx, b)
			of.Title, of.How = made.Title, "In Matinee, open the page of the film and choose the button for a code. It works once"+until(made.Expires)+"."
			return of, err
		})
		if err != nil {
			return err
		}
		return r.print(made, func(w io.Writer) {
			fmt.Fprintf(w, "%d codes are on the sheet %s. They are not kept anywhere else.\n", made.Count, printable(c.Sheet))
		})
	})
}

// until says until when codes are good.
func until(end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return ", until " + end.Format(time.DateOnly)
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
