package buying

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/app/ui/say"
	"matinee/library"
)

// sheet is what is asked and said before something is ordered.
type sheet struct {
	widget.BaseWidget
	Subject
	canvas fyne.Canvas
	dialog *kit.Dialog
	pay    *kit.Button
	scroll *container.Scroll

	ware, offer int
	shop        library.Shop
	paysBy      string // the way to pay that is chosen, and at first the one of the last purchase
	asked       bool   // who the store is, is known
	busy        bool   // it is asked, or an order is under way
	gone        bool   // the sheet is closed
	stop        context.CancelFunc

	test            *kit.Chip
	editions, kinds *kit.Choice // nil where there is no choice
	ways            *kit.Choice // as above
	takes           []library.Way
	waysName        *kit.Label
	price, cardFee  *kit.Label
	permits         []*kit.Label
	seller, problem *kit.Label
	amountName      *kit.Label
	amount          *kit.Field
	codeName        *kit.Label
	code            *kit.Field
	left            []fyne.CanvasObject // from top to bottom
	money           *offers.Money
}

// show opens the sheet. The code is what the keys go to first if withCode says so.
func show(c fyne.Canvas, s Subject, paidBy string, withCode bool) {
	f := &sheet{Subject: s, canvas: c, shop: s.Goods.Shops[0], paysBy: paidBy, stop: func() {}}
	f.build()
	f.scroll = container.NewVScroll(f)
	f.pay = kit.NewButton("", "", kit.Primary(), f.press)
	f.fill()
	f.dialog = kit.ShowDialog(c, lang.L("Watch “{{.Name}}”", map[string]any{"Name": s.Goods.Access.Name}), f.scroll,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { f.dialog.Close() }), f.pay)
	f.dialog.HoldWhile(func() bool { return f.busy || f.code.Text != "" })
	f.dialog.OnClosed(func() { f.gone = true; f.stop() })
	f.fit()
	f.ask()
	switch {
	case withCode:
		c.Focus(f.code)
	case !f.amount.Hidden:
		c.Focus(f.amount)
	default:
		c.Focus(f.pay)
	}
}

// build makes the parts.
func (f *sheet) build() {
	muted := func(lines int) *kit.Label {
		return kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).WithLines(lines)
	}
	f.test = kit.NewChip("", kit.ToneInfo)
	f.price = kit.NewLabel("", kit.TextTitle, kit.Bold, kit.ColorText).Cut()
	f.cardFee = kit.NewLabel("", 13, kit.Medium, kit.ColorText).WithLines(2)
	f.permits = []*kit.Label{muted(3), muted(3), muted(3)}
	f.seller = muted(3)
	f.problem = kit.NewLabel("", 13, kit.Medium, kit.ColorDanger).WithLines(5)
	f.amountName, f.codeName, f.waysName = muted(2), muted(1), muted(1)
	f.waysName.SetText(lang.L("How you pay"))
	f.codeName.SetText(lang.L("A code, if you have one"))
	f.amount, f.code = kit.NewField("", ""), kit.NewField("", "")
	for _, field := range []*kit.Field{f.amount, f.code} {
		field.OnKey = f.fieldKey
		field.OnChanged = func(string) { f.fill() }
	}
	f.money = offers.NewMoney(f.fit, f.key)
	var names []string
	for _, w := range f.Goods.Wares {
		names = append(names, w.Edition.Name)
	}
	if len(names) > 1 {
		f.editions = kit.NewChoice(names, func(i int) { f.ware, f.offer = i, 0; f.offered(); f.fill(); f.fit() })
		f.editions.PassKeys(f.key, nil)
	}
	f.offered()
	f.ExtendBaseWidget(f)
}

// offered makes the choice between the offers of an edition.
func (f *sheet) offered() {
	f.kinds = nil
	f.payable()
	var words []string
	for _, o := range f.Goods.Wares[f.ware].Offers {
		words = append(words, offers.Offer(o))
	}
	if len(words) > 1 {
		f.kinds = kit.NewChoice(words, func(i int) { f.offer = i; f.payable(); f.stack(); f.fill(); f.fit() })
		f.kinds.PassKeys(f.key, nil)
	}
	f.stack()
}

// stack puts the parts below each other.
func (f *sheet) stack() {
	f.left = []fyne.CanvasObject{f.test}
	if f.editions != nil {
		f.left = append(f.left, f.editions)
	}
	if f.kinds != nil {
		f.left = append(f.left, f.kinds)
	}
	f.left = append(f.left, f.price, f.cardFee)
	for _, l := range f.permits {
		f.left = append(f.left, l)
	}
	f.left = append(f.left, f.seller)
	if f.ways != nil {
		f.left = append(f.left, f.waysName, f.ways)
	}
	f.left = append(f.left, f.amountName, f.amount, f.codeName, f.code, f.problem)
}

// chosen is the offer that would be ordered now, with its edition.
func (f *sheet) chosen() (library.EditionAccess, library.Offer) {
	w := f.Goods.Wares[f.ware]
	return w.Edition, w.Offers[f.offer]
}

// pays is what would be paid; false while what is typed is no such amount.
func (f *sheet) pays() (library.Money, bool) {
	_, o := f.chosen()
	if o.Kind != library.OfferPWYW || f.amount.Text == "" {
		return *o.Price, true
	}
	m, err := say.ReadMoney(f.amount.Text, o.Price.Currency)
	return m, err == nil && m.Currency == o.Price.Currency && m.Minor >= o.Price.Minor
}

// fill says what is chosen.
func (f *sheet) fill() {
	e, o := f.chosen()
	m, valid := f.pays()
	price := say.Money(m)
	if f.code.Text != "" {
		price = lang.L("Paid by the code")
	} else if !valid {
		price = "–"
	}
	f.price.SetText(price)
	f.cardFee.SetText("")
	if valid && f.code.Text == "" {
		f.cardFee.SetText(f.feeText(o, m))
	}
	for i, text := range permits(e, o, time.Now()) {
		f.permits[i].SetText(text)
	}
	f.amount.Hidden = o.Kind != library.OfferPWYW || f.code.Text != ""
	f.amountName.Hidden = f.amount.Hidden
	f.amountName.SetText(lang.L("What you pay, at least {{.Price}}", map[string]any{"Price": say.Money(*o.Price)}))
	f.amount.SetPlaceHolder(say.Money(*o.Price))
	f.seller.SetText(sellerOf(f.shop))
	f.test.Hidden = !f.way().Test
	f.test.Set(lang.L("Sandbox: no money moves"), kit.ToneInfo)
	e.Offers = []library.Offer{{Kind: library.OfferPaid, Price: &m}}
	if !valid || m.Minor == 0 {
		e.Offers = nil
	}
	f.money.Set(library.Access{Fee: f.Goods.Access.Fee, Editions: []library.EditionAccess{e}})
	f.label(valid)
	f.Refresh()
}

// fee is what is paid on top of a price, once the store was asked.
func (f *sheet) fee(o library.Offer, price library.Money) int64 {
	if o.CardFee != library.BuyerBears {
		return 0
	}
	return library.FeeIn(f.way().Fees, price.Currency).On(price.Minor)
}

// feeText says who bears the card fee, where it is not simply the store.
func (f *sheet) feeText(o library.Offer, price library.Money) string {
	fee := f.fee(o, price)
	switch {
	case o.CardFee != library.BuyerBears || price.Minor == 0:
		return ""
	case !f.asked:
		return lang.L("and the card fee, which the store tells")
	case fee == 0:
		return lang.L("The store bears the card fee.")
	}
	return lang.L("and a card fee of {{.Fee}}: {{.Total}} in all", map[string]any{
		"Fee": say.Money(library.Money{Currency: price.Currency, Minor: fee}), "Total": say.Money(library.Money{Currency: price.Currency, Minor: price.Minor + fee}),
	})
}

// label says what the large button does.
func (f *sheet) label(valid bool) {
	m, _ := f.pays()
	switch {
	case f.busy && !f.asked:
		f.pay.Set(lang.L("Asking the store…"), "")
	case f.busy:
		f.pay.Set(lang.L("Ordering…"), "")
	case !f.asked:
		f.pay.Set(lang.L("Try again"), "")
	case f.code.Text != "":
		f.pay.Set(lang.L("Use the code"), "")
	case m.Minor == 0:
		f.pay.Set(lang.L("Get it for nothing"), "")
	default:
		f.pay.Set(lang.L("Pay in the browser"), "")
	}
	if f.busy || f.asked && !valid && f.code.Text == "" {
		f.pay.Disable()
	} else {
		f.pay.Enable()
	}
}

// complain says what went wrong; nil takes it away.
func (f *sheet) complain(err error) {
	text := ""
	if err != nil {
		text = say.Problem(err)
	}
	f.problem.SetText(text)
	f.fill()
	f.fit()
	if err != nil {
		f.scroll.ScrollToBottom()
	}
}

// key is what the parts have no use for.
func (f *sheet) key(e *fyne.KeyEvent) { f.dialog.TypedKey(e) }

// fieldKey orders on Enter.
func (f *sheet) fieldKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !f.pay.Disabled() {
			f.press()
		}
	case fyne.KeyEscape:
		f.dialog.TypedKey(e)
	default:
		return false
	}
	return true
}
