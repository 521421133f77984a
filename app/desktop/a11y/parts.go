package a11y

import (
	"github.com/godbus/dbus/v5"
)

// componentCalls are asked of what can be seen.
type componentCalls struct{ s *server }

// The kinds of coordinates; those of the screen are not known to every window, and are
// told as the window's.
const ofParent uint32 = 2

// box is where something is.
type box struct{ X, Y, Width, Height int32 }

func (c componentCalls) box(m dbus.Message, kind uint32) (b box, err *dbus.Error) {
	a, err := c.s.find(m)
	switch n := a.node.Node; {
	case err != nil || a.app:
	case a.window:
		b = box{Width: pixels(a.tree.Width), Height: pixels(a.tree.Height)}
	default:
		b = box{pixels(n.X), pixels(n.Y), pixels(n.Width), pixels(n.Height)}
		if p, ok := a.nodes[a.node.parent]; ok && kind == ofParent {
			b.X, b.Y = b.X-pixels(p.X), b.Y-pixels(p.Y)
		}
	}
	return b, err
}

// pixels bounds what goes over the bus.
func pixels(n int) int32 {
	const most = 1 << 20
	return int32(min(max(n, -most), most)) //nolint:gosec // bounded
}

// GetExtents tells where it is and how large.
func (c componentCalls) GetExtents(m dbus.Message, kind uint32) (box, *dbus.Error) {
	return c.box(m, kind)
}

// GetPosition tells where it is.
func (c componentCalls) GetPosition(m dbus.Message, kind uint32) (x, y int32, err *dbus.Error) {
	b, err := c.box(m, kind)
	return b.X, b.Y, err
}

// GetSize tells how large it is.
func (c componentCalls) GetSize(m dbus.Message) (width, height int32, err *dbus.Error) {
	b, err := c.box(m, 0)
	return b.Width, b.Height, err
}

// Contains tells whether a point lies in it.
func (c componentCalls) Contains(m dbus.Message, x, y int32, kind uint32) (bool, *dbus.Error) {
	b, err := c.box(m, kind)
	return b.has(x, y), err
}

func (b box) has(x, y int32) bool {
	return x >= b.X && y >= b.Y && x < b.X+b.Width && y < b.Y+b.Height
}

// GetAccessibleAtPoint names the innermost thing there.
func (c componentCalls) GetAccessibleAtPoint(m dbus.Message, x, y int32, _ uint32) (ref, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil {
		return null(), err
	}
	id := a.id()
	for within := a.children(id); ; {
		var hit *Node
		for _, n := range within {
			if n.Shown && (box{pixels(n.X), pixels(n.Y), pixels(n.Width), pixels(n.Height)}).has(x, y) {
				hit = n // what is drawn later lies above
			}
		}
		if hit == nil {
			return c.s.ref(id), nil
		}
		id, within = hit.ID, hit.Children
	}
}

// GetLayer tells on which layer it lies: that of windows, or of widgets.
func (c componentCalls) GetLayer(m dbus.Message) (uint32, *dbus.Error) {
	a, err := c.s.find(m)
	if a.window {
		return 7, err
	}
	return 3, err
}

// GetMDIZOrder is for windows in windows.
func (c componentCalls) GetMDIZOrder() (int16, *dbus.Error) { return -1, nil }

// GetAlpha tells that it can be seen.
func (c componentCalls) GetAlpha() (float64, *dbus.Error) { return 1, nil }

// GrabFocus gives it the keys.
func (c componentCalls) GrabFocus(m dbus.Message) (bool, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil || a.node.Node == nil || !a.node.Focusable || a.node.Disabled {
		return false, err
	}
	c.s.opt.Focus(a.node.ID)
	return true, nil
}

// actionCalls are asked of what can be pressed.
type actionCalls struct{ s *server }

func actions(n *Node) int32 {
	if n.Acts && !n.Disabled {
		return 1
	}
	return 0
}

// action is what can be done, in words.
type action struct{ Name, Description, Keys string }

// GetActions lists the one that there is.
func (c actionCalls) GetActions(m dbus.Message) ([]action, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil || a.node.Node == nil || actions(a.node.Node) == 0 {
		return []action{}, err
	}
	return []action{{Name: "click"}}, nil
}

// GetName tells what an action is called.
func (c actionCalls) GetName(m dbus.Message, _ int32) (string, *dbus.Error) {
	all, err := c.GetActions(m)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].Name, nil
}

// GetLocalizedName is the same; readers have words of their own.
func (c actionCalls) GetLocalizedName(m dbus.Message, i int32) (string, *dbus.Error) {
	return c.GetName(m, i)
}

// GetDescription tells no more than the name does.
func (c actionCalls) GetDescription(int32) (string, *dbus.Error) { return "", nil }

// GetKeyBinding tells no key.
func (c actionCalls) GetKeyBinding(int32) (string, *dbus.Error) { return "", nil }

// DoAction presses.
func (c actionCalls) DoAction(m dbus.Message, i int32) (bool, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil || a.node.Node == nil || i != 0 || actions(a.node.Node) == 0 {
		return false, err
	}
	c.s.opt.Press(a.node.ID)
	return true, nil
}
