package app

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// terminal has a command that was typed answer where it was typed: a program made for
// windows has no terminal of its own, and takes that of who started it, if there is one.
// interrupt is called when a person presses Ctrl+C there.
func terminal(stdout, stderr io.Writer, interrupt func()) (out, errors io.Writer) {
	kernel := windows.NewLazySystemDLL("kernel32.dll")
	const parent = 0xFFFFFFFF
	if attached, _, _ := kernel.NewProc("AttachConsole").Call(parent); attached == 0 {
		return stdout, stderr // it was clicked on, or has one
	}
	const pressed = 1 // Ctrl+C and Ctrl+Break; what comes after means that the process is ended
	_, _, _ = kernel.NewProc("SetConsoleCtrlHandler").Call(windows.NewCallback(func(what uint32) uintptr {
		interrupt()
		if what > pressed {
			select {} // Windows ends the process when this returns, or after some seconds
		}
		return 1
	}), 1)
	return orTerminal(stdout, windows.STD_OUTPUT_HANDLE), orTerminal(stderr, windows.STD_ERROR_HANDLE)
}

// orTerminal is where something is written: to a file, a pipe or nowhere, if the person said
// so, else to the terminal.
func orTerminal(to io.Writer, which uint32) io.Writer {
	handle, err := windows.GetStdHandle(which)
	if err == nil && handle != 0 {
		var mode uint32
		kind, err := windows.GetFileType(handle)
		if err == nil && kind != windows.FILE_TYPE_UNKNOWN && windows.GetConsoleMode(handle, &mode) != nil {
			return to
		}
	}
	console, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		return to
	}
	return console
}
