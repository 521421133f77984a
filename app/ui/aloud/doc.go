// Package aloud reads the window for those who hear it: what is on it, what that is called,
// in which state it is and where, as a tree that any goroutine may keep.
//
// It must not know the screens, nor who reads aloud: controls tell of themselves (kit.Voiced),
// and what is read is handed on.
package aloud
