package cli

import (
	"fmt"
	"io"
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
