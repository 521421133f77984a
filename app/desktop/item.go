//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"image"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"

	"matinee/app/desktop/bus"
)

// Where our item and its menu stand on the bus.
const (
	itemName = "org.kde.StatusNotifierItem"
	itemPath = "/StatusNotifierItem"
	menuPath = "/StatusNotifierItem/Menu"
)

// pixmap is a picture as a tray wants it: alpha, red, green and blue of each
// pixel, row by row.
type pixmap struct {
	Width, Height int32
	Pixels        []byte
}

// toolTip is the text of an item: a picture's name, pictures, title, description.
type toolTip struct {
	IconName string
	Icons    []pixmap
	Title    string
	Text     string
}

// item is our entry in the tray.
type item struct {
	conn  *dbus.Conn
	menu  *menu
	props *prop.Properties
	tip   func() string

	mu   sync.Mutex
	text string // of the tip, as told last
}

// newItem puts an item and its menu on a connection.
func newItem(ctx context.Context, conn *dbus.Conn, o Options) (*item, error) {
	i := &item{conn: conn, tip: o.Tip, menu: newMenu(conn, o.Menu)}
	i.text = i.read()
	open := o.Open
	if open == nil {
		open = func() {}
	}
	if err := conn.Export(&clicks{open}, itemPath, itemName); err != nil {
		return nil, fmt.Errorf("show an item: %w", err)
	}
	var err error
	if i.props, err = prop.Export(conn, itemPath, i.properties(o)); err != nil {
		return nil, fmt.Errorf("show an item: %w", err)
	}
	if err := i.menu.export(); err != nil {
		return nil, err
	}
	if err := bus.Describe(conn, itemPath, introspect.Interface{
		Name: itemName, Methods: introspect.Methods(&clicks{}), Properties: i.props.Introspection(itemName),
		Signals: []introspect.Signal{{Name: "NewTitle"}, {Name: "NewIcon"}, {Name: "NewToolTip"}},
	}); err != nil {
		return nil, err
	}
	// Some trays know an item by this name only.
	name := fmt.Sprintf("%s-%d-1", itemName, os.Getpid())
	if _, err := bus.Own(ctx, conn, name); err != nil {
		return nil, err
	}
	return i, nil
}

func (i *item) properties(o Options) prop.Map {
	constant := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitConst} }
	icons := make([]pixmap, 0, len(o.Icons))
	for _, picture := range o.Icons {
		icons = append(icons, pixels(picture))
	}
	return prop.Map{itemName: {
		"Category": constant("ApplicationStatus"), "Id": constant(o.ID), "Title": constant(o.Title),
		"Status": constant("Active"), "WindowId": constant(int32(0)),
		"IconName": constant(""), "IconPixmap": constant(icons), "IconThemePath": constant(""),
		"OverlayIconName": constant(""), "OverlayIconPixmap": constant([]pixmap{}),
		"AttentionIconName": constant(""), "AttentionIconPixmap": constant([]pixmap{}), "AttentionMovieName": constant(""),
		"Menu": constant(dbus.ObjectPath(menuPath)), "ItemIsMenu": constant(false),
		"ToolTip": {Value: toolTip{Title: o.Title, Text: i.text}, Emit: prop.EmitTrue},
	}}
}

func (i *item) read() string {
	if i.tip == nil {
		return ""
	}
	return i.tip()
}

// follow brings the tip up to date. Nothing is sent when it says the same.
func (i *item) follow() {
	text := i.read()
	i.mu.Lock()
	same := text == i.text
	i.text = text
	i.mu.Unlock()
	if same {
		return
	}
	title, _ := i.props.GetMust(itemName, "Title").(string)
	i.props.SetMust(itemName, "ToolTip", toolTip{Title: title, Text: text})
	_ = i.conn.Emit(itemPath, itemName+".NewToolTip") // a lost connection is noticed elsewhere
}

// clicks are what a tray calls when the item is used.
type clicks struct{ open func() }

// Activate is a click.
func (c *clicks) Activate(_, _ int32) *dbus.Error {
	c.open()
	return nil
}

// SecondaryActivate is a click with the middle button.
func (c *clicks) SecondaryActivate(_, _ int32) *dbus.Error { return c.Activate(0, 0) }

// ContextMenu is asked for by trays that do not show the menu themselves; all
// that are in use do.
func (c *clicks) ContextMenu(_, _ int32) *dbus.Error { return c.Activate(0, 0) }

// Scroll has no meaning here.
func (c *clicks) Scroll(int32, string) *dbus.Error { return nil }

// pixels turns a picture into what a tray wants.
func pixels(of image.Image) pixmap {
	s := bus.Straight(of)
	p := pixmap{int32(s.Rect.Dx()), int32(s.Rect.Dy()), make([]byte, len(s.Pix))}
	for at := 0; at < len(s.Pix); at += 4 {
		r, g, b, a := s.Pix[at], s.Pix[at+1], s.Pix[at+2], s.Pix[at+3]
		copy(p.Pixels[at:], []byte{a, r, g, b})
	}
	return p
}
