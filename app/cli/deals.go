package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// dealCmd are the commands about contracts of a studio and stores.
type dealCmd struct {
	New    dealNewCmd    `cmd:"" help:"Sign a deal as the studio; stores sign it next."`
	Sign   dealSignCmd   `cmd:"" help:"Add your signature, as a store or as a studio."`
	Keep   dealKeepCmd   `cmd:"" help:"Verify a deal that all have signed, and keep it."`
	Verify dealVerifyCmd `cmd:"" help:"Verify a deal that is kept here, and its annex."`
	List   dealListCmd   `cmd:"" help:"List the deals that are kept here."`
	Export dealExportCmd `cmd:"" help:"Write a deal and its annex into a folder."`
}

type dealNewCmd struct {
	File    string `arg:"" help:"A JSON file: name, studio, stores [{name, key, url}], from, until, shortestWindow and longestWindow (40d), creatorShare (9000 to 10000), productions [{name, bundle}]." type:"path"`
	Annex   string `help:"What stays between the parties; its hash is signed." placeholder:"FILE" type:"path"`
	Channel string `help:"The channel, when there are several." placeholder:"NAME"`
	outArg
}

// Run signs a deal as its studio.
func (c *dealNewCmd) Run(r *run) error {
	raw, err := document(c.File)
	if err != nil {
		return err
	}
	var req control.DealRequest
	if err := json.Unmarshal(raw, &req); err != nil {
		return usageError{"the deal cannot be read: " + err.Error()}
	}
	if c.Annex != "" {
		if req.Annex, err = bounded(c.Annex); err != nil {
			return err
		}
	}
	req.Channel = c.Channel
	return r.quietly(func(s Session) error {
		signed, err := s.NewDeal(r.ctx, req)
		if err != nil {
			return err
		}
		return c.write(r, signed)
	})
}

type dealSignCmd struct {
	File    string `arg:"" help:"The deal." type:"path"`
	Channel string `help:"Sign with this channel's key instead of that of your own store." placeholder:"NAME"`
	outArg
}

// Run adds a signature.
func (c *dealSignCmd) Run(r *run) error {
	raw, err := document(c.File)
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		signed, err := s.SignDeal(r.ctx, control.SignDealRequest{Deal: raw, Channel: c.Channel, AsStore: c.Channel == ""})
		if err != nil {
			return err
		}
		return c.write(r, signed)
	})
}

type dealKeepCmd struct {
	File  string `arg:"" help:"The deal." type:"path"`
	Annex string `help:"What stays between the parties; it is held against its hash." placeholder:"FILE" type:"path"`
}

// Run keeps a deal.
func (c *dealKeepCmd) Run(r *run) error {
	raw, err := document(c.File)
	if err != nil {
		return err
	}
	var annex []byte
	if c.Annex != "" {
		if annex, err = bounded(c.Annex); err != nil {
			return err
		}
	}
	return r.quietly(func(s Session) error {
		d, err := s.KeepDeal(r.ctx, raw, annex)
		if err != nil {
			return err
		}
		return r.print(d, func(w io.Writer) { describeDeal(w, d) })
	})
}

func describeDeal(w io.Writer, d control.Deal) {
	fmt.Fprintf(w, "%s  %s of %s, %s to %s, windows of %s to %s, at least %.1f %% for the creator, %d stores, %d productions\n",
		d.ID, printable(d.Name), printable(d.Studio), d.From.Format(time.DateOnly), d.Until.Format(time.DateOnly), d.Shortest, d.Longest,
		float64(d.Share)/100, len(d.Stores), len(d.Productions))
}

type dealVerifyCmd struct {
	ID string `arg:"" help:"The deal's number."`
}

// Run verifies a deal.
func (c *dealVerifyCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		d, err := s.VerifyDeal(r.ctx, library.Token(c.ID))
		if err != nil {
			return err
		}
		return r.print(d, func(w io.Writer) {
			describeDeal(w, d)
			fmt.Fprintln(w, "Every party signed it, as it stands here.")
			switch {
			case d.Hash == "":
				fmt.Fprintln(w, "It has no annex.")
			case d.Here:
				fmt.Fprintln(w, "Its annex is the one that was signed.")
			default:
				fmt.Fprintln(w, "Its annex was signed and is not here: keep it with matinee deal keep FILE --annex FILE.")
			}
		})
	})
}

type dealListCmd struct{}

// Run lists deals.
func (c *dealListCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		all, err := s.Deals(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, d := range all {
				describeDeal(w, d)
			}
		})
	})
}

type dealExportCmd struct {
	ID string `arg:"" help:"The deal's number."`
	To string `arg:"" help:"The folder." type:"path"`
}

// Run exports a deal.
func (c *dealExportCmd) Run(r *run) error {
	return r.quietly(func(s Session) error { return s.ExportDeal(r.ctx, library.Token(c.ID), c.To) })
}
