package channels

import (
	"context"
	"net/netip"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
	"matinee/library/format"
)

// follow is what goes on below the field: a link that is looked for, what came of it, and
// the leave that some links need.
type follow struct {
	widget.BaseWidget
	s      *Screen
	field  *kit.Field
	moved  func()
	cancel context.CancelFunc // not nil while a channel is looked for

	text  *kit.Label
	bar   *kit.Button // gives up
	leave *kit.Toggle // for addresses in private networks
}

func newFollow(s *Screen, field *kit.Field, moved func()) *follow {
	f := &follow{
		s: s, field: field, moved: moved,
		text:  kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).WithLines(3),
		leave: kit.NewToggle(lang.L("Allow its addresses inside this network"), false, func(bool) {}),
	}
	look := kit.Plain()
	look.Height, look.Pad = 30, 12
	f.bar = kit.NewButton(lang.L("Cancel"), "", look, f.stop)
	f.bar.PassKeys(s.key, s.rune)
	f.leave.PassKeys(s.key, s.rune)
	f.bar.Hidden, f.leave.Hidden = true, true
	f.ExtendBaseWidget(f)
	return f
}

// isLink reports whether a text is the link of a channel.
func isLink(text string) bool {
	_, err := format.ParseLink(text)
	return err == nil
}

// isStore reports whether a text is the address of a store, as far as one can see.
func isStore(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "https://") && len(text) > len("https://") || strings.HasPrefix(text, "http://") && library.WebURL(text).Valid() == nil
}

// inside reports whether a link names mirrors in private networks, or a store is in one:
// they are contacted only with leave.
func inside(text string) bool {
	addresses := []library.WebURL{library.WebURL(strings.TrimSpace(text))}
	if !isStore(text) {
		link, err := format.ParseLink(text)
		if err != nil {
			return false
		}
		addresses = link.Mirrors
	}
	for _, m := range addresses {
		u, err := url.Parse(string(m))
		if err != nil {
			continue
		}
		addr, err := netip.ParseAddr(u.Hostname())
		if u.Hostname() == "localhost" || err == nil && (addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()) {
			return true
		}
	}
	return false
}

// typed follows what is in the field.
func (f *follow) typed(text string) {
	hidden := !inside(text)
	changed := f.leave.Hidden != hidden
	f.leave.Hidden = hidden
	if f.cancel == nil && f.text.Text() != "" {
		f.text.SetText("")
		changed = true
	}
	if changed {
		f.moved()
	}
}

// clear takes away what was said.
func (f *follow) clear() {
	if f.cancel == nil {
		f.text.SetText("")
		f.leave.Hidden = true
		f.moved()
	}
}

// start looks for the channel of the link in the field.
func (f *follow) start() {
	link := strings.TrimSpace(f.field.Text)
	if f.cancel != nil || link == "" {
		if link == "" {
			f.s.desk.Focus(f.field)
		}
		return
	}
	if isStore(link) {
		f.lookInto(link)
		return
	}
	if !isLink(link) {
		f.say(say.Problem(&library.Error{Code: library.CodeBadLink}), kit.ColorDanger)
		return
	}
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.s.loop.Context())
	f.bar.Hidden = false
	f.say(lang.L("Looking for the channel in the network and on its mirrors…"), kit.ColorMuted)
	local := !f.leave.Hidden && f.leave.Ticked()
	var root library.Key
	f.s.loop.Work(func(context.Context) (err error) {
		root, err = f.s.backend.FollowLink(ctx, link, local)
		return err
	}, func(err error) { f.done(link, root, err) })
}

// stop gives up.
func (f *follow) stop() {
	if f.cancel != nil {
		f.cancel()
	}
}

// done says what came of it; a channel that was found is shown.
func (f *follow) done(link string, root library.Key, err error) {
	f.cancel()
	f.cancel = nil
	f.bar.Hidden = true
	switch code := library.CodeOf(err); {
	case err == nil:
		f.text.SetText("")
		f.emptied(link)
		f.s.desk.OpenChannel(root)
	case code == library.CodeCanceled:
		f.say("", kit.ColorMuted)
	case code == library.CodeNobodyHasIt:
		f.emptied(link)
		f.say(lang.L("You follow it now. Nobody who has it is reachable at the moment; Matinee goes on looking."), kit.ColorMuted)
	default:
		f.say(say.Problem(err), kit.ColorDanger)
	}
	f.moved()
}

// emptied empties the field, unless something else was typed meanwhile.
func (f *follow) emptied(link string) {
	if strings.TrimSpace(f.field.Text) == link {
		f.field.SetText("")
	}
}

func (f *follow) say(text string, color fyne.ThemeColorName) {
	f.text.Set(text, color)
	f.moved()
}

// The measures of what is said.
const (
	followLine  float32 = 18
	followLeave float32 = 34
)

// textWidth leaves room for the button.
func (f *follow) textWidth(width float32) float32 {
	width = min(width, 760)
	if !f.bar.Hidden {
		width -= f.bar.MinSize().Width + 12
	}
	return width
}

func (f *follow) height(width float32) float32 {
	height := float32(0)
	if !f.leave.Hidden {
		height += followLeave
	}
	if lines := f.text.LinesIn(f.textWidth(width)); lines > 0 {
		height += max(followLine*float32(lines), 30) + 8
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (f *follow) CreateRenderer() fyne.WidgetRenderer { return &followRenderer{f} }

type followRenderer struct{ f *follow }

func (r *followRenderer) Destroy()           {}
func (r *followRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *followRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.f.leave, r.f.text, r.f.bar}
}

func (r *followRenderer) Layout(size fyne.Size) {
	f := r.f
	y := float32(0)
	if !f.leave.Hidden {
		place(f.leave, 0, 0, min(size.Width, 420), followLeave-4)
		y += followLeave
	}
	width := f.textWidth(size.Width)
	lines := float32(f.text.LinesIn(width))
	place(f.text, 0, y, width, max(followLine*lines, 30))
	place(f.bar, width+12, y, f.bar.MinSize().Width, 30)
}

func (r *followRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
