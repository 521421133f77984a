package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library/format"
)

// licenseWidth has room for the buttons.
const licenseWidth float32 = 560

// ChooseLicense implements bundle.Desk: a license comes as a file, or as the text of a gift,
// which is pasted.
func (w *Window) ChooseLicense(chosen func(source string)) {
	c := w.window.Canvas()
	text := kit.NewField(lang.L("Paste a gift code: matinee:gift:…"), "")
	var dialog *kit.Dialog
	file := kit.NewButton(lang.L("Choose a file…"), "", kit.Plain(), func() {
		dialog.Close()
		w.choose(lang.L("Choose the file of a license"), nil, chosen)
	})
	use := func() {
		if format.IsGift([]byte(text.Text)) {
			dialog.Close()
			chosen(strings.TrimSpace(text.Text))
		}
	}
	open := kit.NewButton(lang.L("Use the code"), "", kit.Primary(), use)
	open.Disable()
	text.OnChanged = func(s string) {
		if format.IsGift([]byte(s)) {
			open.Enable()
		} else {
			open.Disable()
		}
	}
	text.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			use()
		case fyne.KeyEscape:
			dialog.TypedKey(e)
		default:
			return false
		}
		return true
	}
	dialog = kit.ShowDialog(c, lang.L("Open with a license"), kit.NewRoom(text, kit.FieldHeight),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }), file, open).Wide(licenseWidth)
	c.Focus(text)
}
