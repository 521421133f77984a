package stagehand

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// slack is how far, in points, a part may reach over an edge: sizes are rounded.
const slack = 1

// box is where something is, in points of the window.
type box struct{ left, top, right, bottom float32 }

func boxOf(at fyne.Position, size fyne.Size) box {
	return box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

func (b box) cut(by box) box {
	return box{max(b.left, by.left), max(b.top, by.top), min(b.right, by.right), min(b.bottom, by.bottom)}
}

// empty tells that less of it is left than the slack.
func (b box) empty() bool { return b.right-b.left <= slack || b.bottom-b.top <= slack }

// part is what must be seen whole: a text, or something that takes the keys.
type part struct {
	object fyne.CanvasObject
	name   string
	box    box
	inside []fyne.CanvasObject // what it lies in, the outermost first
}

// Flaws are what a designer would send back of what a window shows: texts that
// reach out of their place or of the window, parts that lie over another one, and
// controls without a name for those who hear the window.
// What is scrolled out of sight is none.
func Flaws(w fyne.Window) []string {
	c := w.Canvas()
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	l := &looker{window: boxOf(fyne.Position{}, c.Size())}
	l.look(root, fyne.Position{}, l.window, l.window, nil)
	for i, a := range l.parts {
		for _, b := range l.parts[i+1:] {
			if !a.box.cut(b.box).empty() && !l.belong(a, b) {
				l.flaw("%s lies over %s", a.name, b.name)
			}
		}
	}
	if c.Scale() == 1 { // names are the same at every scale
		l.flaws = append(l.flaws, nameless(w)...)
	}
	return l.flaws
}

type looker struct {
	window box
	parts  []part
	flaws  []string
}

func (l *looker) flaw(format string, args ...any) {
	l.flaws = append(l.flaws, fmt.Sprintf(format, args...))
}

// ground is the height, in points, from which on what takes the keys is no button
// or field but something that others stand on: a list, a row of cards, the picture.
const ground = 100

// belong tells that one of two parts lies in the other, as a button's text does,
// or is the ground of others.
func (l *looker) belong(a, b part) bool {
	for _, pair := range [][2]part{{a, b}, {b, a}} {
		for _, o := range pair[1].inside {
			if o == pair[0].object {
				return true
			}
		}
		if _, text := pair[0].object.(*canvas.Text); !text && pair[0].object.Size().Height >= ground {
			return true
		}
	}
	return false
}

// look goes through what is visible. seen is the part of the window it can be
// seen in, home the place its parent has.
func (l *looker) look(o fyne.CanvasObject, at fyne.Position, seen, home box, inside []fyne.CanvasObject) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	own := boxOf(at, o.Size())
	if text, ok := o.(*canvas.Text); ok {
		l.text(text, own, seen, home, inside)
		return
	}
	if _, ok := o.(fyne.Focusable); ok && !own.cut(seen).empty() {
		l.parts = append(l.parts, part{object: o, name: nameOf(o), box: own.cut(seen), inside: inside})
	}
	inside = append(inside[:len(inside):len(inside)], o)
	if _, ok := o.(*container.Scroll); ok {
		seen = seen.cut(own)
	}
	for _, child := range childrenOf(o) {
		l.look(child, at, seen, own, inside)
	}
}

// text looks at one line: as wide as its letters are, not as its place.
func (l *looker) text(text *canvas.Text, own, seen, home box, inside []fyne.CanvasObject) {
	if strings.TrimSpace(text.Text) == "" {
		return
	}
	ink := own
	room := own.right - own.left
	width := text.MinSize().Width
	switch text.Alignment {
	case fyne.TextAlignCenter:
		ink.left += (room - width) / 2
	case fyne.TextAlignTrailing:
		ink.left += room - width
	}
	ink.right = ink.left + width
	name := fmt.Sprintf("%q", text.Text)
	if len(text.Text) > 40 {
		name = fmt.Sprintf("%.40q…", text.Text)
	}
	if ink.left < home.left-slack || ink.right > home.right+slack {
		l.flaw("%s has %.0f and needs %.0f points", name, home.right-home.left, width)
	}
	if ink.cut(seen).empty() {
		return
	}
	if ink.left < l.window.left-slack || ink.right > l.window.right+slack {
		l.flaw("%s reaches out of the window", name)
	}
	l.parts = append(l.parts, part{object: text, name: name, box: ink.cut(seen), inside: inside})
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// nameOf is what a part is called in a report.
func nameOf(o fyne.CanvasObject) string {
	if t, ok := o.(interface{ Text() string }); ok && t.Text() != "" {
		return fmt.Sprintf("%T %q", o, t.Text())
	}
	return fmt.Sprintf("%T at %.0f;%.0f", o, o.Position().X, o.Position().Y)
}
