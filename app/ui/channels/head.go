package channels

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// head is what stands above the list: the title, the two pages, and the field for a link
// or for what is searched.
type head struct {
	widget.BaseWidget
	s       *Screen
	title   *kit.Label
	tabs    *kit.Choice
	refresh *kit.Button
	field   *kit.Field
	begin   *kit.Button
	follow  *follow
}

func newHead(s *Screen) *head {
	h := &head{s: s, title: kit.NewLabel(lang.L("Channels"), kit.TextTitle, kit.Bold, kit.ColorText)}
	h.tabs = kit.NewChoice([]string{lang.L("Following"), lang.L("Discover")}, func(i int) {
		h.turn(i)
		s.ask(question{tab: i})
	})
	look := kit.Quiet()
	look.Icon = 18
	h.refresh = kit.NewButton(lang.L("Look for news"), kit.IconRecheck, look, func() { s.actions.refresh("") })
	h.field = kit.NewField("", "")
	h.begin = kit.NewButton(lang.L("Follow"), kit.IconAdd, kit.Primary(), func() { h.follow.start() })
	h.follow = newFollow(s, h.field, s.relayout)
	h.field.OnSubmitted = func(string) { h.submitted() }
	h.field.OnChanged = func(text string) { h.typed(text) }
	h.field.OnKey = h.fieldKey
	for _, b := range []*kit.Button{h.refresh, h.begin} {
		b.PassKeys(s.key, s.rune)
	}
	h.tabs.PassKeys(s.key, s.rune)
	h.turn(tabFollowing)
	h.ExtendBaseWidget(h)
	return h
}

// relayout follows a head that got another height.
func (s *Screen) relayout() {
	if s.grid == nil { // it is being made
		return
	}
	s.layout()
	s.head.Refresh()
}

// turn shows the field of a page.
func (h *head) turn(tab int) {
	h.tabs.Set(tab)
	hint := lang.L("Paste the link of a channel")
	if tab == tabDiscover {
		hint = lang.L("Search channels and stores, or enter the address of a store")
	}
	h.begin.Hidden = tab == tabDiscover
	h.begin.Set(lang.L("Follow"), kit.IconAdd)
	h.refresh.Hidden = tab == tabDiscover || h.s.follows == 0
	h.field.SetText("")
	h.field.SetPlaceHolder(hint)
	h.follow.clear()
	h.Refresh()
}

// count tells how many channels are followed.
func (h *head) count(n int) {
	h.refresh.Hidden = h.s.asked.Load().tab == tabDiscover || n == 0
	h.Refresh()
}

func (h *head) submitted() {
	if h.s.asked.Load().tab == tabFollowing || isStore(h.field.Text) {
		h.follow.start()
		return
	}
	if len(h.s.entries) > 0 {
		h.s.desk.Focus(h.s.grid)
	}
}

// typed searches while one types; a link that is pasted into the search is followed.
func (h *head) typed(text string) {
	text = strings.TrimSpace(text)
	if h.s.asked.Load().tab == tabFollowing {
		h.follow.typed(text)
		return
	}
	if isLink(text) {
		h.s.Follow(text)
		return
	}
	if store := isStore(text); store == h.begin.Hidden {
		h.begin.Hidden = !store
		h.begin.Set(lang.L("Look into this store"), kit.IconAdd)
		h.Refresh()
	}
	h.follow.typed(text)
	if isStore(text) { // it is no word to search for, and what was typed of it is none either
		text = ""
	}
	h.s.ask(question{tab: tabDiscover, text: text})
}

func (h *head) fieldKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		if len(h.s.entries) > 0 {
			h.s.desk.Focus(h.s.grid)
		} else {
			h.s.canvas().FocusNext()
		}
	case fyne.KeyUp:
		h.s.canvas().FocusPrevious()
	case fyne.KeyEscape:
		switch {
		case h.follow.cancel != nil:
			h.follow.stop()
		case h.field.Text != "":
			h.field.SetText("")
		default:
			h.s.canvas().Unfocus()
		}
	default:
		return false
	}
	return true
}

// The measures of the head.
const (
	headTitle float32 = 22
	headField float32 = 112
	headAll   float32 = 162
)

// height is how high the head is in a width.
func (h *head) height(width float32) float32 { return headAll + h.follow.height(width) }

// CreateRenderer implements fyne.Widget.
func (h *head) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

type headRenderer struct{ h *head }

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(300, headAll) }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	return []fyne.CanvasObject{h.title, h.tabs, h.refresh, h.field, h.begin, h.follow}
}

func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	place(h.title, 0, headTitle, h.title.MinSize().Width, 34)
	refresh := h.refresh.MinSize()
	place(h.refresh, size.Width-refresh.Width, headTitle, refresh.Width, refresh.Height)
	place(h.tabs, 0, 66, min(h.tabs.MinSize().Width, size.Width), kit.ChoiceHeight)
	button := float32(0)
	if !h.begin.Hidden {
		button = h.begin.MinSize().Width + 10
	}
	field := min(size.Width-button, 620)
	place(h.field, 0, headField, field, kit.FieldHeight)
	place(h.begin, field+10, headField, h.begin.MinSize().Width, kit.FieldHeight)
	place(h.follow, 0, headAll-2, min(size.Width, 760), h.follow.height(size.Width))
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
