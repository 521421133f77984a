package a11y

import (
	"math"

	"github.com/godbus/dbus/v5"
)

// propertyCalls tell properties of everything.
type propertyCalls struct{ s *server }

// Get tells one.
func (c propertyCalls) Get(m dbus.Message, of, name string) (dbus.Variant, *dbus.Error) {
	all, err := c.GetAll(m, of)
	if err != nil {
		return dbus.MakeVariant(""), err
	}
	if v, ok := all[name]; ok {
		return v, nil
	}
	return dbus.MakeVariant(""), dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", []any{"there is no property of that name"})
}

// GetAll tells all of an interface.
func (c propertyCalls) GetAll(m dbus.Message, of string) (map[string]dbus.Variant, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil {
		return nil, err
	}
	all := map[string]dbus.Variant{}
	for name, v := range c.s.properties(a, of) {
		all[name] = dbus.MakeVariant(v)
	}
	return all, nil
}

func (s *server) properties(a at, of string) map[string]any {
	s.mu.Lock()
	number := s.number
	s.mu.Unlock()
	n := a.node.Node
	switch {
	case of == iface+"Accessible":
		return map[string]any{
			"Name": a.name(s.opt.Name), "Description": "", "Parent": s.parent(a), "ChildCount": int32(s.count(a)), //nolint:gosec // bounded by maxNodes
			"Locale": s.locale(), "AccessibleId": "", "HelpText": "",
		}
	case of == iface+"Application" && a.app:
		return map[string]any{"ToolkitName": "Matinee", "Version": s.opt.Version, "ToolkitVersion": s.opt.Version, "AtspiVersion": "2.1", "Id": number}
	case n == nil:
	case of == iface+"Action":
		return map[string]any{"NActions": actions(n)}
	case of == iface+"Value" && n.Amount != nil:
		return map[string]any{
			"MinimumValue": n.Amount.Least, "MaximumValue": n.Amount.Most, "MinimumIncrement": n.Amount.Step, "CurrentValue": n.Amount.Now, "Text": n.Text,
		}
	case of == iface+"Text" && n.typed():
		return map[string]any{"CharacterCount": int32(len([]rune(n.Text))), "CaretOffset": int32(n.Caret)} //nolint:gosec // both are bounded
	}
	return nil
}

func (a at) name(program string) string {
	switch {
	case a.app:
		return program
	case a.window:
		return a.tree.Title
	}
	return a.node.Name
}

func (s *server) parent(a at) ref {
	switch {
	case a.app:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.desktop.Path == "" {
			return null()
		}
		return s.desktop
	case a.window:
		return ref{s.name, rootPath}
	}
	return s.ref(a.node.parent)
}

func (s *server) count(a at) int {
	if a.app {
		return 1
	}
	return len(a.children(a.id()))
}

// Set takes the number that the registry gives the program, and amounts.
func (c propertyCalls) Set(m dbus.Message, of, name string, to dbus.Variant) *dbus.Error {
	a, err := c.s.find(m)
	if err != nil {
		return err
	}
	switch v := to.Value().(type) {
	case int32:
		if a.app && of == iface+"Application" && name == "Id" {
			c.s.mu.Lock()
			c.s.number = v
			c.s.mu.Unlock()
			return nil
		}
	case float64:
		n := a.node.Node
		if of == iface+"Value" && name == "CurrentValue" && n != nil && n.Amount != nil && n.Amount.Settable && !math.IsNaN(v) {
			c.s.opt.Set(n.ID, v)
			return nil
		}
	}
	return dbus.NewError("org.freedesktop.DBus.Error.PropertyReadOnly", []any{"it cannot be set"})
}
