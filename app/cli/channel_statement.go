package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"matinee/app/books"
	"matinee/app/control"
	"matinee/library"
	"matinee/library/ledger"
)

type channelStatementCmd struct {
	ownArg
	Month    string   `help:"As 2026-11; the last one in which anything happened unless it is given." placeholder:"YEAR-MONTH"`
	Party    string   `help:"Of one party of the creator's side."`
	Currency string   `help:"In this currency; needed for --csv and --html when there are several."`
	Kept     bool     `help:"Do not ask the stores for what is new."`
	Receipt  []string `help:"A buyer's receipt, to be held against the books." placeholder:"FILE" type:"path"`
	CSV      bool     `name:"csv" help:"Print CSV."`
	HTML     bool     `name:"html" help:"Print a page that can be printed."`
}

// Run recomputes what stores took in for a channel.
func (c *channelStatementCmd) Run(r *run) error {
	req := control.AccountsRequest{Ask: !c.Kept}
	if c.Month != "" {
		var err error
		if req.Month, err = time.Parse("2006-01", c.Month); err != nil {
			return usageError{"a month is written like 2026-11"}
		}
	}
	for _, path := range c.Receipt {
		raw, err := document(path)
		if err != nil {
			return err
		}
		req.Receipts = append(req.Receipts, raw)
	}
	return r.with(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err != nil {
			return err
		}
		req.Channel = string(own.Root)
		a, err := s.Accounts(r.ctx, req)
		if err != nil {
			return err
		}
		if c.CSV || c.HTML {
			err = c.printed(r, a)
		} else {
			err = r.print(a, func(w io.Writer) { c.describe(w, a) })
		}
		if err == nil && (!a.Sound() || len(a.Strange) > 0) {
			err = plainError{"The books do not hold: " + strings.Join(woes(a), " ")}
		}
		return err
	})
}

// woes says what is wrong with the books.
func woes(a library.Accounts) (list []string) {
	for _, b := range a.Books {
		for _, p := range b.Problems {
			list = append(list, printable(b.Store)+": "+printable(library.Explain(p.Err()).String()))
		}
	}
	for _, s := range a.Strange {
		list = append(list, "A file is no receipt of these stores: "+printable(s)+".")
	}
	return list
}

// printed writes the takings of one currency as a file.
func (c *channelStatementCmd) printed(r *run, a library.Accounts) error {
	of := a.Takings
	for i := len(of) - 1; i >= 0 && c.Currency != ""; i-- {
		if string(of[i].Money) != c.Currency {
			of = append(of[:i:i], of[i+1:]...)
		}
	}
	if len(of) != 1 {
		return plainError{fmt.Sprintf("There are receipts in %d currencies: give one by --currency.", len(of))}
	}
	raw, err := books.Table(of[0], c.Party)
	if c.HTML {
		raw, err = books.Page(of[0], c.Party, englishWords(a.Name, of[0]))
	}
	if err == nil {
		_, err = r.io.Out.Write(raw)
	}
	return err
}

// englishWords are those of a page that a command prints.
func englishWords(name string, of library.Takings) library.TakingsWords {
	return library.TakingsWords{
		Title: "Receipts of " + name + ", " + of.Month.Format("January 2006"), In: "Came in", Store: "The stores' part", Before: "Owed before",
		Paid: "Paid out", Now: "Owed now", Sales: "From sales", Ads: "From ads", Sold: "Sales", Back: "Refunded", Codes: "By code", Day: "Day",
		Work: "Production", Party: "Party", Share: "Share", Test: "sandbox", Computed: "Computed by Matinee. Times are UTC.",
		Against: "Objections of sponsors", Views: "Views", Reason: "Reason",
	}
}

func (c *channelStatementCmd) describe(w io.Writer, a library.Accounts) {
	fmt.Fprintf(w, "%s, %s\n", printable(a.Name), a.Month.Format("2006-01"))
	for _, b := range a.Books {
		switch {
		case b.Away != nil:
			fmt.Fprintf(w, "%s: %s\n", printable(b.Store), printable(library.Explain(b.Away.Err()).String()))
		case len(b.Problems) == 0:
			fmt.Fprintf(w, "%s: all %d entries of its books follow from the signed terms.\n", printable(b.Store), b.Entries)
		}
	}
	if len(a.Takings) == 0 {
		fmt.Fprintln(w, "Nothing sold yet.")
	}
	for _, of := range a.Takings {
		if c.Currency != "" && string(of.Money) != c.Currency {
			continue
		}
		amount := func(minor int64) string { return library.Money{Currency: of.Money, Minor: minor}.String() }
		fmt.Fprintf(w, "\nCame in %s, of it the stores' part %s. %d sold, %d refunded, %d by code.\n",
			amount(of.All.Sales+of.All.Ads), amount(of.Store.Sales+of.Store.Ads), of.Sold, of.Back, of.Counted)
		if of.Tests > 0 {
			fmt.Fprintf(w, "Sandbox: no money stands behind %d of these entries.\n", of.Tests)
		}
		for _, o := range of.Against {
			fmt.Fprintf(w, "%s does not pay for %d views of %s to %s: %s. %s went back.\n", printable(o.Sponsor), o.Views,
				o.From.UTC().Format(time.DateOnly), o.Until.UTC().Format(time.DateOnly), printable(o.Reason), amount(o.Minor))
		}
		for _, t := range of.Parties {
			if c.Party == "" || c.Party == t.Party {
				fmt.Fprintf(w, "  %-24s share %s, owed before %s, paid out %s, owed now %s\n",
					printable(t.Party), amount(t.Sales+t.Ads), amount(t.Opening), amount(-t.Paid), amount(t.Closing))
			}
		}
	}
}

// writePage writes a store's statement as a page that is printed.
func writePage(out io.Writer, dir string, st ledger.Statement) error {
	of := library.Takings{Month: st.Month, Money: st.Money, Sold: st.Sold, Back: st.Back, Counted: st.Counted}
	of.All.Sales = st.Base
	mine := books.Tally(st)
	if st.Account.Kind == ledger.StorePart {
		mine.Party = "The store"
		of.Store = mine
	}
	of.Parties = []library.Tally{mine}
	for _, c := range st.Against {
		of.Against = append(of.Against, library.Against{
			At: c.At, Bundle: c.Bundle, Sponsor: c.Sponsor, From: c.From, Until: c.Until, Views: c.Views, Minor: c.Minor, Reason: c.Reason,
		})
	}
	raw, err := books.Page(of, mine.Party, englishWords(filepath.Base(dir), of))
	if err == nil {
		_, err = out.Write(raw)
	}
	return err
}
