//go:build !cgo || ((gles || arm || arm64) && !darwin)

package native

import (
	"errors"
	"unsafe"
)

// Where the toolkit draws with OpenGL ES, only software frames are shown.

// Renderer names what draws in the context that is current.
func Renderer() string { return "" }

// IsSoftware reports whether a renderer is none to draw with.
func IsSoftware(string) bool { return true }

// Function finds no function.
func Function(string) unsafe.Pointer { return nil }

// Canvas cannot be drawn on here.
type Canvas struct{}

// ErrNoTexture tells that there is nothing to draw on.
var ErrNoTexture = errors.New("there is no OpenGL of the kind that is needed")

// Begin tells that there is nothing to draw on.
func (*Canvas) Begin(uint32, int, int) (int, error) { return 0, ErrNoTexture }

// Upload tells that there is nothing to draw on.
func (*Canvas) Upload(uint32, int, int, []byte, bool) error { return ErrNoTexture }

// End does nothing.
func (*Canvas) End() error { return nil }

// Free does nothing.
func (*Canvas) Free() {}
