//go:build !linux

package curator

func setFSUID(int) error { return nil }
