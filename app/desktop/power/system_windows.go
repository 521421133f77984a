package power

import (
	"cmp"
	"context"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/com"
	"matinee/library"
)

// lookEvery is how often Windows is asked how it stands.
const lookEvery = 30 * time.Second

// Watch tells what changes until ctx ends.
func Watch(ctx context.Context, o Options) {
	done := make(chan struct{})
	go func() { // on a thread of its own, which ends with it
		defer close(done)
		follow(ctx, o)
	}()
	<-done
}

func follow(ctx context.Context, o Options) {
	runtime.LockOSThread() // and never unlocked: what COM sets up here ends with the thread
	if err := com.Open("combase.dll").Call("RoInitialize", 1); err != nil {
		o.Log.DebugContext(ctx, "nobody tells of the network", "error", err)
	}
	woke := make(chan struct{}, 1)
	defer hearWaking(woke)()
	w := &watch{opt: o}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-woke:
			if o.Woke != nil {
				o.Woke()
			}
		case <-timer.C:
		}
		w.settle(library.Supply{Battery: onBattery(), Metered: metered()})
		timer.Reset(cmp.Or(o.Again, lookEvery))
	}
}

// status is how the computer is fed (SYSTEM_POWER_STATUS).
type status struct {
	line, battery, percent, saver byte
	left, full                    uint32
}

// onBattery reports whether it is known to be.
func onBattery() bool {
	var s status
	ok, _, _ := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetSystemPowerStatus").Call(uintptr(unsafe.Pointer(&s)))
	const offline = 0
	return ok != 0 && s.line == offline
}

// What a connection may cost (NLM_CONNECTION_COST): all it carries, what goes over a limit,
// or as much as abroad.
const costs = 0x2 | 0x4 | 0x10000 | 0x40000

// metered reports whether the link is known to be paid by what goes over it.
func metered() bool {
	const getCost = 3
	manager, err := com.New(
		windows.GUID{Data1: 0xdcb00c01, Data2: 0x570f, Data3: 0x4a9b, Data4: [8]byte{0x8d, 0x69, 0x19, 0x9f, 0xdb, 0xa5, 0x72, 0x3b}},
		windows.GUID{Data1: 0xdcb00008, Data2: 0x570f, Data3: 0x4a9b, Data4: [8]byte{0x8d, 0x69, 0x19, 0x9f, 0xdb, 0xa5, 0x72, 0x3b}})
	if err != nil {
		return false
	}
	defer manager.Release()
	var cost uint32
	return manager.Call(getCost, uintptr(unsafe.Pointer(&cost)), 0) == nil && cost&costs != 0
}

// hears is what is called when the computer sleeps or wakes
// (DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS).
type hears struct{ call, context uintptr }

// hearWaking has woke signalled when the computer woke, until stop is called.
func hearWaking(woke chan<- struct{}) (stop func()) {
	const resumed, byCall = 0x12, 2 // resumed by itself or by a person
	h := &hears{call: windows.NewCallback(func(_ uintptr, what uint32, _ uintptr) uintptr {
		if what == resumed {
			select {
			case woke <- struct{}{}:
			default:
			}
		}
		return 0
	})}
	dll := windows.NewLazySystemDLL("powrprof.dll")
	register, unregister := dll.NewProc("PowerRegisterSuspendResumeNotification"), dll.NewProc("PowerUnregisterSuspendResumeNotification")
	if register.Find() != nil || unregister.Find() != nil {
		return func() {}
	}
	var handle uintptr
	if failed, _, _ := register.Call(byCall, uintptr(unsafe.Pointer(h)), uintptr(unsafe.Pointer(&handle))); failed != 0 {
		return func() {}
	}
	return func() {
		_, _, _ = unregister.Call(handle) // nobody is called after it
		runtime.KeepAlive(h)
	}
}
