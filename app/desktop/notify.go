package desktop

import (
	"context"
	"fmt"
	"image"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

const notifyName = "org.freedesktop.Notifications"

// byTheDesktop lets the desktop choose how long a message stays.
const byTheDesktop int32 = -1

// Notify shows a message of the desktop's own. An error means that nobody saw it.
func (d *Desktop) Notify(ctx context.Context, title, text string) error {
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	if conn == nil {
		return bus.ErrNone
	}
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(d.opt.ID)}
	if len(d.opt.Icons) > 0 {
		hints["image-data"] = dbus.MakeVariant(plain(d.opt.Icons[len(d.opt.Icons)-1]))
	}
	err := bus.Call(ctx, conn.Object(notifyName, "/org/freedesktop/Notifications"), notifyName+".Notify",
		d.opt.Title, uint32(0), "", title, text, []string{}, hints, byTheDesktop).Err
	if err != nil {
		return fmt.Errorf("show a message: %w", err)
	}
	return nil
}

// picture is an image as a message carries it.
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Channels        int32
	Pixels                []byte
}

// plain turns an image into what a message carries.
func plain(of image.Image) picture {
	s := straight(of)
	return picture{int32(s.Rect.Dx()), int32(s.Rect.Dy()), int32(s.Stride), true, 8, 4, s.Pix}
}
