package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// Binding is what some keys do to a T. A handler and the sheet of keys read the
// same tables, so that neither knows a key that the other does not.
type Binding[T any] struct {
	On   []fyne.KeyName
	Does string
	Do   func(T)
}

// Perform does what a table says about a key; false where it says nothing.
func Perform[T any](table []Binding[T], with T, key fyne.KeyName) bool {
	for _, b := range table {
		if slices.Contains(b.On, key) {
			b.Do(with)
			return true
		}
	}
	return false
}

// KeyLine is a line of the sheet of keys.
type KeyLine struct{ Keys, Does string }

// KeyGroup is a part of the sheet of keys.
type KeyGroup struct {
	Title string
	Lines []KeyLine
}

// KeyLines are the lines of a table. Neighbours that do the same share one.
func KeyLines[T any](table []Binding[T]) []KeyLine {
	lines := make([]KeyLine, 0, len(table))
	for _, b := range table {
		var caps []string
		for _, key := range b.On {
			if c := KeyCap(key); !slices.Contains(caps, c) {
				caps = append(caps, c)
			}
		}
		keys := strings.Join(caps, "  ")
		if last := len(lines) - 1; last >= 0 && lines[last].Does == b.Does {
			lines[last].Keys += "  " + keys
			continue
		}
		lines = append(lines, KeyLine{keys, b.Does})
	}
	return lines
}

// KeyCap is what a key is called where the person lives.
func KeyCap(key fyne.KeyName) string {
	switch key {
	case fyne.KeyLeft:
		return "←"
	case fyne.KeyRight:
		return "→"
	case fyne.KeyUp:
		return "↑"
	case fyne.KeyDown:
		return "↓"
	case fyne.KeySpace:
		return lang.L("Space key")
	case fyne.KeyReturn, fyne.KeyEnter:
		return lang.L("Enter key")
	case fyne.KeyEscape:
		return lang.L("Esc key")
	case fyne.KeyDelete:
		return lang.L("Delete key")
	case fyne.KeyBackspace:
		return lang.L("Backspace key")
	case fyne.KeyHome:
		return lang.L("Home key")
	case fyne.KeyEnd:
		return lang.L("End key")
	case fyne.KeyPageUp:
		return lang.L("Page up key")
	case fyne.KeyPageDown:
		return lang.L("Page down key")
	case KeyMenu:
		return lang.L("Menu key")
	}
	return string(key)
}

// KeyMenu is the key that opens the menu of what is marked.
const KeyMenu fyne.KeyName = "Menu"

// KeyHelp opens the sheet of keys wherever the focus is; "?" does where nothing is typed.
const KeyHelp = fyne.KeyF1

// asksForHelp hands a key that asks for the sheet of keys to the window, since the
// toolkit tells the window only of what nothing has the focus for.
func asksForHelp(o fyne.CanvasObject, key fyne.KeyName) bool {
	if key != KeyHelp {
		return false
	}
	if c := CanvasOf(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(&fyne.KeyEvent{Name: key})
	}
	return true
}

// asksByRune is asksForHelp for what the keyboard's layout makes of the keys.
func asksByRune(o fyne.CanvasObject, r rune) bool { return r == '?' && asksForHelp(o, KeyHelp) }
