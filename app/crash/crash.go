// Package crash keeps what Go has to say when the program ends by a fault, in any
// goroutine, so that the next start can say so. It sends nothing anywhere.
package crash

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// How much is kept and read.
const (
	most    = 3         // files of crashes
	maxRead = 256 << 10 // bytes of one
)

// The names of files: of the run that goes on, of a crash that was not told yet,
// and of one that was.
const (
	running = "running-"
	untold  = "crash-"
	told    = "told-"
	suffix  = ".txt"
)

// Dir is the folder of crashes in a data folder.
func Dir(data string) string { return filepath.Join(data, "crash") }

// Watch is a run that would leave a word if it ended by a fault.
type Watch struct {
	path  string
	found bool
}

// Begin has faults written into dir from now on, and finds what the run before
// left there. Only who owns the data folder may call it.
func Begin(dir, version string) (*Watch, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep crashes: %w", err)
	}
	w := &Watch{path: filepath.Join(dir, running+version+suffix)}
	var err error
	if w.found, err = collect(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(w.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep crashes: %w", err)
	}
	err = debug.SetCrashOutput(f, debug.CrashOptions{}) // which has a descriptor of its own
	return w, errors.Join(err, f.Close())
}

// Found reports whether the run before this one ended by a fault.
func (w *Watch) Found() bool { return w.found }

// End ends the watch of a run that ends in order.
func (w *Watch) End() error {
	err := debug.SetCrashOutput(nil, debug.CrashOptions{})
	if st, serr := os.Stat(w.path); serr == nil && st.Size() == 0 {
		err = errors.Join(err, os.Remove(w.path))
	}
	return err
}

// collect puts aside what earlier runs left. A run that was killed left nothing.
func collect(dir string) (found bool, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, fmt.Errorf("look for crashes: %w", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), running) || !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		f := filepath.Join(dir, e.Name())
		st, err := os.Stat(f)
		if err != nil {
			return found, fmt.Errorf("look for crashes: %w", err)
		}
		if st.Size() == 0 {
			if err := os.Remove(f); err != nil {
				return found, fmt.Errorf("look for crashes: %w", err)
			}
			continue
		}
		version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), running), suffix)
		name := untold + st.ModTime().UTC().Format("20060102T150405.000") + "-" + version + suffix
		if err := os.Rename(f, filepath.Join(dir, name)); err != nil {
			return found, fmt.Errorf("keep a crash: %w", err)
		}
		found = true
	}
	return found, thin(dir)
}

// thin removes the oldest of too many.
func thin(dir string) error {
	all, err := List(dir)
	for len(all) > most && err == nil {
		err = all[0].Delete()
		all = all[1:]
	}
	return err
}

// Crash is one fault that ended the program.
type Crash struct {
	Path    string
	At      time.Time
	Version string // of the program that ended
	Told    bool   // a person was told of it
}

// List tells the crashes in dir, the oldest first.
func List(dir string) ([]Crash, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for crashes: %w", err)
	}
	var all [2][]Crash
	for _, e := range entries {
		for i, prefix := range []string{told, untold} {
			rest, ok := strings.CutPrefix(e.Name(), prefix)
			at, version, cut := strings.Cut(strings.TrimSuffix(rest, suffix), "-")
			when, err := time.Parse("20060102T150405.000", at)
			if ok && cut && err == nil {
				all[i] = append(all[i], Crash{filepath.Join(dir, e.Name()), when, version, prefix == told})
			}
		}
	}
	return append(all[0], all[1]...), nil // told ones came before
}

// Untold are the crashes that nobody was told of.
func Untold(dir string) ([]Crash, error) {
	all, err := List(dir)
	for len(all) > 0 && all[0].Told {
		all = all[1:]
	}
	return all, err
}

// Text is what Go had to say, as much of it as helps. It may hold secrets.
func (c Crash) Text() (string, error) {
	f, err := os.Open(filepath.Clean(c.Path))
	if err != nil {
		return "", fmt.Errorf("read a crash: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxRead))
	if err != nil {
		return "", fmt.Errorf("read a crash: %w", err)
	}
	return string(text), nil
}

// Delete removes it.
func (c Crash) Delete() error {
	if err := os.Remove(c.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a crash: %w", err)
	}
	return nil
}

// MarkTold keeps it, and tells of it no more.
func (c Crash) MarkTold() error {
	if c.Told {
		return nil
	}
	dir, name := filepath.Split(c.Path)
	if err := os.Rename(c.Path, filepath.Join(dir, told+strings.TrimPrefix(name, untold))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep a crash: %w", err)
	}
	return nil
}
