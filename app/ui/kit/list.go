package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// List is the toolkit's virtual list, from which the sheet of keys can be asked for.
type List struct {
	widget.List
	named
	shown map[fyne.CanvasObject]int // the row that an object shows
	meant int                       // the row that the keys mean
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	if l.shown == nil {
		l.follow()
	}
	clear(l.shown) // the objects of another renderer are gone
	return l.List.CreateRenderer()
}

// TypedRune implements fyne.Focusable.
func (l *List) TypedRune(r rune) {
	if !asksByRune(l, r) {
		l.List.TypedRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if !asksForHelp(l, e.Name) {
		l.List.TypedKey(e)
	}
}
