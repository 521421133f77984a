package explorer

import (
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/com"
)

// The places of ITaskbarList3's methods, and what the bar can be.
const (
	taskbarInit     = 3
	taskbarProgress = 9
	taskbarState    = 10

	barNone   = 0
	barNormal = 2
)

// Progress shows a bar at the button that the program's window has in the taskbar, from 0
// to 1; below 0: none. It returns at once.
func (e *Explorer) Progress(part float64) { e.On(func() { e.showProgress(part) }) }

func (e *Explorer) showProgress(part float64) {
	if e.button == nil && e.findButton() != nil {
		return // a desktop without
	}
	window := uintptr(e.sys.ownWindow())
	if window == 0 {
		return // it is not shown
	}
	if part < 0 {
		_ = e.button.Call(taskbarState, window, barNone) // nobody misses it
		return
	}
	const whole = 1000
	_ = e.button.Call(taskbarState, window, barNormal)
	_ = e.button.Call(taskbarProgress, window, uintptr(part*whole), whole)
}

func (e *Explorer) findButton() error {
	button, err := com.New(
		windows.GUID{Data1: 0x56fdf344, Data2: 0xfd6d, Data3: 0x11d0, Data4: [8]byte{0x95, 0x8a, 0, 0x60, 0x97, 0xc9, 0xa0, 0x90}},
		windows.GUID{Data1: 0xea1afb91, Data2: 0x9e28, Data3: 0x4b86, Data4: [8]byte{0x90, 0xe9, 0x9e, 0x9f, 0x8a, 0x5e, 0xef, 0xaf}})
	if err != nil {
		return err
	}
	if err := button.Call(taskbarInit); err != nil {
		button.Release()
		return err
	}
	e.button = button
	return nil
}

// ownWindow is the window of this process that people see; 0 for none. The toolkit's
// windows are known by their kind.
func (s *system) ownWindow() windows.HWND {
	of := &search{}
	_ = windows.EnumWindows(s.eachWindow, unsafe.Pointer(of)) // an error says that it was found
	return of.found
}

// search is a look through the windows there are.
type search struct{ found windows.HWND }

// look reports by 0 that it was the window that is looked for.
func (s *search) look(window windows.HWND) uintptr {
	var process uint32
	var kind [64]uint16
	if _, err := windows.GetWindowThreadProcessId(window, &process); err != nil || process != windows.GetCurrentProcessId() || !windows.IsWindowVisible(window) {
		return 1
	}
	n, err := windows.GetClassName(window, &kind[0], int32(len(kind)))
	if err != nil || !strings.HasPrefix(windows.UTF16ToString(kind[:n]), "GLFW") {
		return 1
	}
	s.found = window
	return 0
}
