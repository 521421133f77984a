package native

import "github.com/go-gl/glfw/v3.4/glfw"

// Iconify minimises the window.
func (w Window) Iconify() { w.window.Iconify() }

// Restore brings a minimised window back.
func (w Window) Restore() { w.window.Restore() }

// FollowMinimised has f told, on the main thread, when the window is minimised or
// brought back, by whomever. The toolkit itself does not listen for it.
func (w Window) FollowMinimised(f func(on bool)) {
	w.window.SetIconifyCallback(func(_ *glfw.Window, on bool) { f(on) })
}
