package com

import (
	"errors"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The places of what every object can, and of the first method of one of the Windows Runtime.
const (
	queryInterface = 0
	release        = 2
	FirstOfRuntime = 6
)

// maxMethods is more than any table that is used here has.
const maxMethods = 64

// Object is one that Windows made.
type Object struct{ methods *[maxMethods]uintptr }

// Call calls a method by its place. An HRESULT that says failure is the error. Pointers
// among the arguments are kept where they are until it returns.
//
//go:uintptrescapes
func (o *Object) Call(method int, args ...uintptr) error {
	status, _, _ := syscall.SyscallN(o.methods[method], append([]uintptr{uintptr(unsafe.Pointer(o))}, args...)...)
	return failed(status)
}

// As asks for another interface of the object, to be released by itself.
func (o *Object) As(interfaceID windows.GUID) (*Object, error) {
	var other *Object
	err := o.Call(queryInterface, uintptr(unsafe.Pointer(&interfaceID)), uintptr(unsafe.Pointer(&other)))
	return whole(other, err)
}

// Get reads a property that is an object, to be released by itself.
func (o *Object) Get(method int) (*Object, error) {
	var other *Object
	err := o.Call(method, uintptr(unsafe.Pointer(&other)))
	return whole(other, err)
}

// Arg is the object as an argument of Call.
func (o *Object) Arg() uintptr { return uintptr(unsafe.Pointer(o)) }

// Release gives the object back; nil has none.
func (o *Object) Release() {
	if o != nil {
		_, _, _ = syscall.SyscallN(o.methods[release], uintptr(unsafe.Pointer(o))) // how many others hold it
	}
}

var errNothing = errors.New("nothing was given")

// whole is an object that is there, or the error why not.
func whole(o *Object, err error) (*Object, error) {
	if err == nil && o == nil {
		err = errNothing
	}
	if err != nil {
		return nil, err
	}
	return o, nil
}

// failed is the error of an HRESULT, nil for success.
func failed(status uintptr) error {
	if int32(uint32(status)) < 0 { //nolint:gosec // an HRESULT has 32 bits
		return windows.Errno(uint32(status)) //nolint:gosec // the same
	}
	return nil
}

// Library calls what the system's own libraries export.
type Library struct{ dll *windows.LazyDLL }

// Open names a library of the system, found when it is first called.
func Open(name string) Library { return Library{windows.NewLazySystemDLL(name)} }

// Call calls a function that returns an HRESULT. One that this Windows does not have is an
// error.
//
//go:uintptrescapes
func (l Library) Call(function string, args ...uintptr) error {
	proc := l.dll.NewProc(function)
	if err := proc.Find(); err != nil {
		return err
	}
	status, _, _ := syscall.SyscallN(proc.Addr(), args...)
	if err := failed(status); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	return nil
}
