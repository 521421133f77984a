package explorer

import (
	"bytes"
	"image"
	"image/png"
	"unsafe"

	"golang.org/x/sys/windows"
)

// system are the functions of Windows that are used here.
type system struct {
	eachWindow                                                               uintptr // search.look, as Windows calls it
	registerClass, createWindow, destroyWindow, defaultProc, registerMessage *windows.LazyProc
	getMessage, dispatchMessage, postMessage, postQuit, setTimer             *windows.LazyProc
	createMenu, appendMenu, trackMenu, destroyMenu, setForeground            *windows.LazyProc
	createIcon, destroyIcon, metric, parameter, notifyIcon, executionState   *windows.LazyProc
}

func newSystem() *system {
	user, shell, kernel := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("shell32.dll"), windows.NewLazySystemDLL("kernel32.dll")
	return &system{
		eachWindow:    windows.NewCallback(func(window windows.HWND, of *search) uintptr { return of.look(window) }),
		registerClass: user.NewProc("RegisterClassExW"), createWindow: user.NewProc("CreateWindowExW"),
		destroyWindow: user.NewProc("DestroyWindow"), defaultProc: user.NewProc("DefWindowProcW"),
		registerMessage: user.NewProc("RegisterWindowMessageW"), getMessage: user.NewProc("GetMessageW"),
		dispatchMessage: user.NewProc("DispatchMessageW"), postMessage: user.NewProc("PostMessageW"),
		postQuit: user.NewProc("PostQuitMessage"), setTimer: user.NewProc("SetTimer"),
		createMenu: user.NewProc("CreatePopupMenu"), appendMenu: user.NewProc("AppendMenuW"),
		trackMenu: user.NewProc("TrackPopupMenu"), destroyMenu: user.NewProc("DestroyMenu"),
		setForeground: user.NewProc("SetForegroundWindow"), createIcon: user.NewProc("CreateIconFromResourceEx"),
		destroyIcon: user.NewProc("DestroyIcon"), metric: user.NewProc("GetSystemMetrics"),
		parameter: user.NewProc("SystemParametersInfoW"), notifyIcon: shell.NewProc("Shell_NotifyIconW"),
		executionState: kernel.NewProc("SetThreadExecutionState"),
	}
}

// message is what Windows sends (MSG).
type message struct {
	window         windows.HWND
	kind           uint32
	wparam, lparam uintptr
	time           uint32
	x, y           int32
	_              uint32
}

// loop hands the thread's messages on until it is told to quit.
func (s *system) loop() {
	var m message
	for {
		more, _, _ := s.getMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(uint32(more)) <= 0 { //nolint:gosec // a BOOL, and -1 for an error
			return
		}
		s.dispatchMessage.Call(uintptr(unsafe.Pointer(&m))) //nolint:errcheck // it tells what the window answered
	}
}

// What a thread may ask for (SetThreadExecutionState).
const (
	stateSystem     = 0x00000001
	stateDisplay    = 0x00000002
	stateContinuous = 0x80000000
)

// stayAwake says for the thread whether the screen is to stay on, and returns what was
// said before.
func (s *system) stayAwake(on bool) (before uintptr) {
	state := uintptr(stateContinuous)
	if on {
		state |= stateSystem | stateDisplay
	}
	before, _, _ = s.executionState.Call(state)
	return before
}

// animated reports whether the person wants things in windows to move.
func (s *system) animated() (on, ok bool) {
	const clientAreaAnimation = 0x1042
	var answer int32
	done, _, _ := s.parameter.Call(clientAreaAnimation, 0, uintptr(unsafe.Pointer(&answer)), 0)
	return answer != 0, done != 0
}

// The sizes that Windows wants icons in (GetSystemMetrics): of messages, and of the
// notification area.
const (
	largeIcon = 11
	smallIcon = 49
)

// makeIcon is the picture that fits one of those sizes best; 0 for none.
func (s *system) makeIcon(pictures []image.Image, metric uintptr) windows.Handle {
	const version = 0x00030000
	width, _, _ := s.metric.Call(metric)
	var best image.Image
	for _, p := range pictures { // the smallest first
		best = p
		if p.Bounds().Dx() >= int(width) { //nolint:gosec // some 16 to 64
			break
		}
	}
	if best == nil {
		return 0
	}
	var data bytes.Buffer
	if err := png.Encode(&data, best); err != nil {
		return 0
	}
	icon, _, _ := s.createIcon.Call(uintptr(unsafe.Pointer(&data.Bytes()[0])), uintptr(data.Len()), 1, version, width, width, 0)
	return windows.Handle(icon)
}
