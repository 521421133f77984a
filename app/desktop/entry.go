package desktop

// Entry is one line of the tray's menu.
type Entry struct {
	// Key names the entry for as long as it stands for the same: a click arrives
	// at the entry that was seen, also when the menu changed meanwhile. Entries
	// of one menu have different ones.
	Key       string
	Text      string
	Separator bool // a line; it has no text
	Disabled  bool // tells something, or cannot be used now
	Mark      Mark
	Do        func() // what choosing it does, on a goroutine of the Desktop's
	Children  []Entry
}

// Mark is the sign before an entry that can be on or off.
type Mark byte

// The marks.
const (
	NoMark    Mark = iota
	RadioOff       // one of several
	RadioOn        // the one of several
	SwitchOff      // by itself
	SwitchOn
)
