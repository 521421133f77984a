// Package complaint lets a person report a bundle to whoever answers for it: the
// channel that lists it and the stores that sell it. What becomes of it is a message in
// the person's own mail program; nothing is sent from here. It must not know how
// addresses are found.
package complaint

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// Backend writes the message. It is called off the main thread.
type Backend interface {
	// Complain writes a message about a bundle that a followed channel lists.
	Complain(ctx context.Context, channel library.Key, bundle library.Token, why string) (library.Complaint, error)
}

// Desk is what the dialog asks of the window, on the main thread.
type Desk interface {
	// WriteMail opens a mailto: link in the mail program.
	WriteMail(link string)
	// Copy puts text on the clipboard.
	Copy(text string)
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
}

// Subject is what is reported, and with whose help.
type Subject struct {
	Name    string
	Channel library.Key
	Bundle  library.Token
	Loop    *live.Loop
	Backend Backend
	Desk    Desk
}

// areaHeight is the room for some lines of text.
const areaHeight = 130

// Ask asks what is wrong with a bundle, and hands the message over.
func Ask(c fyne.Canvas, s Subject) {
	area := kit.NewArea("")
	area.SetPlaceHolder(lang.L("What is wrong with it?"))
	var dialog *kit.Dialog
	hand := func(over func(library.Complaint)) func() {
		return func() {
			var message library.Complaint
			s.Loop.Work(func(ctx context.Context) (err error) {
				message, err = s.Backend.Complain(ctx, s.Channel, s.Bundle, area.Text)
				return err
			}, func(err error) {
				dialog.Close()
				s.Desk.Tell(err)
				if err == nil {
					over(message)
				}
			})
		}
	}
	dialog = kit.ShowDialog(c, lang.L("Report “{{.Name}}” to its channel and stores", map[string]any{"Name": s.Name}), kit.NewRoom(area, areaHeight),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Copy the message"), kit.IconCopy, kit.Plain(), hand(func(m library.Complaint) { s.Desk.Copy(m.Text) })),
		kit.NewButton(lang.L("Write in the mail program"), "", kit.Primary(), hand(func(m library.Complaint) { s.Desk.WriteMail(m.Link) }))).Wide(520)
	dialog.HoldWhile(func() bool { return area.Text != "" })
	area.PassKeys(dialog.TypedKey)
	c.Focus(area)
}
