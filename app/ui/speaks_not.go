//go:build !accessibility || (!windows && !darwin)

package ui

import "fyne.io/fyne/v2"

// voiced is what the window shows: the toolkit does not speak.
func voiced(_ *Window, seen fyne.CanvasObject) fyne.CanvasObject { return seen }
