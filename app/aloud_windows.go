//go:build cgo

package app

import (
	"golang.org/x/sys/windows"

	"matinee/library"
)

// aloud says in a box why no window opens: a program that was clicked on has no
// standard error that anybody could read.
func aloud(err error) {
	if err == nil {
		return
	}
	text, bad := windows.UTF16PtrFromString(library.Explain(err).String())
	title, worse := windows.UTF16PtrFromString("Matinee")
	if bad != nil || worse != nil {
		return // a zero byte in it; it stands on standard error, too
	}
	_, _ = windows.MessageBox(0, text, title, windows.MB_OK|windows.MB_ICONERROR)
}
