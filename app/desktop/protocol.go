//go:build !windows

package desktop

import (
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"

	"matinee/app/desktop/bus"
)

const menuInterface = "com.canonical.dbusmenu"

// layoutEntry is an entry with what lies below it.
type layoutEntry struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// groupEntry is an entry alone.
type groupEntry struct {
	ID    int32
	Props map[string]dbus.Variant
}

// removedEntry names what an entry lost.
type removedEntry struct {
	ID    int32
	Props []string
}

// eventEntry is one of several events told at once.
type eventEntry struct {
	ID    int32
	Event string
	Data  dbus.Variant
	Time  uint32
}

// errNoEntry answers a tray that asks for what is not there.
func errNoEntry(id int32) *dbus.Error {
	return dbus.NewError(menuInterface+".Error", []any{fmt.Sprintf("there is no entry %d", id)})
}

// export puts the menu on the bus.
func (m *menu) export() error {
	if err := m.conn.Export(&menuCalls{m}, menuPath, menuInterface); err != nil {
		return fmt.Errorf("show a menu: %w", err)
	}
	constant := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitConst} }
	props, err := prop.Export(m.conn, menuPath, prop.Map{menuInterface: {
		"Version": constant(uint32(3)), "TextDirection": constant("ltr"), "Status": constant("normal"),
		"IconThemePath": constant([]string{}),
	}})
	if err != nil {
		return fmt.Errorf("show a menu: %w", err)
	}
	return bus.Describe(m.conn, menuPath, introspect.Interface{
		Name: menuInterface, Methods: introspect.Methods(&menuCalls{}), Properties: props.Introspection(menuInterface),
		Signals: []introspect.Signal{
			{Name: "ItemsPropertiesUpdated", Args: []introspect.Arg{{Name: "updatedProps", Type: "a(ia{sv})"}, {Name: "removedProps", Type: "a(ias)"}}},
			{Name: "LayoutUpdated", Args: []introspect.Arg{{Name: "revision", Type: "u"}, {Name: "parent", Type: "i"}}},
		},
	})
}

// menuCalls are what a tray asks of the menu.
type menuCalls struct{ m *menu }

// GetLayout tells the entries below parent, depth steps down; -1 means all.
func (c *menuCalls) GetLayout(parent, depth int32, names []string) (uint32, layoutEntry, *dbus.Error) {
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	if _, ok := c.m.nodes[parent]; !ok {
		return 0, layoutEntry{}, errNoEntry(parent)
	}
	if parent == root && !c.m.unfolded {
		c.m.unfolded = true
		select {
		case c.m.unfold <- struct{}{}:
		default:
		}
		if depth < 0 {
			depth = 1
		}
	}
	return c.m.revision, c.m.layout(parent, depth, names), nil
}

func (m *menu) layout(id, depth int32, names []string) layoutEntry {
	n := m.nodes[id]
	out := layoutEntry{ID: id, Props: only(n.props, names), Children: []dbus.Variant{}}
	if depth == 0 {
		return out
	}
	for _, child := range n.children {
		out.Children = append(out.Children, dbus.MakeVariant(m.layout(child, depth-1, names)))
	}
	return out
}

// only keeps the properties that were asked for; no names mean all.
func only(props map[string]dbus.Variant, names []string) map[string]dbus.Variant {
	if len(names) == 0 {
		return props // never changed once made
	}
	some := map[string]dbus.Variant{}
	for _, name := range names {
		if v, ok := props[name]; ok {
			some[name] = v
		}
	}
	return some
}

// GetGroupProperties tells entries alone; no ids mean all.
func (c *menuCalls) GetGroupProperties(ids []int32, names []string) ([]groupEntry, *dbus.Error) {
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	if len(ids) == 0 {
		for id := range c.m.nodes {
			ids = append(ids, id)
		}
	}
	group := []groupEntry{}
	for _, id := range ids {
		if n, ok := c.m.nodes[id]; ok {
			group = append(group, groupEntry{id, only(n.props, names)})
		}
	}
	return group, nil
}

// GetProperty tells one property of an entry.
func (c *menuCalls) GetProperty(id int32, name string) (dbus.Variant, *dbus.Error) {
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	if v, ok := c.m.nodes[id].props[name]; ok {
		return v, nil
	}
	return dbus.MakeVariant(""), errNoEntry(id)
}

// Event hears that an entry was chosen, or the menu opened or closed.
func (c *menuCalls) Event(id int32, event string, _ dbus.Variant, _ uint32) *dbus.Error {
	switch {
	case event == "clicked":
		c.m.choose(id)
	case id == root && event == "opened":
		c.m.setOpen(true)
	case id == root && event == "closed":
		c.m.setOpen(false)
	}
	return nil
}

// EventGroup hears several events.
func (c *menuCalls) EventGroup(events []eventEntry) ([]int32, *dbus.Error) {
	for _, e := range events {
		_ = c.Event(e.ID, e.Event, e.Data, e.Time) // never fails
	}
	return []int32{}, nil
}

// AboutToShow brings the menu up to date before it opens and tells whether
// something changed.
func (c *menuCalls) AboutToShow(id int32) (bool, *dbus.Error) {
	if id != root {
		return false, nil
	}
	changed := c.m.follow().any()
	c.m.setOpen(true)
	return changed, nil
}

// AboutToShowGroup does the same for several.
func (c *menuCalls) AboutToShowGroup(ids []int32) (update, missing []int32, err *dbus.Error) {
	update, missing = []int32{}, []int32{}
	for _, id := range ids {
		if changed, _ := c.AboutToShow(id); changed { // never fails
			update = append(update, id)
		}
	}
	return update, missing, nil
}
