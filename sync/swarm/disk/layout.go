package disk

import (
	"fmt"
	"path/filepath"
	"strings"

	"matinee/library"
)

// Layout says where a bundle lies.
type Layout struct {
	// Root is the media folder, absolute. It must exist whenever something is
	// written: when it is gone (a disk was unplugged) it is never made anew.
	Root string
	// Folder is the bundle's folder, absolute, Root itself or below it.
	Folder string
	// Paths are the items' paths below Folder, slash-separated, one for each
	// file of the metainfo in its order, unique without regard to case. The
	// paths of padding files are ignored.
	Paths []string
}

// partSuffix marks a file that is not whole yet.
const partSuffix = ".part"

// check refuses what would lead out of the folder and cleans the directories.
func (l Layout) check() (Layout, error) {
	if !filepath.IsAbs(l.Root) || !filepath.IsAbs(l.Folder) {
		return l, library.Errorf(library.CodeInternal, "folders %q and %q must be absolute", l.Root, l.Folder)
	}
	l.Root, l.Folder = filepath.Clean(l.Root), filepath.Clean(l.Folder)
	if rel, err := filepath.Rel(l.Root, l.Folder); err != nil || !filepath.IsLocal(rel) {
		return l, library.Errorf(library.CodeInternal, "folder %q is not below %q", l.Folder, l.Root)
	}
	for i, p := range l.Paths {
		local := filepath.FromSlash(p)
		if p != "" && (!filepath.IsLocal(local) || filepath.Clean(local) == "." || strings.ContainsRune(p, 0)) {
			return l, library.Errorf(library.CodeBadTorrent, "item %d leads out of its folder", i)
		}
	}
	return l, nil
}

// suffix is what marks unfinished files. It differs from ".part" only when the
// bundle itself has an item named like another item's unfinished file.
func (l Layout) suffix() string {
	clash := false
	for _, p := range l.Paths {
		clash = clash || strings.HasSuffix(strings.ToLower(p), partSuffix)
	}
	if !clash {
		return partSuffix
	}
	taken := make(map[string]bool, len(l.Paths))
	for _, p := range l.Paths {
		taken[strings.ToLower(p)] = true
	}
	for k := 1; ; k++ {
		suffix := partSuffix
		if k > 1 {
			suffix = fmt.Sprint(partSuffix, k)
		}
		free := true
		for p := range taken {
			free = free && !taken[p+suffix]
		}
		if free {
			return suffix
		}
	}
}

// final is the name of item i when it is whole.
func (b *bundle) final(i int) string {
	return filepath.Join(b.place.Folder, filepath.FromSlash(b.place.Paths[i]))
}

// part is the name of item i before that.
func (b *bundle) part(i int) string { return b.final(i) + b.suffix }

// name is the name of item i in a state.
func (b *bundle) name(i int, w where) string {
	if w == isFinal {
		return b.final(i)
	}
	return b.part(i)
}

// Place tells where a bundle lies. It comes before OpenTorrent; for a bundle
// that is open it changes nothing (use Move).
func (d *Disk) Place(id library.BundleID, l Layout) error {
	l, err := l.check()
	if err != nil {
		return fmt.Errorf("place %s: %w", id, err)
	}
	for {
		b := d.register(id)
		b.op.Lock()
		placed := b.settle(l)
		b.op.Unlock()
		if placed {
			return nil
		}
	}
}

// register is the bundle of that id, made when there is none.
func (d *Disk) register(id library.BundleID) *bundle {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.bundles[id]
	if b == nil {
		b = &bundle{d: d, id: id}
		if rec, ok := d.cfg.Records[id]; ok {
			b.rec = &rec
			delete(d.cfg.Records, id)
		}
		d.bundles[id] = b
	}
	return b
}

// Vouch hands over the record of a bundle that has no place yet: its pieces were verified,
// and synced, by somebody else.
func (d *Disk) Vouch(rec library.PieceRecord) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bundles[rec.ID] == nil {
		d.cfg.Records[rec.ID] = rec
	}
}

// settle takes over the place of a bundle that is not open. It is false when
// the bundle was deleted meanwhile. b.op is held.
func (b *bundle) settle(l Layout) bool {
	if b.deleted {
		return false
	}
	b.gate.Lock()
	defer b.gate.Unlock()
	if b.files == nil {
		b.place, b.suffix = l, l.suffix()
	}
	return true
}
