// Package inside tells what the toolkit draws of an object: what a widget is made of only
// its renderer knows, and the toolkit lends that to its own packages and to tests.
//
// It must not make a renderer: what was not drawn has nothing inside.
package inside

import (
	_ "unsafe" // the toolkit's function is linked by its name

	"fyne.io/fyne/v2"
)

//go:linkname cachedRenderer fyne.io/fyne/v2/internal/cache.CachedRenderer
func cachedRenderer(fyne.Widget) (fyne.WidgetRenderer, bool)

// Of lists the objects inside of one, in the order they are drawn.
func Of(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		if r, ok := cachedRenderer(o); ok && r != nil {
			return r.Objects()
		}
	}
	return nil
}
