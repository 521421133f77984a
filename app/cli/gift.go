package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
)

type licenceGiftCmd struct {
	productionArg
	Count   int    `arg:"" optional:"" help:"How many." default:"1"`
	Edition string `help:"Which edition; needed when there are several." placeholder:"NAME"`
	Days    int    `help:"How many days it opens; 0 for ever." default:"0"`
	Export  bool   `help:"Allow to save the opened item as an ordinary file."`
	CSV     bool   `name:"csv" help:"Write a table, with a line for whom each is."`
	sheetArg
	outArg
}

// Run makes gift codes.
func (c *licenceGiftCmd) Run(r *run) error {
	req := control.LicenceRequest{Name: c.Name, Edition: library.EditionID(c.Edition), Kind: library.LicenceGift}
	if c.Days > 0 {
		req.Expires = time.Now().AddDate(0, 0, c.Days).UTC().Truncate(time.Second)
	}
	if c.Export {
		req.Permits = []library.Permit{library.PermitExport}
	}
	return r.quietly(func(s Session) error {
		if c.Sheet != "" {
			err := c.fill(r, func() (of library.CodeSheet, err error) {
				if of.Title, err = c.title(r, s); err != nil {
					return of, err
				}
				of.How = "Paste this line on the page of the film in Matinee; a camera reads it from the picture. It opens the film" + until(req.Expires) + "."
				of.Codes, err = s.IssueGifts(r.ctx, req, c.Count)
				return of, err
			})
			if err != nil {
				return err
			}
			return r.print(c.Count, func(w io.Writer) {
				fmt.Fprintf(w, "%d codes are on the sheet %s. They are not kept anywhere else.\n", c.Count, printable(c.Sheet))
			})
		}
		codes, err := s.IssueGifts(r.ctx, req, c.Count)
		if err != nil {
			return err
		}
		if c.Out == "" && !c.CSV {
			return r.print(codes, func(w io.Writer) {
				for _, code := range codes {
					fmt.Fprintln(w, code)
				}
			})
		}
		return c.write(r, format.GiftTable(codes, "number", "code", "for"))
	})
}

// title is what the production is called that was named.
func (c *licenceGiftCmd) title(r *run, s Session) (string, error) {
	all, err := s.Productions(r.ctx)
	if err != nil {
		return "", err
	}
	name := strings.ToLower(strings.TrimSpace(c.Name))
	for _, p := range all {
		if len(name) >= 4 && (strings.HasPrefix(string(p.ID), name) || strings.HasPrefix(string(p.Bundle), name)) {
			return p.Title, nil
		}
	}
	return c.Name, nil
}
