package explorer

import (
	"fmt"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The window's messages: Windows' own, and two of ours.
const (
	messageDestroy    = 0x0002
	messageQueryEnd   = 0x0011
	messageEnd        = 0x0016
	messageSetting    = 0x001A
	messageContext    = 0x007B
	messageTimer      = 0x0113
	messageTodo       = 0x8001
	messageIcon       = 0x8002
	iconSelect        = 0x0400
	iconSelectByKey   = 0x0401
	iconMessageChosen = 0x0405
)

// leaveWait is how long Windows is asked to wait for the program to end when the person
// leaves; it waits five seconds by itself.
const leaveWait = 4 * time.Second

// windowClass describes a kind of windows (WNDCLASSEXW).
type windowClass struct {
	size, style              uint32
	proc                     uintptr
	extraClass, extraWindow  int32
	instance                 windows.Handle
	icon, cursor, background windows.Handle
	menu, name               *uint16
	small                    windows.Handle
}

// makeWindow makes the window that messages come to. It is one like others, never shown:
// those for messages alone do not hear what is said to all.
func (e *Explorer) makeWindow() error {
	var instance windows.Handle
	if err := windows.GetModuleHandleEx(0, nil, &instance); err != nil {
		return fmt.Errorf("ask which program this is: %w", err)
	}
	name, err := windows.UTF16PtrFromString(fmt.Sprintf("Matinee.Desktop.%d.%p", os.Getpid(), e))
	if err != nil {
		return err
	}
	title, err := windows.UTF16PtrFromString(e.opt.Title)
	if err != nil {
		return err
	}
	restarted, err := windows.UTF16PtrFromString("TaskbarCreated")
	if err != nil {
		return err
	}
	taskbar, _, _ := e.sys.registerMessage.Call(uintptr(unsafe.Pointer(restarted)))
	class := windowClass{instance: instance, name: name, proc: windows.NewCallback(func(window windows.HWND, kind uint32, wparam, lparam uintptr) uintptr {
		if kind == uint32(taskbar) && taskbar != 0 { //nolint:gosec // a message's number
			e.setHere(false)
			e.follow()
			return 0
		}
		if answer, ok := e.hear(kind, wparam, lparam); ok {
			return answer
		}
		answer, _, _ := e.sys.defaultProc.Call(uintptr(window), uintptr(kind), wparam, lparam)
		return answer
	})}
	class.size = uint32(unsafe.Sizeof(class))
	if made, _, err := e.sys.registerClass.Call(uintptr(unsafe.Pointer(&class))); made == 0 {
		return fmt.Errorf("register a kind of windows: %w", err)
	}
	window, _, err := e.sys.createWindow.Call(0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(title)), 0, 0, 0, 0, 0, 0, 0, uintptr(instance), 0)
	if window == 0 {
		return err
	}
	e.window = windows.HWND(window)
	return nil
}

// hear does what a message asks for; ok is false for those that are Windows' business.
func (e *Explorer) hear(kind uint32, wparam, lparam uintptr) (answer uintptr, ok bool) {
	switch kind {
	case messageTodo:
		for _, do := range e.take() {
			do()
		}
	case messageIcon:
		e.hearIcon(lparam&0xFFFF, int(int16(wparam)), int(int16(wparam>>16))) //nolint:gosec // two numbers of 16 bits in one
	case messageTimer:
		e.follow()
	case messageSetting:
		e.tellMotion()
		return 0, false
	case messageQueryEnd:
		return 1, true
	case messageEnd:
		if wparam != 0 && e.opt.Leave != nil {
			e.opt.Leave()
			select { // when this returns, Windows ends the process
			case <-e.leave:
			case <-time.After(leaveWait):
			}
		}
	case messageDestroy:
		e.takeIcon()
		e.sys.postQuit.Call(0) //nolint:errcheck // it has no answer
	default:
		return 0, false
	}
	return 0, true
}

// hearIcon does what was done to the icon, or to the message that it shows.
func (e *Explorer) hearIcon(what uintptr, x, y int) {
	switch what {
	case iconSelect, iconSelectByKey:
		e.choose(e.opt.Open)
	case iconMessageChosen:
		e.choose(e.opens)
	case messageContext:
		e.showMenu(x, y)
	}
}
