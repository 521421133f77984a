package a11y

import (
	"slices"

	"github.com/godbus/dbus/v5"
)

// emit tells listeners of one thing. A lost connection is noticed elsewhere.
func (s *server) emit(path dbus.ObjectPath, event, detail string, first, second int32, with any) {
	_ = s.conn.Emit(path, iface+"Event."+event, detail, first, second, dbus.MakeVariant(with), map[string]dbus.Variant{})
}

// greet tells of a window that is there already.
func (s *server) greet() {
	x := s.now.Load()
	s.emit(rootPath, "Object.ChildrenChanged", "add", 0, 0, s.ref(0))
	if x.tree.Active {
		s.active(true)
	}
	if x.focus != 0 {
		s.emit(pathOf(x.focus), "Object.StateChanged", "focused", 1, 0, int32(0))
	}
}

func (s *server) active(on bool) {
	event := "Window.Deactivate"
	if on {
		event = "Window.Activate"
	}
	s.emit(windowPath, event, "", 0, 0, s.now.Load().tree.Title)
	s.emit(windowPath, "Object.StateChanged", "active", bit(on), 0, int32(0))
}

func bit(on bool) int32 {
	if on {
		return 1
	}
	return 0
}

// changed tells how a window differs from what it was.
func (s *server) changed(before, now *index) {
	if before.tree.Active != now.tree.Active {
		s.active(now.tree.Active)
	}
	if before.tree.Title != now.tree.Title {
		s.emit(windowPath, "Object.PropertyChange", "accessible-name", 0, 0, now.tree.Title)
	}
	s.left(before, now)
	for _, n := range now.sorted() {
		was, ok := before.nodes[n.ID]
		if !ok || was.parent != n.parent {
			s.came(before, now, n, !ok)
			continue
		}
		s.differs(was.Node, n.Node)
	}
	if now.focus != before.focus || now.refocused(before) {
		if _, there := now.nodes[before.focus]; there && before.focus != now.focus {
			s.emit(pathOf(before.focus), "Object.StateChanged", "focused", 0, 0, int32(0))
		}
		if now.focus != 0 {
			s.emit(pathOf(now.focus), "Object.StateChanged", "focused", 1, 0, int32(0))
		}
	}
}

// refocused reports that what has the keys became another thing in the same place, as rows
// do that are scrolled.
func (x *index) refocused(before *index) bool {
	now, ok := x.nodes[x.focus]
	was, before2 := before.nodes[x.focus]
	return ok && before2 && now.Kind == "item" && now.Name != was.Name
}

// sorted are the nodes by number, so that what is told has an order.
func (x *index) sorted() []entry {
	all := make([]entry, 0, len(x.nodes))
	for _, e := range x.nodes {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b entry) int { return int(a.ID) - int(b.ID) })
	return all
}

// there reports whether a parent was there.
func (x *index) there(id uint32) bool {
	_, ok := x.nodes[id]
	return ok || id == 0
}

// left tells of what is gone; what went with its parent is not told by itself.
func (s *server) left(before, now *index) {
	for _, n := range before.sorted() {
		if is, ok := now.nodes[n.ID]; (!ok || is.parent != n.parent) && now.there(n.parent) {
			s.emit(pathOf(n.parent), "Object.ChildrenChanged", "remove", pixels(n.index), 0, s.ref(n.ID))
		}
	}
}

// came tells of what is new.
func (s *server) came(before, now *index, n entry, fresh bool) {
	if before.there(n.parent) && now.there(n.parent) {
		s.emit(pathOf(n.parent), "Object.ChildrenChanged", "add", pixels(n.index), 0, s.ref(n.ID))
	}
	if fresh && n.Kind == "alert" {
		s.announce(n.Node)
	}
}

// announce has a problem said at once. Readers hear a message that comes into sight;
// Orca 43, which Debian 12 has, does not know announcements.
func (s *server) announce(n *Node) {
	if n.Name != "" {
		s.emit(pathOf(n.ID), "Object.StateChanged", stateNames()[stateShowing], 1, 0, int32(0))
	}
}

// differs tells how a node changed.
func (s *server) differs(was, now *Node) {
	path := pathOf(now.ID)
	if was.Name != now.Name {
		s.emit(path, "Object.PropertyChange", "accessible-name", 0, 0, now.Name)
		if now.Kind == "alert" {
			s.announce(now)
		}
	}
	if now.Amount != nil && (was.Amount == nil || was.Amount.Now != now.Amount.Now) {
		s.emit(path, "Object.PropertyChange", "accessible-value", 0, 0, now.Amount.Now)
	}
	if now.typed() {
		s.typed(path, was, now)
	}
	a, b := statesOf(was), statesOf(now)
	if a == b {
		return
	}
	for _, state := range []state{stateChecked, statePressed, stateSelected, stateEnabled, stateSensitive, stateShowing} {
		if a.has(state) != b.has(state) {
			s.emit(path, "Object.StateChanged", stateNames()[state], bit(b.has(state)), 0, int32(0))
		}
	}
}

// typed tells what was typed or taken away in a field, and where one is in it.
func (s *server) typed(path dbus.ObjectPath, was, now *Node) {
	a, b := []rune(was.Text), []rune(now.Text)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	end := 0
	for end < len(a)-same && end < len(b)-same && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	if gone := a[same : len(a)-end]; len(gone) > 0 {
		s.emit(path, "Object.TextChanged", "delete", pixels(same), pixels(len(gone)), string(gone))
	}
	if came := b[same : len(b)-end]; len(came) > 0 {
		s.emit(path, "Object.TextChanged", "insert", pixels(same), pixels(len(came)), string(came))
	}
	if was.Caret != now.Caret {
		s.emit(path, "Object.TextCaretMoved", "", pixels(now.Caret), 0, int32(0))
	}
}
