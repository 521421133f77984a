package cli

import (
	"fmt"
	"io"
	"time"

	"matinee/library"
	"matinee/sync/store"
)

type campaignViewsCmd struct {
	Campaign string `arg:"" help:"The campaign's number."`
}

// Run lists a campaign's views.
func (c *campaignViewsCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		views, err := s.CampaignViews(r.ctx, library.Token(c.Campaign))
		if err != nil {
			return err
		}
		return r.print(views, func(w io.Writer) {
			for _, v := range views {
				state := ""
				if v.Objected > 0 {
					state = fmt.Sprintf(", %d objected to", v.Objected)
				}
				fmt.Fprintf(w, "%s  %s  %d views%s\n", v.Day.Format(time.DateOnly), v.Bundle, v.Views, state)
			}
		})
	})
}

type campaignObjectCmd struct {
	Campaign string `arg:"" help:"The campaign's number."`
	Bundle   string `arg:"" help:"The number of the bundle that its views were of."`
	From     string `arg:"" help:"The first day of the views, as 2026-11-03." placeholder:"DAY"`
	Reason   string `arg:"" help:"Why, in a line; the creator reads it."`
	Key      string `arg:"" help:"What this objection is called; under one name it is posted once."`
	Until    string `help:"The last day of the views; the first one unless it is given." placeholder:"DAY"`
}

// Run posts a sponsor's objection.
func (c *campaignObjectCmd) Run(r *run, g *grammar) error {
	o := store.Complaint{Campaign: library.Token(c.Campaign), Bundle: library.Token(c.Bundle), Reason: c.Reason, Key: c.Key}
	var err error
	if o.From, err = time.Parse(time.DateOnly, c.From); err != nil {
		return usageError{"a day is written like 2026-11-03"}
	}
	o.Until = o.From
	if c.Until != "" {
		if o.Until, err = time.Parse(time.DateOnly, c.Until); err != nil {
			return usageError{"a day is written like 2026-11-03"}
		}
	}
	return g.Store.with(r, func(s *store.Store) error {
		money, err := s.Object(r.ctx, o)
		if err != nil {
			return err
		}
		return r.print(money, func(w io.Writer) { fmt.Fprintf(w, "%s are the campaign's again.\n", money) })
	})
}
