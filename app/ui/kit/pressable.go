package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressable is what everything that can be pressed has in common: hover, focus,
// space and Enter, the pointing cursor. A widget embeds it and draws its state.
type pressable struct {
	widget.BaseWidget
	named
	hovered, focused, disabled bool

	press func()
	// otherKey and otherRune hear what the widget itself has no use for, so that
	// a screen's shortcuts work while one of its buttons has the focus.
	otherKey  func(*fyne.KeyEvent)
	otherRune func(rune)
	gained    func()
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(*fyne.PointEvent) { p.trigger() }

func (p *pressable) trigger() {
	if !p.disabled && p.press != nil {
		p.press()
	}
}

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() { p.hover(false) }

func (p *pressable) hover(on bool) {
	if p.hovered != on {
		p.hovered = on
		p.Refresh()
	}
}

// FocusGained implements fyne.Focusable.
func (p *pressable) FocusGained() {
	p.focused = true
	p.Refresh()
	if p.gained != nil {
		p.gained()
	}
}

// OnGained sets what runs when the widget gets the keys: what is scrolled follows.
func (p *pressable) OnGained(f func()) { p.gained = f }

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune implements fyne.Focusable.
func (p *pressable) TypedRune(r rune) {
	if r == ' ' {
		return
	}
	if !asksByRune(p, r) && p.otherRune != nil {
		p.otherRune(r)
	}
}

// TypedKey implements fyne.Focusable: space and Enter press.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.trigger()
	default:
		if !asksForHelp(p, e.Name) && p.otherKey != nil {
			p.otherKey(e)
		}
	}
}

// PassKeys sends the keys the widget has no use for to a screen's own handlers.
func (p *pressable) PassKeys(key func(*fyne.KeyEvent), r func(rune)) {
	p.otherKey, p.otherRune = key, r
}

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Disabled implements fyne.Disableable.
func (p *pressable) Disabled() bool { return p.disabled }

// Disable implements fyne.Disableable.
func (p *pressable) Disable() { p.setDisabled(true) }

// Enable implements fyne.Disableable.
func (p *pressable) Enable() { p.setDisabled(false) }

func (p *pressable) setDisabled(on bool) {
	if p.disabled != on {
		p.disabled = on
		p.Refresh()
	}
}
