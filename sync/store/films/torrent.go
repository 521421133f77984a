package films

import (
	"cmp"
	"crypto/sha1"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
	"matinee/library/pieces"
)

// Folder is the torrent's name, and where its films lie below a webseed: SHA256 of each is
// its name in there.
const Folder = "spots"

// PieceSize is that of the torrent's pieces.
const PieceSize = 256 << 10

// MaxTorrent bounds the .torrent of a reel, in bytes: one of 500 films of 64 MiB has 7 MB.
const MaxTorrent = 16 << 20

// Film is one of the torrent's.
type Film struct {
	library.Sum
	Pieces pieces.Hashes // in pieces of PieceSize
}

// Torrent makes a hybrid torrent (BEP 52) of films. The same ones always give the same,
// whatever their order. web is the address below which Folder is served, or "".
func Torrent(all []Film, web string) (raw []byte, id library.BundleID, err error) {
	films := slices.Clone(all)
	slices.SortFunc(films, func(a, b Film) int { return cmp.Compare(a.SHA256, b.SHA256) })
	films = slices.CompactFunc(films, func(a, b Film) bool { return a.SHA256 == b.SHA256 })
	info := metainfo.Info{Name: Folder, PieceLength: PieceSize, MetaVersion: 2}
	tree, whole := map[string]metainfo.FileTree{}, metainfo.MetaInfo{CreatedBy: "Matinee", Encoding: "UTF-8", PieceLayers: map[string]string{}}
	for i, f := range films {
		if err := f.check(); err != nil {
			return nil, "", err
		}
		info.Files = append(info.Files, metainfo.FileInfo{Length: f.Length, Path: []string{string(f.SHA256)}})
		tree[string(f.SHA256)] = metainfo.FileTree{File: metainfo.FileTreeFile{Length: f.Length, PiecesRoot: string(f.Pieces.Root)}}
		if len(f.Pieces.Layer) > 0 {
			whole.PieceLayers[string(f.Pieces.Root)] = string(f.Pieces.Layer)
		}
		if i == len(films)-1 { // nothing follows it that would have to be moved
			info.Pieces = append(append(info.Pieces, f.Pieces.V1[:len(f.Pieces.V1)-sha1.Size]...), f.Pieces.Tail...)
			break
		}
		info.Pieces = append(info.Pieces, f.Pieces.V1...)
		if gap := (PieceSize - f.Length%PieceSize) % PieceSize; gap > 0 {
			pad := metainfo.FileInfo{Length: gap, Path: []string{".pad", strconv.FormatInt(gap, 10)}} // BEP 47
			pad.Attr = "p"
			info.Files = append(info.Files, pad)
		}
	}
	info.FileTree = metainfo.FileTree{Dir: tree}
	if whole.InfoBytes, err = bencode.Marshal(&info); err != nil {
		return nil, "", fmt.Errorf("make the torrent of a reel: %w", err)
	}
	if web != "" {
		whole.UrlList = metainfo.UrlList{strings.TrimSuffix(web, "/") + "/"}
	}
	if raw, err = bencode.Marshal(&whole); err != nil {
		return nil, "", fmt.Errorf("make the torrent of a reel: %w", err)
	}
	return raw, library.BundleID(fmt.Sprintf("%x", sha1.Sum(whole.InfoBytes))), nil
}

// check refuses sums that are not of a film of that length.
func (f Film) check() error {
	n := (f.Length + PieceSize - 1) / PieceSize
	layer := n
	if n == 1 {
		layer = 0
	}
	if f.Length < 1 || int64(len(f.Pieces.V1)) != n*sha1.Size || len(f.Pieces.Tail) != sha1.Size || len(f.Pieces.Root) != 32 || int64(len(f.Pieces.Layer)) != layer*32 {
		return library.Errorf(library.CodeBadTorrent, "sums that are not of the film %s of %d bytes", f.SHA256, f.Length)
	}
	return nil
}
