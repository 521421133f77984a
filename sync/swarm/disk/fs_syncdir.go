//go:build !windows

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir syncs the directory itself. File systems that cannot (EINVAL) write
// their entries with the file.
func (osFS) SyncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}
