//go:build unix

package owner

import (
	"errors"
	"os"
	"syscall"
)

func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// isTaken tells that another process has the lock from other failures.
func isTaken(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
