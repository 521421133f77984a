// Command uia prints what a screen reader of Windows hears of a program's window, by UI
// Automation: uia TITLE prints the kind and the name of each element.
package main

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/com"
)

// The places of the methods that are called (uiautomationclient.idl).
const (
	elementFromHandle = 6
	trueCondition     = 21
	findAll           = 6
	arrayLength       = 3
	arrayElement      = 4
	controlType       = 21
	elementName       = 23
)

func main() {
	runtime.LockOSThread()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "uia:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: uia TITLE")
	}
	if err := com.Open("combase.dll").Call("RoInitialize", 1); err != nil {
		return err
	}
	window, err := find(os.Args[1])
	if err != nil {
		return err
	}
	automation, err := com.New(
		windows.GUID{Data1: 0xff48dba4, Data2: 0x60ef, Data3: 0x4201, Data4: [8]byte{0xaa, 0x87, 0x54, 0x10, 0x3e, 0xef, 0x59, 0x4e}},
		windows.GUID{Data1: 0x30cbe57d, Data2: 0xd9d0, Data3: 0x452a, Data4: [8]byte{0xab, 0x13, 0x7a, 0xc5, 0xac, 0x48, 0x25, 0xee}})
	if err != nil {
		return fmt.Errorf("start UI Automation: %w", err)
	}
	defer automation.Release()
	var element *com.Object
	if err := automation.Call(elementFromHandle, uintptr(window), uintptr(unsafe.Pointer(&element))); err != nil {
		return fmt.Errorf("reach the window: %w", err)
	}
	defer element.Release()
	return show(automation, element)
}

// find is the window of a title.
func find(title string) (windows.HWND, error) {
	name, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return 0, err
	}
	kind, err := windows.UTF16PtrFromString("GLFW30")
	if err != nil {
		return 0, err
	}
	window, _, err := windows.NewLazySystemDLL("user32.dll").NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(kind)), uintptr(unsafe.Pointer(name)))
	if window == 0 {
		return 0, fmt.Errorf("find the window %q: %w", title, err)
	}
	return windows.HWND(window), nil
}

// show prints what lies in an element.
func show(automation, element *com.Object) error {
	every, err := automation.Get(trueCondition)
	if err != nil {
		return fmt.Errorf("look for everything: %w", err)
	}
	defer every.Release()
	const descendants = 4
	var all *com.Object
	if err := element.Call(findAll, descendants, every.Arg(), uintptr(unsafe.Pointer(&all))); err != nil {
		return fmt.Errorf("read the window: %w", err)
	}
	defer all.Release()
	var count int32
	if err := all.Call(arrayLength, uintptr(unsafe.Pointer(&count))); err != nil {
		return fmt.Errorf("read the window: %w", err)
	}
	for i := range count {
		var one *com.Object
		if err := all.Call(arrayElement, uintptr(i), uintptr(unsafe.Pointer(&one))); err != nil {
			return fmt.Errorf("read the window: %w", err)
		}
		var kind int32
		_ = one.Call(controlType, uintptr(unsafe.Pointer(&kind))) // printed as none
		fmt.Printf("%d %q\n", kind, text(one))
		one.Release()
	}
	return nil
}

// text is the name of an element.
func text(element *com.Object) string {
	var words *uint16
	if element.Call(elementName, uintptr(unsafe.Pointer(&words))) != nil || words == nil {
		return ""
	}
	defer func() {
		_, _, _ = windows.NewLazySystemDLL("oleaut32.dll").NewProc("SysFreeString").Call(uintptr(unsafe.Pointer(words)))
	}()
	return windows.UTF16PtrToString(words)
}
