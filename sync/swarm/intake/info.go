package intake

import (
	"slices"
	"strings"

	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// checkInfo refuses an info dictionary that a client could not work with, and
// returns its files as Info.UpvertedFiles() does.
func checkInfo(info *metainfo.Info) ([]metainfo.FileInfo, error) {
	if !hasV1(info) {
		if info.MetaVersion >= 2 || len(info.FileTree.Dir) > 0 {
			return nil, &library.Error{Code: library.CodeV2Only}
		}
		return nil, bad("it has no piece hashes")
	}
	if err := checkPieces(info); err != nil {
		return nil, err
	}
	if err := checkNames(info); err != nil {
		return nil, err
	}
	v1 := slices.Collect(info.UpvertedV1Files())
	if err := checkLengths(info, v1); err != nil {
		return nil, err
	}
	if !info.HasV2() {
		return v1, nil
	}
	return checkHybrid(info, v1)
}

// hasV1 is stricter than the library: only v1 hashes make a v1 torrent.
func hasV1(info *metainfo.Info) bool { return len(info.Pieces) > 0 }

func checkPieces(info *metainfo.Info) error {
	if info.PieceLength < minPiece || info.PieceLength > maxPiece {
		return bad("its piece length is %d bytes, allowed are %d to %d", info.PieceLength, minPiece, maxPiece)
	}
	if len(info.Pieces)%20 != 0 {
		return bad("its piece hashes are cut off")
	}
	if len(info.Pieces)/20 > maxPieces {
		return bad("it has more than %d pieces", maxPieces)
	}
	return nil
}

// checkNames looks at every name a program might use, not only at the best one.
func checkNames(info *metainfo.Info) error {
	if len(info.Files) > maxEntries {
		return bad("it has more than %d files", maxFiles)
	}
	if info.BestName() == "" {
		return bad("it has no name")
	}
	for _, name := range []string{info.Name, info.NameUtf8} {
		if err := checkAttack([]string{name}); err != nil {
			return err
		}
	}
	for i := range info.Files {
		f := &info.Files[i]
		if len(f.BestPath()) == 0 && !isPadding(*f) {
			return bad("a file has no name")
		}
		for _, path := range [][]string{f.Path, f.PathUtf8} {
			if err := checkAttack(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLengths compares the files' lengths with the number of piece hashes.
func checkLengths(info *metainfo.Info, files []metainfo.FileInfo) error {
	if info.Length != 0 && len(info.Files) > 0 {
		return bad("it is both a single file and a folder")
	}
	var total int64
	for _, f := range files {
		if f.Length < 0 {
			return bad("a file has a negative length")
		}
		if f.Length > maxLength-total {
			return bad("its files are larger than %d TiB", maxLength>>40)
		}
		total += f.Length
	}
	if total == 0 {
		return bad("it holds no file")
	}
	if want := (total + info.PieceLength - 1) / info.PieceLength; want != int64(len(info.Pieces)/20) {
		return bad("%d bytes need %d pieces, it has %d", total, want, len(info.Pieces)/20)
	}
	return nil
}

// isPadding tells files that only fill up a piece (BEP 47, and the older custom
// of a telling name), and links, which have no bytes of their own.
func isPadding(f metainfo.FileInfo) bool {
	if strings.ContainsRune(f.Attr, 'p') {
		return true
	}
	if f.Length == 0 && strings.ContainsRune(f.Attr, 'l') {
		return true
	}
	path := f.BestPath()
	return len(path) > 0 && strings.HasPrefix(path[len(path)-1], "_____padding_file_")
}
