package native

import (
	"time"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// Sleep returns when there is input, Wake is called, or the time is over.
func Sleep(most time.Duration) { glfw.WaitEventsTimeout(most.Seconds()) }

// Wake ends a Sleep. Any goroutine may call it.
func Wake() { glfw.PostEmptyEvent() }
