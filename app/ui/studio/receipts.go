package studio

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// Accounts is the part of the backend that knows what stores took in.
type Accounts interface {
	// Accounts recomputes what a channel's stores took in for it, from the books that are
	// kept here; ask has the stores asked first for what is new. A zero month is the last
	// one in which anything happened. receipts are files of buyers.
	Accounts(ctx context.Context, root library.Key, month time.Time, ask bool, receipts []string) (library.Accounts, error)
	// Print writes takings as a page that is printed, or as a table for other programs.
	Print(of library.Takings, party string, words library.TakingsWords, table bool) ([]byte, error)
}

// receipts is the page of what came in.
type receipts struct {
	*page
	s     *Screen
	root  library.Key
	now   library.Accounts
	known bool
	money library.Currency
	party string
	files []string // receipts that were held against the books
	ask   *kit.Button
	check *kit.Button
	save  [2]*kit.Button
}

// showReceipts opens the page of what a channel's stores took in.
func (s *Screen) showReceipts() {
	if len(s.known.channels) == 0 {
		return
	}
	p := &receipts{page: newPage(s.desk, lang.L("Receipts")), s: s, root: s.known.channels[0].Root}
	p.ask = p.button(lang.L("Ask the stores"), "", kit.Plain(), func() { p.read(p.now.Month, true) })
	p.check = p.button(lang.L("Check against a receipt…"), "", kit.Plain(), func() {
		s.desk.ChooseFile(func(path string) {
			p.files = append(p.files, path)
			p.read(p.now.Month, false)
		})
	})
	p.save[0] = p.button(lang.L("Save as CSV"), "", kit.Plain(), func() { p.print(true) })
	p.save[1] = p.button(lang.L("Save as printable page"), "", kit.Plain(), func() { p.print(false) })
	p.foot = []*kit.Button{p.ask}
	p.lay()
	s.desk.Push(p.page)
	s.desk.Focus(p.back)
	p.read(time.Time{}, true)
}

// read has the accounts of a month recomputed.
func (p *receipts) read(month time.Time, ask bool) {
	p.wait(map[bool]string{true: lang.L("Asking the stores"), false: lang.L("Computing")}[ask])
	var found library.Accounts
	root, files := p.root, p.files
	p.s.loop.Work(func(ctx context.Context) (err error) {
		found, err = p.s.backend.Accounts(ctx, root, month, ask, files)
		return err
	}, func(err error) {
		p.wait("")
		p.warn(problem(err))
		if err != nil {
			p.lay()
			return
		}
		p.now, p.known = found, true
		p.lay()
	})
}

// chosen is the takings that are shown.
func (p *receipts) chosen() (library.Takings, bool) {
	for _, t := range p.now.Takings {
		if t.Money == p.money {
			return t, true
		}
	}
	if len(p.now.Takings) > 0 {
		p.money = p.now.Takings[0].Money
		return p.now.Takings[0], true
	}
	return library.Takings{}, false
}

// lay puts the page together as things stand.
func (p *receipts) lay() {
	of, some := p.chosen()
	for _, b := range p.save {
		enable(b, some)
	}
	enable(p.check, p.known && len(p.now.Books) > 0)
	enable(p.ask, p.known && len(p.now.Books) > 0)
	parts := []fyne.CanvasObject{}
	switch {
	case !p.known && p.woe.Text() == "":
		parts = append(parts, newPanel(muted(lang.L("The stores are asked for their books, and every figure is computed here."))))
	case p.known:
		parts = append(parts, p.choosers(of))
		if text := p.verdict(); text != nil {
			parts = append(parts, text)
		}
		parts = append(parts, p.figures(of, some)...)
		if len(p.now.Books) > 0 {
			parts = append(parts, newRow(p.check, p.save[0], p.save[1]))
		}
	}
	p.body = newSheet(parts...)
	p.page.Refresh()
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
		return
	}
	b.Disable()
}

// choosers are month, currency, party and channel.
func (p *receipts) choosers(of library.Takings) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if all := p.s.known.channels; len(all) > 1 {
		var options []kit.Option
		for _, c := range all {
			options = append(options, kit.Option{Value: string(c.Root), Text: c.Name})
		}
		parts = append(parts, kit.Called(p.pick(options, string(p.root), func(root string) {
			p.root, p.files, p.party = library.Key(root), nil, ""
			p.read(time.Time{}, true)
		}), lang.L("Channel")))
	}
	months := p.now.Months
	if len(months) == 0 {
		months = []time.Time{p.now.Month}
	}
	var options []kit.Option
	for _, m := range months {
		options = append(options, kit.Option{Value: m.Format("2006-01"), Text: monthWords(m)})
	}
	parts = append(parts, kit.Called(p.pick(options, p.now.Month.Format("2006-01"), func(text string) {
		if month, err := time.Parse("2006-01", text); err == nil {
			p.read(month, false)
		}
	}), lang.L("Month")))
	if len(p.now.Takings) > 1 {
		var options []kit.Option
		for _, t := range p.now.Takings {
			options = append(options, kit.Option{Value: string(t.Money), Text: string(t.Money)})
		}
		parts = append(parts, kit.Called(p.pick(options, string(of.Money), func(money string) {
			p.money = library.Currency(money)
			p.lay()
		}), lang.L("Currency")))
	}
	if len(of.Parties) > 0 {
		options := []kit.Option{{Text: lang.L("all that came in")}}
		for _, party := range of.Parties {
			options = append(options, kit.Option{Value: party.Party, Text: party.Party})
		}
		parts = append(parts, kit.Called(p.pick(options, p.party, func(party string) {
			p.party = party
			p.lay()
		}), lang.L("Who gets it")))
	}
	return newRow(parts...)
}

// verdict says whether the books hold, store by store.
func (p *receipts) verdict() fyne.CanvasObject {
	if len(p.now.Books) == 0 {
		return newPanel(muted(lang.L("No store sells for this channel yet. One that you certify, on the page of the channel, has its receipts here.")))
	}
	var parts []fyne.CanvasObject
	for _, b := range p.now.Books {
		text := lang.N("{{.Store}}: all {{.Entries}} entries of its books follow from your signed terms.", kit.Plural(int(b.Entries)), map[string]any{"Store": b.Store, "Entries": kit.Count(int(b.Entries))})
		if b.Asked.IsZero() {
			text = lang.L("{{.Store}} has not shown its books yet.", map[string]any{"Store": b.Store})
		}
		if len(b.Problems) == 0 {
			parts = append(parts, small(text))
		}
		for _, woe := range b.Problems {
			parts = append(parts, newPara(b.Store+": "+say.Problem(woe.Err()), kit.TextBody, kit.Medium, kit.ColorDanger))
		}
		if b.Foreign > 0 {
			parts = append(parts, small(lang.L("Some of it was sold under terms that your channel signed and this computer does not have: {{.Count}}.", map[string]any{"Count": b.Foreign})))
		}
		if b.Away != nil {
			since := ""
			if !b.Asked.IsZero() {
				since = " " + lang.L("What is shown is as of {{.Date}}.", map[string]any{"Date": kit.Date(b.Asked)})
			}
			parts = append(parts, small(b.Store+": "+say.Problem(b.Away.Err())+since))
		}
	}
	if p.now.Held > 0 {
		parts = append(parts, small(lang.L("Receipts of buyers that were looked for in the books: {{.Count}}.", map[string]any{"Count": p.now.Held})))
	}
	for _, text := range p.now.Strange {
		parts = append(parts, newPara(lang.L("A file is no receipt of these stores: {{.Why}}", map[string]any{"Why": lang.L(text)}), kit.TextBody, kit.Medium, kit.ColorDanger))
	}
	panel := newPanel(parts...)
	panel.gap = 6
	return panel
}

// print saves what is shown as a file.
func (p *receipts) print(table bool) {
	of, some := p.chosen()
	if !some {
		return
	}
	raw, err := p.s.backend.Print(of, p.party, printWords(p.now.Name, of), table)
	p.warn(problem(err))
	if err != nil {
		return
	}
	name := fileName(strings.TrimSpace(p.now.Name + " " + of.Month.Format("2006-01") + " " + string(of.Money)))
	p.desk.SaveFile(name+map[bool]string{true: ".csv", false: ".html"}[table], raw)
}
