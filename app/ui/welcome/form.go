package welcome

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
)

// The measures of the page.
const (
	pageWidth float32 = 620
	lineWidth         = pageWidth - 48
	rowHeight float32 = 62
	rowGap    float32 = 10
	control   float32 = 210
	aboutRoom float32 = 78 // four lines
)

// form is what the page shows: what seeding is, and a row for each thing to say.
type form struct {
	widget.BaseWidget
	about  *kit.Label
	rows   []row
	folder *kit.Label
	choose *kit.Button
	rate   *kit.Stepper
	why    *kit.Label
	login  *kit.Switch // nil where the program cannot be started at login
}

// row is a thing to say: what it is, a line about it, and a control.
type row struct {
	title, help *kit.Label
	control     fyne.CanvasObject
	width       float32
}

func newForm(folder string, canLogin bool, p *page) *form {
	f := &form{
		about: kit.NewLabel(lang.L("What you watch comes from other people, and Matinee passes it on to the next ones: that is seeding, and it is what keeps films alive without a company. It costs some of your upload and the room of what you keep, within the limits you set here, and you can pause it at any time."),
			kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(4),
	}
	help := func(text string) *kit.Label {
		return kit.NewLabel(text, kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2)
	}
	add := func(title string, about *kit.Label, o fyne.CanvasObject, width float32) {
		f.rows = append(f.rows, row{kit.NewLabel(title, kit.TextBody, kit.SemiBold, kit.ColorText).Cut(), about, kit.OnPanel(o), width})
	}
	f.folder = help(folder)
	f.choose = kit.NewButton(lang.L("Another folder…"), kit.IconFolder, kit.Plain(), p.chooseFolder)
	add(lang.L("Folder for films and music"), f.folder, f.choose, control)
	f.rate = kit.NewStepper("", p.limitTyped, p.limitStep)
	f.rate.Call(lang.L("Upload limit"))
	f.why = help("")
	add(lang.L("Upload limit"), f.why, f.rate, control)
	if canLogin {
		f.login = kit.NewSwitch(false, func(bool) {})
		add(lang.L("Start at login"), help(lang.L("It waits in the tray and gives back while you do something else.")), f.login, 44)
	}
	f.ExtendBaseWidget(f)
	return f
}

// passKeys sends the keys that the controls have no use for to the dialog.
func (f *form) passKeys(key func(*fyne.KeyEvent)) {
	f.choose.PassKeys(key, nil)
	f.rate.PassKeys(key)
	if f.login != nil {
		f.login.PassKeys(key, nil)
	}
}

// scrolled is the form with as much height as it needs, or as there is: in a low window it
// is scrolled, and follows the keys.
func (f *form) scrolled() fyne.CanvasObject {
	s := container.NewVScroll(f)
	s.SetMinSize(f.MinSize())
	follow := func(row int) func() {
		return func() {
			s.ScrollToOffset(fyne.NewPos(0, aboutRoom+float32(row)*(rowHeight+rowGap)))
		}
	}
	f.choose.OnGained(follow(0))
	f.rate.Input.OnGained(follow(1))
	if f.login != nil {
		f.login.OnGained(follow(2))
	}
	return s
}

// propose shows a limit and where it comes from.
func (f *form) propose(rate int64, why string) {
	f.rate.Input.Put(limit(rate))
	f.why.Set(why, kit.ColorMuted)
}

// suggest is propose, but leaves alone what a person is typing.
func (f *form) suggest(rate int64, why string) {
	f.rate.Input.Present(limit(rate))
	f.why.Set(why, kit.ColorMuted)
}

// refuse says why what stands in the field is no limit; it stays, to be mended.
func (f *form) refuse(why string) { f.why.Set(why, kit.ColorDanger) }

// limit is a limit as it is shown.
func limit(rate int64) string {
	if rate <= 0 {
		return lang.L("no limit")
	}
	return say.Pace(rate)
}

func (f *form) setFolder(path string) { f.folder.SetText(path) }

// CreateRenderer implements fyne.Widget.
func (f *form) CreateRenderer() fyne.WidgetRenderer { return &formRenderer{f} }

type formRenderer struct{ f *form }

func (r *formRenderer) Destroy() {}

func (r *formRenderer) MinSize() fyne.Size {
	return fyne.NewSize(lineWidth, aboutRoom+float32(len(r.f.rows))*(rowHeight+rowGap))
}

func (r *formRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.f.about}
	for _, row := range r.f.rows {
		objects = append(objects, row.title, row.help, row.control)
	}
	return objects
}

func (r *formRenderer) Layout(size fyne.Size) {
	place := func(o fyne.CanvasObject, x, y, width, height float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(width, 0), height))
	}
	place(r.f.about, 0, 0, size.Width, aboutRoom)
	y := aboutRoom + rowGap
	for _, row := range r.f.rows {
		text := size.Width - control - 18
		place(row.title, 0, y+2, text, 19)
		place(row.help, 0, y+22, text, 18*float32(max(row.help.LinesIn(text), 1)))
		place(row.control, size.Width-row.width, y+(rowHeight-kit.FieldHeight)/2-4, row.width, kit.FieldHeight)
		y += rowHeight + rowGap
	}
}

func (r *formRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
