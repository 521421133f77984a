package owner

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func lockFile(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
}

// isTaken tells that another process has the lock from other failures.
func isTaken(err error) bool { return errors.Is(err, windows.ERROR_LOCK_VIOLATION) }
