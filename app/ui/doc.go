// Package ui is Matinee's window: the frame with its navigation, the screens,
// and how one leads to another.
//
// It and the packages below it are the only ones that import Fyne. It meets the
// rest of the program through the interfaces in Deps, and must not know how
// these are made.
package ui
