//go:build !linux

package media

// restrain does nothing here: only Linux can bound another process's memory after
// its start. The program's own bounds hold everywhere.
func restrain(int, uint64) {}
