//go:build cgo && !windows

package mpv

// present: the system does not start a program whose libmpv is missing.
func present() error { return nil }
