package com

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// inProcess is where the code of an object runs: in this process.
const inProcess = 1

// New makes an object of a class.
func New(class, interfaceID windows.GUID) (*Object, error) {
	var o *Object
	err := Open("ole32.dll").Call("CoCreateInstance", uintptr(unsafe.Pointer(&class)), 0, inProcess,
		uintptr(unsafe.Pointer(&interfaceID)), uintptr(unsafe.Pointer(&o)))
	return whole(o, err)
}

// Factory is the object by which a class of the Windows Runtime is reached.
func Factory(class string, interfaceID windows.GUID) (*Object, error) {
	var o *Object
	err := named(class, func(name uintptr) error {
		return Open("combase.dll").Call("RoGetActivationFactory", name, uintptr(unsafe.Pointer(&interfaceID)), uintptr(unsafe.Pointer(&o)))
	})
	return whole(o, err)
}

// Activate makes an object of a class of the Windows Runtime.
func Activate(class string) (*Object, error) {
	var o *Object
	err := named(class, func(name uintptr) error {
		return Open("combase.dll").Call("RoActivateInstance", name, uintptr(unsafe.Pointer(&o)))
	})
	return whole(o, err)
}

// PutText sets a property that is a text.
func (o *Object) PutText(method int, text string) error {
	return named(text, func(text uintptr) error { return o.Call(method, text) })
}

// named hands a text over as the Windows Runtime has them, for as long as use runs.
func named(text string, use func(uintptr) error) error {
	wide, err := windows.UTF16FromString(text)
	if err != nil {
		return fmt.Errorf("hand over a text: %w", err)
	}
	var handle uintptr
	runtime := Open("combase.dll")
	if err := runtime.Call("WindowsCreateString", uintptr(unsafe.Pointer(&wide[0])), uintptr(len(wide)-1), uintptr(unsafe.Pointer(&handle))); err != nil {
		return err
	}
	defer func() { _ = runtime.Call("WindowsDeleteString", handle) }() // it cannot fail
	return use(handle)
}

// Text reads a property that is a text.
func (o *Object) Text(method int) (string, error) {
	var handle uintptr
	if err := o.Call(method, uintptr(unsafe.Pointer(&handle))); err != nil {
		return "", err
	}
	runtime := windows.NewLazySystemDLL("combase.dll")
	defer func() { _, _, _ = runtime.NewProc("WindowsDeleteString").Call(handle) }()
	var length uint32
	at, _, _ := runtime.NewProc("WindowsGetStringRawBuffer").Call(handle, uintptr(unsafe.Pointer(&length)))
	return windows.UTF16ToString(unsafe.Slice((*uint16)(pointer(at)), length)), nil
}

// pointer is an address that Windows told, as Go has it. It is nothing of Go's memory.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
