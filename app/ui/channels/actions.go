package channels

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// actions is what can be done with a channel from its line and from its page.
type actions struct {
	loop    *live.Loop
	backend Backend
	desk    Desk
	canvas  func() fyne.Canvas
}

// do runs a command off the main thread and shows its problem.
func (a actions) do(command func(context.Context) error) {
	a.loop.Work(command, a.desk.Tell)
}

// refresh looks for a channel now; "" for all.
func (a actions) refresh(root library.Key) {
	a.do(func(ctx context.Context) error { return a.backend.RefreshChannel(ctx, root) })
}

// menu are the actions on a followed channel.
func (a actions) menu(f library.Followed) []kit.MenuItem {
	return append([]kit.MenuItem{
		{Text: lang.L("Open its page"), Icon: kit.IconInfo, Do: func() { a.desk.OpenChannel(f.Root) }},
		{Text: lang.L("Look for news"), Icon: kit.IconRecheck, Do: func() { a.refresh(f.Root) }},
		{Text: lang.L("What is downloaded…"), Icon: kit.IconSettings, Do: func() { a.chooseRules(f.Channel, nil) }},
	}, a.passOn(f, nil)...)
}

// passOn are the actions that the page has no button for. gone, which may be nil, runs
// when it is no longer followed.
func (a actions) passOn(f library.Followed, gone func()) []kit.MenuItem {
	return []kit.MenuItem{
		{Text: lang.L("Copy its link"), Icon: kit.IconCopy, Do: func() { a.desk.Copy(f.Link) }},
		{Text: lang.L("Link and QR code…"), Icon: kit.IconGrid, Do: func() { a.showLink(f.Channel) }},
		kit.MenuLine(),
		{Text: lang.L("Unfollow…"), Icon: kit.IconRemove, Danger: true, Do: func() { a.confirmUnfollow(f.Channel, gone) }},
	}
}

// confirmUnfollow asks before a channel is forgotten.
func (a actions) confirmUnfollow(c library.Channel, gone func()) {
	on := a.canvas()
	if on == nil {
		return
	}
	var dialog *kit.Dialog
	text := kit.NewLabel(lang.L("Nothing new of it comes any more. What you have downloaded stays, and so do your licenses."),
		kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
	unfollow := func() {
		dialog.Close()
		a.loop.Work(func(ctx context.Context) error { return a.backend.UnfollowChannel(ctx, c.Root) }, func(err error) {
			a.desk.Tell(err)
			if err == nil && gone != nil {
				gone()
			}
		})
	}
	dialog = kit.ShowDialog(on, lang.L("Unfollow “{{.Name}}”?", map[string]any{"Name": nameOf(c)}), kit.NewRoom(text, 42),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Unfollow"), "", kit.Destructive(), unfollow))
}

// askFollow asks whether a channel that others recommend is to be followed.
func (a actions) askFollow(e entry, link string, follow func(link string)) {
	on := a.canvas()
	if on == nil {
		return
	}
	var dialog *kit.Dialog
	text := kit.NewLabel(e.caption, kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(4)
	dialog = kit.ShowDialog(on, lang.L("Follow “{{.Name}}”?", map[string]any{"Name": e.title}), text,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Follow"), kit.IconAdd, kit.Primary(), func() { dialog.Close(); follow(link) }))
}

// The sides of a QR code on the screen.
const (
	codeMost  float32 = 320
	codeLeast float32 = 120
)

// showLink shows how a channel is passed on.
func (a actions) showLink(c library.Channel) {
	var code image.Image
	a.loop.Work(func(context.Context) (err error) {
		code, err = a.backend.Code(c.Link)
		return err
	}, func(err error) {
		on := a.canvas()
		if err != nil || on == nil {
			a.desk.Tell(err)
			return
		}
		picture := &canvas.Image{Image: code, FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScalePixels}
		side := min(max(on.Size().Height-260, codeLeast), codeMost)
		var dialog *kit.Dialog
		dialog = kit.ShowDialog(on, lang.L("Whoever scans or opens this can follow “{{.Name}}”", map[string]any{"Name": nameOf(c)}),
			kit.NewRoom(picture, side),
			kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { dialog.Close() }),
			kit.NewButton(lang.L("Copy its link"), kit.IconCopy, kit.Primary(), func() { dialog.Close(); a.desk.Copy(c.Link) }))
	})
}
