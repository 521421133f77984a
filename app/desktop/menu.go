//go:build !windows

package desktop

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// How often an open menu follows what it shows, and how long one counts as open
// whose tray never says that it was closed.
const (
	menuEvery  = time.Second
	openAtMost = time.Minute
)

// unfoldAfter is how long a new tray has to learn the upper entries. GTK's ask for
// everything at once and show an empty menu where an entry arrives before the one
// that it lies under, so they hear of the lower ones later.
const unfoldAfter = 200 * time.Millisecond

// maxClicks bounds the choices that wait to be carried out.
const maxClicks = 16

// root is the number of the menu itself among its entries.
const root int32 = 0

// node is an entry as a tray knows it.
type node struct {
	props    map[string]dbus.Variant
	children []int32
	do       func()
}

// menu shows entries to trays, by the protocol com.canonical.dbusmenu.
type menu struct {
	conn   *dbus.Conn
	read   func() []Entry
	clicks chan func()
	wake   chan struct{} // the menu was opened
	unfold chan struct{} // a new tray read the upper entries

	mu       sync.Mutex
	ids      map[string]int32 // of the keys that are shown
	last     int32            // number given last
	nodes    map[int32]node
	revision uint32
	until    time.Time // it counts as open until then
	unfolded bool      // a new tray has been told what lies below the entries
}

func newMenu(conn *dbus.Conn, read func() []Entry) *menu {
	if read == nil {
		read = func() []Entry { return nil }
	}
	m := &menu{
		conn: conn, read: read, clicks: make(chan func(), maxClicks), wake: make(chan struct{}, 1),
		unfold: make(chan struct{}, 1), ids: map[string]int32{}, nodes: map[int32]node{},
	}
	m.take(m.read())
	return m
}

// run carries out what is chosen, and follows an open menu, until ctx ends.
func (m *menu) run(ctx context.Context) {
	ticker := time.NewTicker(menuEvery)
	defer ticker.Stop()
	ticker.Stop()
	later := time.NewTimer(unfoldAfter)
	defer later.Stop()
	later.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case do := <-m.clicks:
			do()
			m.follow() // what was chosen may have changed what is marked
		case <-m.unfold:
			later.Reset(unfoldAfter)
		case <-later.C:
			m.announce()
		case <-m.wake:
			ticker.Reset(menuEvery)
		case now := <-ticker.C:
			if !m.open(now) {
				ticker.Stop()
				continue
			}
			m.follow()
		}
	}
}

// setOpen notes that the menu was opened or closed.
func (m *menu) setOpen(on bool) {
	m.mu.Lock()
	m.until = time.Time{}
	if on {
		m.until = time.Now().Add(openAtMost)
	}
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// fold prepares for a tray that does not know the menu yet.
func (m *menu) fold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unfolded = false
}

// announce has trays read the whole menu again.
func (m *menu) announce() {
	m.mu.Lock()
	m.revision++
	revision := m.revision
	m.mu.Unlock()
	_ = m.conn.Emit(menuPath, menuInterface+".LayoutUpdated", revision, root) // a lost connection is noticed elsewhere
}

func (m *menu) open(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return now.Before(m.until)
}

// choose queues what an entry does.
func (m *menu) choose(id int32) {
	m.mu.Lock()
	do := m.nodes[id].do
	m.mu.Unlock()
	if do == nil {
		return
	}
	select {
	case m.clicks <- do:
	default: // somebody hammers on it
	}
}

// change is what differs between two readings of a menu.
type change struct {
	layout bool    // entries came, went or moved
	props  []int32 // entries that look different
}

func (c change) any() bool { return c.layout || len(c.props) > 0 }

// follow reads the menu anew and tells trays what changed.
func (m *menu) follow() change {
	entries := m.read()
	m.mu.Lock()
	c := m.take(entries)
	revision := m.revision
	changed := make([]groupEntry, 0, len(c.props))
	for _, id := range c.props {
		changed = append(changed, groupEntry{id, m.nodes[id].props})
	}
	m.mu.Unlock()
	// A lost connection is noticed elsewhere.
	if c.layout {
		_ = m.conn.Emit(menuPath, menuInterface+".LayoutUpdated", revision, root)
	}
	if len(changed) > 0 {
		_ = m.conn.Emit(menuPath, menuInterface+".ItemsPropertiesUpdated", changed, []removedEntry{})
	}
	return c
}

// take makes entries the menu.
func (m *menu) take(entries []Entry) change {
	before, ids := m.nodes, m.ids
	m.nodes, m.ids = map[int32]node{}, map[string]int32{}
	m.put(root, node{props: map[string]dbus.Variant{"children-display": dbus.MakeVariant("submenu")}}, entries, ids)
	var c change
	for id, now := range m.nodes {
		then, known := before[id]
		switch {
		case !known || !slices.Equal(then.children, now.children):
			c.layout = true
		case !maps.EqualFunc(then.props, now.props, sameValue):
			c.props = append(c.props, id)
		}
	}
	if c.layout {
		m.revision++
	}
	return c
}

// put adds a node and what lies below it. A key keeps the number it had.
func (m *menu) put(id int32, n node, children []Entry, ids map[string]int32) {
	for _, e := range children {
		child, known := ids[e.Key]
		if !known {
			m.last++
			child = m.last
		}
		m.ids[e.Key] = child
		n.children = append(n.children, child)
		m.put(child, node{props: e.props(), do: e.chosen()}, e.Children, ids)
	}
	m.nodes[id] = n
}

// chosen is what choosing an entry does; nil when it does nothing.
func (e Entry) chosen() func() {
	if e.Disabled || e.Separator {
		return nil
	}
	return e.Do
}

// props are an entry as the protocol says it; what is as usual is left out.
func (e Entry) props() map[string]dbus.Variant {
	p := map[string]dbus.Variant{}
	if e.Separator {
		p["type"] = dbus.MakeVariant("separator")
		return p
	}
	p["label"] = dbus.MakeVariant(strings.ReplaceAll(e.Text, "_", "__")) // one marks the key of an entry
	p["enabled"] = dbus.MakeVariant(!e.Disabled)
	if kind, state := e.Mark.form(); kind != "" {
		p["toggle-type"] = dbus.MakeVariant(kind)
		p["toggle-state"] = dbus.MakeVariant(state)
	}
	if len(e.Children) > 0 {
		p["children-display"] = dbus.MakeVariant("submenu")
	}
	return p
}

// form is a mark as the menu protocol says it.
func (m Mark) form() (kind string, state int32) {
	switch m {
	case RadioOff:
		return "radio", 0
	case RadioOn:
		return "radio", 1
	case SwitchOff:
		return "checkmark", 0
	case SwitchOn:
		return "checkmark", 1
	}
	return "", 0
}

func sameValue(a, b dbus.Variant) bool { return a.Value() == b.Value() }
