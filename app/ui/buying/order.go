package buying

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
	"matinee/library/format"
)

// resumedFor is how old an order may be that is gone on with instead of a new one.
const resumedFor = 24 * time.Hour

// waitWidth has room for three buttons.
const waitWidth float32 = 620

// Open opens the sheet, or goes on waiting where an order is not paid yet.
func Open(c fyne.Canvas, s Subject, withCode bool) {
	var all []library.Purchase
	s.Loop.Work(func(ctx context.Context) (err error) {
		all, err = s.Backend.Purchases(ctx)
		return err
	}, func(err error) {
		if s.Desk.Tell(err); err != nil || c.Overlays().Top() != nil { // pressed twice
			return
		}
		for _, p := range all {
			if p.Bundle == s.Goods.Access.Bundle && p.Waits() && p.Page != "" && time.Since(p.Created) < resumedFor {
				await(c, s, p)
				return
			}
		}
		show(c, s, lastPaidBy(all), withCode)
	})
}

// ask asks the store who it is: nothing is ordered before it is known whether money moves.
func (f *sheet) ask() {
	f.busy = true
	f.complain(nil)
	var shop library.Shop
	f.work(func(ctx context.Context) (err error) {
		shop, err = f.Backend.AskShop(ctx, f.Goods.Access.Channel, f.shop.Key)
		return err
	}, func(err error) {
		if err == nil {
			f.shop, f.asked = shop, true
			f.payable()
			f.stack()
		}
		f.complain(err)
		if at := f.canvas.Focused(); err == nil && at != fyne.Focusable(f.code) && at != fyne.Focusable(f.amount) {
			f.canvas.Focus(f.pay)
		}
	})
}

// work does something off the main thread that ends when the sheet is closed.
func (f *sheet) work(work func(context.Context) error, done func(error)) {
	ctx, stop := context.WithCancel(f.Loop.Context())
	f.stop = stop
	f.Loop.Work(func(context.Context) error {
		defer stop()
		return work(ctx)
	}, func(err error) {
		f.busy = false
		if !f.gone {
			done(err)
		}
	})
}

// gift opens the edition with a code that no store made, and tells none of it.
func (f *sheet) gift() {
	e, _ := f.chosen()
	code := strings.TrimSpace(f.code.Text)
	f.busy = true
	f.complain(nil)
	f.work(func(ctx context.Context) error { return f.Backend.OpenLicense(ctx, code) }, func(err error) {
		if err != nil {
			f.complain(err)
			return
		}
		f.dialog.Close()
		f.Bought(e.ID)
	})
}

// press orders, or asks the store again.
func (f *sheet) press() {
	if f.busy || f.gone {
		return
	}
	if !f.asked {
		f.ask()
		return
	}
	if format.IsGift([]byte(f.code.Text)) {
		f.gift()
		return
	}
	e, offer := f.chosen()
	m, valid := f.pays()
	if !valid && f.code.Text == "" {
		return
	}
	o := Order{Channel: f.Goods.Access.Channel, Bundle: f.Goods.Access.Bundle, Edition: e.ID, Rental: offer.Rental > 0, Code: f.code.Text, Store: f.shop.Key}
	if o.Code == "" {
		o.Currency, o.CardFee, o.Provider = m.Currency, f.fee(offer, m), f.way().Name
	}
	if offer.Kind == library.OfferPWYW && o.Code == "" {
		o.Price = &m
	}
	f.busy = true
	f.complain(nil)
	var made library.Purchase
	f.work(func(ctx context.Context) (err error) {
		if made, err = f.Backend.PlaceOrder(ctx, o); err != nil && made.Order != "" && o.Code == "" {
			// No answer came, so nobody has the page to pay at. A code may have been used up:
			// such an order is asked for until the store answers.
			err = errors.Join(err, f.Backend.CancelPurchase(context.WithoutCancel(ctx), made.Order))
		}
		return err
	}, func(err error) {
		if err != nil {
			f.complain(err)
			return
		}
		f.dialog.Close()
		if !made.Waits() {
			f.Bought(made.Edition)
			return
		}
		f.Desk.OpenPage(made.Page)
		await(f.canvas, f.Subject, made)
	})
}

// await shows that an order waits for its payment. Closed by Escape it goes on waiting.
func await(c fyne.Canvas, s Subject, p library.Purchase) {
	ctx, stop := context.WithCancel(s.Loop.Context())
	gone := false
	text := lang.L("{{.Price}} to {{.Store}}, on a page in your browser. Once it is paid there, the film opens here and plays by itself.",
		map[string]any{"Price": say.Money(p.Price), "Store": hostOf(string(p.Store))})
	if p.Test {
		text = lang.L("Sandbox: no money moves") + ". " + text
	}
	label := kit.NewLabel(text, kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(8)
	var dialog *kit.Dialog
	cancel := kit.NewButton(lang.L("Cancel the order"), "", kit.Plain(), func() {
		dialog.Close()
		s.Loop.Work(func(ctx context.Context) error { return s.Backend.CancelPurchase(ctx, p.Order) }, s.Desk.Tell)
	})
	again := kit.NewButton(lang.L("Open the page again"), "", kit.Primary(), func() { s.Desk.OpenPage(p.Page) })
	dialog = kit.ShowDialog(c, lang.L("Waiting for the payment…"), label, cancel,
		kit.NewButton(lang.L("Copy its address"), "", kit.Plain(), func() { s.Desk.Copy(p.Page) }), again).Wide(waitWidth)
	c.Focus(again) // an impatient Return must not cancel what was just ordered
	dialog.HoldWhile(func() bool { return true })
	dialog.OnClosed(func() { gone = true; stop() })
	var paid library.Purchase
	s.Loop.Work(func(context.Context) (err error) {
		defer stop()
		paid, err = s.Backend.AwaitPurchase(ctx, p.Order)
		return err
	}, func(err error) {
		switch {
		case gone:
		case err != nil:
			label.Set(say.Problem(err), kit.ColorDanger)
			dialog.Wide(waitWidth)
		default:
			dialog.Close()
			s.Bought(paid.Edition)
		}
	})
}
