package native

import "github.com/go-gl/glfw/v3.4/glfw"

// Window is the system's window behind one of the toolkit's.
type Window struct{ window *glfw.Window }

// Current is the window whose OpenGL context is current, as it is while the
// toolkit paints; the zero Window if there is none.
func Current() Window { return Window{glfw.GetCurrentContext()} }

// Exists reports whether this is a window.
func (w Window) Exists() bool { return w.window != nil }

// Paint runs a function with the window's OpenGL context.
func (w Window) Paint(f func()) {
	before := glfw.GetCurrentContext()
	if before != w.window {
		w.window.MakeContextCurrent()
	}
	f()
	switch before {
	case w.window:
	case nil:
		glfw.DetachCurrentContext()
	default:
		before.MakeContextCurrent()
	}
}

// SetOnTop keeps the window above the others, or no more. It reports whether the
// system does that: Wayland leaves it to the person.
func (w Window) SetOnTop(on bool) bool {
	value := glfw.False
	if on {
		value = glfw.True
	}
	w.window.SetAttrib(glfw.Floating, value)
	return !on || w.window.GetAttrib(glfw.Floating) == glfw.True
}
