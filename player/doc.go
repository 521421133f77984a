// Package player plays one item at a time: it holds the state of what plays,
// queues what people ask for and reports what happened.
//
// The pictures and sounds are made by a Backend (player/mpv, or a fake in tests).
// This package must not know which one: it uses no cgo and no mpv. It must not
// know where media comes from either: a Media has an address, a path or a
// loopback URL, and that is all.
//
// Every method of Player queues and returns, so that a click never blocks. One
// goroutine drains the queue and the backend's events through a state machine
// that is pure (machine.go) and publishes an immutable Status after each step.
package player
