package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Option is one of the values of a Pick.
type Option struct {
	Value, Text string
}

// Pick is a button that shows the chosen option and opens a menu of all. Up
// and Down choose without the menu. Setting it never calls back.
type Pick struct {
	Button
	options []Option
	value   string
	chosen  func(value string)
	more    func(*fyne.KeyEvent)
}

// NewPick makes a pick; chosen hears of every change by a person.
func NewPick(options []Option, value string, chosen func(string)) *Pick {
	c := &Pick{options: options, value: value, chosen: chosen}
	c.look = Plain()
	c.look.Height, c.look.Weight, c.look.IconAfter, c.look.Pad = 36, Medium, true, 14
	c.icon = IconChevron
	c.press = c.open
	c.otherKey = c.key
	c.ExtendBaseWidget(c)
	c.text = c.textOf(value)
	return c
}

// textOf is an option's text; a value that is no option stands for itself.
func (c *Pick) textOf(value string) string {
	if i := c.index(value); i >= 0 {
		return c.options[i].Text
	}
	return value
}

func (c *Pick) index(value string) int {
	return slices.IndexFunc(c.options, func(o Option) bool { return o.Value == value })
}

// Set shows a value without calling back.
func (c *Pick) Set(value string) {
	c.value = value
	c.Button.Set(c.textOf(value), IconChevron)
}

// OtherKeys sends the keys the pick has no use for to somebody else.
func (c *Pick) OtherKeys(key func(*fyne.KeyEvent)) { c.more = key }

// Value is the chosen value.
func (c *Pick) Value() string { return c.value }

func (c *Pick) choose(value string) {
	if value != c.value {
		c.Set(value)
		c.chosen(value)
	}
}

func (c *Pick) key(e *fyne.KeyEvent) {
	at := c.index(c.value)
	switch e.Name {
	case fyne.KeyDown:
		at++
	case fyne.KeyUp:
		at--
	default:
		if c.more != nil {
			c.more(e)
		}
		return
	}
	if at >= 0 && at < len(c.options) {
		c.choose(c.options[at].Value)
	}
}

// open shows the menu below the button.
func (c *Pick) open() {
	driver := fyne.CurrentApp().Driver()
	canvas := driver.CanvasForObject(c)
	if canvas == nil {
		return
	}
	items := make([]MenuItem, len(c.options))
	for i, o := range c.options {
		items[i] = MenuItem{Text: o.Text, Checked: o.Value == c.value, Do: func() { c.choose(o.Value) }}
	}
	ShowMenu(canvas, driver.AbsolutePositionForObject(c).AddXY(0, c.Size().Height+4), items)
}
