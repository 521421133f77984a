package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"matinee/library"
	"matinee/library/media"
	"matinee/sync/store"
)

// storeCampaignCmd are the commands about whose advertisements a store shows.
type storeCampaignCmd struct {
	List   campaignListCmd   `cmd:"" default:"1" help:"List campaigns: what was paid before, and what of it was used."`
	New    campaignNewCmd    `cmd:"" help:"Take a sponsor's campaign. Nothing of it plays before it is paid."`
	Pay    campaignPayCmd    `cmd:"" help:"Post what a sponsor paid; its campaign may cost so much more."`
	Spot   campaignSpotCmd   `cmd:"" help:"Check an advertisement and add it to a campaign."`
	Stop   campaignStopCmd   `cmd:"" help:"End a campaign's flight now. What was watched until then still counts when it is told."`
	Views  campaignViewsCmd  `cmd:"" help:"List the views of a campaign that counted, by bundle and day."`
	Object campaignObjectCmd `cmd:"" help:"Take back what views of some days brought, because the sponsor objects to them: within 30 days, while it is held."`
	Repay  campaignRepayCmd  `cmd:"" help:"Post that what is left of a campaign went back to its sponsor, 30 days after its end."`
	Domain campaignDomainCmd `cmd:"" help:"Note the domain that names a channel, once you have looked: campaigns play with channels that have one, unless they name channels."`
}

type campaignListCmd struct{}

// Run lists campaigns.
func (c *campaignListCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		all, err := s.Campaigns(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, c := range all {
				amount := func(minor int64) string { return library.Money{Currency: c.CPM.Currency, Minor: minor}.String() }
				state := ""
				if c.Stopped != nil {
					state = ", stopped"
				}
				if c.Repaid > 0 {
					state += ", " + amount(c.Repaid) + " paid back"
				}
				fmt.Fprintf(w, "%s  %s, %s to %s: %s of %s used, %s for a thousand views, %d spots%s\n", c.ID, printable(c.Sponsor),
					c.From.Format(time.DateOnly), c.Until.Format(time.DateOnly), amount(c.Spent), amount(c.Prepaid), c.CPM, c.Spots, state)
			}
		})
	})
}

type campaignNewCmd struct {
	Sponsor   string   `arg:"" help:"Who pays for it, as people know them."`
	Thousand  string   `arg:"" help:"The price of a thousand completed views, as 10.00EUR."`
	Days      int      `help:"How many days it runs, from now on." default:"30"`
	BundleDay int64    `help:"How many views of one bundle count on one day; 0 for no cap but the budget."`
	PerDay    int64    `help:"How often it plays on one device in 24 hours." default:"5"`
	Channel   []string `help:"The root key of a channel it may play with; without one, with every channel whose domain names it." placeholder:"KEY"`
}

// Run takes a campaign.
func (c *campaignNewCmd) Run(r *run, g *grammar) error {
	price, err := library.ParseMoney(c.Thousand)
	if err != nil {
		return usageError{library.Explain(err).Detail}
	}
	now := time.Now().UTC().Truncate(time.Second)
	made := store.Campaign{
		Sponsor: c.Sponsor, CPM: price, From: now, Until: now.AddDate(0, 0, c.Days), BundleDay: c.BundleDay, DeviceDay: c.PerDay,
	}
	for _, root := range c.Channel {
		made.Channels = append(made.Channels, library.Key(root))
	}
	return g.Store.with(r, func(s *store.Store) error {
		if made, err = s.AddCampaign(r.ctx, made); err != nil {
			return err
		}
		return r.print(made, func(w io.Writer) { fmt.Fprintln(w, made.ID) })
	})
}

type campaignPayCmd struct {
	Campaign string `arg:"" help:"The campaign's number."`
	Amount   string `arg:"" help:"How much, as 50.00EUR."`
	Key      string `arg:"" help:"What this payment is called; under one name it is posted once."`
	By       string `help:"How it was paid; sandbox where no money moved." default:"transfer"`
}

// Run posts a prepayment.
func (c *campaignPayCmd) Run(r *run, g *grammar) error {
	money, err := library.ParseMoney(c.Amount)
	if err != nil {
		return usageError{library.Explain(err).Detail}
	}
	return g.Store.with(r, func(s *store.Store) error {
		return s.Prepay(r.ctx, store.Prepayment{Campaign: library.Token(c.Campaign), Money: money, Provider: c.By, Key: c.Key})
	})
}

type campaignSpotCmd struct {
	Campaign string        `arg:"" help:"The campaign's number."`
	File     string        `arg:"" help:"The film of it: MP4 or WebM, 2 s to 2 min, as loud as films are." type:"path"`
	Language []string      `help:"For whom it is (BCP 47); without one, for everybody." placeholder:"TAG"`
	Age      int64         `help:"The least age it is for, in years."`
	Skip     time.Duration `help:"After how long it may be skipped, as 5s; 0 for never."`
}

// Run adds a spot.
func (c *campaignSpotCmd) Run(r *run, g *grammar) error {
	work, err := os.MkdirTemp("", "matinee-spot-")
	if err != nil {
		return plainError{"There is no room to look into the film: " + err.Error() + "."}
	}
	defer os.RemoveAll(work)
	look := media.New(media.Config{Cache: work, Tools: media.FindTools()})
	spot := store.Spot{Campaign: library.Token(c.Campaign), File: c.File, MinAge: c.Age, Skip: c.Skip}
	for _, tag := range c.Language {
		spot.Languages = append(spot.Languages, library.Language(tag))
	}
	return g.Store.with(r, func(s *store.Store) error {
		id, err := s.AddSpot(r.ctx, look, spot)
		if err != nil {
			return err
		}
		return r.print(id, func(w io.Writer) { fmt.Fprintln(w, id) })
	})
}

type campaignStopCmd struct {
	Campaign string `arg:"" help:"The campaign's number."`
}

// Run stops a campaign.
func (c *campaignStopCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error { return s.StopCampaign(r.ctx, library.Token(c.Campaign)) })
}

type campaignRepayCmd struct {
	Campaign string `arg:"" help:"The campaign's number."`
	Key      string `arg:"" help:"What this payment is called; under one name it is posted once."`
}

// Run posts what is left of a campaign as paid back.
func (c *campaignRepayCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		money, err := s.Repay(r.ctx, store.Repayment{Campaign: library.Token(c.Campaign), Key: c.Key})
		if err != nil {
			return err
		}
		return r.print(money, func(w io.Writer) { fmt.Fprintf(w, "%s went back.\n", money) })
	})
}

type campaignDomainCmd struct {
	Root   string `arg:"" help:"The channel's root key."`
	Domain string `arg:"" optional:"" help:"The domain; without one, the channel has none any more."`
}

// Run notes a channel's domain.
func (c *campaignDomainCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		return s.NameDomain(r.ctx, library.Key(c.Root), library.Domain(c.Domain))
	})
}
