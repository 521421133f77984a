//go:build !linux

package disk

// Datasync is Sync where nothing cheaper is safe.
func (f osFile) Datasync() error { return f.Sync() }
