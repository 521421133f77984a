package studio

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// own is the page of a channel of one's own.
type own struct {
	*form
	now Channel
	ask Profile
	bad bool // a language is none
}

// showOwn opens the page of a channel.
func (s *Screen) showOwn(c Channel) {
	w := &own{}
	w.form = s.newForm(c.Name, lang.L("Publish the changes"), kit.Primary(), w.publish)
	w.foot = []*kit.Button{w.do}
	w.set(c)
	s.desk.Push(w.page)
	s.desk.Focus(w.back)
}

// set shows a channel as it is now.
func (w *own) set(c Channel) {
	w.now, w.ask, w.bad = c, c.Profile, false
	w.title.SetText(c.Name)
	w.body = newSheet(w.about(), w.keys(), w.stores(), w.s.channelPanel(w.page, c, w.adoption(c)))
	w.page.Refresh()
}

// about is what a channel says of itself.
func (w *own) about() fyne.CanvasObject {
	p := w.now.Profile
	var languages *line
	languages = newLine(lang.L("Languages"), lang.L("as tags: en, fr, pt-BR"), w.field(tagsText(p.Languages), func(text string) {
		tags, ok := parseTags(text)
		if w.bad = !ok; ok {
			w.ask.Languages = tags
		}
		languages.woe.say(map[bool]string{false: lang.L("A language is a tag such as en, fr or pt-BR.")}[ok])
		w.relayout()
	}))
	return newPanel(
		heading(lang.L("What followers see")),
		newLine(lang.L("Name"), "", w.field(p.Name, func(text string) { w.ask.Name = strings.TrimSpace(text) })),
		newLine(lang.L("What it is about"), "", w.area(p.Description, 3, func(text string) { w.ask.Description = strings.TrimSpace(text) })),
		languages,
		newLine(lang.L("Domain"), lang.L("your web site, whose /.well-known/matinee.json names the channel"), w.field(p.Domain, func(text string) { w.ask.Domain = strings.TrimSpace(text) })),
		newLine(lang.L("Mirrors"), lang.L("one address a line, where a copy of the channel lies on a web server"), w.area(strings.Join(p.Mirrors, "\n"), 2, func(text string) { w.ask.Mirrors = listOf(text, "\n") })),
	)
}

func (w *own) relayout() {
	if s, ok := w.body.(*sheet); ok {
		s.relayout()
	}
}

// keys is what can be done with the channel's keys.
func (w *own) keys() fyne.CanvasObject {
	c := w.now
	can := []*kit.Button{
		w.button(lang.L("Replace the channel key…"), "", kit.Plain(), func() { w.s.askRotation(c, w.published) }),
		w.button(lang.L("Move the channel…"), "", kit.Plain(), func() { w.s.askMove(c, w.published) }),
	}
	about := lang.L("Its root key does not lie on this computer. It is needed to replace the key that you publish with, and to move.")
	saved := small("")
	saved.say("")
	if c.RootHere {
		about = lang.L("Its root key lies here in a file that your passphrase opens. Keep a copy of it, or the printed key, somewhere else.")
		can = append([]*kit.Button{
			w.button(lang.L("Show the root key…"), "", kit.Plain(), func() { w.s.askRoot(c) }),
			w.button(lang.L("Save its file…"), kit.IconFolder, kit.Plain(), func() {
				w.desk.ChooseFolder(func(folder string) { w.saveRoot(folder, saved) })
			}),
		}, can...)
	}
	return newPanel(heading(lang.L("Keys")), muted(about), rowOf(can...), saved)
}

// saveRoot puts a copy of the root key's file where a person says.
func (w *own) saveRoot(folder string, saved *para) {
	var path string
	w.s.loop.Work(func(ctx context.Context) (err error) {
		path, err = w.s.backend.SaveRoot(ctx, w.now.Root, folder)
		return err
	}, func(err error) {
		w.warn(problem(err))
		if err == nil {
			saved.say(lang.L("Its file, under your passphrase: {{.Path}}", map[string]any{"Path": path}))
			w.relayout()
		}
	})
}

// publish publishes what was changed.
func (w *own) publish() {
	switch {
	case w.ask.Name == "":
		w.warn(lang.L("Give it a name."))
		return
	case w.bad:
		w.warn(lang.L("Mend what is marked first."))
		return
	}
	ask := w.ask
	w.change(func(ctx context.Context) (Channel, error) { return w.s.backend.Describe(ctx, w.now.Root, ask) })
}

// change does what changes the channel, and shows it as it is then.
func (w *own) change(do func(context.Context) (Channel, error)) {
	var now Channel
	w.run(lang.L("Publishing the channel"), func(ctx context.Context) (err error) {
		now, err = do(ctx)
		return err
	}, func() { w.published(now) })
}

// published shows the channel as it is now, and that it went out.
func (w *own) published(c Channel) {
	w.set(c)
	w.wait(lang.L("Published."))
}

// adoption is the way out where another program published with the same key.
func (w *own) adoption(c Channel) *kit.Button {
	b := w.button(lang.L("Go on from what it published"), "", kit.Plain(), func() {
		w.change(func(ctx context.Context) (Channel, error) { return w.s.backend.Adopt(ctx, c.Root) })
	})
	b.Hidden = c.Announced.State != library.AnnouncementRival
	return b
}
