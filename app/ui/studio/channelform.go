package studio

import (
	"context"
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
)

// channelForm asks for what a channel needs.
type channelForm struct {
	*page
	s     *Screen
	then  func()
	ask   NewChannel
	again string
	where *para
	sheet *sheet
	make  *kit.Button
}

// askChannel shows the page on which a channel is made; then runs once it was made
// and its root key was kept.
func (s *Screen) askChannel(then func()) {
	f := &channelForm{page: newPage(s.desk, lang.L("A channel of your own")), s: s, then: then}
	name := f.field("", func(text string) { f.ask.Name = text })
	secret := f.field("", func(text string) { f.ask.Passphrase = text }).Secret()
	again := f.field("", func(text string) { f.again = text }).Secret()
	again.OnSubmitted = func(string) { f.begin() }
	f.where = muted(lang.L("only in the program's own folder"))
	folder := f.button(lang.L("Choose a folder…"), kit.IconFolder, kit.Plain(), func() {
		s.desk.ChooseFolder(func(path string) {
			f.ask.Copy = path
			f.where.say(path)
			f.sheet.relayout()
		})
	})
	f.sheet = newSheet(
		newPanel(
			muted(lang.L("Followers know a channel by its root key, which signs nothing but the key that you publish with. Should that one be lost or stolen, the root key replaces it, and nobody who follows is lost. So keep the root key well, and not only on this computer.")),
			newLine(lang.L("Name"), lang.L("what followers see; it can be changed"), name),
		),
		newPanel(
			heading(lang.L("The root key")),
			newLine(lang.L("A copy of its file goes to"), lang.L("a stick that you put away, for example"), newStack(8, f.where, newRow(folder))),
			newLine(lang.L("Passphrase"), lang.L("opens the file; at least 8 characters, and nobody can bring it back"), secret),
			newLine(lang.L("Once more"), "", again),
		),
	)
	f.body = f.sheet
	f.make = f.button(lang.L("Make the channel"), "", kit.Primary(), f.begin)
	f.foot = []*kit.Button{f.button(lang.L("Cancel"), "", kit.Plain(), s.desk.Back), f.button(lang.L("Bring one back…"), "", kit.Plain(), func() {
		s.desk.Back()
		s.askRecovery()
	}), f.make}
	s.desk.Push(f.page)
	s.desk.Focus(name)
}

// leastPassphrase is what a passphrase has at least, in characters.
const leastPassphrase = 8

// wrong says what is missing; "" when nothing is.
func (f *channelForm) wrong() string {
	switch {
	case strings.TrimSpace(f.ask.Name) == "":
		return lang.L("Give it a name.")
	case len([]rune(f.ask.Passphrase)) < leastPassphrase:
		return lang.L("The passphrase needs at least 8 characters.")
	case f.ask.Passphrase != f.again:
		return lang.L("The passphrase was not typed twice alike.")
	}
	return ""
}

func (f *channelForm) begin() {
	if f.make.Disabled() {
		return
	}
	f.warn(f.wrong())
	if f.wrong() != "" {
		return
	}
	f.make.Disable()
	f.wait(lang.L("Making its keys") + "…")
	ask := f.ask
	ask.Name = strings.TrimSpace(ask.Name)
	var made MadeChannel
	f.s.loop.Work(func(ctx context.Context) (err error) {
		made, err = f.s.backend.NewChannel(ctx, ask)
		return err
	}, func(err error) {
		f.make.Enable()
		f.wait("")
		if err != nil && made.Root == "" {
			f.warn(problem(err))
			return
		}
		f.s.known.channels = append(f.s.known.channels, made.Channel)
		f.s.poll.Now()
		f.done(made, err)
	})
}

// done shows the root key, this once, and then the link.
func (f *channelForm) done(made MadeChannel, err error) {
	f.title.SetText(made.Name)
	f.warn(problem(err)) // the copy could not be written, say
	files := []string{made.RootFile}
	key := newPanel(
		heading(lang.L("Print or write down the root key")),
		muted(lang.L("Whoever has it owns the channel; without it and without its file a lost channel cannot be brought back.")),
		newPara(made.RootKey, kit.TextBody, kit.SemiBold, kit.ColorText),
		newRow(f.button(lang.L("Copy the root key"), kit.IconCopy, kit.Plain(), func() { f.desk.Copy(made.RootKey) })),
		small(lang.L("Its file, under your passphrase: {{.Path}}", map[string]any{"Path": strings.Join(files, ", ")})),
	)
	f.body = newSheet(key, f.s.channelPanel(f.page, made.Channel))
	f.foot = []*kit.Button{f.button(lang.L("I have kept the root key"), "", kit.Primary(), func() {
		f.desk.Back()
		if f.then != nil {
			f.then()
		}
	})}
	f.page.Refresh()
	f.desk.Focus(f.foot[0])
}
