package disk

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// FS is the part of the operating system's file calls that the package uses.
// It exists so that tests can cut the power between any two of them.
type FS interface {
	// OpenFile opens name; flag is one of os.O_RDONLY and os.O_RDWR, with or
	// without os.O_CREATE and os.O_EXCL.
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	Stat(name string) (fs.FileInfo, error)
	Mkdir(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	Chtimes(name string, mtime time.Time) error
	// SyncDir makes the entries of a directory durable.
	SyncDir(name string) error
}

// File is an open file. Its methods may be called at the same time; after Close
// they fail with os.ErrClosed.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	// Sync makes data and times durable, Datasync what is needed to read the
	// data back.
	Sync() error
	Datasync() error
	// Data is the first range that holds data at or after from; io.EOF when
	// there is none. Where holes cannot be told it is the rest of the file.
	Data(from int64) (start, end int64, err error)
}

// osFS is the real file system.
type osFS struct{}

func (osFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osFS) Stat(name string) (fs.FileInfo, error)     { return os.Stat(name) }
func (osFS) Mkdir(name string, perm fs.FileMode) error { return os.Mkdir(name, perm) }
func (osFS) Rename(from, to string) error              { return os.Rename(from, to) }
func (osFS) Remove(name string) error                  { return os.Remove(name) }

func (osFS) Chtimes(name string, mtime time.Time) error {
	return os.Chtimes(name, mtime, mtime)
}

// osFile adds what os.File lacks.
type osFile struct{ *os.File }

// rest is the part of the file from an offset on, where holes cannot be told.
func (f osFile) rest(from int64) (start, end int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	if from >= info.Size() {
		return 0, 0, io.EOF
	}
	return from, info.Size(), nil
}
