package disk

import (
	"sync"
	"sync/atomic"

	"matinee/library"
)

// where tells under which name a file lies.
type where uint8

const (
	isAbsent where = iota
	isPart
	isFinal
)

// file is one item of an open bundle.
type file struct {
	off, length int64 // bytes, within the bundle
	from, to    int32 // its pieces, to excluded
	pad         bool  // BEP 47 padding: never on disk
	link        bool  // BEP 47 symbolic link: never made

	handle atomic.Pointer[handle] // nil while closed
	credit atomic.Int64           // bytes reserved and not written yet

	// Guarded by bundle.mu; at changes only with bundle.gate as well, except
	// from absent to part.
	at       where
	left     int32 // pieces not done
	unsynced bool  // has verified pieces that were not synced
	settled  bool  // final, whole, stamped
	written  bool  // in this session
	plugged  bool  // was looked at for holes
	stamp    library.FileStamp
}

// bundle is one torrent's files. Locks are taken in the order op, gate, mu.
type bundle struct {
	d  *Disk
	id library.BundleID

	// op is held by what works on the bundle as a whole: opening and closing,
	// recording, moving, deleting. It may be held for long.
	op      sync.Mutex
	deleted bool                 // guarded by op and gate
	rec     *library.PieceRecord // as last saved, never altered; nil if none; set with op and mu held
	gen     int                  // counts openings, so that a late Close hurts nobody

	// gate is held for reading by I/O and for writing by what changes names.
	gate     sync.RWMutex
	place    Layout
	suffix   string
	pieceLen int64
	length   int64 // offset behind the last byte
	pieces   int
	files    []file // nil while not open

	opening sync.Mutex  // held while a descriptor is opened
	session atomic.Bool // the saved record says Dirty
	gone    atomic.Bool // the media folder was not there; set with mu held

	// mu guards piece states. It is never held during I/O or a callback.
	mu       sync.Mutex
	done     bitmap
	unknown  bitmap   // nil when no piece is
	unknowns int      // set bits of unknown
	saved    bitmap   // the done pieces known to be synced; nil when all are; never altered
	changed  bool     // the record must be saved
	dirs     []string // directories whose entries must be synced before a record
	told     []library.Code
	fresh    []int // files with unsynced set
	finish   []int // files that became whole and wait for their name
}

// open reports whether the bundle takes I/O. gate or op is held.
func (b *bundle) open() bool { return b.files != nil && !b.deleted }

// each calls f for the files of piece p, in order. gate or op is held.
func (b *bundle) each(p int, f func(i int)) {
	start := int64(p) * b.pieceLen
	for i := b.locate(start); i < len(b.files) && b.files[i].off < start+b.pieceLen; i++ {
		if b.files[i].length > 0 && !b.files[i].pad {
			f(i)
		}
	}
}

// extent is the part of file i that piece p covers, relative to the file.
func (b *bundle) extent(i, p int) (start, end int64) {
	f := &b.files[i]
	start = max(int64(p)*b.pieceLen-f.off, 0)
	end = min(int64(p+1)*b.pieceLen-f.off, f.length)
	return start, end
}

// within are the pieces that the bytes start to end of file i belong to.
func (b *bundle) within(i int, start, end int64) (from, to int) {
	f := &b.files[i]
	return int((f.off + start) / b.pieceLen), int((f.off + end + b.pieceLen - 1) / b.pieceLen)
}

// locate is the first file that ends behind offset off.
func (b *bundle) locate(off int64) int {
	low, high := 0, len(b.files)
	for low < high {
		mid := int(uint(low+high) / 2)
		if b.files[mid].off+b.files[mid].length > off {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// edit prepares the piece states for a change: what is known to be synced is
// kept apart from now on. mu is held.
func (b *bundle) edit() {
	if b.saved == nil {
		b.saved, b.done = b.done, b.done.clone()
	}
	b.changed = true
}

// mark sets piece p done or not and keeps the files' counts. mu is held.
func (b *bundle) mark(p int, done bool) {
	if b.unknown.has(p) {
		b.unknown.clear(p)
		if b.unknowns--; b.unknowns == 0 {
			b.unknown = nil
		}
	}
	if b.done.has(p) == done {
		return
	}
	b.edit()
	if done {
		b.done.set(p)
	} else {
		b.done.clear(p)
	}
	b.each(p, func(i int) {
		f := &b.files[i]
		if done {
			f.left--
			if !f.unsynced {
				f.unsynced = true
				b.fresh = append(b.fresh, i)
			}
			if f.left == 0 {
				b.finish = append(b.finish, i)
			}
			return
		}
		f.left++
		f.settled = false
	})
}

// doubt makes the done pieces from to to (excluded) unknown, or missing. It
// returns how many there were. mu is held.
func (b *bundle) doubt(from, to int, unknown bool) (n int) {
	for p := from; p < to; p++ {
		if !b.done.has(p) {
			continue
		}
		n++
		b.mark(p, false)
		if unknown {
			b.wonder(p)
		}
	}
	return n
}

// wonder makes piece p, which is not done, unknown. mu is held.
func (b *bundle) wonder(p int) {
	if b.unknown == nil {
		b.unknown = newBitmap(b.pieces)
	}
	if !b.unknown.has(p) {
		b.unknown.set(p)
		b.unknowns++
	}
}

// verdict takes the client's word on piece p and has it recorded soon.
func (b *bundle) verdict(p int, done bool) error {
	b.mu.Lock()
	if b.done == nil || p < 0 || p >= b.pieces {
		b.mu.Unlock()
		return b.errClosed()
	}
	if b.gone.Load() { // nothing can be said of what is not there
		b.mu.Unlock()
		return b.goneError(nil)
	}
	b.mark(p, done)
	due := b.changed
	b.mu.Unlock()
	if due {
		b.d.arm(b)
	}
	return nil
}
