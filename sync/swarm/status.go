package swarm

import (
	"github.com/anacrolix/torrent"

	"matinee/library"
)

// StreamStatus tells what reading an item at offset waits for, with window bytes
// from there as the urgent part.
func (e *Engine) StreamStatus(id library.BundleID, index int, offset, window int64) (library.StreamStatus, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	en, err := e.find(id)
	if err != nil {
		return library.StreamStatus{}, err
	}
	b := en.bundle
	offsets := itemOffsets(b, en.aligned)
	for i, item := range b.Items {
		if item.Index != index {
			continue
		}
		s := library.StreamStatus{Offset: offset, Rate: en.view.down, Peers: en.view.peers}
		have := e.disk.Have(id)
		x := extent{have: have, piece: b.PieceLength, from: offsets[i], length: item.Length}
		s.Have = x.spans()
		s.Ahead = x.ahead(offset)
		s.Complete = len(s.Have) == 1 && s.Have[0] == library.Span{To: item.Length}
		var t *torrent.Torrent
		if en.opened {
			t = en.t
		}
		s.Needed, s.Missing, s.Bytes = x.urgent(offset, window, t)
		return s, nil
	}
	return library.StreamStatus{}, library.Errorf(library.CodeItemNotFound, "%d", index)
}

// extent is an item's place in the pieces of its torrent.
type extent struct {
	have   []byte
	piece  int64 // piece length
	from   int64 // offset of the item in the torrent
	length int64
}

func (x extent) first() int { return int(x.from / x.piece) }
func (x extent) last() int  { return int((x.from + x.length - 1) / x.piece) }

// spans lists the verified ranges of the item, merged.
func (x extent) spans() []library.Span {
	if x.length <= 0 || x.piece <= 0 {
		return nil
	}
	var out []library.Span
	for i := x.first(); i <= x.last(); i++ {
		if !hasBit(x.have, i) {
			continue
		}
		from := max(int64(i)*x.piece-x.from, 0)
		to := min(int64(i+1)*x.piece-x.from, x.length)
		if n := len(out); n > 0 && out[n-1].To == from {
			out[n-1].To = to
			continue
		}
		out = append(out, library.Span{From: from, To: to})
	}
	return out
}

// ahead counts the verified bytes in a row from offset.
func (x extent) ahead(offset int64) int64 {
	for _, s := range x.spans() {
		if offset >= s.From && offset < s.To {
			return s.To - offset
		}
	}
	return 0
}

// urgent counts the pieces of a window from offset, those missing, and the bytes
// still to come for them.
func (x extent) urgent(offset, window int64, t *torrent.Torrent) (needed, missing int, bytes int64) {
	if x.length <= 0 || offset >= x.length || x.piece <= 0 {
		return 0, 0, 0
	}
	end := min(offset+max(window, 1), x.length)
	for i := int((x.from + offset) / x.piece); i <= int((x.from+end-1)/x.piece); i++ {
		needed++
		if hasBit(x.have, i) {
			continue
		}
		missing++
		if t != nil {
			bytes += t.PieceBytesMissing(i)
			continue
		}
		bytes += x.piece
	}
	return needed, missing, bytes
}

// suspect has the client look at a piece again that could not be read: its file
// was changed, cut or taken away.
func (e *Engine) suspect(en *entry, piece int) {
	e.mu.Lock()
	t, opened := en.t, en.opened
	e.mu.Unlock()
	if t == nil || !opened || piece >= t.NumPieces() {
		return
	}
	e.spawn(func() {
		if err := t.Piece(piece).VerifyDataContext(e.ctx); err != nil {
			e.log.Debug("verify a suspect piece", "piece", piece, "err", err)
		}
		e.mu.Lock()
		en.touch()
		e.mu.Unlock()
	})
}
