package smtc

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/com"
)

// thumbnail is a picture of a file as the controls take it, to be released.
func thumbnail(path string) (*com.Object, error) {
	if path == "" {
		return nil, errors.New("there is no picture")
	}
	const createFromStream = 8
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	factory, err := com.Factory("Windows.Storage.Streams.RandomAccessStreamReference", referenceID())
	if err != nil {
		return nil, err
	}
	defer factory.Release()
	var stream *com.Object
	id := streamID()
	if err := com.Open("shcore.dll").Call("CreateRandomAccessStreamOnFile", uintptr(unsafe.Pointer(name)), 0,
		uintptr(unsafe.Pointer(&id)), uintptr(unsafe.Pointer(&stream))); err != nil {
		return nil, err
	}
	defer stream.Release()
	var picture *com.Object
	err = factory.Call(createFromStream, stream.Arg(), uintptr(unsafe.Pointer(&picture)))
	return picture, err
}

// The numbers of the interfaces that are used.

func interopID() windows.GUID {
	return windows.GUID{Data1: 0xddb0472d, Data2: 0xc911, Data3: 0x4a1f, Data4: [8]byte{0x86, 0xd9, 0xdc, 0x3d, 0x71, 0xa9, 0x5f, 0x5a}}
}

func controlsID() windows.GUID {
	return windows.GUID{Data1: 0x99fa3ff4, Data2: 0x1742, Data3: 0x42a6, Data4: [8]byte{0x90, 0x2e, 0x08, 0x7d, 0x41, 0xf9, 0x65, 0xec}}
}

func controls2ID() windows.GUID {
	return windows.GUID{Data1: 0xea98d2f6, Data2: 0x7f3c, Data3: 0x4af2, Data4: [8]byte{0xa5, 0x86, 0x72, 0x88, 0x98, 0x08, 0xef, 0xb1}}
}

func music2ID() windows.GUID {
	return windows.GUID{Data1: 0x00368462, Data2: 0x97d3, Data3: 0x44b9, Data4: [8]byte{0xb0, 0x0f, 0x00, 0x8a, 0xfc, 0xef, 0xaf, 0x18}}
}

func timelineID() windows.GUID {
	return windows.GUID{Data1: 0x5125316a, Data2: 0xc3a2, Data3: 0x475b, Data4: [8]byte{0x85, 0x07, 0x93, 0x53, 0x4d, 0xc8, 0x8f, 0x15}}
}

// pressedID is that of a handler of buttons: by the rule for such numbers, made of the
// names of what it hears.
func pressedID() windows.GUID {
	return windows.GUID{Data1: 0x0557e996, Data2: 0x7b23, Data3: 0x5bae, Data4: [8]byte{0xaa, 0x81, 0xea, 0x0d, 0x67, 0x11, 0x43, 0xa4}}
}

func soughtID() windows.GUID {
	return windows.GUID{Data1: 0x44e34f15, Data2: 0xbdc0, Data3: 0x50a7, Data4: [8]byte{0xac, 0xe4, 0x39, 0xe9, 0x1f, 0xb7, 0x53, 0xf1}}
}

func streamID() windows.GUID {
	return windows.GUID{Data1: 0x905a0fe1, Data2: 0xbc53, Data3: 0x11df, Data4: [8]byte{0x8c, 0x49, 0x00, 0x1e, 0x4f, 0xc6, 0x86, 0xda}}
}

func referenceID() windows.GUID {
	return windows.GUID{Data1: 0x857309dc, Data2: 0x3fbf, Data3: 0x4e7d, Data4: [8]byte{0x98, 0x6f, 0xef, 0x3b, 0x1a, 0x07, 0xa9, 0x64}}
}
