// Package desktop is what Matinee is to the desktop around its window: an item
// in the tray with a menu, a message now and then, and the wish that the screen
// stays on while a film is watched. It speaks to the session bus.
//
// It must not know what the menu's entries do or when a film plays: the words
// and the functions are handed in. A desktop that lacks a part, or has no bus at
// all, is no error: the part is told to be away.
package desktop
