package transfers

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// rowList is the virtual list: only rows that are seen exist. Up and Down move,
// Enter plays, space pauses and resumes, Delete asks to remove, the menu key
// opens the actions.
type rowList struct {
	kit.List
	entries []Entry
	rows    []*row
	at      int              // highlighted by the keyboard or the mouse
	id      library.BundleID // what stands there

	do     handlers
	remove func(Entry)
}

func newRowList(do handlers, remove func(Entry)) *rowList {
	l := &rowList{do: do, remove: remove}
	l.Length = func() int { return len(l.entries) }
	l.CreateItem = func() fyne.CanvasObject {
		r := newRow(do)
		l.rows = append(l.rows, r)
		return r
	}
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*row); ok && id < len(l.entries) {
			r.show(id, l.entries[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.OnHighlighted = func(id widget.ListItemID) {
		l.at = id
		if id >= 0 && id < len(l.entries) {
			l.id = l.entries[id].Bundle.ID
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// set replaces the entries. When they are the same bundles in the same order,
// only what changed inside the visible rows is drawn again.
func (l *rowList) set(entries []Entry, sameOrder bool) {
	l.entries = entries
	if !sameOrder {
		l.follow()
		l.Refresh()
		return
	}
	for _, r := range l.rows {
		if r.at >= 0 && r.at < len(entries) {
			r.show(r.at, entries[r.at])
		}
	}
}

// follow lets the highlight stay with its bundle when rows change places, while
// the keyboard is used.
func (l *rowList) follow() {
	if c := kit.CanvasOf(l); c == nil || c.Focused() != fyne.Focusable(l) || l.id == "" {
		return
	}
	at := slices.IndexFunc(l.entries, func(e Entry) bool { return e.Bundle.ID == l.id })
	if at >= 0 && at != l.at {
		l.Highlight(at)
	}
}

// TypedKey implements fyne.Focusable.
func (l *rowList) TypedKey(e *fyne.KeyEvent) {
	if l.at < 0 || l.at >= len(l.entries) {
		l.List.TypedKey(e)
		return
	}
	if !kit.Perform(rowKeys(), l, e.Name) {
		l.List.TypedKey(e)
	}
}

// rowKeys are the keys on a row.
func rowKeys() []kit.Binding[*rowList] {
	return []kit.Binding[*rowList]{
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, Does: lang.L("Play"), Do: func(l *rowList) { l.do.play(l.entries[l.at]) }},
		{On: []fyne.KeyName{fyne.KeyO}, Does: lang.L("Open with another player"), Do: func(l *rowList) { l.do.outside(l.entries[l.at]) }},
		{On: []fyne.KeyName{fyne.KeySpace}, Does: lang.L("Pause or resume"), Do: func(l *rowList) { l.do.pause(l.entries[l.at]) }},
		{On: []fyne.KeyName{fyne.KeyDelete}, Does: lang.L("Remove…"), Do: func(l *rowList) { l.remove(l.entries[l.at]) }},
		{On: []fyne.KeyName{kit.KeyMenu, fyne.KeyF10}, Does: lang.L("What can be done with it"), Do: (*rowList).openMenu},
	}
}

// Keys are the lines of the sheet of keys about this screen.
func Keys() []kit.KeyLine { return kit.KeyLines(rowKeys()) }

// openMenu opens the actions of the highlighted row, at its menu button.
func (l *rowList) openMenu() {
	for _, r := range l.rows {
		if r.at == l.at && r.Visible() {
			r.openMenu(nil)
			return
		}
	}
}
