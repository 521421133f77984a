package studio

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// dealForm asks for what a studio and stores agreed on.
type dealForm struct {
	*page
	s                                                *Screen
	ask                                              Deal
	stores, works, from, until, short, long, percent string // as they were typed
	annex                                            *para
	sheet                                            *sheet
	make                                             *kit.Button
}

// The deal that is suggested.
const (
	usualYears = 3
	usualShare = 90
)

// askDeal opens the page on which a deal is made.
func (s *Screen) askDeal() {
	now := s.now()
	f := &dealForm{page: newPage(s.desk, lang.L("New deal")), s: s}
	f.from, f.until = now.Format(time.DateOnly), now.AddDate(usualYears, 0, 0).Format(time.DateOnly)
	f.short, f.long, f.percent = strconv.Itoa(leastDays), strconv.Itoa(mostDays), strconv.Itoa(usualShare)
	f.annex = muted(lang.L("none"))
	own := s.known.channels[0]
	f.ask.Channel, f.ask.Studio = own.Root, own.Name
	text := func(into *string) fyne.CanvasObject {
		return f.field(*into, func(text string) { *into = strings.TrimSpace(text) })
	}
	name := f.field("", func(text string) { f.ask.Name = strings.TrimSpace(text) })
	parties := []fyne.CanvasObject{
		newLine(lang.L("Name of the deal"), "", name),
		newLine(lang.L("Studio"), lang.L("as it signs"), text(&f.ask.Studio)),
	}
	if len(s.known.channels) > 1 {
		var options []kit.Option
		for _, c := range s.known.channels {
			options = append(options, kit.Option{Value: string(c.Root), Text: c.Name})
		}
		parties = append(parties, newLine(lang.L("Channel"), lang.L("whose key signs"), newRow(f.pick(options, string(own.Root), func(root string) { f.ask.Channel = library.Key(root) }))))
	}
	parties = append(parties, newLine(lang.L("Stores"), lang.L("one a line: name = key"), f.area("", 3, func(text string) { f.stores = text })))
	f.sheet = newSheet(
		newPanel(parties...),
		newPanel(
			newLine(lang.L("From"), "", text(&f.from)),
			newLine(lang.L("Until"), "", text(&f.until)),
			newLine(lang.L("Shortest window"), lang.L("in days, 30 or more"), text(&f.short)),
			newLine(lang.L("Longest window"), lang.L("in days, 60 at most"), text(&f.long)),
			newLine(lang.L("The creator's share"), lang.L("in percent, 90 or more"), text(&f.percent)),
			newLine(lang.L("Productions"), lang.L("one a line: name = number of the bundle, which its About step tells"), f.area("", 3, func(text string) { f.works = text })),
			newLine(lang.L("Annex"), lang.L("a file with everything else; only its hash is signed, it stays between the parties"), newStack(8, f.annex,
				newRow(f.button(lang.L("Choose a file…"), kit.IconFolder, kit.Plain(), func() {
					s.desk.ChooseFile(func(path string) {
						f.ask.Annex = path
						f.annex.say(path)
						f.sheet.relayout()
					})
				})))),
		),
	)
	f.body = f.sheet
	f.make = f.button(lang.L("Sign it…"), "", kit.Primary(), f.begin)
	f.foot = []*kit.Button{f.button(lang.L("Cancel"), "", kit.Plain(), s.desk.Back), f.make}
	s.desk.Push(f.page)
	s.desk.Focus(name)
}

// read takes what was typed; it says what is wrong, "" when nothing is.
func (f *dealForm) read() (d Deal, wrong string) {
	d = f.ask
	for _, text := range listOf(f.stores, "\n") {
		at := strings.LastIndex(text, "=")
		key := library.Key(strings.ToLower(strings.TrimSpace(text[at+1:])))
		if at < 1 || key.Valid() != nil {
			return d, lang.L("A store is a name, = and its key of 64 digits.")
		}
		d.Stores = append(d.Stores, Party{Name: strings.TrimSpace(text[:at]), Key: key})
	}
	for _, text := range listOf(f.works, "\n") {
		name, number, numbered := strings.Cut(text, "=")
		w := Work{Name: strings.TrimSpace(name), Bundle: library.Token(strings.ToLower(strings.TrimSpace(number)))}
		if w.Name == "" || numbered && w.Bundle.Valid() != nil {
			return d, lang.L("A production is a name, = and the number of its bundle, which has 32 digits.")
		}
		d.Productions = append(d.Productions, w)
	}
	var err, err2 error
	d.From, err = time.Parse(time.DateOnly, f.from)
	d.Until, err2 = time.Parse(time.DateOnly, f.until)
	share, bad := strconv.ParseFloat(strings.ReplaceAll(f.percent, ",", "."), 64)
	d.Share = int64(share*hundredths + 0.5)
	var okShort, okLong bool
	d.Shortest, okShort = parseLength(f.short)
	d.Longest, okLong = parseLength(f.long)
	least, most := library.Interval(library.ShortestWindow), library.Interval(library.LongestWindow)
	switch {
	case d.Name == "" || d.Studio == "":
		return d, lang.L("Name the deal and its studio.")
	case len(d.Stores) == 0:
		return d, lang.L("Name a store, with its key.")
	case len(d.Productions) == 0:
		return d, lang.L("Name a production.")
	case err != nil || err2 != nil || !d.Until.After(d.From):
		return d, lang.L("Its term is two dates such as 2026-12-24, the second one later.")
	case !okShort || !okLong || d.Shortest < least || d.Longest > most || d.Shortest > d.Longest:
		return d, lang.L("Its windows have 30 to 60 days.")
	case bad != nil || d.Share < hundredths*usualShare || d.Share > 100*hundredths:
		return d, lang.L("The creator's share is 90 to 100 percent.")
	}
	return d, ""
}

func (f *dealForm) begin() {
	if f.make.Disabled() {
		return
	}
	d, wrong := f.read()
	f.warn(wrong)
	if wrong != "" {
		return
	}
	f.make.Disable()
	var document []byte
	f.s.loop.Work(func(ctx context.Context) (err error) {
		document, err = f.s.backend.NewDeal(ctx, d)
		return err
	}, func(err error) {
		f.make.Enable()
		if err != nil {
			f.warn(problem(err))
			return
		}
		f.desk.Back() // it is signed: what is left to do stands on the page of deals
		f.desk.SaveFile(fileName(d.Name)+".deal.json", document)
	})
}
