package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// storageList is the virtual list of what takes room. Delete asks to delete,
// space pins.
type storageList struct {
	kit.List
	uses     []library.StorageUse
	pin, del func(library.StorageUse)
	at       int
}

func newStorageList(pin, del func(library.StorageUse)) *storageList {
	l := &storageList{pin: pin, del: del}
	l.Length = func() int { return len(l.uses) }
	l.CreateItem = func() fyne.CanvasObject { return newUseRow(pin, del) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*useRow); ok && id < len(l.uses) {
			r.show(l.uses[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

func (l *storageList) set(uses []library.StorageUse) {
	l.uses = uses
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *storageList) TypedKey(e *fyne.KeyEvent) {
	own := l.at >= 0 && l.at < len(l.uses) && !l.uses[l.at].Local
	if !own || !kit.Perform(useKeys(), l, e.Name) {
		l.List.TypedKey(e)
	}
}

// useKeys are the keys on what takes room.
func useKeys() []kit.Binding[*storageList] {
	return []kit.Binding[*storageList]{
		{On: []fyne.KeyName{fyne.KeySpace}, Does: lang.L("Never remove by itself"), Do: func(l *storageList) { l.pin(l.uses[l.at]) }},
		{On: []fyne.KeyName{fyne.KeyDelete}, Does: lang.L("Remove…"), Do: func(l *storageList) { l.del(l.uses[l.at]) }},
	}
}

// StorageKeys are the lines of the sheet of keys about the page of storage.
func StorageKeys() []kit.KeyLine { return kit.KeyLines(useKeys()) }

// whyOf says why a bundle may go, or why it stays.
func whyOf(u library.StorageUse) string {
	others := lang.N("{{.N}} others have it", kit.Plural(int(u.Copies)), map[string]any{"N": int(u.Copies)})
	idle := lang.L("untouched for {{.Time}}", map[string]any{"Time": kit.Span(u.Idle)})
	switch u.Why {
	case library.GoesSeeded:
		return lang.L("watched, gave back what it took") + " · " + others + " · " + idle
	case library.GoesWatched:
		return lang.L("watched") + " · " + others + " · " + idle
	case library.GoesUnused:
		return idle + " · " + others
	case library.StaysBought:
		return lang.L("bought: always kept")
	case library.StaysPinned:
		return lang.L("kept because you said so")
	case library.StaysScarce:
		if u.Copies >= 0 {
			return lang.N("kept: only {{.N}} others have it", kit.Plural(int(u.Copies)), map[string]any{"N": int(u.Copies)})
		}
		return lang.L("kept: nobody knows how many others have it")
	case library.StaysRecent:
		return lang.L("kept: touched lately")
	case library.StaysUnwatched:
		return lang.L("kept: not watched yet")
	case library.StaysBusy:
		return lang.L("kept: in use or not complete")
	case library.StaysLocal:
		return lang.L("your own files: never touched")
	}
	return ""
}

// useRow is one bundle: its name, why it may go or stays, its size, and what can
// be done.
type useRow struct {
	widget.BaseWidget
	use        library.StorageUse
	title, why *kit.Label
	size       *kit.Label
	chip       *kit.Chip
	keep, del  *kit.Button
	ruler      *kit.Fill
}

func newUseRow(pin, del func(library.StorageUse)) *useRow {
	r := &useRow{
		title: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		why:   kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		size:  kit.NewLabel("", 13, kit.Regular, kit.ColorText).Cut().Aligned(fyne.TextAlignTrailing),
		chip:  kit.NewChip("", kit.ToneNeutral), ruler: kit.NewFill(kit.ColorLine, 0),
	}
	look := kit.Quiet()
	look.Icon = 17
	r.keep = kit.NewIconButton(kit.IconPin, look, func() { pin(r.use) })
	r.del = kit.NewIconButton(kit.IconRemove, look, func() { del(r.use) })
	r.ExtendBaseWidget(r)
	return r
}

func (r *useRow) show(u library.StorageUse) {
	r.use = u
	r.title.SetText(u.Title)
	r.why.SetText(whyOf(u))
	r.size.SetText(kit.Bytes(u.Bytes))
	text, tone := lang.L("STAYS"), kit.ToneNeutral
	if u.Goes {
		text, tone = lang.L("MAY GO"), kit.ToneActive
	}
	r.chip.Set(text, tone)
	icon := kit.IconPin
	if u.Why == library.StaysPinned {
		icon = kit.IconCheck
	}
	r.keep.Set("", icon)
	if r.keep.Hidden != u.Local {
		r.keep.Hidden, r.del.Hidden = u.Local, u.Local
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *useRow) CreateRenderer() fyne.WidgetRenderer { return &useRenderer{r} }

type useRenderer struct{ r *useRow }

func (r *useRenderer) Destroy()           {}
func (r *useRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 50) }

func (r *useRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.title, w.why, w.chip, w.size, w.keep, w.del, w.ruler}
}

func (r *useRenderer) Layout(size fyne.Size) {
	w, right := r.r, size.Width-pageRight
	put(w.del, right-34, 8, 34, 34)
	put(w.keep, right-70, 8, 34, 34)
	put(w.size, right-160, 0, 80, size.Height)
	put(w.chip, right-260, 0, 96, size.Height)
	text := right - 260 - 12
	put(w.title, 0, 9, text, 17)
	put(w.why, 0, 26, text, 15)
	put(w.ruler, 0, size.Height-1, right, 1)
}

func (r *useRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
