package publish

import (
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

// file is one file of the torrent.
type file struct {
	path   library.ItemPath
	length int64
	hashes pieces.Hashes
}

// byTree orders files as a file tree does (BEP 52): by the names on their way, not
// by the characters of the whole path.
func byTree(a, b file) int {
	return slices.Compare(strings.Split(string(a.path), "/"), strings.Split(string(b.path), "/"))
}

// padding is the folder that files between the real ones pretend to lie in (BEP 47).
const padding = ".pad"

// layout is what a torrent is made of.
type layout struct {
	name               string
	piece              int64
	files              []file
	trackers, webseeds []string
	v1Only             bool
}

// gap is how much padding follows a file.
func (l layout) gap(f file) int64 { return (l.piece - f.length%l.piece) % l.piece }

// gaps are the sizes of all padding, each once.
func (l layout) gaps() (sizes []int64) {
	for _, f := range l.files[:len(l.files)-1] { // nothing follows the last that would have to be moved
		if gap := l.gap(f); gap > 0 && !slices.Contains(sizes, gap) {
			sizes = append(sizes, gap)
		}
	}
	return sizes
}

func padName(gap int64) []string { return []string{padding, strconv.FormatInt(gap, 10)} }

// torrent makes a torrent of a folder's files, a hybrid one unless v1 alone is
// wanted. The two views describe the same bytes: the same files in the same order,
// each at a piece of its own, filled up in the first view by padding.
func (l layout) torrent() ([]byte, library.BundleID, error) {
	slices.SortFunc(l.files, byTree)
	info := metainfo.Info{Name: l.name, PieceLength: l.piece}
	tree, layers := map[string]metainfo.FileTree{}, map[string]string{}
	for i, f := range l.files {
		path := strings.Split(string(f.path), "/")
		info.Files = append(info.Files, metainfo.FileInfo{Length: f.length, Path: path})
		hang(tree, path, metainfo.FileTreeFile{Length: f.length, PiecesRoot: string(f.hashes.Root)})
		if len(f.hashes.Layer) > 0 {
			layers[string(f.hashes.Root)] = string(f.hashes.Layer)
		}
		if i == len(l.files)-1 {
			info.Pieces = append(append(info.Pieces, f.hashes.V1[:len(f.hashes.V1)-sha1.Size]...), f.hashes.Tail...)
			break
		}
		info.Pieces = append(info.Pieces, f.hashes.V1...)
		if gap := l.gap(f); gap > 0 {
			pad := metainfo.FileInfo{Length: gap, Path: padName(gap)}
			pad.Attr = "p"
			info.Files = append(info.Files, pad)
		}
	}
	whole := metainfo.MetaInfo{UrlList: l.webseeds, CreatedBy: "Matinee", Encoding: "UTF-8"}
	if !l.v1Only {
		info.MetaVersion, info.FileTree, whole.PieceLayers = 2, metainfo.FileTree{Dir: tree}, layers
	}
	return l.write(&info, &whole)
}

func (l layout) write(info *metainfo.Info, whole *metainfo.MetaInfo) ([]byte, library.BundleID, error) {
	var err error
	if whole.InfoBytes, err = bencode.Marshal(info); err != nil {
		return nil, "", fmt.Errorf("write the torrent: %w", err)
	}
	if len(l.trackers) > 0 {
		whole.Announce = l.trackers[0]
	}
	for _, t := range l.trackers {
		whole.AnnounceList = append(whole.AnnounceList, []string{t})
	}
	raw, err := bencode.Marshal(whole)
	if err != nil {
		return nil, "", fmt.Errorf("write the torrent: %w", err)
	}
	return raw, library.BundleID(fmt.Sprintf("%x", sha1.Sum(whole.InfoBytes))), nil
}

// hang puts a file into the tree.
func hang(tree map[string]metainfo.FileTree, path []string, f metainfo.FileTreeFile) {
	for _, folder := range path[:len(path)-1] {
		if _, there := tree[folder]; !there {
			tree[folder] = metainfo.FileTree{Dir: map[string]metainfo.FileTree{}}
		}
		tree = tree[folder].Dir
	}
	tree[path[len(path)-1]] = metainfo.FileTree{File: f}
}
