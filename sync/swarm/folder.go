package swarm

import (
	"fmt"
	"os"
	"path/filepath"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// chooseFolder names a folder below the media root after the title. One that is
// another bundle's, or holds strange files, is not taken; one that already
// holds items of this bundle is, so that a rebuilt library finds its media.
func (e *Engine) chooseFolder(id library.BundleID, meta *intake.Torrent) string {
	taken := map[string]bool{}
	e.mu.Lock()
	media := e.media
	for _, en := range e.entries {
		if en.id != id {
			taken[en.bundle.Folder] = true
		}
	}
	e.mu.Unlock()
	name := intake.FolderName(titleOf(meta))
	for n := 1; ; n++ {
		folder := filepath.Join(media, name)
		if n > 1 {
			folder = filepath.Join(media, fmt.Sprintf("%s (%d)", name, n))
		}
		if !taken[folder] && usable(folder, meta.Paths) {
			return folder
		}
	}
}

// usable reports whether folder is missing, empty, or holds one of paths.
func usable(folder string, paths []string) bool {
	names, err := os.ReadDir(folder)
	if err != nil || len(names) == 0 {
		return !isFile(folder)
	}
	for _, p := range paths {
		if p == "" {
			continue
		}
		whole := filepath.Join(folder, filepath.FromSlash(p))
		if isFile(whole) || isFile(whole+".part") {
			return true
		}
	}
	return false
}

func isFile(path string) bool {
	st, err := os.Lstat(path)
	return err == nil && !st.IsDir()
}
