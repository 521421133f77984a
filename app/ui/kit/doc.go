// Package kit holds the look of Matinee: the theme and the widgets every screen
// is built of. Widgets show what they are given and call back when a person
// acts on them.
//
// It must not know bundles, transfers or the player: only text, numbers and
// callbacks pass through it. Everything here belongs to Fyne's main thread.
package kit
