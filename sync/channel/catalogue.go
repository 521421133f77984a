package channel

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
	"matinee/library/format"
)

// Bounds of a catalogue and of what is in it. Documents have their own.
const (
	MaxCatalogue = 512 << 20 // bytes
	MaxTorrent   = 16 << 20  // of a bundle's .torrent
	MaxPicture   = 1 << 20   // of a poster
)

// Catalogue is the torrent that a channel is packed into.
type Catalogue struct {
	Infohash library.BundleID
	Torrent  []byte
}

// Objects are the objects that a channel names.
func Objects(c format.Channel) map[library.Digest]bool { return objectsOf(c) }

// objectsOf are the objects that a channel names.
func objectsOf(c format.Channel) map[library.Digest]bool {
	all := map[library.Digest]bool{}
	for _, l := range c.Bundles {
		for _, d := range []library.Digest{l.Manifest, l.Terms, l.Torrent, l.Poster} {
			all[d] = true
		}
	}
	all[c.Image] = true
	delete(all, "")
	return all
}

// pack makes the torrent of a channel, whose objects lie in the folder: BitTorrent
// v1, the channel first, then the objects by name. The same channel always gives
// the same torrent.
func pack(f Folder, c format.Signed[format.Channel]) (Catalogue, error) {
	info := metainfo.Info{Name: "catalogue"}
	state := c.Bytes()
	add := func(size int64, path ...string) {
		info.Files = append(info.Files, metainfo.FileInfo{Length: size, Path: path})
	}
	add(int64(len(state)), channelFile)
	total := int64(len(state))
	objects := slices.Sorted(maps.Keys(objectsOf(c.Doc)))
	for _, d := range objects {
		stat, err := os.Stat(f.object(d))
		if err != nil {
			return Catalogue{}, fmt.Errorf("pack object %s: %w", d, err)
		}
		add(stat.Size(), objectDir, string(d))
		if total += stat.Size(); total > MaxCatalogue {
			return Catalogue{}, library.Errorf(library.CodeBadDocument, "the catalogue would have more than %s", library.Bytes(MaxCatalogue))
		}
	}
	info.PieceLength = pieceLength(total)
	sums := &pieceSums{size: info.PieceLength, hash: sha1.New()}
	if _, err := sums.Write(state); err != nil {
		return Catalogue{}, err
	}
	for i, d := range objects {
		if err := sums.file(f.object(d), info.Files[i+1].Length); err != nil {
			return Catalogue{}, fmt.Errorf("pack object %s: %w", d, err)
		}
	}
	info.Pieces = sums.end()
	raw, err := bencode.Marshal(&info)
	if err != nil {
		return Catalogue{}, fmt.Errorf("pack a catalogue: %w", err)
	}
	mi := metainfo.MetaInfo{InfoBytes: raw}
	var out bytes.Buffer
	if err := mi.Write(&out); err != nil {
		return Catalogue{}, fmt.Errorf("pack a catalogue: %w", err)
	}
	return Catalogue{Infohash: library.BundleID(mi.HashInfoBytes().HexString()), Torrent: out.Bytes()}, nil
}

// pieceLength is small, since a follower fetches the few new objects only, and what
// lies in the same pieces comes along.
func pieceLength(total int64) int64 {
	switch {
	case total <= 32<<20:
		return 16 << 10
	case total <= 256<<20:
		return 64 << 10
	}
	return 128 << 10
}

// pieceSums hashes what is written in pieces.
type pieceSums struct {
	size, in int64
	hash     interface {
		io.Writer
		Sum([]byte) []byte
		Reset()
	}
	sums []byte
}

func (p *pieceSums) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		part := min(int64(len(b)), p.size-p.in)
		if _, err := p.hash.Write(b[:part]); err != nil {
			return 0, err
		}
		b, p.in = b[part:], p.in+part
		if p.in == p.size {
			p.cut()
		}
	}
	return n, nil
}

func (p *pieceSums) cut() {
	p.sums = p.hash.Sum(p.sums)
	p.hash.Reset()
	p.in = 0
}

func (p *pieceSums) end() []byte {
	if p.in > 0 {
		p.cut()
	}
	return p.sums
}

// file hashes a file that must have the size it had.
func (p *pieceSums) file(path string, size int64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	n, err := io.Copy(p, io.LimitReader(f, size+1))
	if err == nil && n != size {
		err = fmt.Errorf("it has %d bytes, not %d", n, size)
	}
	return err
}

// torrentID is the infohash of a .torrent.
func torrentID(raw []byte) (id library.BundleID, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = library.Errorf(library.CodeBadTorrent, "it cannot be read")
		}
	}()
	mi, err := metainfo.Load(bytes.NewReader(raw))
	if err != nil {
		return "", library.Errorf(library.CodeBadTorrent, "it cannot be read")
	}
	return library.BundleID(mi.HashInfoBytes().HexString()), nil
}
