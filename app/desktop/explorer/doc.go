// Package explorer is what Matinee is to the desktop of Windows: an icon in the
// notification area with a menu, a message now and then, a bar at the taskbar's button, the
// wish that the screen stays on, and the order to end when the person leaves.
//
// It must not know what the menu's lines do or what is told: the words and the functions
// are handed in. Where Explorer is not there, or starts anew, the icon comes with it.
package explorer
