package settings

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// purchaseList is the virtual list of what was bought. Enter and a click open one.
type purchaseList struct {
	kit.List
	all  []library.Purchase
	open func(library.Purchase)
	at   int
}

func newPurchaseList(open func(library.Purchase)) *purchaseList {
	l := &purchaseList{open: open}
	l.Length = func() int { return len(l.all) }
	l.CreateItem = func() fyne.CanvasObject { return newPurchaseRow(open) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*purchaseRow); ok && id < len(l.all) {
			r.show(l.all[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

func (l *purchaseList) set(all []library.Purchase) {
	l.all = all
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *purchaseList) TypedKey(e *fyne.KeyEvent) {
	if l.at < 0 || l.at >= len(l.all) || !kit.Perform(purchaseKeys(), l, e.Name) {
		l.List.TypedKey(e)
	}
}

// purchaseKeys are the keys on a purchase.
func purchaseKeys() []kit.Binding[*purchaseList] {
	return []kit.Binding[*purchaseList]{
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace}, Does: lang.L("Open what is marked"), Do: func(l *purchaseList) { l.open(l.all[l.at]) }},
	}
}

// PurchaseKeys are the lines of the sheet of keys about the page of purchases.
func PurchaseKeys() []kit.KeyLine { return kit.KeyLines(purchaseKeys()) }

// storeOf is the part of a store's address that people read.
func storeOf(p library.Purchase) string {
	if u, err := url.Parse(string(p.Store)); err == nil && u.Host != "" {
		return u.Host
	}
	return string(p.Store)
}

// titleOf is what a purchase is called; one that was restored may have no name here.
func titleOf(p library.Purchase) string {
	if p.Name == "" {
		return lang.L("Order {{.Number}}", map[string]any{"Number": string(p.Order[:min(len(p.Order), 8)])})
	}
	return p.Name
}

// purchaseRow is one purchase: what it is, when and where it was bought, and what it cost.
type purchaseRow struct {
	widget.BaseWidget
	purchase    library.Purchase
	title, when *kit.Label
	price       *kit.Label
	chip        *kit.Chip
	more        *kit.Button
	ruler       *kit.Fill
}

func newPurchaseRow(open func(library.Purchase)) *purchaseRow {
	r := &purchaseRow{
		title: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		when:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		price: kit.NewLabel("", 13, kit.Medium, kit.ColorText).Cut().Aligned(fyne.TextAlignTrailing),
		chip:  kit.NewChip("", kit.ToneNeutral), ruler: kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Icon = 17
	r.more = kit.NewIconButton(kit.IconInfo, look, func() { open(r.purchase) })
	r.ExtendBaseWidget(r)
	return r
}

func (r *purchaseRow) show(p library.Purchase) {
	r.purchase = p
	r.title.SetText(titleOf(p))
	words := []string{kit.Date(p.Created), storeOf(p)}
	if p.Test {
		words = append(words, lang.L("Sandbox: no money moves"))
	}
	r.when.SetText(strings.Join(words, " · "))
	r.price.SetText(say.Money(p.Price))
	r.chip.Set(chipOf(p))
}

// chipOf says in a word how a purchase stands, as far as that is known here.
func chipOf(p library.Purchase) (string, kit.Tone) {
	switch {
	case p.Waits():
		return lang.L("NOT PAID"), kit.ToneActive
	case p.Gone:
		return lang.L("PAID BACK"), kit.ToneNeutral
	case p.Returned > 0:
		return lang.L("PARTLY BACK"), kit.ToneNeutral
	}
	return lang.L("PAID"), kit.ToneGood
}

// Tapped implements fyne.Tappable.
func (r *purchaseRow) Tapped(*fyne.PointEvent) { r.more.Tapped(nil) }

// CreateRenderer implements fyne.Widget.
func (r *purchaseRow) CreateRenderer() fyne.WidgetRenderer { return &purchaseRenderer{r} }

type purchaseRenderer struct{ r *purchaseRow }

func (r *purchaseRenderer) Destroy()           {}
func (r *purchaseRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 50) }

func (r *purchaseRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.title, w.when, w.chip, w.price, w.more, w.ruler}
}

func (r *purchaseRenderer) Layout(size fyne.Size) {
	w, right := r.r, size.Width-pageRight
	put(w.more, right-34, 8, 34, 34)
	put(w.price, right-134, 0, 90, size.Height)
	put(w.chip, right-246, 0, 104, size.Height)
	text := right - 246 - 12
	put(w.title, 0, 9, text, 17)
	put(w.when, 0, 26, text, 15)
	put(w.ruler, 0, size.Height-1, right, 1)
}

func (r *purchaseRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
