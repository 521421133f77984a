package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// restamp notes size and time of file i as it lies on disk now. A file that is
// longer than its item is cut first: nothing of ours is behind the end.
func (b *bundle) restamp(i int) error {
	f := &b.files[i]
	b.mu.Lock()
	at, whole := f.at, f.left == 0
	b.mu.Unlock()
	name := b.name(i, at)
	info, err := b.d.fs.Stat(name)
	if err == nil && whole && info.Size() > f.length {
		if err = b.cut(i, name); err == nil {
			info, err = b.d.fs.Stat(name)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		f.stamp = stampOf(info)
	case errors.Is(err, fs.ErrNotExist):
		f.stamp = absent
	default:
		return err
	}
	return nil
}

// cut shortens file i to its item's length.
func (b *bundle) cut(i int, name string) error {
	h, err := b.d.fs.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err = h.Truncate(b.files[i].length); err == nil {
		err = h.Sync()
	}
	return errors.Join(err, h.Close())
}

// plug looks once for holes in file i, which is about to be whole. There are none
// unless it was cut behind our back and grew again by later writes: what lies in
// a hole is hashed again. A file system that stores zeros as holes costs that
// one hash.
func (b *bundle) plug(i int) {
	f := &b.files[i]
	b.mu.Lock()
	skip := f.plugged || f.left > 0 || f.settled
	f.plugged = true
	name := b.name(i, f.at)
	b.mu.Unlock()
	if skip {
		return
	}
	var filled int64 // there are no holes before it
	n := 0
	hole := func(until int64) {
		if until > filled {
			from, to := b.within(i, filled, until)
			b.mu.Lock()
			n += b.doubt(from, to, true)
			b.mu.Unlock()
		}
	}
	told := b.d.eachData(name, f.length, func(start, end int64) {
		hole(start)
		filled = end
	})
	if told {
		hole(f.length)
	}
	if n > 0 {
		_ = b.spoiled(i, n, nil) // it was reported; the client hashes them again
	}
}

// recorded notes that the batch's record is saved, and gives the whole files
// their names. op is held.
func (j *batch) recorded() {
	b := j.b
	b.session.Store(j.rec.Dirty)
	b.mu.Lock()
	b.rec = &j.rec
	b.saved = j.done
	if !b.changed {
		b.done, b.saved = j.done, nil // one bitmap serves for both
	}
	if len(j.fresh) > 0 {
		b.told = nil // it goes on: a new fault is news
	}
	b.mu.Unlock()
	if len(j.finish) > 0 {
		j.name()
	}
}

// name gives whole files their final names and tells of them.
func (j *batch) name() {
	b := j.b
	var dirs []string
	var named []int
	b.gate.Lock()
	for _, i := range j.finish {
		done, err := b.nameOne(i)
		if err != nil {
			_ = b.fail(err, b.place.Paths[i]) // the next record tries again
			b.mu.Lock()
			b.finish = append(b.finish, i)
			b.mu.Unlock()
		}
		if done {
			dirs = append(dirs, filepath.Dir(b.final(i)))
			named = append(named, i)
		}
	}
	b.gate.Unlock()
	for _, dir := range distinct(dirs) {
		if err := b.d.fs.SyncDir(dir); err != nil {
			b.d.log.Warn("sync directory", "dir", dir, "err", err) // found and named again after a power cut
		}
	}
	for _, i := range named {
		b.itemDone(i)
	}
	if len(named) > 0 {
		b.makeEmpty()
	}
}

// nameOne gives file i its final name. It is false when the file was settled
// before or is no longer whole. gate is held for writing.
func (b *bundle) nameOne(i int) (bool, error) {
	f := &b.files[i]
	b.mu.Lock()
	at := f.at
	skip := f.left > 0 || f.settled || at == isAbsent
	b.mu.Unlock()
	if skip {
		return false, nil
	}
	if at == isPart {
		if h := f.handle.Load(); h != nil {
			b.d.handles.drop(h)
		}
		if err := b.d.fs.Rename(b.part(i), b.final(i)); err != nil {
			return false, err
		}
	}
	b.mu.Lock()
	f.at, f.settled = isFinal, true
	b.mu.Unlock()
	return true, nil
}

// distinct is list without repetitions, in order.
func distinct(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
