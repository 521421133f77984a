package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Input takes a line of text. What was typed counts with Enter or when the field
// is left; Escape takes it back. Showing a value never calls back.
type Input struct {
	widget.Entry
	named
	shown    string // the value in force
	commit   func(text string)
	step     func(dir int) // Up and Down; may be nil
	otherKey func(*fyne.KeyEvent)
	gained   func()
	// OnTakenBack hears that Escape took back what was typed.
	OnTakenBack func()
}

// NewInput makes a field; commit hears of every text that differs from the value
// shown.
func NewInput(value string, commit func(text string)) *Input {
	f := &Input{shown: value, commit: commit}
	f.Text = value
	f.dress(value)
	f.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	f.ExtendBaseWidget(f)
	f.OnSubmitted = func(string) { f.done() }
	return f
}

// Secret makes the field show dots instead of letters. It returns the field.
func (f *Input) Secret() *Input { f.Password = true; return f }

// Present puts a value into the field, unless a person is typing.
func (f *Input) Present(value string) {
	if typing := f.Text != f.shown; value == f.shown || typing {
		f.shown = value
		return
	}
	f.shown = value
	f.dress(value)
	f.SetText(value)
}

// Put puts a value into the field whatever is typed there.
func (f *Input) Put(value string) {
	f.shown = value
	f.dress(value)
	f.SetText(value)
}

// PassKeys sends the keys the field has no use for to somebody else.
func (f *Input) PassKeys(key func(*fyne.KeyEvent)) { f.otherKey = key }

// TypedRune implements fyne.Focusable.
func (f *Input) TypedRune(r rune) {
	f.dress(string(r))
	f.Entry.TypedRune(r)
}

// dress has a text with emoji drawn in the style that has them.
func (f *Input) dress(text string) {
	if strings.ContainsFunc(text, pictorial) {
		f.TextStyle.TabWidth = withPictures
	}
}

func (f *Input) done() {
	if f.Text != f.shown && f.commit != nil {
		f.commit(f.Text)
	}
}

// Finish has what was typed count, as Enter does, and reports whether it was taken: the
// value shown is the one that stands there.
func (f *Input) Finish() bool {
	f.done()
	return f.Text == f.shown
}

// OnGained sets what runs when the field gets the keys: what is scrolled follows.
func (f *Input) OnGained(gained func()) { f.gained = gained }

// FocusGained implements fyne.Focusable.
func (f *Input) FocusGained() {
	f.Entry.FocusGained()
	if f.gained != nil {
		f.gained()
	}
}

// FocusLost implements fyne.Focusable: leaving the field counts as Enter.
func (f *Input) FocusLost() {
	f.Entry.FocusLost()
	f.done()
}

// TypedKey implements fyne.Focusable.
func (f *Input) TypedKey(e *fyne.KeyEvent) {
	switch {
	case asksForHelp(f, e.Name):
	case e.Name == fyne.KeyEscape && f.Text != f.shown:
		f.SetText(f.shown)
		if f.OnTakenBack != nil {
			f.OnTakenBack()
		}
	case e.Name == fyne.KeyEscape && f.otherKey != nil:
		f.otherKey(e)
	case e.Name == fyne.KeyUp && f.step != nil:
		f.step(1)
	case e.Name == fyne.KeyDown && f.step != nil:
		f.step(-1)
	default:
		f.Entry.TypedKey(e)
	}
}
