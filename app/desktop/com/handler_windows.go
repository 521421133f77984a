package com

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// What an object answers that was asked for an interface which it does not have.
const noInterface = 0x80004002

// Handler is an object that Windows calls when something happens. It stays where it is for
// as long as somebody holds it in Go, and so it must be taken out before it is let go.
type Handler struct {
	methods *[4]uintptr
	does    windows.GUID
	happens func(sender, what *Object)
}

// NewHandler makes an object of one method, as events of the Windows Runtime want them,
// with an interface of that number. happens is called on a thread of the system's, with
// objects that it may use until it returns. Handlers are never given back: make few.
func NewHandler(interfaceID windows.GUID, happens func(sender, what *Object)) *Handler {
	return &Handler{does: interfaceID, happens: happens, methods: &[4]uintptr{
		windows.NewCallback(func(h *Handler, id *windows.GUID, out **Handler) uintptr { return h.query(*id, out) }),
		windows.NewCallback(func(*Handler) uintptr { return 1 }),
		windows.NewCallback(func(*Handler) uintptr { return 1 }),
		windows.NewCallback(func(h *Handler, sender, what *Object) uintptr {
			h.happens(sender, what)
			return 0
		}),
	}}
}

// query says which interfaces there are: what every object has, the one of the event, and
// that it may be called on any thread.
func (h *Handler) query(id windows.GUID, out **Handler) uintptr {
	unknown := windows.GUID{Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}
	agile := windows.GUID{Data1: 0x94ea2b94, Data2: 0xe9cc, Data3: 0x49e0, Data4: [8]byte{0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}}
	if id != unknown && id != agile && id != h.does {
		*out = nil
		return noInterface
	}
	*out = h
	return 0
}

// Arg is the handler as an argument of Call.
func (h *Handler) Arg() uintptr { return uintptr(unsafe.Pointer(h)) }
