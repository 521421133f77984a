package explorer

import (
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// How a line of a menu looks (AppendMenu), and how a menu is opened (TrackPopupMenu).
const (
	lineGrey      = 0x0001
	lineChecked   = 0x0008
	lineChildren  = 0x0010
	lineSeparator = 0x0800

	menuBottom    = 0x0020
	menuSilent    = 0x0080
	menuReturnsID = 0x0100
)

// showMenu opens the menu beside the icon and does what is chosen there. It returns when
// the menu is closed; meanwhile Windows goes on handing out messages.
func (e *Explorer) showMenu(x, y int) {
	if e.opt.Menu == nil {
		return
	}
	var chosen []func()
	menu := e.makeMenu(e.opt.Menu(), &chosen)
	defer e.sys.destroyMenu.Call(menu) //nolint:errcheck // its children go with it
	// A menu of a window that is not in front stays open when somebody clicks elsewhere.
	e.sys.setForeground.Call(uintptr(e.window))                                                                                  //nolint:errcheck // it is shown without it
	id, _, _ := e.sys.trackMenu.Call(menu, menuReturnsID|menuSilent|menuBottom, uintptr(x), uintptr(y), 0, uintptr(e.window), 0) //nolint:gosec // a place on the screen
	e.sys.postMessage.Call(uintptr(e.window), 0, 0, 0)                                                                           //nolint:errcheck // the same
	if i := int(id) - 1; 0 <= i && i < len(chosen) {                                                                             //nolint:gosec // bounded
		e.choose(chosen[i])
	}
}

// makeMenu makes a menu of lines. What choosing a line does stands in chosen, at its
// number less one.
func (e *Explorer) makeMenu(lines []Line, chosen *[]func()) uintptr {
	menu, _, _ := e.sys.createMenu.Call()
	for _, l := range lines {
		look, id := uintptr(0), uintptr(0)
		if l.Disabled {
			look |= lineGrey
		}
		if l.Marked {
			look |= lineChecked
		}
		switch {
		case l.Separator:
			look = lineSeparator
		case len(l.Children) > 0:
			look |= lineChildren
			id = e.makeMenu(l.Children, chosen)
		default:
			*chosen = append(*chosen, l.Do)
			id = uintptr(len(*chosen))
		}
		text, err := windows.UTF16PtrFromString(strings.ReplaceAll(l.Text, "&", "&&")) // one marks the key of a line
		if err != nil {
			continue // a zero in it
		}
		e.sys.appendMenu.Call(menu, look, id, uintptr(unsafe.Pointer(text))) //nolint:errcheck // a line less
	}
	return menu
}
