package swarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
)

// A move that a kill or a power cut ends leaves files in two folders. A note
// that lies beside the .torrent copies while files are moved tells the next
// start where to look.

const moveNote = ".moving"

func (e *Engine) movePath(id library.BundleID) string {
	return filepath.Join(e.cfg.TorrentDir, string(id)+moveNote)
}

func (e *Engine) noteMove(id library.BundleID, folder string) error {
	return writeFile(e.movePath(id), func(f *os.File) error { return json.NewEncoder(f).Encode(folder) })
}

func (e *Engine) endMove(id library.BundleID) error { return removeIfThere(e.movePath(id)) }

// mendMoves finishes or undoes the moves that were interrupted.
func (e *Engine) mendMoves(ctx context.Context) error {
	names, err := os.ReadDir(e.cfg.TorrentDir)
	if err != nil {
		return fmt.Errorf("read the torrent copies: %w", err)
	}
	for _, name := range names {
		base, is := strings.CutSuffix(name.Name(), moveNote)
		if !is {
			continue
		}
		en, err := e.lookup(library.BundleID(base))
		if err == nil {
			err = e.mendMove(ctx, en)
		}
		if err != nil {
			e.log.Warn("mend an interrupted move", "bundle", base, "err", err)
			continue // the next start tries again
		}
		if err := e.endMove(en.id); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) mendMove(ctx context.Context, en *entry) error {
	raw, err := os.ReadFile(e.movePath(en.id))
	if err != nil {
		return err
	}
	var to string
	if err := json.Unmarshal(raw, &to); err != nil || !filepath.IsAbs(to) {
		return fmt.Errorf("the note of the move is damaged: %w", errors.Join(err, os.ErrInvalid))
	}
	m := interrupted{from: en.bundle.Folder, to: to}
	if m.from == to {
		return nil
	}
	m = m.naming(en.bundle.Items)
	if m.arrived() {
		return e.update(ctx, en.id, func(b *library.Bundle) error { b.Folder = to; return nil })
	}
	return m.back()
}

// interrupted is a move between two folders that did not end.
type interrupted struct {
	from, to string
	names    []string // of files that may be in either
}

// naming lists the names the items may have in both folders.
func (m interrupted) naming(items []library.Item) interrupted {
	for _, item := range items {
		name := filepath.FromSlash(item.Path)
		m.names = append(m.names, name, name+".part")
	}
	return m
}

// size is a file's length; negative when there is none.
func size(path string) int64 {
	st, err := os.Lstat(path)
	if err != nil || !st.Mode().IsRegular() {
		return -1
	}
	return st.Size()
}

// arrived reports whether every file reached the new folder.
func (m interrupted) arrived() bool {
	some := false
	for _, name := range m.names {
		here, there := size(filepath.Join(m.from, name)), size(filepath.Join(m.to, name))
		if here >= 0 && here != there {
			return false
		}
		some = some || there >= 0
	}
	return some
}

// back brings the files to the old folder again. Where both hold one, that in
// the new folder is a copy that was not finished.
func (m interrupted) back() error {
	for _, name := range m.names {
		old, now := filepath.Join(m.from, name), filepath.Join(m.to, name)
		if size(now) < 0 {
			continue
		}
		var err error
		if size(old) >= 0 {
			err = os.Remove(now)
		} else if err = os.MkdirAll(filepath.Dir(old), 0o755); err == nil {
			err = os.Rename(now, old)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
