package native

import (
	"image"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// Place is where the window's content begins, in the system's coordinates.
func (w Window) Place() image.Point { return image.Pt(w.window.GetPos()) }

// Size is how large the content is, in the system's coordinates.
func (w Window) Size() image.Point { return image.Pt(w.window.GetSize()) }

// MoveTo puts the window's content at a place. Wayland leaves that to the person.
func (w Window) MoveTo(at image.Point) { w.window.SetPos(at.X, at.Y) }

// Corner is the place for content of a size with which the window stands at
// the lower right of the screen that shows most of it now, a margin away from the
// edges and from the panels of the desktop. It reports false without a screen.
func (w Window) Corner(size image.Point, margin int) (image.Point, bool) {
	at := w.Place()
	screens, areas := []image.Rectangle{}, []image.Rectangle{}
	for _, m := range glfw.GetMonitors() {
		mode := m.GetVideoMode()
		if mode == nil {
			continue
		}
		x, y := m.GetPos()
		screens = append(screens, image.Rect(x, y, x+mode.Width, y+mode.Height))
		x, y, wide, high := m.GetWorkarea()
		areas = append(areas, image.Rect(x, y, x+wide, y+high))
	}
	on := mostOf(image.Rectangle{Min: at, Max: at.Add(w.Size())}, screens)
	if on < 0 {
		return at, false
	}
	left, top, right, bottom := w.window.GetFrameSize()
	return lowerRight(areas[on], size, image.Rect(left, top, right, bottom), margin), true
}

// mostOf is which screen shows most of a window; the first for one that is on none, -1
// where there is none.
func mostOf(window image.Rectangle, screens []image.Rectangle) int {
	best, most := -1, -1
	for i, s := range screens {
		part := window.Intersect(s).Size()
		if shown := part.X * part.Y; shown > most {
			best, most = i, shown
		}
	}
	return best
}

// lowerRight is where content of a size begins at the lower right of an area. frame
// holds how thick each side of the window's frame is, no rectangle. What has no room
// keeps its upper left on the area.
func lowerRight(area image.Rectangle, size image.Point, frame image.Rectangle, margin int) image.Point {
	return image.Pt(
		max(area.Max.X-margin-frame.Max.X-size.X, area.Min.X+frame.Min.X),
		max(area.Max.Y-margin-frame.Max.Y-size.Y, area.Min.Y+frame.Min.Y),
	)
}
