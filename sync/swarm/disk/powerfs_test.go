package disk

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"matinee/library"
)

// errPower is what everything returns after the cut.
var errPower = errors.New("no power")

// powerFS is the real file system with a plug to pull: what was not synced is
// then undone, every write, name and time of it or a random part.
type powerFS struct {
	osFS
	mu    sync.Mutex
	dead  bool
	undo  []undo
	times map[string]time.Time // as last synced, by name
	limit int                  // operations until the power fails by itself; 0: never
	seed  *rand.Rand           // nil: everything is lost
}

// undo takes back one change. Names are followed through renames by inode.
type undo struct {
	inode *inode // of a write; nil for a change of names
	dirs  map[string]bool
	do    func()
}

// inode is a file, whatever its name is.
type inode struct{ name string }

type powerFile struct {
	File
	p    *powerFS
	node *inode
}

func newPowerFS(seed *rand.Rand) *powerFS {
	return &powerFS{times: map[string]time.Time{}, seed: seed}
}

// step counts an operation. mu is held.
func (p *powerFS) step() error {
	if p.limit > 0 {
		if p.limit--; p.limit == 0 {
			p.cutLocked()
		}
	}
	if p.dead {
		return errPower
	}
	return nil
}

func (p *powerFS) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cutLocked()
}

func (p *powerFS) cutLocked() {
	if p.dead {
		return
	}
	p.dead = true
	for i := len(p.undo) - 1; i >= 0; i-- {
		if p.undo[i].inode == nil || p.seed == nil || p.seed.IntN(2) == 0 {
			p.undo[i].do()
		}
	}
	for name, at := range p.times {
		_ = os.Chtimes(name, at, at)
	}
}

// save is a store's save on the same power supply.
func (p *powerFS) save(s *store) func(context.Context, []library.PieceRecord) error {
	return func(ctx context.Context, recs []library.PieceRecord) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if err := p.step(); err != nil {
			return err
		}
		return s.save(ctx, recs)
	}
}

func (p *powerFS) forget(match func(undo) bool) {
	kept := p.undo[:0]
	for _, u := range p.undo {
		if !match(u) {
			kept = append(kept, u)
		}
	}
	p.undo = kept
}

func (p *powerFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return nil, err
	}
	info, statErr := os.Stat(name)
	f, err := p.osFS.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	if _, known := p.times[name]; !known && statErr == nil {
		p.times[name] = info.ModTime()
	}
	if statErr != nil {
		p.times[name] = time.Unix(1e9, 0)
		p.undo = append(p.undo, undo{dirs: map[string]bool{filepath.Dir(name): true}, do: func() { _ = os.Remove(name) }})
	}
	return &powerFile{f, p, &inode{name}}, nil
}

func (p *powerFS) Mkdir(name string, perm fs.FileMode) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	if err := p.osFS.Mkdir(name, perm); err != nil {
		return err
	}
	p.undo = append(p.undo, undo{dirs: map[string]bool{filepath.Dir(name): true}, do: func() { _ = os.RemoveAll(name) }})
	return nil
}

func (p *powerFS) Rename(from, to string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	if err := p.osFS.Rename(from, to); err != nil {
		return err
	}
	if at, ok := p.times[from]; ok {
		delete(p.times, from)
		p.times[to] = at
	}
	p.undo = append(p.undo, undo{
		dirs: map[string]bool{filepath.Dir(from): true, filepath.Dir(to): true},
		do: func() {
			_ = os.Rename(to, from)
			if at, ok := p.times[to]; ok {
				delete(p.times, to)
				p.times[from] = at
			}
		},
	})
	return nil
}

func (p *powerFS) SyncDir(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	p.forget(func(u undo) bool { return u.dirs[name] })
	return nil
}

func (p *powerFS) Stat(name string) (fs.FileInfo, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return nil, errPower
	}
	return p.osFS.Stat(name)
}

func (f *powerFile) WriteAt(b []byte, off int64) (int, error) {
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	if err := f.p.step(); err != nil {
		return 0, err
	}
	info, err := f.File.Stat()
	if err != nil {
		return 0, err
	}
	old := make([]byte, len(b))
	had, _ := f.File.ReadAt(old, off)
	node, size := f.node, info.Size()
	f.p.undo = append(f.p.undo, undo{inode: node, do: func() {
		h, err := os.OpenFile(node.where(), os.O_RDWR, 0)
		if err != nil {
			return
		}
		defer h.Close()
		clear(old[had:])
		_, _ = h.WriteAt(old, off)
		if f.p.seed == nil {
			_ = h.Truncate(size)
		}
	}})
	return f.File.WriteAt(b, off)
}

// where is the file's name now: it may have been given its final name, or back.
func (n *inode) where() string {
	if _, err := os.Stat(n.name); err == nil {
		return n.name
	}
	return n.name[:len(n.name)-len(partSuffix)]
}

func (f *powerFile) Sync() error {
	if err := f.Datasync(); err != nil {
		return err
	}
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	info, err := f.File.Stat()
	if err == nil {
		f.p.times[f.node.name] = info.ModTime()
	}
	return err
}

func (f *powerFile) Datasync() error {
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	if err := f.p.step(); err != nil {
		return err
	}
	f.p.forget(func(u undo) bool { return u.inode != nil && u.inode.name == f.node.name })
	return nil
}
