//go:build accessibility && (windows || darwin)

package ui

import "fyne.io/fyne/v2"

// voiced is what the window shows, with what is said of it: the toolkit speaks.
func voiced(w *Window, seen fyne.CanvasObject) fyne.CanvasObject { return newEcho(w, seen).content }
