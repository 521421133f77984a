package swarm

import (
	"os"
	"path/filepath"

	"matinee/library"
)

// lookForFiles notes, at a start, which items were taken away although their
// record says they are here: until the bundle runs and the disk looks itself,
// nobody else would, and a missing file must not read as complete.
func (e *Engine) lookForFiles() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, en := range e.entries {
		if !en.bundle.HasInfo() {
			continue
		}
		for i, done := range e.itemsDone(en) {
			if item := en.bundle.Items[i]; done.Done > 0 && !here(en.bundle, item) {
				en.absent = append(en.absent, item.Index)
			}
		}
	}
}

// absentItems are the items that have no file now.
func absentItems(b library.Bundle) (absent []int) {
	for _, item := range b.Items {
		if !here(b, item) {
			absent = append(absent, item.Index)
		}
	}
	return absent
}

// here reports whether an item, whole or not, has a file.
func here(b library.Bundle, item library.Item) bool {
	path := filepath.Join(b.Folder, filepath.FromSlash(item.Path))
	for _, name := range []string{path, path + ".part"} {
		if _, err := os.Lstat(name); err == nil {
			return true
		}
	}
	return false
}
