package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// ChangeProfile changes to a profile, and asks for a PIN when one is needed. over
// is something in the window the question belongs to.
func ChangeProfile(loop *live.Loop, b Profiles, over fyne.CanvasObject, to library.Profile) {
	loop.Work(func(ctx context.Context) error {
		if to.Locked {
			return &library.Error{Code: library.CodeWrongPIN}
		}
		return b.UseProfile(ctx, to.ID, "")
	}, func(err error) {
		c := kit.CanvasOf(over)
		switch {
		case c == nil || err == nil:
		case library.CodeOf(err) == library.CodeWrongPIN:
			askPIN(loop, b, c, to)
		default:
			var dialog *kit.Dialog
			text := kit.NewLabel(say.Problem(err), kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
			dialog = kit.ShowDialog(c, nameOf(to), kit.NewRoom(text, 58),
				kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { dialog.Close() }))
		}
	})
}

// askPIN asks for the PIN until it is right or a person gives up.
func askPIN(loop *live.Loop, b Profiles, c fyne.Canvas, to library.Profile) {
	var dialog *kit.Dialog
	form := newPINForm(func(e *fyne.KeyEvent) { dialog.TypedKey(e) })
	var use *kit.Button
	try := func() {
		pin := form.pin.Text
		if pin == "" || use.Disabled() {
			return
		}
		use.Disable()
		loop.Work(func(ctx context.Context) error { return b.UseProfile(ctx, to.ID, pin) }, func(err error) {
			use.Enable()
			if err == nil {
				dialog.Close()
				return
			}
			form.pin.SetText("")
			form.woes.SetText(say.Problem(err))
		})
	}
	use = kit.NewButton(lang.L("Use"), "", kit.Primary(), try)
	form.pin.OnSubmitted = func(string) { try() }
	dialog = kit.ShowDialog(c, lang.L("PIN to change to “{{.Name}}”", map[string]any{"Name": nameOf(to)}), form,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }), use)
	dialog.HoldWhile(func() bool { return form.pin.Text != "" })
	c.Focus(form.pin)
}

// pinForm is a field for a PIN, and why the last one was not taken.
type pinForm struct {
	widget.BaseWidget
	pin  *kit.Input
	woes *kit.Label
}

func newPINForm(keys func(*fyne.KeyEvent)) *pinForm {
	f := &pinForm{
		pin:  kit.NewInput("", nil).Secret(),
		woes: kit.NewLabel("", kit.TextSecondary, kit.Medium, kit.ColorDanger).WithLines(2),
	}
	f.pin.SetPlaceHolder(lang.L("PIN"))
	f.pin.PassKeys(keys)
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *pinForm) CreateRenderer() fyne.WidgetRenderer { return &pinRenderer{f} }

type pinRenderer struct{ f *pinForm }

func (r *pinRenderer) Destroy()           {}
func (r *pinRenderer) MinSize() fyne.Size { return fyne.NewSize(260, 76) }

func (r *pinRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.f.pin, r.f.woes}
}

func (r *pinRenderer) Layout(size fyne.Size) {
	put(r.f.pin, 0, 0, size.Width, 38)
	put(r.f.woes, 0, 42, size.Width, 34)
}

func (r *pinRenderer) Refresh() {
	r.Layout(r.f.Size())
	r.f.pin.Refresh()
	r.f.woes.Refresh()
}

// Person is the avatar of who uses the program, with a menu to change to another.
type Person struct {
	*kit.Avatar
	loop    *live.Loop
	backend Profiles
	all     []library.Profile
	manage  func()
}

// NewPerson makes the avatar; manage opens the page of the profiles.
func NewPerson(loop *live.Loop, b Profiles, manage func()) *Person {
	p := &Person{loop: loop, backend: b, manage: manage}
	p.Avatar = kit.Called(kit.NewAvatar("", 0, p.open), lang.L("Profile"))
	live.Each(loop, b.Events(loop.Context()), func(e library.Event) {
		if _, changed := e.(library.ProfileChanged); changed {
			loop.Post(p.read)
		}
	})
	p.read()
	return p
}

// read asks who uses the program.
func (p *Person) read() {
	var all []library.Profile
	var current library.Profile
	p.loop.Work(func(ctx context.Context) (err error) {
		all, err = p.backend.Profiles(ctx)
		current = p.backend.CurrentProfile()
		return err
	}, func(err error) {
		if err == nil {
			p.all = all
			p.Set(nameOf(current), current.Colour)
		}
	})
}

// open shows the menu of the profiles.
func (p *Person) open() {
	driver := fyne.CurrentApp().Driver()
	c := kit.CanvasOf(p.Avatar)
	if c == nil {
		return
	}
	current := p.backend.CurrentProfile()
	items := make([]kit.MenuItem, 0, len(p.all)+2)
	for _, profile := range p.all {
		icon := kit.Icon("")
		if profile.Locked {
			icon = kit.IconLock
		}
		items = append(items, kit.MenuItem{
			Text: nameOf(profile), Icon: icon, Checked: profile.ID == current.ID,
			Do: func() {
				if profile.ID != current.ID {
					ChangeProfile(p.loop, p.backend, p.Avatar, profile)
				}
			},
		})
	}
	items = append(items, kit.MenuLine(), kit.MenuItem{Text: lang.L("Manage profiles…"), Icon: kit.IconPeople, Do: p.manage})
	kit.ShowMenu(c, driver.AbsolutePositionForObject(p.Avatar).AddXY(0, p.Size().Height+4), items)
}
