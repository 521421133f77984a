package cli

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store"
)

// storeCmd are the commands of who runs a store. They need no library, and no screen.
type storeCmd struct {
	Init      storeInitCmd      `cmd:"" help:"Make a store: its keys and its database."`
	Serve     storeServeCmd     `cmd:"" help:"Sell until interrupted. It is reached on this machine alone unless asked otherwise."`
	Channel   storeChannelCmd   `cmd:"" help:"Let a channel consign to the store."`
	Take      storeTakeCmd      `cmd:"" help:"Take an edition that was handed over as a file."`
	Voucher   storeVoucherCmd   `cmd:"" help:"Make codes, each good for one license."`
	Codes     storeCodesCmd     `cmd:"" help:"List the sets of codes and what was used of them, or cancel one."`
	Campaign  storeCampaignCmd  `cmd:"" help:"Take sponsors' campaigns, and see what they used."`
	Refund    storeRefundCmd    `cmd:"" help:"Send a part or all of a sale back to its buyer, by the provider where it can, and post it."`
	Party     storePartyCmd     `cmd:"" help:"Say where the parties of a channel are paid by themselves."`
	Tax       storeTaxCmd       `cmd:"" help:"Say what of a price in a currency is tax."`
	CardFee   storeCardFeeCmd   `cmd:"" name:"card-fee" help:"Say what a provider keeps of a payment, for buyers who bear it where the offer says so."`
	Jobs      storeJobsCmd      `cmd:"" help:"List what is yet to be done at providers, or could not be."`
	Payout    storePayoutCmd    `cmd:"" help:"Post that a party was paid what it is owed."`
	Statement storeStatementCmd `cmd:"" help:"Show what a party of a channel was owed and paid in a month."`
	Export    storeExportCmd    `cmd:"" help:"Write a channel's books with all that they are recomputed from."`
	Backup    storeBackupCmd    `cmd:"" help:"Write all of the store into a file, sealed with a passphrase; it goes on selling meanwhile."`
	Restore   storeRestoreCmd   `cmd:"" help:"Make a store of a backup, in a folder and a database that have none."`
	Key       storeKeyCmd       `cmd:"" help:"Show the store's keys, or replace the one it signs with."`
	Verify    storeVerifyCmd    `cmd:"" help:"Recompute exported books, and hold receipts against them. It needs no store."`

	Dir string `help:"Where the store's keys and database lie." default:"store" placeholder:"DIR" type:"path"`
}

// databaseVariable names a PostgreSQL database as postgres://… It may hold a password, which
// the arguments of a process would show to everybody on the machine.
const databaseVariable = "MATINEE_STORE_DATABASE"

// with runs f on the store and closes it.
func (c *storeCmd) with(r *run, f func(*store.Store) error) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	s, err := store.Open(r.ctx, cfg)
	if err != nil {
		return err
	}
	err = library.AtStore(f(s))
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}

type storeInitCmd struct{}

// Run makes a store, and shows its keys.
func (c *storeInitCmd) Run(r *run, g *grammar) error {
	if err := os.MkdirAll(g.Store.Dir, 0o700); err != nil { // a provider may keep a secret there before there is a store
		return fmt.Errorf("make a store: %w", err)
	}
	return g.Store.with(r, func(s *store.Store) error {
		keys := struct {
			Key       library.Key       `json:"key"`
			Recipient library.Recipient `json:"recipient"`
		}{s.Key(), s.Recipient()}
		return r.print(keys, func(w io.Writer) {
			fmt.Fprintf(w, "Creators certify the store by its key, and consign editions to its recipient:\n%s\n%s\nIts secrets lie in %s. Keep a copy where nobody else reads it.\n",
				keys.Key, keys.Recipient, printable(g.Store.Dir))
		})
	})
}

type storeChannelCmd struct {
	Root string `arg:"" help:"The channel's root key, 64 digits."`
}

// Run lets a channel consign.
func (c *storeChannelCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error { return s.AddChannel(r.ctx, library.Key(c.Root)) })
}

type storeTakeCmd struct {
	File string `arg:"" help:"What the creator handed over." type:"path"`
}

// Run takes what was handed over.
func (c *storeTakeCmd) Run(r *run, g *grammar) error {
	raw, err := document(c.File)
	if err != nil {
		return err
	}
	h, err := store.ReadHandover(raw)
	if err != nil {
		return err
	}
	return g.Store.with(r, func(s *store.Store) error { return s.Take(r.ctx, h) })
}

type storeRefundCmd struct {
	Order string `arg:"" help:"The order's number."`
	Key   string `arg:"" help:"What this refund is called; under one name it is posted once."`
	Cents int64  `help:"How much, in the smallest unit; all that is left unless it is given."`
}

// Run posts a refund.
func (c *storeRefundCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		money, err := s.Refund(r.ctx, store.Return{Order: library.Token(c.Order), Key: c.Key, Minor: c.Cents})
		if err != nil {
			return err
		}
		return r.print(money, func(w io.Writer) { fmt.Fprintf(w, "%s went back.\n", money) })
	})
}

type storePayoutCmd struct {
	Root   string `arg:"" help:"The channel's root key."`
	Party  string `arg:"" help:"Who was paid."`
	Amount string `arg:"" help:"How much, as 12.50EUR."`
	Key    string `arg:"" help:"What this payment is called; under one name it is posted once."`
	By     string `help:"How it was paid." default:"transfer"`
}

// Run posts a payout.
func (c *storePayoutCmd) Run(r *run, g *grammar) error {
	money, err := library.ParseMoney(c.Amount)
	if err != nil {
		return usageError{library.Explain(err).Detail}
	}
	return g.Store.with(r, func(s *store.Store) error {
		return s.PayOut(r.ctx, store.Payout{Channel: library.Key(c.Root), Party: c.Party, Money: money, Provider: c.By, Key: c.Key})
	})
}

type storeStatementCmd struct {
	Root     string `arg:"" help:"The channel's root key."`
	Party    string `arg:"" optional:"" help:"A party of the creator's side; without one, the store's own part."`
	Month    string `help:"As 2026-11; this month unless it is given." placeholder:"YEAR-MONTH"`
	Currency string `help:"In which currency." default:"EUR"`
	CSV      bool   `help:"Print CSV, a line for each day."`
	HTML     bool   `name:"html" help:"Print a page that can be printed."`
}

// Run shows a statement.
func (c *storeStatementCmd) Run(r *run, g *grammar) error {
	month := time.Now()
	if c.Month != "" {
		var err error
		if month, err = time.Parse("2006-01", c.Month); err != nil {
			return usageError{"a month is written like 2026-11"}
		}
	}
	account := ledger.Account{Kind: ledger.StorePart}
	if c.Party != "" {
		account = ledger.Account{Kind: ledger.PartyDue, Name: c.Party}
	}
	return g.Store.with(r, func(s *store.Store) error {
		st, err := s.Statement(r.ctx, library.Key(c.Root), account, library.Currency(c.Currency), month)
		if err != nil {
			return err
		}
		if c.HTML {
			return writePage(r.io.Out, g.Store.Dir, st)
		}
		if c.CSV {
			return writeDays(r.io.Out, st)
		}
		return r.print(st, func(w io.Writer) { describeStatement(w, st) })
	})
}

func describeStatement(w io.Writer, st ledger.Statement) {
	amount := func(minor int64) string { return library.Money{Currency: st.Money, Minor: minor}.String() }
	who := st.Account.Name
	if who == "" {
		who = "the store"
	}
	fmt.Fprintf(w, "%s, %s\n", printable(who), st.Month.Format("2006-01"))
	for _, line := range []struct {
		name  string
		minor int64
	}{
		{"owed before", st.Opening},
		{"sales", st.Sales},
		{"ads", st.Ads},
		{"borne", -st.Borne},
		{"paid out", -st.Paid},
		{"owed now", st.Closing},
		{"of a base of", st.Base},
	} {
		fmt.Fprintf(w, "  %-14s %14s\n", line.name, amount(line.minor))
	}
	for _, c := range st.Against {
		fmt.Fprintf(w, "  %s does not pay for %d views of %s to %s: %s. Of it %s was taken from here.\n", printable(c.Sponsor), c.Views,
			c.From.Format(time.DateOnly), c.Until.Format(time.DateOnly), printable(c.Reason), amount(c.Minor))
	}
	fmt.Fprintf(w, "%d sold, %d times money went back, %d by code. Books: entry %d, %s\n", st.Sold, st.Back, st.Counted, st.Head.N, st.Head.Hash)
}

func writeDays(out io.Writer, st ledger.Statement) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"day", "currency", "sales", "ads"}) // an error stays until it is asked for
	for _, d := range st.Days {
		_ = w.Write([]string{d.Day.Format(time.DateOnly), string(st.Money), strconv.FormatInt(d.Sales, 10), strconv.FormatInt(d.Ads, 10)})
	}
	w.Flush()
	return w.Error()
}

type storeExportCmd struct {
	Root string `arg:"" help:"The channel's root key."`
	outArg
}

// Run exports a channel's books.
func (c *storeExportCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		return c.stream(r, func(w io.Writer) error { return s.WriteExport(r.ctx, library.Key(c.Root), w) })
	})
}

type storeVerifyCmd struct {
	File     string   `arg:"" help:"The exported books." type:"path"`
	Receipts []string `arg:"" optional:"" help:"Buyers' receipts." type:"path"`
}

// Run recomputes books.
func (c *storeVerifyCmd) Run(r *run) error {
	file, err := os.Open(c.File)
	if err != nil {
		return plainError{"The file cannot be read: " + err.Error() + "."}
	}
	defer file.Close()
	var receipts [][]byte
	for _, path := range c.Receipts {
		raw, err := document(path)
		if err != nil {
			return err
		}
		receipts = append(receipts, raw)
	}
	book, problems, err := store.VerifyExport(bufio.NewReader(file), receipts...)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(r.io.Out, printable(p))
	}
	if len(problems) > 0 {
		return plainError{"The books do not hold."}
	}
	return r.print(book.Head(), func(w io.Writer) {
		fmt.Fprintf(w, "All %d entries follow from the signed terms, and %d receipts from the entries.\n", book.Head().N, len(receipts))
	})
}
