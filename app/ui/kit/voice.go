package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// Kind is what something is to who hears the window instead of seeing it.
type Kind string

// The kinds.
const (
	KindAlert    Kind = "alert"    // a problem that is told
	KindButton   Kind = "button"   // it is pressed
	KindColumn   Kind = "column"   // the head of a column, which sorts
	KindDialog   Kind = "dialog"   // a question over the window
	KindField    Kind = "field"    // text is typed into it
	KindHeading  Kind = "heading"  // what stands below is about it
	KindItem     Kind = "item"     // one of a list
	KindList     Kind = "list"     // entries of which one is meant
	KindMenu     Kind = "menu"     // a list of actions
	KindMenuItem Kind = "menuitem" // one of them
	KindOption   Kind = "option"   // one of several, of which one holds
	KindPick     Kind = "pick"     // it opens a list of values
	KindPicture  Kind = "picture"  // it is looked at
	KindProgress Kind = "progress" // how far something is
	KindSecret   Kind = "secret"   // a field that does not show what is typed
	KindSlider   Kind = "slider"   // an amount
	KindSwitch   Kind = "switch"   // on or off
	KindTab      Kind = "tab"      // it leads to a page
	KindText     Kind = "text"     // it is read
	KindTick     Kind = "tick"     // a box that is ticked or not
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{
		KindAlert, KindButton, KindColumn, KindDialog, KindField, KindHeading, KindItem, KindList, KindMenu, KindMenuItem, KindOption,
		KindPick, KindPicture, KindProgress, KindSecret, KindSlider, KindSwitch, KindTab, KindText, KindTick,
	}
}

// Voice is what something tells who hears the window.
type Voice struct {
	Kind     Kind   // "" for what only holds others
	Name     string // what it is
	Value    string // what it is set to, or says besides; what is typed in a field
	Caret    int    // where in what is typed the next letter goes, in characters
	Hint     string // what it is called where nothing around it says that
	Has      Traits
	Do       func() // what a press does; nil for nothing
	Range    *Range // of an amount
	Marked   bool   // the keys mean it, of what holds it
	Position fyne.Position
	Size     fyne.Size // of a part; see Parted
}

// Traits is what may be true of it, in any number.
type Traits int

// The traits.
const (
	Off      Traits = 1 << iota // it cannot be used now
	On                          // it is ticked, switched on, chosen or sorted by
	Holds                       // what lies in it is heard, too
	Multiple                    // a field of several lines
)

// Is reports whether traits are among them.
func (t Traits) Is(of Traits) bool { return t&of != 0 }

func traits(disabled, on bool) (t Traits) {
	if disabled {
		t |= Off
	}
	if on {
		t |= On
	}
	return t
}

// Range is an amount and how it is changed.
type Range struct {
	Now, Least, Most, Step float64
	Set                    func(float64) // nil: it cannot be
}

// Voiced tells of itself. What is pressed or takes the keys and tells nothing is heard as
// the texts in it.
type Voiced interface{ Voice() Voice }

// Parted has parts that are no objects of their own.
type Parted interface{ Parts() []Voice }

// Marker has the keys while one of the objects in it is meant by them.
type Marker interface{ Marked() fyne.CanvasObject }

// named is what a control is called, where it does not say so itself.
type named struct{ called string }

// Call says what the control is, to who does not see where it stands.
func (n *named) Call(name string) { n.called = name }

// Called calls a control and returns it.
func Called[T interface{ Call(name string) }](o T, name string) T {
	o.Call(name)
	return o
}

// Words are what is said of something, in one line.
func Words(parts ...string) string {
	said := make([]string, 0, len(parts))
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, ", ")
}

// word is what a button that shows only the icon is called.
func (i Icon) word() string {
	switch i {
	case IconAdd:
		return lang.L("More of it")
	case IconMinus:
		return lang.L("Less of it")
	case IconAhead:
		return lang.L("The ones after these")
	case IconBehind:
		return lang.L("The ones before these")
	case IconBack:
		return lang.L("Back")
	case IconClose:
		return lang.L("Close")
	case IconDown:
		return lang.L("Move down")
	case IconUp:
		return lang.L("Move up")
	case IconEdit:
		return lang.L("Change it")
	case IconFolder:
		return lang.L("Choose where")
	case IconFullscreen:
		return lang.L("Full screen")
	case IconWindowed:
		return lang.L("Leave the full screen")
	case IconGrid:
		return lang.L("Show as pictures")
	case IconItems:
		return lang.L("Show as a list")
	case IconInfo:
		return lang.L("What there is to know of it")
	case IconMini:
		return lang.L("A small window above the others")
	case IconMore:
		return lang.L("What can be done with it")
	case IconMuted:
		return lang.L("Sound on")
	case IconVolume:
		return lang.L("Sound off")
	case IconNext:
		return lang.L("The next one")
	case IconPause:
		return lang.L("Pause")
	case IconPlay:
		return lang.L("Play")
	case IconPin:
		return lang.L("Never remove by itself")
	case IconCheck:
		return lang.L("Kept; press to let it go")
	case IconRemove:
		return lang.L("Remove…")
	}
	return ""
}
