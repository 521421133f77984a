package cli

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store"
)

// config is where the store of the commands is, with the providers whose secrets are there.
func (c *storeCmd) config() (store.Config, error) {
	cfg := store.Config{Dir: c.Dir, Database: os.Getenv(databaseVariable), Name: filepath.Base(c.Dir)}
	cards, err := store.Cards(c.Dir, os.Getenv)
	if err != nil {
		return cfg, err
	}
	coins, err := store.Coins(c.Dir, os.Getenv)
	for _, p := range []store.Provider{cards, coins} {
		if p != nil {
			cfg.Providers = append(cfg.Providers, p)
		}
	}
	return cfg, err
}

type storePartyCmd struct {
	Root     string `arg:"" help:"The channel's root key."`
	Party    string `arg:"" optional:"" help:"The party, as the terms name it; without one, all are listed."`
	Account  string `arg:"" optional:"" help:"Its account at the provider, as acct_…; without one, it is paid by hand."`
	Provider string `help:"Whose account it is." default:"stripe"`
}

// Run says where a party is paid, or lists them.
func (c *storePartyCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		if c.Party != "" {
			return s.SetAccount(r.ctx, store.Account{Channel: library.Key(c.Root), Party: c.Party, Provider: c.Provider, Account: c.Account})
		}
		all, err := s.Accounts(r.ctx, library.Key(c.Root))
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, a := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\n", printable(a.Party), printable(a.Provider), printable(a.Account))
			}
		})
	})
}

type storeTaxCmd struct {
	Currency string `arg:"" optional:"" help:"The currency; without one, all rates are listed."`
	Rate     string `arg:"" optional:"" help:"As 20% or 5.5%: on top of the rest, while prices include it."`
}

// Run says what is tax, or lists it.
func (c *storeTaxCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		if c.Currency != "" {
			rate, err := percent(c.Rate)
			if err != nil {
				return err
			}
			return s.SetTax(r.ctx, library.Currency(strings.ToUpper(c.Currency)), rate)
		}
		all, err := s.Taxes(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, money := range slices.Sorted(maps.Keys(all)) {
				fmt.Fprintf(w, "%s\t%d.%02d%%\n", money, all[money]/100, all[money]%100)
			}
		})
	})
}

// percent reads 5.5% as basis points.
func percent(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(text, "%"), ".")
	rate, err := strconv.ParseUint(whole+(fraction + "00")[:2], 10, 31)
	if err != nil || len(fraction) > 2 || whole == "" {
		return 0, usageError{"a rate is written like 20% or 5.5%"}
	}
	return int64(rate), nil
}

type storeJobsCmd struct {
	Retry bool `help:"Try what was refused once more."`
}

// Run lists what is to be done.
func (c *storeJobsCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		if c.Retry {
			if err := s.RetryJobs(r.ctx); err != nil {
				return err
			}
		}
		all, err := s.Jobs(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, j := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", j.Created.Format(time.DateOnly), j.State, j.Kind, j.Money, printable(j.Party), printable(j.Problem))
			}
		})
	})
}
