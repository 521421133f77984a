package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"matinee/library"
)

// absent is the stamp of a file that is not there.
var absent = library.FileStamp{Size: -1}

// stampOf is a file's stamp.
func stampOf(info fs.FileInfo) library.FileStamp {
	return library.FileStamp{Size: info.Size(), MTime: info.ModTime().UnixNano()}
}

// survey is what file sizes and times say about a bundle, compared with its
// record. No data is read.
type survey struct {
	b       *bundle
	rec     *library.PieceRecord // nil when there is none
	done    bitmap               // shared with rec until a bit is taken back
	owned   bool                 // done is no longer shared
	suspect bitmap               // pieces that may have data nobody verified; nil for none
	at      []where
	stamps  []library.FileStamp
	lost    []int // files that had recorded pieces which cannot be trusted
	gone    bool  // the media folder is not there
}

// look surveys the bundle's files. op is held, and gate or nothing else uses
// the bundle yet.
func (b *bundle) look() *survey {
	s := &survey{
		b: b, rec: b.rec,
		at:     make([]where, len(b.files)),
		stamps: make([]library.FileStamp, len(b.files)),
	}
	if b.rec != nil {
		s.done = bitmap(b.rec.Done).sized(b.pieces)
	} else {
		s.done, s.owned = newBitmap(b.pieces), true
	}
	for i := range s.stamps {
		s.stamps[i] = absent
	}
	if s.gone = !b.rootHere(); s.gone {
		return s
	}
	for i := range b.files {
		if !b.files[i].pad {
			s.compare(i)
		}
	}
	if s.suspect != nil {
		s.weigh()
	}
	return s
}

// find tells under which name file i lies. A whole file bears its final name;
// when both names exist, one of the right size and then the unfinished one wins.
func (b *bundle) find(i int) (where, library.FileStamp) {
	info, err := b.d.fs.Stat(b.final(i))
	final := err == nil && info.Mode().IsRegular()
	if final && info.Size() == b.files[i].length {
		return isFinal, stampOf(info)
	}
	if part, err := b.d.fs.Stat(b.part(i)); err == nil && part.Mode().IsRegular() {
		return isPart, stampOf(part)
	}
	if final {
		return isFinal, stampOf(info)
	}
	return isAbsent, absent
}

// compare holds file i against the record: it takes back the pieces that are not
// there and suspects those that may be there unverified.
func (s *survey) compare(i int) {
	f := &s.b.files[i]
	s.at[i], s.stamps[i] = s.b.find(i)
	if f.length == 0 {
		return
	}
	trusted := s.trusts(i)
	if from := s.distrusted(i, trusted); s.takeBack(from, int(f.to)) > 0 {
		s.lost = append(s.lost, i)
	}
	if s.at[i] == isAbsent || trusted && !s.rec.Dirty {
		return
	}
	if s.suspect == nil {
		s.suspect = newBitmap(s.b.pieces)
	}
	for p := int(f.from); p < int(f.to); p++ {
		s.suspect.set(p)
	}
}

// trusts reports whether file i is as we left it: its stamp is the recorded one,
// or it is unfinished and we were writing it when we were interrupted.
func (s *survey) trusts(i int) bool {
	switch {
	case s.rec == nil || s.at[i] == isAbsent:
		return false
	case s.rec.Dirty && s.at[i] == isPart:
		return true
	}
	return i < len(s.rec.Files) && s.rec.Files[i] == s.stamps[i]
}

// distrusted is the first piece of file i that the record cannot speak for.
func (s *survey) distrusted(i int, trusted bool) int {
	f := &s.b.files[i]
	switch {
	case !trusted:
		return int(f.from)
	case s.stamps[i].Size >= f.length:
		return int(f.to)
	}
	return int((f.off + s.stamps[i].Size) / s.b.pieceLen)
}

// takeBack clears done pieces and returns how many there were.
func (s *survey) takeBack(from, to int) (n int) {
	for p := from; p < to; p++ {
		if !s.done.has(p) {
			continue
		}
		if !s.owned {
			s.done, s.owned = s.done.clone(), true
		}
		s.done.clear(p)
		n++
	}
	return n
}

// weigh drops the suspects that lack data in one of their files.
func (s *survey) weigh() {
	for i := range s.b.files {
		f := &s.b.files[i]
		if f.pad || f.length == 0 {
			continue
		}
		held := s.held(i)
		for p := int(f.from); p < int(f.to); p++ {
			if !held.has(p - int(f.from)) {
				s.suspect.clear(p)
			}
		}
	}
}

// held are the pieces of file i, counted from its first, that have some data in
// it.
func (s *survey) held(i int) bitmap {
	f := &s.b.files[i]
	out := newBitmap(int(f.to - f.from))
	if s.at[i] == isAbsent {
		return out
	}
	s.b.d.eachData(s.b.name(i, s.at[i]), f.length, func(start, end int64) {
		from, to := s.b.within(i, start, end)
		for p := from; p < to; p++ {
			out.set(p - int(f.from))
		}
	})
	return out
}

// eachData calls f for the ranges of a file that hold data, up to a length, and
// reports whether it could tell.
func (d *Disk) eachData(name string, length int64, f func(start, end int64)) bool {
	h, err := d.fs.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		d.log.Warn("cannot look for data", "file", name, "err", err)
		return false
	}
	defer d.shut(h, name)
	for off := int64(0); off < length; {
		start, end, err := h.Data(off)
		if errors.Is(err, io.EOF) || err == nil && start >= length {
			return true
		}
		if err != nil {
			d.log.Warn("cannot tell data from holes", "file", name, "err", err)
			return false
		}
		f(start, min(end, length))
		off = max(end, off+1)
	}
	return true
}

// adopt makes a survey the bundle's state. gate and mu are held.
func (b *bundle) adopt(s *survey) {
	b.done, b.unknown, b.unknowns, b.saved = s.done, nil, 0, nil
	b.fresh, b.finish = nil, nil
	b.changed, b.told = false, nil
	b.gone.Store(s.gone)
	b.session.Store(b.rec != nil && b.rec.Dirty)
	for p := range b.pieces {
		if s.suspect.has(p) && !b.done.has(p) {
			b.wonder(p)
		}
	}
	for i := range b.files {
		f := &b.files[i]
		f.at, f.stamp = s.at[i], s.stamps[i]
		f.unsynced, f.written, f.plugged, f.settled = false, false, false, false
		f.left = int32(b.done.missing(int(f.from), int(f.to)))
		if f.pad || f.length == 0 || f.left > 0 {
			continue
		}
		switch f.at {
		case isFinal:
			f.settled = true
		case isPart:
			b.finish = append(b.finish, i)
			b.d.arm(b)
		}
	}
}
