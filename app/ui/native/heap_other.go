//go:build !cgo || !linux

package native

// KeepHeap has nothing to do where C's allocator is another one.
func KeepHeap() bool { return true }

// TrimHeap has nothing to do where C's allocator is another one.
func TrimHeap() {}
