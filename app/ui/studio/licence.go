package studio

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// Licence says for whom a licence is made, and what it allows.
type Licence struct {
	Production library.Token
	Edition    library.EditionID
	Device     library.Recipient
	Kind       library.LicenceKind
	Early      bool // it opens before the premiere, too
	Export     bool // the opened items may be saved as ordinary files
}

// licenceForm makes a licence with one's own key.
type licenceForm struct {
	*form
	ask Licence
	of  library.Production
}

// sealedEditions are those of a production that licences open.
func sealedEditions(p library.Production) (out []kit.Option) {
	for _, e := range p.Offered {
		if e.Sealed {
			out = append(out, kit.Option{Value: string(e.ID), Text: e.Name})
		}
	}
	return out
}

// askLicence opens the page on which a licence is made.
func (s *Screen) askLicence(p library.Production) {
	editions := sealedEditions(p)
	f := &licenceForm{ask: Licence{Production: p.ID, Edition: library.EditionID(editions[0].Value), Kind: library.LicenceGift}, of: p}
	f.form = s.newForm(lang.L("A license for {{.Title}}", map[string]any{"Title": p.Title}), lang.L("Make the license…"), kit.Primary(), f.begin)
	device := f.field("", func(text string) { f.ask.Device = library.Recipient(strings.TrimSpace(text)) })
	device.SetPlaceHolder("age1…")
	kinds := []kit.Option{
		{Value: string(library.LicenceGift), Text: lang.L("a gift")},
		{Value: string(library.LicencePress), Text: lang.L("for the press")},
		{Value: string(library.LicencePurchase), Text: lang.L("sold by hand")},
	}
	early := f.toggle(lang.L("opens before the premiere, too"), false, func(on bool) { f.ask.Early = on })
	early.Hide()
	sheet := newSheet()
	sheet.body.parts = []fyne.CanvasObject{newPanel(
		muted(lang.L("A license opens one edition on one device. It is a small file that you send to its holder, who opens it with Matinee. It cannot be taken back.")),
		newLine(lang.L("Device"), lang.L("its holder finds it with: matinee licence device"), device),
		newLine(lang.L("Edition"), "", newRow(f.pick(editions, editions[0].Value, func(id string) { f.ask.Edition = library.EditionID(id) }))),
		newLine(lang.L("It is"), "", newRow(f.pick(kinds, kinds[0].Value, func(kind string) {
			f.ask.Kind = library.LicenceKind(kind)
			early.Hidden = f.ask.Kind != library.LicencePress
			if early.Hidden {
				early.Set(false)
				f.ask.Early = false
			}
			sheet.relayout()
		}))),
		newLine(lang.L("It allows"), lang.L("besides watching"), newStack(0,
			f.toggle(lang.L("saving what it opens as ordinary files"), false, func(on bool) { f.ask.Export = on }), early)),
	)}
	f.body = sheet
	s.desk.Push(f.page)
	s.desk.Focus(device)
}

// begin makes it and asks where its file goes.
func (f *licenceForm) begin() {
	if f.ask.Device.Valid() != nil {
		f.warn(lang.L("A device is known by 62 characters that begin with age1."))
		return
	}
	ask := f.ask
	var document []byte
	f.run(lang.L("Making the license"), func(ctx context.Context) (err error) {
		document, err = f.s.backend.Licence(ctx, ask)
		return err
	}, func() { f.desk.SaveFile(fileName(f.of.Title)+".licence", document) })
}

// fileName makes a title fit for a file.
func fileName(title string) string {
	name := strings.ReplaceAll(string(library.SafePath(title)), "/", "_")
	if name == "" {
		name = "matinee"
	}
	return name
}
