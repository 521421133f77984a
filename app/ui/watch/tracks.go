package watch

import (
	"maps"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// trackList lists the playable items of a bundle of music; only rows that are seen
// exist. Up and Down move in it, Enter plays, other keys are the screen's.
type trackList struct {
	kit.List
	items   []library.Item
	names   library.ItemNames
	playing int // index of the item that plays
	at      int // highlighted by the keyboard
	play    func(item int)
	keys    func(*fyne.KeyEvent)
	typed   func(rune)
}

func newTrackList(play func(item int), keys func(*fyne.KeyEvent), typed func(rune)) *trackList {
	l := &trackList{playing: -1, at: -1, play: play, keys: keys, typed: typed}
	l.List.Length = func() int { return len(l.items) }
	l.CreateItem = func() fyne.CanvasObject { return newTrackRow(play) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if row, ok := o.(*trackRow); ok && id < len(l.items) {
			row.show(id+1, l.items[id], l.names.Of(l.items[id]), l.items[id].Index == l.playing)
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// Length is the number of tracks.
func (l *trackList) Length() int { return len(l.items) }

// set follows what plays and reports whether the tracks are other ones.
func (l *trackList) set(now Now) bool {
	items := now.Bundle.Playable()
	other := !slices.EqualFunc(items, l.items, func(a, b library.Item) bool {
		return a.Index == b.Index && a.Path == b.Path && a.Duration == b.Duration
	})
	other = other || !maps.Equal(now.Names, l.names)
	if !other && now.Item.Index == l.playing {
		return false
	}
	l.items, l.names, l.playing = items, now.Names, now.Item.Index
	l.Refresh()
	if at := slices.IndexFunc(items, func(i library.Item) bool { return i.Index == l.playing }); at >= 0 && l.Size().Height > 0 {
		l.ScrollTo(at)
	}
	return other
}

// TypedKey implements fyne.Focusable.
func (l *trackList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown:
		l.List.TypedKey(e)
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.at >= 0 && l.at < len(l.items) {
			l.play(l.items[l.at].Index)
		}
	default:
		l.keys(e)
	}
}

// TypedRune implements fyne.Focusable.
func (l *trackList) TypedRune(r rune) { l.typed(r) }

// trackRow is a line of the list.
type trackRow struct {
	widget.BaseWidget
	ground              *kit.Fill
	number, title, time *kit.Label
	sign                *kit.Picture // in the place of the number of the track that plays
	item                int
	playing             bool
	play                func(item int)
}

func newTrackRow(play func(item int)) *trackRow {
	r := &trackRow{
		ground: kit.NewFill(kit.ColorNone, 8), play: play,
		number: kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorStageMuted).Aligned(fyne.TextAlignTrailing),
		title:  kit.NewLabel("", kit.TextBody, kit.Medium, kit.ColorStageText).Cut(),
		sign:   kit.NewPicture(kit.IconPlay, kit.ColorAccent),
		time:   kit.NewLabel("", kit.TextBody, kit.Regular, kit.ColorStageMuted).Aligned(fyne.TextAlignTrailing),
	}
	r.sign.Hidden = true
	r.ExtendBaseWidget(r)
	return r
}

// Voice implements kit.Voiced.
func (r *trackRow) Voice() kit.Voice {
	v := kit.Voice{Kind: kit.KindItem, Name: kit.Words(r.number.Text(), r.title.Text(), r.time.Text()), Do: func() { r.play(r.item) }}
	if r.playing {
		v.Value = lang.L("plays now")
	}
	return v
}

func (r *trackRow) show(place int, item library.Item, name library.ItemName, playing bool) {
	r.item, r.playing = item.Index, playing
	if r.number.Hidden != playing {
		r.number.Hidden, r.sign.Hidden = playing, !playing
		r.Refresh()
	}
	number := name.Number
	if number == 0 {
		number = place
	}
	r.number.SetText(strconv.Itoa(number))
	color := kit.ColorStageText
	if playing {
		color = kit.ColorAccent
	}
	r.title.Set(name.Title, color)
	length := ""
	if item.Duration > 0 {
		length = kit.Clock(item.Duration)
	}
	r.time.SetText(length)
}

// Tapped implements fyne.Tappable.
func (r *trackRow) Tapped(*fyne.PointEvent) { r.play(r.item) }

// MouseIn implements desktop.Hoverable.
func (r *trackRow) MouseIn(*desktop.MouseEvent) { r.ground.SetColor(kit.ColorStageHover) }

// MouseMoved implements desktop.Hoverable.
func (r *trackRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *trackRow) MouseOut() { r.ground.SetColor(kit.ColorNone) }

// CreateRenderer implements fyne.Widget.
func (r *trackRow) CreateRenderer() fyne.WidgetRenderer { return &trackRenderer{r} }

type trackRenderer struct{ r *trackRow }

func (t *trackRenderer) Destroy()           {}
func (t *trackRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 40) }

func (t *trackRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.r.ground, t.r.number, t.r.sign, t.r.title, t.r.time}
}

func (t *trackRenderer) Layout(size fyne.Size) {
	const number, length = 30, 64
	put(t.r.ground, 0, 0, size.Width, size.Height)
	put(t.r.number, 8, 0, number, size.Height)
	put(t.r.sign, 8+number-14, (size.Height-14)/2, 14, 14)
	put(t.r.title, number+24, 0, size.Width-number-length-40, size.Height)
	put(t.r.time, size.Width-length-12, 0, length, size.Height)
}

func (t *trackRenderer) Refresh() {
	t.Layout(t.r.Size())
	for _, o := range t.Objects() {
		o.Refresh()
	}
}
