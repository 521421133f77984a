package transfers

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// megabyte is the unit of a limit that is typed without one.
const megabyte = 1_000_000

// chooseLimits asks for the limits of one bundle.
func (s *Screen) chooseLimits(e Entry) {
	c := s.canvas()
	if c == nil {
		return
	}
	var dialog *kit.Dialog
	form := newLimitForm(e.Bundle.Limits, func(key *fyne.KeyEvent) { dialog.TypedKey(key) })
	done := func() {
		limits, ok := form.read()
		if !ok {
			return
		}
		dialog.Close()
		s.act(func(ctx context.Context) error { return s.engine.SetLimits(ctx, e.Bundle.ID, limits) })
	}
	form.down.OnSubmitted = func(string) { done() }
	form.up.OnSubmitted = func(string) { done() }
	dialog = kit.ShowDialog(c, lang.L("Limits of “{{.Title}}”", map[string]any{"Title": e.Title()}), form,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Done"), "", kit.Primary(), done),
	)
	before := form.typed()
	dialog.HoldWhile(func() bool { return form.typed() != before })
	c.Focus(form.down)
}

// limitForm has a field for each direction; empty ones mean no limit.
type limitForm struct {
	widget.BaseWidget
	before     library.Limits
	down, up   *kit.Input
	names      [2]*kit.Label
	help, woes *kit.Label
}

func newLimitForm(l library.Limits, keys func(*fyne.KeyEvent)) *limitForm {
	text := func(rate int64) string {
		if rate <= 0 {
			return ""
		}
		return say.Pace(rate)
	}
	f := &limitForm{
		before: l, down: kit.NewInput(text(l.Down), nil), up: kit.NewInput(text(l.Up), nil),
		help: kit.NewLabel(lang.L("For example 500 KB/s or 2 MB/s. Empty means no limit of its own."),
			kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2),
		woes: kit.NewLabel("", kit.TextSecondary, kit.Medium, kit.ColorDanger).WithLines(2),
	}
	for i, name := range []string{lang.L("Down"), lang.L("Up")} {
		f.names[i] = kit.NewLabel(name, kit.TextBody, kit.Medium, kit.ColorText)
	}
	for _, field := range []*kit.Input{f.down, f.up} {
		field.SetPlaceHolder(lang.L("no limit"))
		field.PassKeys(keys)
	}
	f.ExtendBaseWidget(f)
	return f
}

// typed is what stands in the fields.
func (f *limitForm) typed() [2]string { return [2]string{f.down.Text, f.up.Text} }

// read takes what was typed; it reports false, and says so, for what is no rate.
func (f *limitForm) read() (l library.Limits, ok bool) {
	ok = true
	one := func(text string, before int64) int64 {
		if text == "" {
			return 0
		}
		n, good := say.ParseBytes(text, before, megabyte)
		ok = ok && good
		return n
	}
	l.Down, l.Up = one(f.down.Text, f.before.Down), one(f.up.Text, f.before.Up)
	if !ok {
		f.woes.SetText(lang.L("This is no rate. Write a number and a unit, such as 2 MB/s."))
	}
	return l, ok
}

// CreateRenderer implements fyne.Widget.
func (f *limitForm) CreateRenderer() fyne.WidgetRenderer { return &limitRenderer{f} }

type limitRenderer struct{ f *limitForm }

func (r *limitRenderer) Destroy()           {}
func (r *limitRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 148) }

func (r *limitRenderer) Objects() []fyne.CanvasObject {
	f := r.f
	return []fyne.CanvasObject{f.names[0], f.down, f.names[1], f.up, f.help, f.woes}
}

func (r *limitRenderer) Layout(size fyne.Size) {
	name := float32(90)
	for i, field := range []*kit.Input{r.f.down, r.f.up} {
		y := float32(i) * 46
		put(r.f.names[i], 0, y, name, 38)
		put(field, name, y, size.Width-name, 38)
	}
	put(r.f.help, 0, 92, size.Width, 32)
	put(r.f.woes, 0, 124, size.Width, 18)
}

func (r *limitRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
