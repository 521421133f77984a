package library

// FileStamp is what tells, without reading a file, that it was not changed
// since its pieces were verified.
type FileStamp struct {
	Size  int64 // bytes; negative when the file was not there
	MTime int64 // modification time in Unix nanoseconds
}

// PieceRecord remembers which pieces of a bundle were verified, so that a start
// need not hash everything again.
type PieceRecord struct {
	ID    BundleID
	Done  []byte      // one bit a piece, in the order of a BEP 3 bitfield
	Dirty bool        // writes were under way: what is on disk may differ from Done
	Files []FileStamp // of the items, in order, when the record was made
}

// Has reports whether piece i is verified; it is false beyond the end.
func (r PieceRecord) Has(i int) bool {
	if i < 0 || i/8 >= len(r.Done) {
		return false
	}
	return r.Done[i/8]&bitOf(i) != 0
}

// Set notes whether piece i is verified, growing the bitmap as needed; a
// negative i is ignored.
func (r *PieceRecord) Set(i int, v bool) {
	switch {
	case i < 0:
	case !v:
		if i/8 < len(r.Done) {
			r.Done[i/8] &^= bitOf(i)
		}
	default:
		if grow := i/8 + 1 - len(r.Done); grow > 0 {
			r.Done = append(r.Done, make([]byte, grow)...)
		}
		r.Done[i/8] |= bitOf(i)
	}
}

// bitOf is the mask of piece i in its byte: the high bit is the first (BEP 3).
func bitOf(i int) byte { return 0x80 >> (i % 8) }
