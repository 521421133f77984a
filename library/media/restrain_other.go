//go:build !linux && !windows

package media

// restrain does nothing here: the system cannot bound another process's memory after
// its start. The program's own bounds hold everywhere.
func restrain(int, uint64) {}
