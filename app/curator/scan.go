package curator

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
)

// The bounds of an import: how deep folders are followed, how many files are taken
// and how many of those left out are named.
const (
	maxDepth   = 40
	maxScanned = 500_000
	maxSkipped = 1000
)

// file is a media file, or one that belongs beside it, that was found.
type file struct {
	dir  string // absolute, without symbolic links
	name string
	size int64
	kind library.Kind
}

func (f file) path() string { return filepath.Join(f.dir, f.name) }

// scan walks a folder for media. Symbolic links are followed, each folder is
// entered once, and hidden ones are not.
type scan struct {
	ctx     context.Context
	files   []file
	skipped []library.SkippedFile
	entered map[string]bool
	taken   map[string]bool // of files, by their path without links
	look    func(found int)
}

// newScan makes a scan that tells, now and then, how much it has found.
func newScan(ctx context.Context, look func(found int)) *scan {
	return &scan{ctx: ctx, entered: map[string]bool{}, taken: map[string]bool{}, look: look}
}

// folder reads a folder and those below it. Its error ends the scan; what cannot
// be read is skipped.
func (s *scan) folder(dir string, depth int) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		s.skip(dir, err)
		return nil
	}
	if s.entered[real] || depth > maxDepth {
		return nil
	}
	s.entered[real] = true
	entries, err := os.ReadDir(real) // what could be read comes with an error
	if err != nil {
		s.skip(real, err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := s.entry(real, e, depth); err != nil {
			return err
		}
	}
	if s.look != nil {
		s.look(len(s.files))
	}
	return nil
}

// entry takes one name of a folder.
func (s *scan) entry(dir string, e fs.DirEntry, depth int) error {
	path := filepath.Join(dir, e.Name())
	kind := library.KindOf(e.Name())
	mode := e.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err != nil {
			if kind.Playable() {
				s.skip(path, err)
			}
			return nil
		}
		mode = info.Mode().Type()
	}
	switch {
	case mode.IsDir():
		return s.folder(path, depth+1)
	case kind == library.Other:
		return nil
	case !mode.IsRegular():
		s.skip(path, library.ErrOddFile)
		return nil
	}
	return s.file(path, kind)
}

// file takes one file that can be read.
func (s *scan) file(path string, kind library.Kind) error {
	real, size, err := readable(path)
	switch {
	case err != nil:
		s.skip(path, err)
		return nil
	case s.taken[real]:
		return nil
	case len(s.files) >= maxScanned:
		return library.Errorf(library.CodeBadSource, "more than %d files", maxScanned)
	case kind.Playable() && !transports(real):
		return nil // source text of a program, which shares the ending
	case size == 0 && kind.Playable():
		s.skip(path, library.ErrEmptyFile)
		return nil
	case kind.Playable() && !plausible(real, size):
		s.skip(path, &library.Error{Code: library.CodeBrokenMedia})
		return nil
	}
	s.taken[real] = true
	s.files = append(s.files, file{dir: filepath.Dir(real), name: filepath.Base(real), size: size, kind: library.KindOf(real)})
	return nil
}

// readable tells a file's own path and its size, if it can be opened.
func readable(path string) (real string, size int64, err error) {
	if real, err = filepath.EvalSymlinks(path); err != nil {
		return "", 0, err
	}
	f, err := os.Open(real)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if !info.Mode().IsRegular() {
		return "", 0, library.ErrOddFile
	}
	return real, info.Size(), nil
}

func (s *scan) skip(path string, err error) {
	if len(s.skipped) < maxSkipped {
		s.skipped = append(s.skipped, library.SkippedFile{Path: path, Err: err})
	}
}
