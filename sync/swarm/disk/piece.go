package disk

import (
	"io"
	"sync"

	"github.com/anacrolix/torrent/storage"
)

// piece is one piece of a bundle as the client sees it.
type piece struct {
	b *bundle
	i int
}

var (
	_ storage.PieceImpl     = piece{}
	_ io.WriterTo           = piece{}
	_ storage.TorrentReader = reader{}
)

// ReadAt reads at an offset within the piece.
func (p piece) ReadAt(buf []byte, off int64) (int, error) {
	return p.b.readAt(buf, int64(p.i)*p.b.pieceLen+off)
}

// WriteAt writes at an offset within the piece.
func (p piece) WriteAt(buf []byte, off int64) (int, error) {
	return p.b.writeAt(buf, int64(p.i)*p.b.pieceLen+off)
}

// Completion tells what is known of the piece. It never waits for the disk.
func (p piece) Completion() storage.Completion {
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	switch {
	case p.b.gone.Load(): // never shown as here, never hashed
		return storage.Completion{Ok: true}
	case p.b.unknown.has(p.i):
		return storage.Completion{}
	}
	return storage.Completion{Ok: true, Complete: p.b.done.has(p.i)}
}

// MarkComplete notes that the piece was verified. It will be recorded when its
// data is synced; it never waits for that.
func (p piece) MarkComplete() error { return p.b.verdict(p.i, true) }

// MarkNotComplete notes that the piece failed its hash.
func (p piece) MarkNotComplete() error { return p.b.verdict(p.i, false) }

// hashBuffer is what hashing reads at once.
const hashBuffer = 128 << 10

// buffers are reused between hashers.
type buffers struct{ pool sync.Pool }

func (bs *buffers) get() *[]byte {
	if buf, ok := bs.pool.Get().(*[]byte); ok {
		return buf
	}
	buf := make([]byte, hashBuffer)
	return &buf
}

// WriteTo writes the whole piece to w, to be hashed.
func (p piece) WriteTo(w io.Writer) (n int64, err error) {
	buf := p.b.d.buffers.get()
	defer p.b.d.buffers.pool.Put(buf)
	start, end, err := p.b.bounds(p.i)
	if err != nil {
		return 0, err
	}
	for start+n < end {
		chunk := (*buf)[:min(hashBuffer, end-start-n)]
		got, err := p.b.readAt(chunk, start+n)
		if err != nil {
			return n, err
		}
		wrote, err := w.Write(chunk[:got])
		n += int64(wrote)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// reader reads a whole bundle without a stop at its pieces.
type reader struct{ b *bundle }

// ReadAt reads at an offset within the bundle.
func (r reader) ReadAt(buf []byte, off int64) (int, error) { return r.b.readAt(buf, off) }

// Close has nothing to do: descriptors close themselves.
func (r reader) Close() error { return nil }
