//go:build unix

package owner

import (
	"io/fs"
	"os"
	"syscall"
)

// oursAlone reports whether a folder belongs to this user and is closed to others.
func oursAlone(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid() && info.Mode().Perm()&0o077 == 0
}

// private closes a socket to other users before it has a name. Where the system
// cannot do that it is closed right after.
func private(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) { _ = syscall.Fchmod(int(fd), 0o600) })
}
