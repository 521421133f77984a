//go:build linux || darwin || freebsd

package disk

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// Data finds data between holes with lseek. The file offset it moves is used by
// nothing else.
func (f osFile) Data(from int64) (start, end int64, err error) {
	conn, err := f.SyscallConn()
	if err != nil {
		return 0, 0, err
	}
	var seekErr error
	err = conn.Control(func(fd uintptr) {
		if start, seekErr = unix.Seek(int(fd), from, unix.SEEK_DATA); seekErr == nil {
			end, seekErr = unix.Seek(int(fd), start, unix.SEEK_HOLE)
		}
	})
	switch {
	case err != nil: // the only thing Control fails for
		return 0, 0, os.ErrClosed
	case errors.Is(seekErr, unix.ENXIO):
		return 0, 0, io.EOF
	case seekErr != nil: // a file system without holes
		return f.rest(from)
	}
	return start, end, nil
}
