package native

import (
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// MendMouse has back told, on the main thread, when the mouse's back button is
// pressed over the window: the toolkit knows three buttons only. The others go
// where they went before, after the movement that came before them: the toolkit
// notes movements and looks at them once a frame, but takes a button at once, so
// that a click right after a quick movement (a tap on a screen, a remote
// desktop) would hit what was under the pointer before.
func (w Window) MendMouse(back func()) {
	var before glfw.MouseButtonCallback
	buttons := &afterMovement{start: nextFrame}
	before = w.window.SetMouseButtonCallback(func(of *glfw.Window, button glfw.MouseButton, action glfw.Action, mods glfw.ModifierKey) {
		switch {
		case button != glfw.MouseButton4:
			if before != nil {
				buttons.add(func() { before(of, button, action, mods) })
			}
		case action == glfw.Press:
			back()
		}
	})
}

// nextFrame runs f on the main thread, soon after a movement was looked at: that
// is when the toolkit moves its animations on.
func nextFrame(f func()) {
	fyne.NewAnimation(time.Nanosecond, func(float32) { f() }).Start()
}

// afterMovement keeps what buttons did until start runs its function, in order.
type afterMovement struct {
	start   func(func())
	waiting []func()
}

func (a *afterMovement) add(f func()) {
	a.waiting = append(a.waiting, f)
	if len(a.waiting) == 1 {
		a.start(a.run)
	}
}

func (a *afterMovement) run() {
	for len(a.waiting) > 0 {
		f := a.waiting[0]
		a.waiting = a.waiting[1:]
		f()
	}
}
