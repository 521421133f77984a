package a11y

// roles are the kinds of nodes and what they are to a reader: AtspiRole, by the numbers of
// at-spi2-core's atspi-constants.h.
func roles() map[string]uint32 {
	return map[string]uint32{
		"alert": roleMessage, "tick": 7, "pick": 11, "dialog": 16, "picture": 27, "text": 29, "list": 31, "item": 32, "menu": 33, "menuitem": 35,
		"tab": 37, "secret": 40, "progress": 42, "button": 43, "option": 44, "slider": 51, "column": 57, "switch": 62, "field": 79, "heading": 83,
	}
}

// The roles of what is no node.
const (
	roleFrame       uint32 = 23
	roleUnknown     uint32 = 67
	roleApplication uint32 = 75
	roleMessage     uint32 = 101
)

// Knows reports whether nodes of a kind have a role.
func Knows(kind string) bool {
	_, ok := roles()[kind]
	return ok
}

// names are the roles in words, for those who ask for that: the first of atspi's.
func names() map[uint32]string {
	return map[uint32]string{
		7: "check box", 11: "combo box", 16: "dialog", roleFrame: "frame", 27: "image", 29: "label", 31: "list", 32: "list item",
		33: "menu", 35: "menu item", 37: "page tab", 40: "password text", 42: "progress bar", 43: "push button", 44: "radio button", 51: "slider",
		57: "table column header", 62: "toggle button", roleUnknown: "unknown", roleApplication: "application", 79: "entry", 83: "heading", roleMessage: "notification",
	}
}

// state is a bit of AtspiStateType.
type state uint

// The states that are told.
const (
	stateActive     state = 1
	stateChecked    state = 4
	stateEditable   state = 7
	stateEnabled    state = 8
	stateFocusable  state = 11
	stateFocused    state = 12
	stateModal      state = 16
	stateMultiLine  state = 17
	statePressed    state = 20
	stateSelectable state = 22
	stateSelected   state = 23
	stateSensitive  state = 24
	stateShowing    state = 25
	stateSingleLine state = 26
	stateVisible    state = 30
	stateCheckable  state = 41
)

// stateNames are the states of which changes are told.
func stateNames() map[state]string {
	return map[state]string{
		stateChecked: "checked", stateEnabled: "enabled", stateSensitive: "sensitive", statePressed: "pressed", stateSelected: "selected",
		stateShowing: "showing", stateActive: "active",
	}
}

type states uint64

func (s states) has(of state) bool { return s&(1<<of) != 0 }

func (s *states) set(on bool, of ...state) {
	if on {
		for _, one := range of {
			*s |= 1 << one
		}
	}
}

// words are the two numbers that go over the bus.
func (s states) words() []uint32 { return []uint32{uint32(s), uint32(s >> 32)} }

// statesOf are those of a node.
func statesOf(n *Node) (s states) {
	s.set(true, stateVisible)
	s.set(n.Shown, stateShowing)
	s.set(!n.Disabled, stateEnabled, stateSensitive)
	s.set(n.Focusable || n.Focused || n.Kind == "item" || n.Kind == "menuitem", stateFocusable)
	s.set(n.Focused, stateFocused)
	switch n.Kind {
	case "tick", "option", "menuitem":
		s.set(n.Kind != "menuitem" || n.On, stateCheckable)
		s.set(n.On, stateChecked)
	case "switch":
		s.set(true, stateCheckable)
		s.set(n.On, stateChecked, statePressed)
	case "tab", "item", "column":
		s.set(true, stateSelectable)
		s.set(n.On, stateSelected)
	case "dialog", "menu":
		s.set(true, stateModal)
	case "field", "secret":
		s.set(true, stateEditable)
		s.set(n.Lines, stateMultiLine)
		s.set(!n.Lines, stateSingleLine)
	}
	return s
}

// statesOfWindow are those of the window.
func statesOfWindow(t Tree) (s states) {
	s.set(true, stateVisible, stateShowing, stateEnabled, stateSensitive)
	s.set(t.Active, stateActive)
	return s
}
