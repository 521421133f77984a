package settings

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// pathField is a path that can be typed, or chosen by a button.
type pathField struct {
	widget.BaseWidget
	input  *kit.Input
	choose *kit.Button
	hint   string // the path in force while none is set; "" shows another hint
}

func pathOf(r *row) widgetOf {
	p := &pathField{input: kit.NewInput("", r.typed)}
	look := kit.Plain()
	look.Height, look.Icon, look.Radius = controlHeight, 16, 9
	ask := r.host.desk.ChooseFolder
	if r.spec.control == aFile {
		ask = r.host.desk.ChooseFile
	}
	p.choose = kit.NewIconButton(kit.IconFolder, look, func() { ask(r.commit) })
	p.input.Call(r.spec.label)
	p.ExtendBaseWidget(p)
	w := inputOf(r, p, p.input)
	w.width = 300
	if r.spec.key == "media.folder" {
		p.hint = r.host.store.MediaFolder()
	}
	return w
}

// showHint shows the end of the path in force, as much as there is room for: the
// field would scroll a longer text.
func (p *pathField) showHint(width float32) {
	if p.hint == "" {
		return
	}
	room := width - 4*p.input.Theme().Size(theme.SizeNameInnerPadding)
	size := p.input.Theme().Size(theme.SizeNameText)
	text, rest := p.hint, filepath.ToSlash(p.hint)
	for fyne.MeasureText(text, size, fyne.TextStyle{}).Width > room {
		_, after, more := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		if !more {
			break
		}
		rest = after
		text = "…/" + rest
	}
	if text != p.input.PlaceHolder {
		p.input.SetPlaceHolder(text)
	}
}

// CreateRenderer implements fyne.Widget.
func (p *pathField) CreateRenderer() fyne.WidgetRenderer { return &pathRenderer{p} }

type pathRenderer struct{ p *pathField }

func (r *pathRenderer) Destroy()           {}
func (r *pathRenderer) MinSize() fyne.Size { return fyne.NewSize(160, controlHeight) }

func (r *pathRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.input, r.p.choose}
}

func (r *pathRenderer) Layout(size fyne.Size) {
	put(r.p.input, 0, 0, size.Width-size.Height-6, size.Height)
	r.p.showHint(size.Width - size.Height - 6)
	put(r.p.choose, size.Width-size.Height, 0, size.Height, size.Height)
}

func (r *pathRenderer) Refresh() {
	r.Layout(r.p.Size())
	r.p.input.Refresh()
	r.p.choose.Refresh()
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// proxyFields are the parts of a proxy. The password is written, never shown.
type proxyFields struct {
	widget.BaseWidget
	address, user, password *kit.Input
}

func proxyOf(r *row) widgetOf {
	p := &proxyFields{}
	commit := func(string) { r.commitProxy(p.address.Text, p.user.Text, nil) }
	p.address = kit.NewInput("", commit)
	p.user = kit.NewInput("", commit)
	p.password = kit.NewInput("", func(secret string) {
		p.password.Put("")
		r.commitProxy(p.address.Text, p.user.Text, &secret)
	}).Secret()
	p.address.SetPlaceHolder(lang.L("none, or name:port (SOCKS5)"))
	p.user.SetPlaceHolder(lang.L("User name"))
	p.address.Call(r.spec.label)
	p.user.Call(lang.L("User name"))
	p.password.Call(lang.L("Password"))
	for _, in := range []*kit.Input{p.address, p.user, p.password} {
		in.OnTakenBack = r.forgive
	}
	p.ExtendBaseWidget(p)
	return widgetOf{
		CanvasObject: p, width: 300, height: 3*controlHeight + 12,
		present: p.present, retract: p.present,
	}
}

func (p *proxyFields) present(value string) { p.show(formOf(value)) }

func (p *proxyFields) show(address, user string, secret bool) {
	p.address.Present(address)
	p.user.Present(user)
	hint := lang.L("Password")
	if secret {
		hint = lang.L("Password is set; type to change it")
	}
	if p.password.PlaceHolder != hint {
		p.password.SetPlaceHolder(hint)
	}
}

// CreateRenderer implements fyne.Widget.
func (p *proxyFields) CreateRenderer() fyne.WidgetRenderer { return &proxyRenderer{p} }

type proxyRenderer struct{ p *proxyFields }

func (r *proxyRenderer) Destroy()           {}
func (r *proxyRenderer) MinSize() fyne.Size { return fyne.NewSize(160, 3*controlHeight+12) }

func (r *proxyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.address, r.p.user, r.p.password}
}

func (r *proxyRenderer) Layout(size fyne.Size) {
	for i, o := range r.Objects() {
		put(o, 0, float32(i)*(controlHeight+6), size.Width, controlHeight)
	}
}

func (r *proxyRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
