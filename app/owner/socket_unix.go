//go:build unix

package owner

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"matinee/app/control"
	"matinee/library"
)

// maxSocketPath is what the narrowest of the systems takes (macOS).
const maxSocketPath = 100

// SocketPath is where the owner of a data directory listens. A directory whose
// own name is too long for a socket gets one in the temporary directory.
func SocketPath(dir string) string {
	path := filepath.Join(dir, "control.sock")
	if len(path) <= maxSocketPath {
		return path
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(os.TempDir(), fmt.Sprintf("matinee-%d-%s", os.Getuid(), hex.EncodeToString(sum[:8])), "control.sock")
}

// Reach connects to the process that owns a data directory; CodeNotRunning
// means that nobody listens there.
func Reach(ctx context.Context, dir string) (*control.Client, error) {
	path := SocketPath(dir)
	if err := trust(dir, path); err != nil {
		return nil, &library.Error{Code: library.CodeNotRunning, Err: err}
	}
	return control.Dial(ctx, path)
}

// trust refuses a socket in the temporary directory, where anybody may have made
// a folder of the expected name, unless that folder is ours alone.
func trust(dir, path string) error {
	folder := filepath.Dir(path)
	if folder == filepath.Clean(dir) {
		return nil
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() || !oursAlone(info) {
		return fmt.Errorf("%s is open to others", folder)
	}
	return nil
}

// listen opens the owner's socket, for this user only. A socket left by a
// process that died is replaced: the lock says nobody listens there.
func listen(ctx context.Context, dir string) (net.Listener, error) {
	path := SocketPath(dir)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the socket: %w", err)
	}
	if err := trust(dir, path); err != nil {
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("replace the old socket: %w", err)
	}
	config := net.ListenConfig{Control: private}
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("close the socket to others: %w", err), l.Close())
	}
	return l, nil
}

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
