package studio

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// Profile is what a channel says of itself.
type Profile struct {
	Name        string
	Description string
	Languages   []library.Language
	Domain      string
	Mirrors     []string
}

// Rotation replaces the key of a channel. Secret is the passphrase of the file with the
// root key, or that key as it was printed.
type Rotation struct {
	Secret string
	Stolen time.Time // since when the old key is in wrong hands; zero: it is not
	Why    string
}

// Lost is a channel whose key was lost.
type Lost struct {
	Link       string
	RootKey    string
	Passphrase string // its root key is kept here under it
}

// Keys is the part of the backend that keeps channels of one's own.
type Keys interface {
	// Describe publishes a channel under another name, or with another description.
	Describe(ctx context.Context, root library.Key, p Profile) (Channel, error)
	// Adopt goes on from what another program published with the same key.
	Adopt(ctx context.Context, root library.Key) (Channel, error)
	// RootKey is the root key as it is printed, by the passphrase of its file.
	RootKey(ctx context.Context, root library.Key, passphrase string) (string, error)
	// SaveRoot puts a copy of the root key's file into a folder and tells its path.
	SaveRoot(ctx context.Context, root library.Key, folder string) (string, error)
	Rotate(ctx context.Context, root library.Key, r Rotation) (Channel, error)
	// Move tells followers that the channel goes on at another link.
	Move(ctx context.Context, root library.Key, secret, link string) (Channel, error)
	// Recover brings a channel back by its root key.
	Recover(ctx context.Context, l Lost) (Channel, error)
}

// form is a page that asks for something and does it.
type form struct {
	*page
	s     *Screen
	do    *kit.Button
	begin func()
	enter func()
}

// newForm makes the page; go is what its button says.
func (s *Screen) newForm(title, button string, look kit.Look, begin func()) *form {
	f := &form{page: newPage(s.desk, title), s: s}
	f.begin = func() {
		if !f.do.Disabled() && !f.do.Hidden {
			begin()
		}
	}
	f.do = f.button(button, "", look, f.begin)
	f.enter = f.begin
	if look == kit.Destructive() { // nothing that cannot be taken back is done by the way
		f.enter = func() { s.desk.Focus(f.do) }
	}
	f.foot = []*kit.Button{f.button(lang.L("Cancel"), "", kit.Plain(), s.desk.Back), f.do}
	return f
}

// field is a line of the form; Enter in it does what the button does, or leads to it.
func (f *form) field(value string, changed func(text string)) *kit.Input {
	in := f.page.field(value, changed)
	in.OnSubmitted = func(string) { f.enter() }
	return in
}

// run does the work while the page says what is waited for, and then.
func (f *form) run(waits string, work func(context.Context) error, then func()) {
	f.warn("")
	f.wait(waits + "…")
	f.do.Disable()
	f.s.loop.Work(work, func(err error) {
		f.wait("")
		f.do.Enable()
		f.s.poll.Now()
		if err != nil {
			f.warn(problem(err))
			return
		}
		then()
	})
}

// secret asks for what opens the root key.
func (f *form) secret(c Channel, into *string) (*line, *kit.Input) {
	label, help := lang.L("Root key"), lang.L("as it was printed")
	if c.RootHere {
		label, help = lang.L("Passphrase"), lang.L("of the root key's file here, or the root key itself, as it was printed")
	}
	in := f.field("", func(text string) { *into = strings.TrimSpace(text) }).Secret()
	return newLine(label, help, in), in
}

// askRoot shows the root key to who knows the passphrase of its file.
func (s *Screen) askRoot(c Channel) {
	var secret string
	var f *form
	begin := func() {
		var text string
		f.run(lang.L("Opening the root key"), func(ctx context.Context) (err error) {
			text, err = s.backend.RootKey(ctx, c.Root, secret)
			return err
		}, func() {
			f.body = newSheet(newPanel(
				heading(lang.L("Print or write down the root key")),
				muted(lang.L("Whoever has it owns the channel. Keep it away from this computer, and close this page.")),
				newPara(text, kit.TextBody, kit.SemiBold, kit.ColorText),
				newRow(f.button(lang.L("Copy the root key"), kit.IconCopy, kit.Plain(), func() { s.desk.Copy(text) })),
			))
			done := f.button(lang.L("Done"), "", kit.Primary(), s.desk.Back)
			f.foot = []*kit.Button{done}
			f.page.Refresh()
			s.desk.Focus(done)
		})
	}
	f = s.newForm(lang.L("The root key of {{.Name}}", map[string]any{"Name": c.Name}), lang.L("Show it"), kit.Primary(), begin)
	in := f.field("", func(text string) { secret = text }).Secret()
	f.body = newSheet(newPanel(
		muted(lang.L("It lies here in a file that your passphrase opens. Make sure that nobody looks at your screen.")),
		newLine(lang.L("Passphrase"), lang.L("that you chose when the channel was made"), in),
	))
	s.desk.Push(f.page)
	s.desk.Focus(in)
}

// askRotation replaces the channel key.
func (s *Screen) askRotation(c Channel, changed func(Channel)) {
	var r Rotation
	var day string
	var f *form
	f = s.newForm(lang.L("Another key for {{.Name}}", map[string]any{"Name": c.Name}), lang.L("Replace the key"), kit.Primary(), func() {
		at, err := time.ParseInLocation(time.DateOnly, day, time.Local)
		if r.Stolen = at; day != "" && (err != nil || at.After(s.now())) {
			f.warn(lang.L("A day is written as 2026-12-24 and is not in the future."))
			return
		}
		if r.Secret == "" {
			f.warn(lang.L("The root key is needed for this."))
			return
		}
		var now Channel
		f.run(lang.L("Signing with the root key"), func(ctx context.Context) (err error) {
			now, err = s.backend.Rotate(ctx, c.Root, r)
			return err
		}, func() {
			s.desk.Back()
			changed(now)
		})
	})
	line, in := f.secret(c, &r.Secret)
	f.body = newSheet(newPanel(
		muted(lang.L("The key that you publish with is replaced by a new one, which the root key signs. Followers stay, for they know the channel by its root. Links that you gave away go on working.")),
		line,
		newLine(lang.L("Stolen since"), lang.L("a day such as 2026-12-24: what the old key signed from then on no longer counts; nothing, if it was not stolen"), f.field("", func(text string) { day = strings.TrimSpace(text) })),
		newLine(lang.L("Why"), lang.L("in a line that followers may see"), f.field("", func(text string) { r.Why = strings.TrimSpace(text) })),
	))
	s.desk.Push(f.page)
	s.desk.Focus(in)
}

// askMove has a channel go on in another one's place.
func (s *Screen) askMove(c Channel, changed func(Channel)) {
	var secret, link string
	var f *form
	f = s.newForm(lang.L("Move {{.Name}}", map[string]any{"Name": c.Name}), lang.L("Move the channel"), kit.Destructive(), func() {
		if secret == "" || link == "" {
			f.warn(lang.L("The link and the root key are needed for this."))
			return
		}
		var now Channel
		f.run(lang.L("Signing with the root key"), func(ctx context.Context) (err error) {
			now, err = s.backend.Move(ctx, c.Root, secret, link)
			return err
		}, func() {
			s.desk.Back()
			changed(now)
		})
	})
	to := f.field("", func(text string) { link = strings.TrimSpace(text) })
	to.SetPlaceHolder("magnet:?xs=urn:btpk:…")
	line, _ := f.secret(c, &secret)
	f.body = newSheet(newPanel(
		muted(lang.L("Followers are told that the channel goes on at another link, and follow that one if they want to. The root key signs it, so nobody else can lead them away. It cannot be taken back quietly: who has moved has moved.")),
		newLine(lang.L("It goes on at"), lang.L("the link of the other channel"), to),
		line,
	))
	s.desk.Push(f.page)
	s.desk.Focus(to)
}

// askRecovery brings a channel back whose key was lost.
func (s *Screen) askRecovery() {
	var l Lost
	var f *form
	f = s.newForm(lang.L("Bring a channel back"), lang.L("Bring it back"), kit.Primary(), func() {
		switch {
		case l.Link == "" || l.RootKey == "":
			f.warn(lang.L("The link and the root key are needed for this."))
			return
		case l.Passphrase != "" && len([]rune(l.Passphrase)) < leastPassphrase:
			f.warn(lang.L("The passphrase needs at least 8 characters."))
			return
		}
		var now Channel
		f.run(lang.L("Looking for what the channel published last"), func(ctx context.Context) (err error) {
			now, err = s.backend.Recover(ctx, l)
			return err
		}, func() {
			s.known.channels = append(s.known.channels, now)
			s.desk.Back()
			s.showOwn(now)
		})
	})
	link := f.field("", func(text string) { l.Link = strings.TrimSpace(text) })
	link.SetPlaceHolder("magnet:?xs=urn:btpk:…")
	root := f.area("", 3, func(text string) { l.RootKey = strings.TrimSpace(text) })
	f.body = newSheet(newPanel(
		muted(lang.L("When the computer with a channel's key is lost, its root key makes a new one, and the lost one counts no longer. What was published last is fetched from followers or a mirror, so somebody must have it.")),
		newLine(lang.L("Link"), lang.L("of the channel, as you gave it away"), link),
		newLine(lang.L("Root key"), lang.L("as it was printed"), root),
		newLine(lang.L("Passphrase"), lang.L("to keep the root key here, too; nothing keeps none"), f.field("", func(text string) { l.Passphrase = text }).Secret()),
	))
	s.desk.Push(f.page)
	s.desk.Focus(link)
}

// rowOf is a row of what can be done.
func rowOf(buttons ...*kit.Button) fyne.CanvasObject {
	parts := make([]fyne.CanvasObject, len(buttons))
	for i, b := range buttons {
		parts[i] = b
	}
	return newRow(parts...)
}
