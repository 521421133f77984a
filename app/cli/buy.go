package cli

import (
	"fmt"
	"io"
	"os"

	"matinee/app/control"
	"matinee/library"
)

type buyCmd struct {
	Bundle   string `arg:"" help:"A bundle that a followed channel lists: its title, or at least four digits of its infohash or number."`
	Edition  string `help:"Which edition; needed when there are several." placeholder:"NAME"`
	Rental   bool   `help:"Rent it."`
	Currency string `help:"In which currency, where there are several." placeholder:"CODE"`
	Pay      string `help:"How much, where one pays what one wants, as 12.50EUR." placeholder:"AMOUNT"`
	By       string `help:"How it is paid, where the store offers several ways: stripe, lightning, sandbox." placeholder:"WAY"`
	Ads      bool   `help:"Pay nothing, and watch it with ads."`
	Code     string `help:"A voucher's code; - reads it from standard input." placeholder:"-"`
	Wait     bool   `help:"Wait until it is paid, and the license is here." default:"true" negatable:""`
}

// Run buys.
func (c *buyCmd) Run(r *run) error {
	if c.Ads {
		return r.with(func(s Session) error {
			return s.Finance(r.ctx, control.FinanceRequest{Name: c.Bundle, Edition: library.EditionID(c.Edition)})
		})
	}
	req := control.BuyRequest{Name: c.Bundle, Edition: library.EditionID(c.Edition), Rental: c.Rental, Currency: library.Currency(c.Currency), Provider: c.By}
	if c.Pay != "" {
		price, err := library.ParseMoney(c.Pay)
		if err != nil {
			return usageError{library.Explain(err).Detail}
		}
		req.Price = &price
	}
	var err error
	if req.Code, err = r.secret(c.Code); err != nil {
		return err
	}
	return r.with(func(s Session) error {
		p, err := s.Buy(r.ctx, req)
		if err != nil {
			return err
		}
		if p.Waits() {
			fmt.Fprintf(r.io.Err, "%s Pay at %s\n", describePurchase(p), printable(p.Page))
			if !c.Wait {
				return r.print(p, func(io.Writer) {})
			}
			if p, err = s.AwaitPurchase(r.ctx, p.Order); err != nil {
				return err
			}
		}
		return r.print(p, func(w io.Writer) { fmt.Fprintln(w, describePurchase(p)) })
	})
}

func describePurchase(p library.Purchase) string {
	text := fmt.Sprintf("%s  %s, %s: %s", p.Order, printable(p.Name), printable(string(p.Edition)), p.Price)
	if p.CardFee > 0 {
		text += fmt.Sprintf(", of it a card fee of %s", library.Money{Currency: p.Price.Currency, Minor: p.CardFee})
	}
	if p.Test {
		text += " (sandbox: no money moves)"
	}
	if p.Waits() {
		return text + ", not paid yet."
	}
	switch {
	case p.Gone:
		return text + ", paid back."
	case p.Returned > 0:
		return text + fmt.Sprintf(", paid; %s of it went back.", library.Money{Currency: p.Price.Currency, Minor: p.Returned})
	}
	return text + ", paid; the license is here."
}

// ordersCmd are the commands about what was bought.
type ordersCmd struct {
	List    ordersListCmd    `cmd:"" default:"1" help:"List what was bought."`
	Receipt ordersReceiptCmd `cmd:"" help:"Save a receipt: it restores the license on other devices. Who has it can do so."`
	Restore ordersRestoreCmd `cmd:"" help:"Get the license of a receipt for this machine."`
	Cancel  ordersCancelCmd  `cmd:"" help:"Forget an order that was not paid."`
}

type ordersListCmd struct{}

// Run lists what was bought.
func (c *ordersListCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		all, err := s.Purchases(r.ctx)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].Receipt = nil // a list is shown to others more easily than a receipt should be
		}
		return r.print(all, func(w io.Writer) {
			for _, p := range all {
				fmt.Fprintln(w, describePurchase(p))
			}
		})
	})
}

type ordersReceiptCmd struct {
	Order string `arg:"" help:"The order's number."`
	To    string `arg:"" help:"The file to write." type:"path"`
}

// Run saves a receipt.
func (c *ordersReceiptCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		all, err := s.Purchases(r.ctx)
		if err != nil {
			return err
		}
		for _, p := range all {
			if string(p.Order) != c.Order {
				continue
			}
			if p.Waits() {
				return &library.Error{Code: library.CodeNotPaid}
			}
			if err := os.WriteFile(c.To, p.Receipt, 0o600); err != nil {
				return plainError{"It could not be written: " + err.Error() + "."}
			}
			return nil
		}
		return library.Errorf(library.CodeNotFound, "the order %s", c.Order)
	})
}

type ordersRestoreCmd struct {
	Receipt string `arg:"" help:"The receipt." type:"path"`
}

// Run restores a licence.
func (c *ordersRestoreCmd) Run(r *run) error {
	raw, err := document(c.Receipt)
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		l, err := s.RestorePurchase(r.ctx, raw)
		if err != nil {
			return err
		}
		return r.print(l, func(w io.Writer) {
			fmt.Fprintf(w, "The edition %s may be watched on this machine.\n", printable(string(l.Edition)))
		})
	})
}

type ordersCancelCmd struct {
	Order string `arg:"" help:"The order's number."`
}

// Run forgets an order.
func (c *ordersCancelCmd) Run(r *run) error {
	return r.quietly(func(s Session) error { return s.CancelPurchase(r.ctx, library.Token(c.Order)) })
}
