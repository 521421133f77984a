package studio

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
	"matinee/library/format"
)

// mostGifts is how many codes are made at a time.
const mostGifts = 1000

// giftForm makes gift codes with one's own key.
type giftForm struct {
	*form
	ask   Licence
	count string
	of    library.Production
	print bool   // they are saved as pages to print
	note  string // on each slip of these
}

// askGifts opens the page on which gift codes are made.
func (s *Screen) askGifts(p library.Production) {
	editions := sealedEditions(p)
	f := &giftForm{ask: Licence{Production: p.ID, Edition: library.EditionID(editions[0].Value)}, of: p, count: "10"}
	f.form = s.newForm(lang.L("Gift codes for {{.Title}}", map[string]any{"Title": p.Title}), lang.L("Make the codes…"), kit.Primary(), f.begin)
	count := f.field(f.count, func(text string) { f.count = strings.TrimSpace(text) })
	note := f.field("", func(text string) { f.note = strings.TrimSpace(text) })
	sheet := newSheet()
	sheet.body.parts = []fyne.CanvasObject{newPanel(
		muted(lang.L("A gift code is a license in one line of text, signed by your channel. Its holder pastes it on the film's page in Matinee; no store is needed. Before the premiere it opens nothing.")),
		muted(lang.L("Nobody is asked when it is used. So whoever has a code can pass it on, it opens on any number of computers, and it cannot be taken back. A code that works once, or that you can cancel, needs a store.")),
		newLine(lang.L("How many"), lang.L("1 to 1,000 at a time"), count),
		newLine(lang.L("Edition"), "", newRow(f.pick(editions, editions[0].Value, func(id string) { f.ask.Edition = library.EditionID(id) }))),
		newLine(lang.L("It allows"), lang.L("besides watching"),
			f.toggle(lang.L("saving what it opens as ordinary files"), false, func(on bool) { f.ask.Export = on })),
		newLine(lang.L("They are saved"), lang.L("and kept nowhere else"), newRow(f.pick([]kit.Option{
			{Value: asTable, Text: lang.L("as a table")}, {Value: asPages, Text: lang.L("as pages to print and cut")},
		}, asTable, func(as string) { f.print = as == asPages }))),
		newLine(lang.L("On each slip"), lang.L("of the pages; may be empty"), note),
	)}
	f.body = sheet
	s.desk.Push(f.page)
	s.desk.Focus(count)
}

// begin makes them and asks where they go: they are kept nowhere else.
func (f *giftForm) begin() {
	count, err := strconv.Atoi(f.count)
	if err != nil || count < 1 || count > mostGifts {
		f.warn(lang.L("Say how many: a number from 1 to 1,000."))
		return
	}
	ask, name := f.ask, fileName(f.of.Title)+".csv"
	page := library.CodeSheet{
		Title: f.of.Title, How: lang.L("Paste this line on the page of the film in Matinee; a camera reads it from the picture."), Note: f.note,
	}
	print := f.print
	if print {
		name = fileName(f.of.Title) + ".html"
	}
	var document []byte
	f.run(lang.L("Making the codes"), func(ctx context.Context) (err error) {
		if page.Codes, err = f.s.backend.Gifts(ctx, ask, count); err != nil {
			return err
		}
		if print {
			document, err = f.s.backend.CodeSheet(ctx, page)
		} else {
			document = format.GiftTable(page.Codes, lang.L("Number"), lang.L("Gift code"), lang.L("For"))
		}
		return err
	}, func() { f.desk.SaveFile(name, document) })
}

// How codes are saved.
const (
	asTable = "table"
	asPages = "pages"
)
