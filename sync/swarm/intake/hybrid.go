package intake

import (
	"crypto/sha256"
	"math/bits"
	"slices"

	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"
)

// checkHybrid demands that the two views of a hybrid torrent (BEP 52, "Upgrade
// Path") describe the same bytes: the same files in the same order at the same
// offsets, the v1 list with padding between them. Clients mix the two views, and
// a torrent whose views differ would show one file and store another. It returns
// the v2 files, which is what Info.UpvertedFiles() gives.
func checkHybrid(info *metainfo.Info, v1 []metainfo.FileInfo) ([]metainfo.FileInfo, error) {
	if bits.OnesCount64(uint64(info.PieceLength)) != 1 {
		return nil, bad("the piece length of a v2 torrent is a power of two")
	}
	if err := info.FileTree.Validate(); err != nil {
		return nil, bad("its file tree: %s", quote(err.Error()))
	}
	if err := checkTree(&info.FileTree); err != nil {
		return nil, err
	}
	v2 := slices.Collect(info.UpvertedFilesIter())
	next := 0
	for i := range v1 {
		if isFiller(v1[i]) {
			continue
		}
		if next == len(v2) || !sameFile(info, v1[i], v2[next]) {
			return nil, bad("its v1 and v2 parts differ")
		}
		next++
	}
	if next != len(v2) || info.NumPieces() != len(info.Pieces)/20 {
		return nil, bad("its v1 and v2 parts differ")
	}
	return v2, checkEmpty(v2)
}

// checkEmpty refuses empty files behind others. They are legal, but the client
// takes them for part of the piece before them, which in a hybrid torrent belongs
// to one file only, and panics.
func checkEmpty(v2 []metainfo.FileInfo) error {
	started := false
	for _, f := range v2 {
		if f.Length == 0 && started {
			return bad("a hybrid torrent with empty files cannot be used")
		}
		started = started || f.Length > 0
	}
	return nil
}

// isFiller tells the padding that only the v1 view has. A link stands in both.
func isFiller(f metainfo.FileInfo) bool {
	return isPadding(metainfo.FileInfo{
		Path: f.Path, PathUtf8: f.PathUtf8, Length: max(1, f.Length),
		ExtendedFileAttrs: f.ExtendedFileAttrs,
	})
}

func sameFile(info *metainfo.Info, v1, v2 metainfo.FileInfo) bool {
	path := v1.Path
	if len(info.Files) == 0 {
		path = []string{info.Name}
	}
	if !slices.Equal(path, v2.Path) && !slices.Equal(v1.PathUtf8, v2.Path) {
		return false
	}
	return v1.Length == v2.Length && (v1.Length == 0 || v1.TorrentOffset == v2.TorrentOffset)
}

// checkTree refuses dangerous names and sums that overflow before the library
// walks the tree with them.
func checkTree(tree *metainfo.FileTree) error {
	files, total := 0, int64(0)
	var err error
	tree.Walk(nil, func(path []string, node *metainfo.FileTree) {
		if err != nil || node.IsDir() {
			return
		}
		files++
		if files > maxFiles {
			err = bad("it has more than %d files", maxFiles)
		} else if node.File.Length > maxLength-total {
			err = bad("its files are larger than %d TiB", maxLength>>40)
		} else {
			total += node.File.Length
			err = checkAttack(path)
		}
	})
	return err
}

// checkLayers verifies the piece layers, the v2 hashes of files above one piece,
// against the roots in the info dictionary. They are not part of what the
// infohash covers. Missing or costly ones are left away: the v1 hashes do.
func checkLayers(mi *metainfo.MetaInfo, info *metainfo.Info, files []metainfo.FileInfo) error {
	if !info.HasV2() || len(mi.PieceLayers) == 0 {
		mi.PieceLayers = nil
		return nil
	}
	perFile, cost := info.PieceLength/merkle.BlockSize, int64(0)
	for _, f := range files {
		if f.Length > info.PieceLength {
			cost += perFile + 2*(f.Length/info.PieceLength+1)
		}
	}
	if cost > maxMerkle {
		mi.PieceLayers = nil
		return nil
	}
	pad := metainfo.HashForPiecePad(info.PieceLength)
	for _, f := range files {
		if f.Length <= info.PieceLength {
			continue
		}
		layer, ok := mi.PieceLayers[string(f.PiecesRoot.Value[:])]
		if !ok {
			mi.PieceLayers = nil
			return nil
		}
		if !layerMatches(layer, f, info.PieceLength, pad) {
			return bad("its v2 piece hashes do not match")
		}
	}
	return nil
}

func layerMatches(layer string, f metainfo.FileInfo, pieceLength int64, pad [sha256.Size]byte) bool {
	pieces := (f.Length + pieceLength - 1) / pieceLength
	if int64(len(layer)) != pieces*sha256.Size {
		return false
	}
	hashes, err := merkle.CompactLayerToSliceHashes(layer)
	return err == nil && merkle.RootWithPadHash(hashes, pad) == f.PiecesRoot.Value
}
