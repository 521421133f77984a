package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"

	"matinee/library"
	"matinee/library/pieces"
)

// stamp is by what a file is seen to be the same as before.
type stamp struct {
	Size  int64 `json:"size"`
	MTime int64 `json:"mtime"` // Unix nanoseconds
}

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, err
	}
	if !info.Mode().IsRegular() {
		return stamp{}, errors.New("it is not an ordinary file")
	}
	return stamp{info.Size(), info.ModTime().UnixNano()}, nil
}

// recipe is what an item is made by. A record of another one is of no use.
type recipe struct {
	File  string              `json:"file"`
	Frame bool                `json:"frame,omitempty"`
	At    library.Interval    `json:"frameAt,omitempty"`
	Front bool                `json:"front,omitempty"`
	Path  library.ItemPath    `json:"path"` // in the torrent
	To    []library.Recipient `json:"to,omitempty"`
	Piece int64               `json:"piece"`
}

func (r recipe) equal(o recipe) bool {
	return r.File == o.File && r.Frame == o.Frame && r.At == o.At && r.Front == o.Front && r.Path == o.Path && r.Piece == o.Piece &&
		slices.Equal(r.To, o.To)
}

// record is an item that is finished: what it was made of, and what of it stands in
// the manifest and in the torrent.
type record struct {
	Recipe recipe        `json:"recipe"`
	Source stamp         `json:"source"`
	Plain  library.Sum   `json:"plain"`
	Sealed *library.Sum  `json:"sealed,omitempty"`
	Made   stamp         `json:"made"`
	Hashes pieces.Hashes `json:"hashes"`
	Facts  library.Facts `json:"facts"`
}

// length is that of the file in the torrent.
func (r record) length() int64 {
	if r.Sealed != nil {
		return r.Sealed.Length
	}
	return r.Plain.Length
}

// maxRecord bounds a record in bytes: a million pieces take some 70 MB.
const maxRecord = 128 << 20

// journal keeps a record of each finished item in a file of its own.
type journal struct{ folder string }

func (j journal) place(p library.ItemPath) string {
	sum := sha256.Sum256([]byte(p))
	return filepath.Join(j.folder, hex.EncodeToString(sum[:12])+".json")
}

// find returns the record of an item; none when there is none that can be used.
func (j journal) find(want recipe) (record, bool) {
	r, ok := readRecord(j.place(want.Path))
	return r, ok && r.Recipe.equal(want)
}

func readRecord(path string) (r record, ok bool) {
	raw, err := ReadBounded(path, maxRecord)
	if err != nil {
		return record{}, false
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return record{}, false
	}
	return r, true
}

func (j journal) keep(r record) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return WriteWhole(j.place(r.Recipe.Path), raw, 0o600)
}

// ReadBounded reads a file of at most so many bytes.
func ReadBounded(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(raw)) > most {
		err = fmt.Errorf("%s has more than %s", filepath.Base(path), library.Bytes(most))
	}
	return raw, err
}

// WriteWhole makes a file that is there whole, and on the disk, or not at all.
func WriteWhole(path string, content []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder last. Windows keeps them by itself.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}
