package disk

import (
	"context"
	"strings"

	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/storage"

	"matinee/library"
)

var _ storage.ClientImpl = (*Disk)(nil)

// OpenTorrent opens the bundle with that infohash, which must have been placed.
// It looks at each file's size and time and reads no data. The client may hold
// its lock meanwhile.
func (d *Disk) OpenTorrent(_ context.Context, info *metainfo.Info, hash metainfo.Hash) (storage.TorrentImpl, error) {
	b, err := d.need(library.BundleID(hash.HexString()))
	if err != nil {
		return storage.TorrentImpl{}, err
	}
	b.op.Lock()
	defer b.op.Unlock()
	if d.ended() {
		return storage.TorrentImpl{}, b.errClosed()
	}
	if b.deleted {
		return storage.TorrentImpl{}, library.Errorf(library.CodeNotFound, "%s was deleted", b.id)
	}
	if b.files == nil {
		if err := b.load(info); err != nil {
			return storage.TorrentImpl{}, err
		}
	}
	b.gen++
	gen := b.gen
	return storage.TorrentImpl{
		Piece:     func(p metainfo.Piece) storage.PieceImpl { return piece{b, p.Index()} },
		Close:     func() error { return b.close(gen) },
		NewReader: func() storage.TorrentReader { return reader{b} },
	}, nil
}

// load takes over the metainfo and the record. op is held.
func (b *bundle) load(info *metainfo.Info) error {
	files, length, err := layFiles(info, b.place.Paths)
	if err != nil {
		return err
	}
	b.gate.Lock()
	b.files, b.length = files, length
	if b.pieceLen != info.PieceLength || b.pieces != info.NumPieces() { // they never change
		b.pieceLen, b.pieces = info.PieceLength, info.NumPieces()
	}
	found := b.look()
	b.mu.Lock()
	b.adopt(found)
	b.mu.Unlock()
	b.gate.Unlock()
	b.tell(found)
	return nil
}

// tell reports what a survey found wrong.
func (b *bundle) tell(s *survey) {
	if s.gone {
		b.report(b.goneError(nil))
	}
	for _, i := range s.lost {
		f := &b.files[i]
		err := library.Errorf(library.CodeFilesChanged, "%s", b.place.Paths[i])
		b.d.changed(Change{ID: b.id, Item: i, From: int(f.from), To: int(f.to), Err: err})
	}
}

// layFiles puts the files of the metainfo in a row and checks their bounds.
func layFiles(info *metainfo.Info, paths []string) ([]file, int64, error) {
	infos := info.UpvertedFiles()
	if len(infos) != len(paths) {
		return nil, 0, library.Errorf(library.CodeInternal, "%d files and %d paths", len(infos), len(paths))
	}
	if info.PieceLength <= 0 {
		return nil, 0, library.Errorf(library.CodeBadTorrent, "piece length %d", info.PieceLength)
	}
	pieces := int64(info.NumPieces())
	files := make([]file, len(infos))
	var end int64
	for i := range infos {
		f, fi := &files[i], &infos[i]
		f.off, f.length = end, fi.Length
		if info.HasV2() {
			f.off = fi.TorrentOffset
		}
		f.pad, f.link = strings.Contains(fi.Attr, "p"), strings.Contains(fi.Attr, "l")
		if f.length < 0 || f.off < end || f.length > pieces*info.PieceLength-f.off {
			return nil, 0, library.Errorf(library.CodeBadTorrent, "file %d lies outside of the pieces", i)
		}
		if !f.pad && paths[i] == "" {
			return nil, 0, library.Errorf(library.CodeInternal, "item %d has no path", i)
		}
		end = f.off + f.length
		f.from = int32(f.off / info.PieceLength)
		f.to = int32((end + info.PieceLength - 1) / info.PieceLength)
		if f.length == 0 {
			f.to = f.from
		}
	}
	return files, end, nil
}

// close ends the opening gen: what is verified is synced and recorded, and the
// record says that all is in order. The client calls it without its lock.
func (b *bundle) close(gen int) error {
	b.op.Lock()
	defer b.op.Unlock()
	if b.gen != gen || !b.open() {
		return nil
	}
	return b.end(context.Background())
}

// end is close for an opening that is known to be the last. op is held.
func (b *bundle) end(ctx context.Context) error {
	err := b.d.commit(ctx, []*bundle{b}, true)
	b.unload()
	return err
}

// unload forgets the open state; the record stays. op is held.
func (b *bundle) unload() {
	b.gate.Lock()
	defer b.gate.Unlock()
	b.dropHandles()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files, b.done, b.unknown, b.unknowns, b.saved = nil, nil, nil, 0, nil
	b.changed, b.dirs, b.told, b.fresh, b.finish = false, nil, nil, nil, nil
	b.gone.Store(false)
	b.d.disarm(b)
}
