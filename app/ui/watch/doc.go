// Package watch is the screen on which an item plays: the picture, and over it
// the controls, what is waited for, and what went wrong.
//
// It knows the player and the engine only through the interfaces it declares,
// and must not know where the bytes come from or what draws the frames.
package watch
