package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/app/ui/say"
	"matinee/library"
)

// open shows one purchase: what was paid to whom, who gets what of it, and its receipt.
func (p *purchasesPage) open(b library.Purchase) {
	c := kit.CanvasOf(p)
	if c == nil {
		return
	}
	d := &bought{about: kit.NewLabel(aboutOf(b), 13, kit.Regular, kit.ColorMuted).WithLines(6)}
	known := library.PurchaseState("")
	if b.Gone {
		known = library.PurchaseReturned
	}
	d.state = kit.NewLabel(stateOf(b, known), 13, kit.Medium, kit.ColorText).WithLines(3)
	d.ExtendBaseWidget(d)
	var dialog *kit.Dialog
	d.money = offers.NewMoney(func() { dialog.Wide(boughtWidth) }, func(e *fyne.KeyEvent) { dialog.TypedKey(e) })
	buttons := []*kit.Button{kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { dialog.Close() })}
	if b.Waits() {
		buttons = append(buttons, kit.NewButton(lang.L("Cancel the order"), "", kit.Plain(), func() {
			dialog.Close()
			p.do(func(ctx context.Context) error { return p.backend.CancelPurchase(ctx, b.Order) })
		}))
		if b.Page != "" {
			buttons = append(buttons, kit.NewButton(lang.L("Go on paying"), "", kit.Primary(), func() { dialog.Close(); p.desk.OpenPage(b.Page) }))
		}
	} else if len(b.Receipt) > 0 {
		buttons = append(buttons, kit.NewButton(lang.L("Save the receipt…"), "", kit.Primary(), func() {
			dialog.Close()
			p.desk.SaveFile(receiptName(b), b.Receipt)
		}))
	}
	dialog = kit.ShowDialog(c, titleOf(b), d, buttons...).Wide(boughtWidth)
	gone := false
	dialog.OnClosed(func() { gone = true })
	var terms library.Access
	var of library.Money
	p.loop.Work(func(ctx context.Context) (err error) {
		terms, of, err = p.backend.PurchaseTerms(ctx, b.Order)
		return err
	}, func(err error) {
		if err == nil && !gone {
			d.divide(b.Edition, terms, of)
			dialog.Wide(boughtWidth)
		}
	})
	var state library.PurchaseState
	p.loop.Work(func(ctx context.Context) (err error) {
		state, err = p.backend.PurchaseState(ctx, b.Order)
		return err
	}, func(err error) {
		if gone {
			return
		}
		text := stateOf(b, state)
		if err != nil {
			text = stateOf(b, known)
			text += " " + say.Problem(err)
		}
		d.state.SetText(text)
		dialog.Wide(boughtWidth)
	})
}

// do runs a command and reads what it changed.
func (p *purchasesPage) do(command func(context.Context) error) {
	p.loop.Work(command, func(err error) {
		p.tell(err)
		p.poll.Now()
	})
}

// boughtWidth has room for three buttons.
const boughtWidth float32 = 620

// receiptName is how the file of a receipt is called.
func receiptName(b library.Purchase) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, titleOf(b))
	return name + ".receipt.json"
}

// aboutOf says when, where and for how much it was bought.
func aboutOf(b library.Purchase) string {
	lines := []string{
		lang.L("{{.Price}} to {{.Store}}, on {{.Date}}", map[string]any{"Price": say.Money(b.Price), "Store": storeOf(b), "Date": kit.Date(b.Created)}),
		lang.L("Order {{.Number}}", map[string]any{"Number": string(b.Order)}),
	}
	if b.CardFee > 0 {
		lines = append(lines, lang.L("of it a card fee of {{.Fee}}", map[string]any{"Fee": say.Money(library.Money{Currency: b.Price.Currency, Minor: b.CardFee})}))
	}
	if b.Returned > 0 {
		lines = append(lines, lang.L("{{.Amount}} of it was paid back", map[string]any{"Amount": say.Money(library.Money{Currency: b.Price.Currency, Minor: b.Returned})}))
	}
	if b.Test {
		lines = append(lines, lang.L("Sandbox: no money moves"))
	}
	return strings.Join(lines, " · ")
}

// stateOf says how an order stands; what the store says of it goes before what is kept.
func stateOf(b library.Purchase, now library.PurchaseState) string {
	switch {
	case now == library.PurchaseReturned:
		return lang.L("It was paid back: its receipt restores nothing any more.")
	case now == library.PurchaseEnded:
		return lang.L("It was not paid, and can be paid no more. Order it again.")
	case b.Waits() && now != library.PurchasePaid:
		return lang.L("It is not paid yet.")
	}
	return lang.L("It is paid. Its license is here, and its receipt restores it on your other computers.")
}

// bought is what the dialog of a purchase says.
type bought struct {
	widget.BaseWidget
	about, state *kit.Label
	money        *offers.Money
}

// divide says who gets what of what was paid.
func (d *bought) divide(edition library.EditionID, terms library.Access, of library.Money) {
	e, known := terms.Edition(edition)
	if !known || of.Minor == 0 {
		return
	}
	e.Offers = []library.Offer{{Kind: library.OfferPaid, Price: &of}}
	e.Standing.Opened = false
	d.money.Set(library.Access{Fee: terms.Fee, Editions: []library.EditionAccess{e}})
	d.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (d *bought) CreateRenderer() fyne.WidgetRenderer { return &boughtRenderer{d} }

type boughtRenderer struct{ d *bought }

func (r *boughtRenderer) Destroy() {}

func (r *boughtRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.d.about, r.d.state, r.d.money}
}

// boughtInner is the width inside of the dialog.
const boughtInner = boughtWidth - 48

const boughtLine float32 = 18

func (r *boughtRenderer) MinSize() fyne.Size {
	return fyne.NewSize(200, r.lay(boughtInner, func(fyne.CanvasObject, float32, float32) {}))
}

func (r *boughtRenderer) lay(width float32, place func(o fyne.CanvasObject, y, height float32)) float32 {
	y := float32(0)
	for _, l := range []*kit.Label{r.d.about, r.d.state} {
		height := boughtLine * float32(l.LinesIn(width))
		place(l, y, height)
		y += height + 8
	}
	if !r.d.money.Hidden {
		height := r.d.money.HeightIn(width)
		place(r.d.money, y, height)
		y += height + 8
	}
	return y
}

func (r *boughtRenderer) Layout(size fyne.Size) {
	r.lay(size.Width, func(o fyne.CanvasObject, y, height float32) { put(o, 0, y, size.Width, height) })
}

func (r *boughtRenderer) Refresh() {
	r.Layout(r.d.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
