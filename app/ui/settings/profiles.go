package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// Profiles knows who uses this machine. All calls are made off the main thread.
type Profiles interface {
	Profiles(ctx context.Context) ([]library.Profile, error)
	CurrentProfile() library.Profile
	// UseProfile changes to a profile; a wrong or missing PIN is
	// library.CodeWrongPIN.
	UseProfile(ctx context.Context, id library.ProfileID, pin string) error
	// SaveProfile stores a profile; an id of 0 makes one. pin nil keeps the PIN,
	// "" takes it away.
	SaveProfile(ctx context.Context, p library.Profile, pin *string) (library.ProfileID, error)
	RemoveProfile(ctx context.Context, id library.ProfileID) error
	// Events tells when profiles change, until ctx ends.
	Events(ctx context.Context) <-chan library.Event
}

// profilesPage lists the profiles and lets a person change them.
type profilesPage struct {
	widget.BaseWidget
	loop    *live.Loop
	backend Profiles
	all     []library.Profile
	current library.ProfileID
	rows    []*profileRow

	notice *kit.Notice
	hint   *kit.Label
	add    *kit.Button
	body   *fyne.Container
	scroll *container.Scroll
}

func newProfilesPage(loop *live.Loop, b Profiles) *profilesPage {
	p := &profilesPage{
		loop: loop, backend: b,
		hint: kit.NewLabel(lang.L("Each profile remembers what was watched and how far, and can be limited by age."),
			kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2),
	}
	p.notice = kit.NewNotice(p.Refresh)
	p.add = kit.NewButton(lang.L("Add a profile"), kit.IconAdd, kit.Primary(), func() {
		p.edit(library.Profile{Colour: len(p.all) % kit.AvatarColours})
	})
	p.body = container.New(layout.NewCustomPaddedVBoxLayout(10))
	p.scroll = container.NewVScroll(p.body)
	p.ExtendBaseWidget(p)
	live.Each(loop, b.Events(loop.Context()), func(e library.Event) {
		if _, changed := e.(library.ProfileChanged); changed {
			loop.Post(p.read)
		}
	})
	return p
}

// SetVisible reads the profiles when somebody looks.
func (p *profilesPage) SetVisible(on bool) {
	if on {
		p.read()
	}
}

// read asks who there is and shows them.
func (p *profilesPage) read() {
	var all []library.Profile
	var current library.Profile
	p.loop.Work(func(ctx context.Context) (err error) {
		all, err = p.backend.Profiles(ctx)
		current = p.backend.CurrentProfile()
		return err
	}, func(err error) {
		if err != nil {
			p.tell(err)
			return
		}
		p.show(all, current.ID)
	})
}

func (p *profilesPage) show(all []library.Profile, current library.ProfileID) {
	p.all, p.current = all, current
	for len(p.rows) < len(all) {
		r := newProfileRow(p)
		p.rows = append(p.rows, r)
		p.body.Add(r)
	}
	for i, r := range p.rows {
		r.Hidden = i >= len(all)
		if i < len(all) {
			r.show(all[i], all[i].ID == current)
		}
	}
	if len(all) >= library.MaxProfiles {
		p.add.Disable()
	} else {
		p.add.Enable()
	}
	p.Refresh()
}

func (p *profilesPage) tell(err error) {
	text := ""
	if err != nil {
		text = say.Problem(err)
	}
	if p.notice.Text() != text {
		p.notice.Tell(text)
		p.Refresh()
	}
}

// nameOf is a profile's name; the main one may have none.
func nameOf(p library.Profile) string {
	if name := strings.TrimSpace(p.Name); name != "" {
		return name
	}
	return lang.L("Everybody")
}

// remove asks before a profile is forgotten.
func (p *profilesPage) remove(profile library.Profile) {
	c := kit.CanvasOf(p)
	if c == nil {
		return
	}
	text := kit.NewLabel(lang.L("Its places, watched marks and limits are forgotten. The bundles stay."),
		kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2)
	var dialog *kit.Dialog
	dialog = kit.ShowDialog(c, lang.L("Remove “{{.Title}}”?", map[string]any{"Title": nameOf(profile)}), kit.NewRoom(text, 40),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Remove the profile"), "", kit.Destructive(), func() {
			dialog.Close()
			p.loop.Work(func(ctx context.Context) error { return p.backend.RemoveProfile(ctx, profile.ID) }, func(err error) {
				p.tell(err)
				p.read()
			})
		}),
	)
}

// CreateRenderer implements fyne.Widget.
func (p *profilesPage) CreateRenderer() fyne.WidgetRenderer { return &profilesRenderer{p} }

type profilesRenderer struct{ p *profilesPage }

func (r *profilesRenderer) Destroy()           {}
func (r *profilesRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 200) }

func (r *profilesRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.notice, r.p.hint, r.p.add, r.p.scroll}
}

func (r *profilesRenderer) Layout(size fyne.Size) {
	p, width := r.p, size.Width-pageRight
	y := float32(0)
	if p.notice.Visible() {
		put(p.notice, 0, 0, width, kit.NoticeHeight)
		y = kit.NoticeHeight + 12
	}
	add := p.add.MinSize().Width
	put(p.hint, 0, y, width-add-16, 38)
	put(p.add, width-add, y, add, 38)
	put(p.scroll, 0, y+52, size.Width, size.Height-y-52)
}

func (r *profilesRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// profileRow is one profile.
type profileRow struct {
	widget.BaseWidget
	profile       library.Profile
	ground        *kit.Fill
	avatar        *kit.Avatar
	name, line    *kit.Label
	chip          *kit.Chip
	use, edit, rm *kit.Button
}

func newProfileRow(p *profilesPage) *profileRow {
	r := &profileRow{
		ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius), avatar: kit.NewAvatar("", 0, nil),
		name: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		line: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		chip: kit.NewChip(lang.L("IN USE"), kit.ToneGood),
	}
	r.avatar.Disable()
	look := kit.Plain()
	look.Height, look.Pad = 34, 14
	r.use = kit.NewButton(lang.L("Use"), "", look, func() { ChangeProfile(p.loop, p.backend, p, r.profile) })
	quiet := kit.Quiet()
	quiet.Icon = 17
	r.edit = kit.NewIconButton(kit.IconEdit, quiet, func() { p.edit(r.profile) })
	r.rm = kit.NewIconButton(kit.IconRemove, quiet, func() { p.remove(r.profile) })
	r.ExtendBaseWidget(r)
	return r
}

// lineOf says what a profile may see, and whether it is locked.
func lineOf(p library.Profile) string {
	text := lang.L("sees everything")
	if p.Limit > 0 {
		text = lang.L("sees what is for {{.Age}} and younger", map[string]any{"Age": p.Limit})
	}
	if p.Locked {
		text += " · " + lang.L("locked with a PIN")
	}
	return text
}

func (r *profileRow) show(p library.Profile, inUse bool) {
	r.profile = p
	r.avatar.Set(nameOf(p), p.Colour)
	r.name.SetText(nameOf(p))
	r.line.SetText(lineOf(p))
	r.chip.Hidden, r.use.Hidden = !inUse, inUse
	r.rm.Hidden = p.ID == library.MainProfile || inUse
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *profileRow) CreateRenderer() fyne.WidgetRenderer { return &profileRenderer{r} }

type profileRenderer struct{ r *profileRow }

func (r *profileRenderer) Destroy()           {}
func (r *profileRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 68) }

func (r *profileRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.ground, w.avatar, w.name, w.line, w.chip, w.use, w.edit, w.rm}
}

func (r *profileRenderer) Layout(size fyne.Size) {
	w, right := r.r, size.Width-pageRight
	put(w.ground, 0, 0, right, size.Height)
	put(w.avatar, 16, (size.Height-40)/2, 40, 40)
	put(w.rm, right-16-34, 17, 34, 34)
	put(w.edit, right-16-34-36, 17, 34, 34)
	use := w.use.MinSize().Width
	put(w.use, right-16-34-36-10-use, 17, use, 34)
	chip := w.chip.MinSize().Width
	put(w.chip, right-16-34-36-10-chip, 0, chip, size.Height)
	text := right - 72 - 100 - max(use, chip) - 20
	put(w.name, 72, 15, text, 18)
	put(w.line, 72, 35, text, 16)
}

func (r *profileRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
