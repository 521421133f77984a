package owner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"matinee/library"
)

// lock makes this process the one owner of a data directory until release.
type lock struct{ file *os.File }

// acquire takes the lock, or fails with CodeInUse while another process has it.
func acquire(dir string) (*lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &library.Error{Code: library.CodeDataReadOnly, Err: err}
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &library.Error{Code: library.CodeDataReadOnly, Err: err}
	}
	err = lockFile(f)
	switch {
	case err == nil:
		return &lock{f}, nil
	case isTaken(err):
		err = &library.Error{Code: library.CodeInUse, Detail: dir}
	default: // a file system without locks must not let two writers in
		err = &library.Error{Code: library.CodeDataReadOnly, Detail: "its file system cannot lock files", Err: err}
	}
	return nil, errors.Join(err, f.Close())
}

// release gives the directory free. The file stays: removing it would let two
// processes lock two files of the same name.
func (l *lock) release() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("give the data folder free: %w", err)
	}
	return nil
}
