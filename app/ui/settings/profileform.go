package settings

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// edit shows a profile in a form; an id of 0 makes a new one.
func (p *profilesPage) edit(profile library.Profile) {
	c := kit.CanvasOf(p)
	if c == nil {
		return
	}
	title := lang.L("Edit the profile")
	if profile.ID == 0 {
		title = lang.L("Add a profile")
	}
	var dialog *kit.Dialog
	form := newProfileForm(profile, func(e *fyne.KeyEvent) { dialog.TypedKey(e) })
	var done *kit.Button
	save := func() {
		if done.Disabled() {
			return
		}
		done.Disable()
		changed, pin := form.read()
		p.loop.Work(func(ctx context.Context) error {
			_, err := p.backend.SaveProfile(ctx, changed, pin)
			return err
		}, func(err error) {
			done.Enable()
			if err != nil { // the form stays, to be mended
				form.woes.SetText(say.Problem(err))
				return
			}
			dialog.Close()
			p.read()
		})
	}
	done = kit.NewButton(lang.L("Done"), "", kit.Primary(), save)
	form.name.OnSubmitted = func(string) { save() }
	form.pin.OnSubmitted = func(string) { save() }
	dialog = kit.ShowDialog(c, title, form,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }), done)
	dialog.HoldWhile(form.changed)
	c.Focus(form.name)
}

// profileForm is what can be said of a profile.
type profileForm struct {
	widget.BaseWidget
	before    library.Profile
	profile   library.Profile
	labels    []*kit.Label
	name, pin *kit.Input
	colours   []*kit.Avatar
	limit     *kit.Pick
	unlock    *kit.Toggle
	woes      *kit.Label
}

func newProfileForm(p library.Profile, keys func(*fyne.KeyEvent)) *profileForm {
	f := &profileForm{
		before: p, profile: p, name: kit.NewInput(p.Name, nil), pin: kit.NewInput("", nil).Secret(),
		woes: kit.NewLabel("", kit.TextSecondary, kit.Medium, kit.ColorDanger).WithLines(2),
	}
	for _, text := range []string{lang.L("Name"), lang.L("Color"), lang.L("Sees"), lang.L("PIN")} {
		f.labels = append(f.labels, kit.NewLabel(text, kit.TextBody, kit.Medium, kit.ColorText).Cut())
	}
	for i := range kit.AvatarColours {
		a := kit.NewAvatar("", i, func() { f.paint(i) })
		a.PassKeys(keys, nil)
		f.colours = append(f.colours, a)
	}
	f.limit = kit.NewPick(limits(p.Limit), strconv.Itoa(p.Limit), func(value string) { f.profile.Limit, _ = strconv.Atoi(value) })
	f.limit.OtherKeys(keys)
	if p.ID == library.MainProfile {
		f.limit.Disable() // the main one has none
	}
	hint := lang.L("none; 4 to 12 digits")
	if p.Locked {
		hint = lang.L("PIN is set; type to change it")
	}
	f.pin.SetPlaceHolder(hint)
	f.unlock = kit.NewToggle(lang.L("Take the PIN away"), false, func(bool) {})
	f.unlock.PassKeys(keys, nil)
	f.unlock.Hidden = !p.Locked
	if p.ID == library.MainProfile {
		f.name.SetPlaceHolder(nameOf(library.Profile{})) // what it is called without a name
	}
	f.name.PassKeys(keys)
	f.pin.PassKeys(keys)
	f.paint(p.Colour)
	f.ExtendBaseWidget(f)
	return f
}

// limits are the ages a profile may be limited to; one that is none of them is
// kept.
func limits(own int) []kit.Option {
	options := []kit.Option{{Value: "0", Text: lang.L("everything")}}
	known := own == 0
	add := func(age int) {
		options = append(options, kit.Option{
			Value: strconv.Itoa(age), Text: lang.L("what is for {{.Age}} and younger", map[string]any{"Age": age}),
		})
		known = known || age == own
	}
	for _, age := range []int{6, 10, 12, 14, 16, 18} {
		add(age)
	}
	if !known {
		add(own)
	}
	return options
}

func (f *profileForm) paint(colour int) {
	f.profile.Colour = colour
	for i, a := range f.colours {
		a.Select(i == colour%kit.AvatarColours)
	}
}

// changed reports whether anything was filled in.
func (f *profileForm) changed() bool {
	p, pin := f.read()
	return p != f.before || pin != nil
}

// read is the profile as it was filled in, and what happens to its PIN.
func (f *profileForm) read() (library.Profile, *string) {
	p := f.profile
	p.Name = strings.TrimSpace(f.name.Text)
	var pin *string
	switch text := f.pin.Text; {
	case text != "":
		pin = &text
	case f.unlock.Ticked():
		none := ""
		pin = &none
	}
	return p, pin
}

// CreateRenderer implements fyne.Widget.
func (f *profileForm) CreateRenderer() fyne.WidgetRenderer { return &formRenderer{f} }

type formRenderer struct{ f *profileForm }

func (r *formRenderer) Destroy() {}

func (r *formRenderer) MinSize() fyne.Size { return fyne.NewSize(320, r.woes()+36) }

// woes is where the problem stands: below the last field that is there.
func (r *formRenderer) woes() float32 {
	if r.f.unlock.Hidden {
		return 4 * 46
	}
	return 4*46 + 38
}

func (r *formRenderer) Objects() []fyne.CanvasObject {
	f := r.f
	objects := []fyne.CanvasObject{f.name} // in the order that Tab takes
	for _, a := range f.colours {
		objects = append(objects, a)
	}
	objects = append(objects, f.limit, f.pin, f.unlock, f.woes)
	for _, l := range f.labels {
		objects = append(objects, l)
	}
	return objects
}

func (r *formRenderer) Layout(size fyne.Size) {
	f, label := r.f, float32(90)
	for i, l := range f.labels {
		put(l, 0, float32(i)*46, label-8, 38)
	}
	put(f.name, label, 0, size.Width-label, 38)
	for i, a := range f.colours {
		put(a, label+float32(i)*38, 46+4, 30, 30)
	}
	put(f.limit, label, 2*46, size.Width-label, 38)
	put(f.pin, label, 3*46, size.Width-label, 38)
	put(f.unlock, label, 4*46, size.Width-label, 34)
	put(f.woes, 0, r.woes(), size.Width, 34)
}

func (r *formRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
