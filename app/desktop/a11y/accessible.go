package a11y

import (
	"github.com/godbus/dbus/v5"
)

// accessibleCalls are asked of everything.
type accessibleCalls struct{ s *server }

// GetChildAtIndex names a child; none has a null path.
func (c accessibleCalls) GetChildAtIndex(m dbus.Message, i int32) (ref, *dbus.Error) {
	all, err := c.GetChildren(m)
	if err != nil || i < 0 || int(i) >= len(all) {
		return null(), err
	}
	return all[i], nil
}

// GetChildren names all.
func (c accessibleCalls) GetChildren(m dbus.Message) ([]ref, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil {
		return nil, err
	}
	if a.app {
		return []ref{c.s.ref(0)}, nil
	}
	children := a.children(a.id())
	refs := make([]ref, len(children))
	for i, n := range children {
		refs[i] = c.s.ref(n.ID)
	}
	return refs, nil
}

// GetIndexInParent tells the place among the children of what holds it.
func (c accessibleCalls) GetIndexInParent(m dbus.Message) (int32, *dbus.Error) {
	a, err := c.s.find(m)
	switch {
	case err != nil || a.app:
		return -1, err
	case a.window:
		return 0, nil
	}
	return int32(a.node.index), nil //nolint:gosec // bounded by maxNodes
}

// relation is how something belongs to others.
type relation struct {
	Kind uint32
	To   []ref
}

// GetRelationSet tells of none.
func (c accessibleCalls) GetRelationSet() ([]relation, *dbus.Error) { return []relation{}, nil }

// GetRole tells what it is.
func (c accessibleCalls) GetRole(m dbus.Message) (uint32, *dbus.Error) {
	a, err := c.s.find(m)
	return a.role(), err
}

func (a at) role() uint32 {
	switch {
	case a.app:
		return roleApplication
	case a.window:
		return roleFrame
	case a.node.Node == nil:
		return roleUnknown
	}
	if role, ok := roles()[a.node.Kind]; ok {
		return role
	}
	return roleUnknown
}

// GetRoleName tells it in a word.
func (c accessibleCalls) GetRoleName(m dbus.Message) (string, *dbus.Error) {
	role, err := c.GetRole(m)
	return names()[role], err
}

// GetLocalizedRoleName tells it in a word; readers have words of their own.
func (c accessibleCalls) GetLocalizedRoleName(m dbus.Message) (string, *dbus.Error) {
	return c.GetRoleName(m)
}

// GetState tells how it is.
func (c accessibleCalls) GetState(m dbus.Message) ([]uint32, *dbus.Error) {
	a, err := c.s.find(m)
	switch {
	case err != nil || a.app:
		return states(0).words(), err
	case a.window:
		return statesOfWindow(a.tree).words(), nil
	}
	return statesOf(a.node.Node).words(), nil
}

// GetAttributes tells nothing more.
func (c accessibleCalls) GetAttributes() (map[string]string, *dbus.Error) {
	return map[string]string{"toolkit": "Matinee"}, nil
}

// GetApplication names the program.
func (c accessibleCalls) GetApplication() (ref, *dbus.Error) { return ref{c.s.name, rootPath}, nil }

// GetInterfaces tells what can be asked.
func (c accessibleCalls) GetInterfaces(m dbus.Message) ([]string, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil {
		return nil, err
	}
	return a.interfaces(), nil
}

func (a at) interfaces() []string {
	all := []string{iface + "Accessible"}
	switch {
	case a.app:
		return append(all, iface+"Application")
	case a.window:
		return append(all, iface+"Component")
	}
	all = append(all, iface+"Component")
	if a.node.Acts {
		all = append(all, iface+"Action")
	}
	if a.node.Amount != nil {
		all = append(all, iface+"Value")
	}
	if a.node.typed() {
		all = append(all, iface+"Text")
	}
	return all
}

func (n *Node) typed() bool { return n.Kind == "field" || n.Kind == "secret" }

// applicationCalls are asked of the program.
type applicationCalls struct{ s *server }

// GetLocale tells in which language it speaks.
func (c applicationCalls) GetLocale(uint32) (string, *dbus.Error) { return c.s.locale(), nil }

func (s *server) locale() string { return s.now.Load().tree.Language }

// RegisterEventListener is of the old days.
func (c applicationCalls) RegisterEventListener(string) *dbus.Error { return nil }

// DeregisterEventListener is of the old days.
func (c applicationCalls) DeregisterEventListener(string) *dbus.Error { return nil }
