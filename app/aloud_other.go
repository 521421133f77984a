//go:build cgo && !windows

package app

// aloud: other systems keep what a program that was clicked on writes to standard
// error.
func aloud(error) {}
