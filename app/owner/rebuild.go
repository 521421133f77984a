package owner

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"matinee/library"
)

// rebuild fills the library from the .torrent copies when it was damaged and set
// aside, when that was interrupted before, and when it is empty although there
// are copies, as after somebody deleted its file.
func (o *Owner) rebuild(ctx context.Context, setAside string) {
	mark := filepath.Join(o.cfg.Dir, "rebuilding")
	_, err := os.Lstat(mark)
	if setAside == "" && err != nil && len(o.engine.Bundles()) > 0 {
		return
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		o.log.Warn("mark that the library is being rebuilt", "err", err)
	}
	n, err := o.engine.Rebuild(ctx)
	if err != nil { // the others are there; these may be added again from their source
		o.notices.add(library.Wrap(library.CodeBadTorrent, err))
	}
	if ctx.Err() == nil {
		if err := os.Remove(mark); err != nil && !errors.Is(err, os.ErrNotExist) {
			o.log.Warn("the library is rebuilt", "err", err)
		}
	}
	if setAside == "" && n == 0 {
		return
	}
	o.log.Warn("the library was rebuilt", "bundles", n, "set aside", setAside)
	if setAside == "" {
		setAside = "library.db"
	}
	o.notices.add(library.Errorf(library.CodeDamagedDB, "%s", filepath.Base(setAside)))
}
