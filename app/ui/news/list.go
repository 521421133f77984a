package news

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// list is the virtual list of messages. Enter and a click lead to what one is about.
type list struct {
	kit.List
	all  []Message
	desk Desk
	at   int
}

func newList(desk Desk) *list {
	l := &list{desk: desk}
	l.Length = func() int { return len(l.all) }
	l.CreateItem = func() fyne.CanvasObject { return newRow(desk) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*row); ok && id < len(l.all) {
			r.show(l.all[id])
		}
	}
	l.OnSelected = func(id widget.ListItemID) {
		l.UnselectAll()
		l.lead(id)
	}
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

func (l *list) set(all []Message) {
	if !slices.Equal(l.all, all) {
		l.all = all
		l.Refresh()
	}
}

func (l *list) lead(id int) {
	if id >= 0 && id < len(l.all) {
		l.desk.Lead(l.all[id].To)
	}
}

// TypedKey implements fyne.Focusable.
func (l *list) TypedKey(e *fyne.KeyEvent) {
	if !kit.Perform(listKeys(), l, e.Name) {
		l.List.TypedKey(e)
	}
}

// listKeys are the keys on a message.
func listKeys() []kit.Binding[*list] {
	return []kit.Binding[*list]{
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace}, Does: lang.L("To what it is about"), Do: func(l *list) { l.lead(l.at) }},
		{On: []fyne.KeyName{fyne.KeyP}, Does: lang.L("Play it"), Do: (*list).play},
	}
}

// Keys are the lines of the sheet of keys about the messages.
func Keys() []kit.KeyLine { return kit.KeyLines(listKeys()) }

func (l *list) play() {
	if l.at >= 0 && l.at < len(l.all) && l.all[l.at].Plays {
		l.desk.Play(l.all[l.at].To.Bundle, -1)
	}
}

// row is one message.
type row struct {
	widget.BaseWidget
	desk        Desk
	message     Message
	title, text *kit.Label
	when        *kit.Label
	play        *kit.Button
	ruler       *kit.Fill
}

func newRow(desk Desk) *row {
	r := &row{
		desk:  desk,
		title: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		text:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		when:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut().Aligned(fyne.TextAlignTrailing),
		ruler: kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Icon = 17
	r.play = kit.NewIconButton(kit.IconPlay, look, func() { desk.Play(r.message.To.Bundle, -1) })
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) show(m Message) {
	r.message = m
	r.title.SetText(m.Title)
	r.text.SetText(m.Text)
	when := clock(m.At, time.Now())
	if m.Held {
		when = lang.L("only here") + " · " + when
	}
	r.when.SetText(when)
	r.play.Hidden = !m.Plays
	r.Refresh()
}

// clock is the time of a message, and the day where that is another one.
func clock(at, now time.Time) string {
	at = at.In(now.Location())
	text := at.Format("15:04")
	if at.YearDay() != now.YearDay() || at.Year() != now.Year() {
		text = kit.Date(at) + ", " + text
	}
	return text
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ r *row }

func (r *rowRenderer) Destroy()           {}
func (r *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 56) }

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.title, r.r.text, r.r.when, r.r.play, r.r.ruler}
}

func (r *rowRenderer) Layout(size fyne.Size) {
	const inset, button, when = 8, 34, 210
	right := size.Width - inset
	put(r.r.play, right-button, (size.Height-button)/2, button, button)
	put(r.r.when, right-button-12-when, 0, when, size.Height)
	text := max(right-button-24-when-inset, 0)
	put(r.r.title, inset, 11, text, 17)
	put(r.r.text, inset, 30, text, 15)
	put(r.r.ruler, 0, size.Height-1, size.Width, 1)
}

func (r *rowRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
