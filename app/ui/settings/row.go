package settings

import (
	"context"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// row is one setting: what it is called, what it does, its control, and a button
// that brings the default back.
type row struct {
	widget.BaseWidget
	host    *host
	spec    spec
	value   string // in force, as stored
	woe     string // why the last input was not taken, or the default is in force
	refused bool   // what was typed is still in the control

	label, help, woes *kit.Label
	control           widgetOf
	reset             *kit.Button
	ruler             *kit.Fill
}

// host is where rows stand: what they read, change and ask.
type host struct {
	store    Store
	desk     Desk
	loop     *live.Loop
	readSoon func(then func())
	relayout func() // a row became taller or lower
}

func newRow(h *host, s spec) *row {
	r := &row{
		host: h, spec: s,
		label: kit.NewLabel(s.label, kit.TextBody, kit.Medium, kit.ColorText).Cut(),
		help:  kit.NewLabel(helpOf(s), kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2),
		woes:  kit.NewLabel("", kit.TextSecondary, kit.Medium, kit.ColorDanger).WithLines(2),
		ruler: kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Height, look.Icon = 30, 15
	r.reset = kit.NewIconButton(kit.IconUndo, look, func() { r.commit(s.field.Default) })
	r.reset.Call(lang.L("Back to the default: {{.Name}}", map[string]any{"Name": s.label}))
	r.control = makeControl(r)
	if c, ok := r.control.inner.(interface{ Call(name string) }); ok {
		c.Call(s.label)
	}
	r.ExtendBaseWidget(r)
	return r
}

// helpOf is the setting's doc as a sentence of the person's language.
func helpOf(s spec) string {
	text := lang.L(s.field.Doc)
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:] + "."
	if s.next {
		text += " " + lang.L("Takes effect with what you play next.")
	}
	return text
}

// defaultOf is the value a setting has when nobody chose one.
func defaultOf(f library.SettingField) string {
	s := library.DefaultSettings()
	value, err := s.Get(f.Key)
	if err != nil {
		return f.Default
	}
	return value
}

// show brings the row up to date.
func (r *row) show(value string, unusable error) {
	woe := r.woe
	if !r.refused {
		woe = ""
		if unusable != nil {
			woe = lang.L("The stored value cannot be used; the default is in force.")
		}
		r.control.present(value)
	}
	r.value = value
	own := value != defaultOf(r.spec.field)
	moved := woe != r.woe || own == r.reset.Hidden
	r.woe = woe
	r.woes.SetText(woe)
	if moved {
		r.reset.Hidden = !own
		r.Refresh()
		r.host.relayout()
	}
}

// typed takes what a person wrote.
func (r *row) typed(text string) {
	value, ok := r.spec.parse(text, r.value)
	if !ok {
		r.refuse(r.spec.refusal())
		return
	}
	r.commit(value)
}

// commit stores a value. One that cannot be is explained, and changes nothing.
func (r *row) commit(value string) {
	var all library.Settings
	if err := all.Set(r.spec.key, value); err != nil {
		r.refuse(r.spec.refusal())
		return
	}
	r.store(func(ctx context.Context) error { return r.host.store.Set(ctx, r.spec.key, value) })
}

// commitProxy stores a proxy; secret nil keeps the password.
func (r *row) commitProxy(address, user string, secret *string) {
	form := library.ProxyForm{Address: address, User: user, Password: secret}
	if _, err := form.Apply(""); err != nil {
		r.refuse(r.spec.refusal())
		return
	}
	r.store(func(ctx context.Context) error { return r.host.store.SetProxy(ctx, form) })
}

func (r *row) store(work func(context.Context) error) {
	r.refused = false
	r.host.loop.Work(work, func(err error) {
		if err != nil {
			r.refuse(say.Problem(err))
			if !r.spec.written() { // a switch must not show what is not so
				r.control.retract(r.value)
			}
			return
		}
		r.host.readSoon(func() { r.control.retract(r.value) })
	})
}

// refuse explains why the last input was not taken; it stays in the control, to
// be mended.
func (r *row) refuse(why string) {
	r.refused = true
	r.woe = why
	r.woes.SetText(why)
	r.Refresh()
	r.host.relayout()
}

// forgive forgets a refusal once what was typed is taken back.
func (r *row) forgive() {
	r.refused = false
	r.host.readSoon(func() {})
}

func formOf(value string) (address, user string, secret bool) {
	form, secret := library.ProxyFormOf(value)
	return form.Address, form.User, secret
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ r *row }

// The measures of a row.
const (
	rowInset   float32 = 20
	rowMin     float32 = 66
	woeHeight  float32 = 34
	resetWidth float32 = 38
)

func (r *rowRenderer) Destroy() {}

func (r *rowRenderer) MinSize() fyne.Size {
	height := max(rowMin, r.r.control.height+24)
	if r.r.woe != "" {
		height += woeHeight
	}
	return fyne.NewSize(320, height)
}

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.label, w.help, w.woes, w.control.CanvasObject, w.reset, w.ruler}
}

func (r *rowRenderer) Layout(size fyne.Size) {
	w := r.r
	width := min(w.control.width, size.Width*0.48)
	right := size.Width - rowInset - width
	text := right - resetWidth - rowInset - 10
	height := size.Height
	if w.woe != "" {
		height -= woeHeight
	}
	if w.help.LinesIn(text) > 1 {
		put(w.label, rowInset, 7, text, 18)
		put(w.help, rowInset, 26, text, 32)
	} else {
		put(w.label, rowInset, 14, text, 18)
		put(w.help, rowInset, 34, text, 16)
	}
	put(w.woes, rowInset, height-4, size.Width-2*rowInset, woeHeight-4)
	w.woes.Hidden = w.woe == ""
	put(w.control.CanvasObject, right, (height-w.control.height)/2, width, w.control.height)
	put(w.reset, right-resetWidth, (height-30)/2, 30, 30)
	put(w.ruler, rowInset, size.Height-1, size.Width-2*rowInset, 1)
}

func (r *rowRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
