package owner

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// folderTick is how often the watch folder is read.
const folderTick = 5 * time.Second

// folderQuiet is how long ago a file must have been written to be taken at first
// sight; a younger one may still be being written, and is taken when two looks
// find it the same.
const folderQuiet = time.Minute

// maxFolderFiles bounds how many files of the watch folder are looked at.
const maxFolderFiles = 10_000

// addedSuffix marks a file that was added. It is renamed, so that a bundle that
// was removed does not come back with the next start.
const addedSuffix = ".added"

// watcher adds the new .torrent files of the watch folder.
type watcher struct {
	o    *Owner
	seen map[string]sighting
	last string // trouble with the folder, told once
}

// sighting is how a file was found at the last look.
type sighting struct {
	size    int64
	written time.Time
	tried   bool
}

// watchFolder looks until ctx ends. Reading a small folder now and then works on
// every file system, network drives included, which notifications do not.
func (o *Owner) watchFolder(ctx context.Context) {
	w := &watcher{o: o, seen: map[string]sighting{}}
	tick := time.NewTicker(folderTick)
	defer tick.Stop()
	for {
		if folder := o.CurrentSettings().WatchFolder; folder != "" {
			w.look(ctx, folder)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look reads the folder once.
func (w *watcher) look(ctx context.Context, folder string) {
	names, err := os.ReadDir(folder)
	trouble := ""
	if err != nil {
		trouble = err.Error()
	}
	if trouble != "" && trouble != w.last {
		w.o.log.Warn("read the watch folder", "err", err)
	}
	w.last = trouble
	for _, name := range names[:min(len(names), maxFolderFiles)] {
		if ctx.Err() != nil {
			return
		}
		if strings.EqualFold(filepath.Ext(name.Name()), ".torrent") {
			w.consider(ctx, filepath.Join(folder, name.Name()))
		}
	}
}

// consider adds a file that is whole as far as can be told, once.
func (w *watcher) consider(ctx context.Context, path string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	now := sighting{size: info.Size(), written: info.ModTime()}
	before, known := w.seen[path]
	same := known && before.size == now.size && before.written.Equal(now.written)
	now.tried = same && before.tried
	if !now.tried && (same || w.o.now().Sub(now.written) >= folderQuiet) {
		now.tried = true
		w.add(ctx, path)
	}
	w.seen[path] = now
}

func (w *watcher) add(ctx context.Context, path string) {
	_, err := w.o.add(ctx, control.AddRequest{Source: path})
	if err != nil {
		w.o.log.Warn("add from the watch folder", "file", filepath.Base(path), "err", err)
		x := library.Explain(err)
		w.o.notices.add(library.Errorf(library.CodeOf(err), "%s: %s", filepath.Base(path), x.Detail))
		return
	}
	if err := os.Rename(path, path+addedSuffix); err != nil {
		w.o.log.Warn("mark an added file", "file", filepath.Base(path), "err", err)
	}
}
