package intake

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/merkle"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// dict is a bencoded dictionary in the making; bencode sorts its keys.
type dict map[string]any

func encode(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := bencode.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// single is the info dictionary of one file of a piece and a half.
func single(name string) dict {
	return dict{
		"name": name, "length": 3 * minPiece / 2, "piece length": minPiece,
		"pieces": strings.Repeat("h", 40),
	}
}

// folder is the info dictionary of files of one byte each.
func folder(paths ...[]string) dict {
	files := []any{}
	for _, p := range paths {
		files = append(files, dict{"length": 1, "path": p})
	}
	pieces := (len(paths) + minPiece - 1) / minPiece
	return dict{"name": "folder", "files": files, "piece length": minPiece, "pieces": strings.Repeat("h", 20*pieces)}
}

func with(d dict, key string, value any) dict {
	out := dict{key: value}
	for k, v := range d {
		if k != key {
			out[k] = v
		}
	}
	if value == nil {
		delete(out, key)
	}
	return out
}

func torrentOf(t testing.TB, info dict) []byte {
	t.Helper()
	return encode(t, dict{"info": info})
}

func wantCode(t *testing.T, err error, code library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != code {
		t.Fatalf("error %v, want %s", err, code)
	}
}

// treeFile is one file of a hybrid torrent; its content is its name repeated.
type treeFile struct {
	path   []string
	length int64
}

// hybrid builds a torrent with both views by hand (BEP 52): a file tree, piece
// layers, and v1 files with padding after each file but the last.
func hybrid(t testing.TB, files ...treeFile) (info, layers dict) {
	t.Helper()
	tree, v1, layers, pieces := dict{}, []any{}, dict{}, 0
	for i, f := range files {
		root, layer := fileHashes(f)
		node := tree
		for _, dir := range f.path[:len(f.path)-1] {
			if node[dir] == nil {
				node[dir] = dict{}
			}
			node = node[dir].(dict)
		}
		node[f.path[len(f.path)-1]] = dict{"": dict{"length": f.length, "pieces root": string(root[:])}}
		if f.length > minPiece {
			layers[string(root[:])] = layer
		}
		v1 = append(v1, dict{"length": f.length, "path": f.path})
		pieces += int((f.length + minPiece - 1) / minPiece)
		if pad := -f.length & (minPiece - 1); pad > 0 && i < len(files)-1 {
			v1 = append(v1, dict{"length": pad, "path": []string{".pad", fmt.Sprint(pad)}, "attr": "p"})
		}
	}
	return dict{
		"name": "hybrid", "piece length": minPiece, "meta version": 2, "file tree": tree,
		"files": v1, "pieces": strings.Repeat("h", 20*pieces),
	}, layers
}

// fileHashes computes root and layer; with pieces of one block the layer is the
// list of block hashes.
func fileHashes(f treeFile) (root [32]byte, layer string) {
	var blocks [][32]byte
	content := []byte(strings.Repeat("x", int(f.length)))
	for len(content) > 0 {
		n := min(len(content), merkle.BlockSize)
		sum := sha256.Sum256(content[:n])
		blocks = append(blocks, sum)
		layer += string(sum[:])
		content = content[n:]
	}
	return merkle.RootWithPadHash(blocks, metainfo.HashForPiecePad(minPiece)), layer
}
