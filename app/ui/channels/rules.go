package channels

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// megabyte is the unit of a size that is typed without one.
const megabyte = 1_000_000

// chooseRules asks what is told of a channel and what of it is downloaded. listed, which
// may be nil, tells which editions and languages there are.
func (a actions) chooseRules(c library.Channel, listed []library.Listed) {
	on := a.canvas()
	if on == nil {
		return
	}
	var dialog *kit.Dialog
	form := newRulesForm(c, listed, func(e *fyne.KeyEvent) { dialog.TypedKey(e) })
	done := func() {
		notify, auto, ok := form.read()
		if !ok {
			return
		}
		dialog.Close()
		a.do(func(ctx context.Context) error { return a.backend.SetChannelRules(ctx, c.Root, notify, auto) })
	}
	form.size.OnSubmitted = func(string) { done() }
	dialog = kit.ShowDialog(on, lang.L("New bundles of “{{.Name}}”", map[string]any{"Name": nameOf(c)}), form,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Done"), "", kit.Primary(), done))
	before := form.chosen()
	dialog.HoldWhile(func() bool { return form.chosen() != before })
	on.Focus(form.what)
}

// What is downloaded.
const (
	nothing    = "nothing"
	everything = "everything"
)

// rulesForm is what can be said about a channel's new bundles.
type rulesForm struct {
	widget.BaseWidget
	before         library.AutoDownload
	labels         []*kit.Label
	what, edition  *kit.Pick
	language, when *kit.Pick
	size           *kit.Input
	notify         *kit.Toggle
	woes           *kit.Label
}

func newRulesForm(c library.Channel, listed []library.Listed, keys func(*fyne.KeyEvent)) *rulesForm {
	f := &rulesForm{before: c.Auto, woes: kit.NewLabel("", kit.TextSecondary, kit.Medium, kit.ColorDanger).WithLines(2)}
	for _, text := range []string{lang.L("Download by itself"), lang.L("Up to"), lang.L("Edition"), lang.L("Language"), lang.L("When")} {
		f.labels = append(f.labels, kit.NewLabel(text, kit.TextBody, kit.Medium, kit.ColorText).Cut())
	}
	what, when := nothing, "any"
	if c.Auto.On {
		what = everything
	}
	if c.Auto.Night {
		when = "night"
	}
	f.what = kit.NewPick([]kit.Option{
		{Value: nothing, Text: lang.L("Nothing")}, {Value: everything, Text: lang.L("What fits the following")},
	}, what, func(string) { f.able() })
	size := ""
	if c.Auto.MaxSize > 0 {
		size = say.Amount(c.Auto.MaxSize)
	}
	f.size = kit.NewInput(size, nil)
	f.size.SetPlaceHolder(lang.L("any size"))
	f.edition = kit.NewPick(editionsOf(c.Auto.Edition, listed), string(c.Auto.Edition), func(string) {})
	f.language = kit.NewPick(languagesOf(c, listed), string(c.Auto.Language), func(string) {})
	f.when = kit.NewPick([]kit.Option{
		{Value: "any", Text: lang.L("At once")}, {Value: "night", Text: lang.L("At night, between 1 and 6")},
	}, when, func(string) {})
	f.notify = kit.NewToggle(lang.L("Tell me when there is something new"), c.Notify, func(bool) {})
	for _, p := range []*kit.Pick{f.what, f.edition, f.language, f.when} {
		p.OtherKeys(keys)
	}
	f.size.PassKeys(keys)
	f.notify.PassKeys(keys, nil)
	f.able()
	f.ExtendBaseWidget(f)
	return f
}

// able lets the rules be changed that say something now.
func (f *rulesForm) able() {
	on := f.what.Value() == everything
	for _, p := range []*kit.Pick{f.edition, f.language, f.when} {
		if on {
			p.Enable()
		} else {
			p.Disable()
		}
	}
	if on {
		f.size.Enable()
	} else {
		f.size.Disable()
	}
}

// editionsOf are the editions that bundles of the channel have, and the one that is
// chosen.
func editionsOf(chosen library.EditionID, listed []library.Listed) []kit.Option {
	options := []kit.Option{{Text: lang.L("All editions")}}
	add := func(id library.EditionID, name string) {
		if id != "" && !slices.ContainsFunc(options, func(o kit.Option) bool { return o.Value == string(id) }) {
			options = append(options, kit.Option{Value: string(id), Text: name})
		}
	}
	for _, l := range listed {
		for _, e := range l.Access.Editions {
			add(e.ID, e.Name)
		}
	}
	add(chosen, string(chosen))
	return options
}

// languagesOf are the languages of a channel and its bundles, and the one that is chosen.
func languagesOf(c library.Channel, listed []library.Listed) []kit.Option {
	options := []kit.Option{{Text: lang.L("Any language")}}
	add := func(l library.Language) {
		if l != "" && !slices.ContainsFunc(options, func(o kit.Option) bool { return o.Value == string(l) }) {
			options = append(options, kit.Option{Value: string(l), Text: say.Language(string(l))})
		}
	}
	for _, l := range c.Languages {
		add(l)
	}
	for _, l := range listed {
		for _, tag := range l.Languages {
			add(tag)
		}
	}
	add(c.Auto.Language)
	return options
}

// chosen is what stands in the form.
func (f *rulesForm) chosen() [6]string {
	return [...]string{
		f.what.Value(), f.size.Text, f.edition.Value(), f.language.Value(), f.when.Value(), strconv.FormatBool(f.notify.Ticked()),
	}
}

// read takes what was chosen; it reports false, and says so, for what is no size.
func (f *rulesForm) read() (notify bool, auto library.AutoDownload, ok bool) {
	auto = library.AutoDownload{
		On: f.what.Value() == everything, Edition: library.EditionID(f.edition.Value()),
		Language: library.Language(f.language.Value()), Night: f.when.Value() == "night",
	}
	if f.size.Text != "" {
		n, good := say.ParseBytes(f.size.Text, f.before.MaxSize, megabyte)
		if !good {
			f.woes.SetText(lang.L("This is no size. Write a number and a unit, such as 2 GB."))
			f.Refresh()
			return false, auto, false
		}
		auto.MaxSize = n
	}
	return f.notify.Ticked(), auto, true
}

// The measures of the form.
const (
	rulesLine  float32 = 42
	rulesLabel float32 = 150
)

// CreateRenderer implements fyne.Widget.
func (f *rulesForm) CreateRenderer() fyne.WidgetRenderer { return &rulesRenderer{f} }

type rulesRenderer struct{ f *rulesForm }

func (r *rulesRenderer) Destroy()           {}
func (r *rulesRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 5*rulesLine+34+18) }

func (r *rulesRenderer) values() []fyne.CanvasObject {
	f := r.f
	return []fyne.CanvasObject{f.what, f.size, f.edition, f.language, f.when}
}

func (r *rulesRenderer) Objects() []fyne.CanvasObject {
	objects := append(r.values(), r.f.notify, r.f.woes)
	for _, l := range r.f.labels {
		objects = append(objects, l)
	}
	return objects
}

func (r *rulesRenderer) Layout(size fyne.Size) {
	for i, o := range r.values() {
		y := rulesLine * float32(i)
		place(r.f.labels[i], 0, y, rulesLabel-8, 36)
		place(o, rulesLabel, y, size.Width-rulesLabel, 36)
	}
	place(r.f.notify, 0, 5*rulesLine, size.Width, 32)
	place(r.f.woes, 0, 5*rulesLine+34, size.Width, 18)
}

func (r *rulesRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
