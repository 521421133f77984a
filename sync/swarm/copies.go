package swarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// saveCopy keeps the .torrent beside the library, so that the library can be
// rebuilt and a bundle opened without its source.
func (e *Engine) saveCopy(meta *intake.Torrent) error {
	return writeFile(e.torrentCopy(meta.ID), func(f *os.File) error { return meta.MetaInfo.Write(f) })
}

// sidecar is what a rebuilt library cannot learn from a .torrent.
type sidecar struct {
	Folder  string `json:"folder"`
	Title   string `json:"title"`
	LocalOK bool   `json:"local_ok"`
}

func sidecarOf(b library.Bundle) sidecar { return sidecar{b.Folder, b.Title, b.LocalOK} }

func (e *Engine) sidecarPath(id library.BundleID) string {
	return filepath.Join(e.cfg.TorrentDir, string(id)+".json")
}

// saveSidecar notes where a bundle lies.
func (e *Engine) saveSidecar(b library.Bundle) error {
	return writeFile(e.sidecarPath(b.ID), func(f *os.File) error {
		return json.NewEncoder(f).Encode(sidecarOf(b))
	})
}

// removeCopies removes what is kept of a bundle beside the library.
func (e *Engine) removeCopies(id library.BundleID) error {
	return errors.Join(removeIfThere(e.torrentCopy(id)), removeIfThere(e.sidecarPath(id)))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// maxSidecar bounds a sidecar in bytes.
const maxSidecar = 64 << 10

func (e *Engine) readSidecar(id library.BundleID) (s sidecar) {
	path := e.sidecarPath(id)
	if st, err := os.Stat(path); err != nil || st.Size() > maxSidecar {
		return s
	}
	raw, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(raw, &s) != nil || !filepath.IsAbs(s.Folder) {
		return sidecar{}
	}
	return s
}

// Rebuild adds every bundle of which a .torrent copy is kept and that the
// library does not know, as after its database was lost. What lies on disk is
// hashed when the bundle first runs. It returns how many were added.
func (e *Engine) Rebuild(ctx context.Context) (int, error) {
	names, err := os.ReadDir(e.cfg.TorrentDir)
	if err != nil {
		return 0, fmt.Errorf("read the torrent copies: %w", err)
	}
	var added int
	var failed error
	for _, name := range names {
		id, err := library.ParseBundleID(strings.TrimSuffix(name.Name(), ".torrent"))
		if err != nil || !strings.HasSuffix(name.Name(), ".torrent") || e.Knows(id) {
			continue
		}
		meta, err := readCopy(e.torrentCopy(id))
		if err == nil {
			side := e.readSidecar(id)
			_, err = e.addMeta(ctx, meta, AddOptions{Folder: side.Folder, LocalOK: side.LocalOK, title: side.Title})
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", name.Name(), err))
			continue
		}
		added++
	}
	return added, failed
}

// Knows reports whether the bundle is in the library.
func (e *Engine) Knows(id library.BundleID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.entries[id]
	return ok
}

// writeFile writes a small file so that after a crash either the old or the new
// one is there, never a part.
func writeFile(path string, fill func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), os.Remove(f.Name()))
		}
	}()
	err = errors.Join(fill(f), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
