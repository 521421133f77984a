package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// beginWindow lets the disk begin with a part of a file.
func beginWindow(f *os.File, from, size int64) error {
	return window(f, func(fd int) error { return unix.SyncFileRange(fd, from, size, unix.SYNC_FILE_RANGE_WRITE) })
}

// endWindow waits until the disk has a part of a file, and gives up its pages. An
// error of the disk is told once, so it must not be lost here.
func endWindow(f *os.File, from, size int64) error {
	const whole = unix.SYNC_FILE_RANGE_WAIT_BEFORE | unix.SYNC_FILE_RANGE_WRITE | unix.SYNC_FILE_RANGE_WAIT_AFTER
	return window(f, func(fd int) error {
		if err := unix.SyncFileRange(fd, from, size, whole); err != nil {
			return err
		}
		return unix.Fadvise(fd, from, size, unix.FADV_DONTNEED)
	})
}

// window does something with an open file. Where a file system or a sandbox does not
// know it, the file is written as any other.
func window(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	for _, unknown := range []error{unix.ENOSYS, unix.EINVAL, unix.ESPIPE, unix.EPERM, unix.EOPNOTSUPP} {
		if errors.Is(failed, unknown) {
			return nil
		}
	}
	return os.NewSyscallError("sync_file_range", failed)
}
