package studio

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// monthWords names a month.
func monthWords(m time.Time) string {
	months := []string{
		lang.L("January"), lang.L("February"), lang.L("March"), lang.L("April"), lang.L("May"), lang.L("June"),
		lang.L("July"), lang.L("August"), lang.L("September"), lang.L("October"), lang.L("November"), lang.L("December"),
	}
	return months[m.Month()-1] + " " + strconv.Itoa(m.Year())
}

// moneyWords writes an amount that may be below nothing.
func moneyWords(money library.Currency, minor int64) string {
	return say.Money(library.Money{Currency: money, Minor: minor})
}

// figures is what came in, and who has what of it.
func (p *receipts) figures(of library.Takings, some bool) []fyne.CanvasObject {
	if !some {
		if len(p.now.Books) == 0 {
			return nil
		}
		return []fyne.CanvasObject{newPanel(heading(lang.L("Nothing sold yet")), muted(lang.L("What stores sell is here as soon as they have told of it.")))}
	}
	amount := func(minor int64) string { return moneyWords(of.Money, minor) }
	mine := of.Of(p.party)
	counts := lang.L("{{.Sold}} sold · {{.Back}} refunded · {{.Codes}} by code", map[string]any{
		"Sold": kit.Count(int(of.Sold)), "Back": kit.Count(int(of.Back)), "Codes": kit.Count(int(of.Counted)),
	})
	in, store, yours := newFigure(lang.L("Came in")), newFigure(lang.L("The stores' part")), newFigure(lang.L("Owed now"))
	in.set(amount(of.All.Sales+of.All.Ads), counts)
	store.set(amount(of.Store.Sales+of.Store.Ads), lang.L("{{.Amount}} of it went to card fees and losses", map[string]any{"Amount": amount(-of.Store.Borne)}))
	switch {
	case of.Store.Borne == 0:
		store.about.SetText(lang.L("card fees are paid from it"))
	case of.Store.Borne < 0: // buyers bore them
		store.about.SetText(lang.L("and {{.Amount}} that buyers paid for card fees was left", map[string]any{"Amount": amount(-of.Store.Borne)}))
	}
	owed, before, paid := creators(of, p.party)
	yours.set(amount(owed), lang.L("before {{.Before}} · paid out {{.Paid}}", map[string]any{"Before": amount(before), "Paid": amount(-paid)}))
	yours.value.Set(amount(owed), kit.ColorAccent)
	parts := []fyne.CanvasObject{newFigures(in, store, yours)}
	if of.Tests > 0 {
		parts = append(parts, newPanel(newPara(lang.L("Sandbox: no money stands behind {{.Count}} of these entries.", map[string]any{"Count": of.Tests}), kit.TextBody, kit.Medium, kit.ColorNotable)))
	}
	chart := newChart(of.Month, mine.Days, amount)
	parts = append(parts, newPanel(heading(lang.L("Receipts by day")), chart, chart.legend))
	parts = append(parts, p.works(of, mine), p.parties(of))
	if len(of.Against) > 0 {
		parts = append(parts, p.against(of))
	}
	return parts
}

// creators is what the creator's side, or a party of it, is owed, was owed before, and was
// paid.
func creators(of library.Takings, party string) (owed, before, paid int64) {
	for _, t := range of.Parties {
		if party == "" || t.Party == party {
			owed, before, paid = owed+t.Closing, before+t.Opening, paid+t.Paid
		}
	}
	return owed, before, paid
}

// works is what each production brought.
func (p *receipts) works(of library.Takings, mine library.Tally) fyne.CanvasObject {
	rows := [][]string{{lang.L("Production"), lang.L("Sales"), lang.L("From sales"), lang.L("From ads")}}
	for _, w := range mine.Works {
		title := w.Title
		if title == "" {
			title = string(w.Bundle[:8])
		}
		if w.Test {
			title += " · " + lang.L("sandbox")
		}
		rows = append(rows, []string{title, kit.Count(int(w.Sold)), moneyWords(of.Money, w.Sales), moneyWords(of.Money, w.Ads)})
	}
	return newPanel(heading(lang.L("By production")), newLedger(rows))
}

// parties is what each party has of it.
func (p *receipts) parties(of library.Takings) fyne.CanvasObject {
	rows := [][]string{{lang.L("Party"), lang.L("Share"), lang.L("Owed before"), lang.L("Paid out"), lang.L("Owed now")}}
	for _, t := range of.Parties {
		rows = append(rows, []string{
			t.Party, moneyWords(of.Money, t.Sales+t.Ads), moneyWords(of.Money, t.Opening), moneyWords(of.Money, -t.Paid), moneyWords(of.Money, t.Closing),
		})
	}
	return newPanel(heading(lang.L("Shares")), newLedger(rows))
}

// against is what sponsors do not pay for, and why.
func (p *receipts) against(of library.Takings) fyne.CanvasObject {
	list := []fyne.CanvasObject{heading(lang.L("Objections of sponsors"))}
	for _, o := range of.Against {
		title := o.Title
		if title == "" {
			title = string(o.Bundle[:min(8, len(o.Bundle))])
		}
		days := o.From.UTC().Format(time.DateOnly)
		if !o.Until.Equal(o.From) {
			days += " – " + o.Until.UTC().Format(time.DateOnly)
		}
		list = append(list, newPara(lang.L("{{.Sponsor}} does not pay {{.Amount}} for {{.Count}} views of {{.Title}}, {{.Days}}: {{.Reason}}", map[string]any{
			"Sponsor": o.Sponsor, "Amount": moneyWords(of.Money, o.Minor), "Count": kit.Count(int(o.Views)), "Title": title, "Days": days, "Reason": o.Reason,
		}), kit.TextBody, kit.Medium, kit.ColorText))
	}
	list = append(list, muted(lang.L("Within 30 days a sponsor may object to views; what they brought went back to its campaign.")))
	return newPanel(list...)
}

// printWords are the words of a page that is printed.
func printWords(channel string, of library.Takings) library.TakingsWords {
	return library.TakingsWords{
		Title: lang.L("Receipts of {{.Channel}}, {{.Month}}", map[string]any{"Channel": channel, "Month": monthWords(of.Month)}),
		In:    lang.L("Came in"), Store: lang.L("The stores' part"), Before: lang.L("Owed before"), Paid: lang.L("Paid out"), Now: lang.L("Owed now"),
		Sales: lang.L("From sales"), Ads: lang.L("From ads"), Sold: lang.L("Sales"), Back: lang.L("Refunded"), Codes: lang.L("By code"),
		Day: lang.L("Day"), Work: lang.L("Production"), Party: lang.L("Party"), Share: lang.L("Share"), Test: lang.L("sandbox"),
		Against: lang.L("Objections of sponsors"), Views: lang.L("Views"), Reason: lang.L("Reason"),
		Computed: lang.L("Computed by Matinee from entries that follow from the channel's signed terms. Times are UTC."),
	}
}

// figureRow puts figures beside each other.
type figureRow struct {
	widget.BaseWidget
	figures []*figure
}

func newFigures(list ...*figure) *figureRow {
	r := &figureRow{figures: list}
	r.ExtendBaseWidget(r)
	return r
}

// across is how many figures stand beside each other in a width.
func (r *figureRow) across(width float32) int {
	if width < 620 {
		return 1
	}
	return len(r.figures)
}

func (r *figureRow) heightFor(width float32) float32 {
	lines := float32((len(r.figures) + r.across(width) - 1) / r.across(width))
	return lines*figureHeight + (lines-1)*kit.CardGap
}

// CreateRenderer implements fyne.Widget.
func (r *figureRow) CreateRenderer() fyne.WidgetRenderer { return &figureRowRenderer{r} }

type figureRowRenderer struct{ r *figureRow }

func (r *figureRowRenderer) Destroy()           {}
func (r *figureRowRenderer) MinSize() fyne.Size { return fyne.NewSize(120, figureHeight) }

func (r *figureRowRenderer) Objects() (objects []fyne.CanvasObject) {
	for _, f := range r.r.figures {
		objects = append(objects, f)
	}
	return objects
}

func (r *figureRowRenderer) Layout(size fyne.Size) {
	across := r.r.across(size.Width)
	each := (size.Width - kit.CardGap*float32(across-1)) / float32(across)
	for i, f := range r.r.figures {
		put(f, float32(i%across)*(each+kit.CardGap), float32(i/across)*(figureHeight+kit.CardGap), each, figureHeight)
	}
}

func (r *figureRowRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
