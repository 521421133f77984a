package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Bring scrolls as far as it takes to see an object that lies in a scroll. It reports whether
// it did.
func Bring(scroll *container.Scroll, o fyne.CanvasObject) bool {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(scroll))
	size, room, to := o.Size(), scroll.Size(), scroll.Offset
	to.X += beyond(at.X, size.Width, room.Width)
	to.Y += beyond(at.Y, size.Height, room.Height)
	if to == scroll.Offset {
		return false
	}
	scroll.ScrollToOffset(to)
	return true
}

// bringRoom is left around what is brought into sight, in points.
const bringRoom float32 = 8

// beyond is how far something is out of sight; the beginning of what has no room counts.
func beyond(at, size, room float32) float32 {
	switch {
	case at < 0 || size > room:
		return at - min(bringRoom, max(room-size, 0)/2)
	case at+size > room:
		return at + size - room + min(bringRoom, (room-size)/2)
	}
	return 0
}
