// Package logbook keeps the program's log in files whose size is bounded all
// together. What is written to it must hold no secret any more.
//
// It is our own hundred lines, since the packages for it keep a goroutine that
// nobody can end.
package logbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// How much is kept: the file that is written and those before it.
const (
	Size    = 1 << 20 // bytes of a file
	Before  = 3       // files
	maxHeld = 64 << 10
)

const name = "matinee.log"

// Dir is the folder of the log in a data folder.
func Dir(data string) string { return filepath.Join(data, "log") }

// Book is a log. Until it begins, what is written is held, and only so much: who
// finds that another process owns the data folder must not write there.
type Book struct {
	size int64 // of a file, at most

	mu    sync.Mutex
	dir   string
	held  []byte
	file  *os.File // nil before Begin, after Close, and while it cannot be written
	has   int64    // bytes in file
	ended bool
}

// New makes a log that has not begun.
func New() *Book { return &Book{size: Size} }

// Begin writes the log in dir from now on.
func (b *Book) Begin(dir string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir != "" || b.ended {
		return nil
	}
	b.dir = dir
	held := b.held
	b.held = nil
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keep the log: %w", err)
	}
	if err := b.open(); err != nil {
		return fmt.Errorf("keep the log: %w", err)
	}
	b.write(held)
	return nil
}

// Write implements io.Writer. A log that cannot be written, as on a full disk, must
// not stop what it tells of: there is no error.
func (b *Book) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir == "" {
		if len(b.held)+len(line) <= maxHeld && !b.ended {
			b.held = append(b.held, line...)
		}
		return len(line), nil
	}
	b.write(line)
	return len(line), nil
}

func (b *Book) write(text []byte) {
	if int64(len(text)) > b.size {
		text = text[:b.size]
	}
	if b.file != nil && b.has > 0 && b.has+int64(len(text)) > b.size {
		b.rotate()
	}
	if b.file == nil && (b.ended || b.open() != nil) {
		return
	}
	n, _ := b.file.Write(text) // see Write
	b.has += int64(n)
}

// open opens the newest file where it ends.
func (b *Book) open() error {
	f, err := os.OpenFile(b.path(0), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	b.file, b.has = f, st.Size()
	return nil
}

// rotate makes the newest file the one before. Where it cannot be renamed it is
// emptied: the bound holds.
func (b *Book) rotate() {
	_ = b.file.Close() // nothing is buffered
	b.file, b.has = nil, 0
	for i := Before; i > 0; i-- {
		err := os.Rename(b.path(i-1), b.path(i))
		if err != nil && !errors.Is(err, fs.ErrNotExist) && i == 1 {
			_ = os.Truncate(b.path(0), 0) // else the next write tries again
		}
	}
}

func (b *Book) path(i int) string { return pathOf(b.dir, i) }

func pathOf(dir string, i int) string {
	if i == 0 {
		return filepath.Join(dir, name)
	}
	return filepath.Join(dir, name+"."+strconv.Itoa(i))
}

// Close ends the log.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended, b.held = true, nil
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	b.file = nil
	return err
}

// Tail is the end of the log in dir, from the beginning of a line: at most so many
// bytes. There may be no log.
func Tail(dir string, most int) (string, error) {
	var text []byte
	for i := 0; i <= Before && len(text) < most; i++ {
		part, err := end(pathOf(dir, i), int64(most-len(text)))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return "", fmt.Errorf("read the log: %w", err)
		}
		text = append(part, text...)
	}
	if len(text) == most { // it may begin inside a line
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return string(text), nil
}

// end reads the end of a file.
func end(path string, most int64) ([]byte, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(f, max(0, st.Size()-most), most))
}
