package intake

import (
	"slices"
	"strings"
	"testing"

	"matinee/library"
)

func sample(t testing.TB) (info, layers dict) {
	return hybrid(t,
		treeFile{[]string{"a.mp4"}, 3*minPiece + 5},
		treeFile{[]string{"subs", "a.srt"}, 77},
		treeFile{[]string{"z.mkv"}, 2 * minPiece},
	)
}

func TestReadHybrid(t *testing.T) {
	info, layers := sample(t)
	got, err := Read(encode(t, dict{"info": info, "piece layers": layers}))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Hybrid || !slices.Equal(got.Paths, []string{"a.mp4", "subs/a.srt", "z.mkv"}) {
		t.Errorf("%+v", got.Paths)
	}
	if got.Length != 5*minPiece+5+77 || len(got.MetaInfo.PieceLayers) != 2 {
		t.Errorf("length %d, %d layers", got.Length, len(got.MetaInfo.PieceLayers))
	}
	for i, f := range got.Info.UpvertedFiles() {
		if got.Items[i].Length != f.Length {
			t.Errorf("item %d has %d bytes, the client sees %d", i, got.Items[i].Length, f.Length)
		}
	}
}

func TestReadHybridSingleFile(t *testing.T) {
	info, _ := hybrid(t, treeFile{[]string{"film.mp4"}, 100})
	delete(info, "files")
	info["length"], info["name"] = 100, "film.mp4"
	got, err := Read(torrentOf(t, info))
	if err != nil || !slices.Equal(got.Paths, []string{"film.mp4"}) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestReadV2Only(t *testing.T) {
	info, layers := sample(t)
	delete(info, "files")
	delete(info, "pieces")
	_, err := Read(encode(t, dict{"info": info, "piece layers": layers}))
	wantCode(t, err, library.CodeV2Only)
}

func TestReadHybridEmptyFiles(t *testing.T) {
	full := func(name string) treeFile { return treeFile{[]string{name}, minPiece} }
	for empty, ok := range map[string]bool{"0 first": true, "m middle": false, "z last": false} {
		files := []treeFile{full("a"), full("n"), {[]string{empty}, 0}}
		slices.SortFunc(files, func(x, y treeFile) int { return slices.Compare(x.path, y.path) })
		info, _ := hybrid(t, files...)
		delete(info["file tree"].(dict)[empty].(dict)[""].(dict), "pieces root")
		got, err := Read(torrentOf(t, info))
		if ok {
			if err != nil || len(got.Items) != 3 {
				t.Errorf("%s: %v", empty, err)
			}
			continue
		}
		wantCode(t, err, library.CodeBadTorrent)
	}
}

func TestReadHybridRefuses(t *testing.T) {
	cases := map[string]func(info, layers dict){
		"other length":   func(info, _ dict) { info["files"].([]any)[2].(dict)["length"] = 78 },
		"other name":     func(info, _ dict) { info["files"].([]any)[0].(dict)["path"] = []string{"b.mp4"} },
		"no padding":     func(info, _ dict) { info["files"] = slices.Delete(info["files"].([]any), 1, 2) },
		"file missing":   func(info, _ dict) { delete(info["file tree"].(dict), "z.mkv") },
		"odd pieces":     func(info, _ dict) { info["piece length"] = minPiece + 1 },
		"short root":     func(info, _ dict) { leaf(info)["pieces root"] = "short" },
		"negative":       func(info, _ dict) { leaf(info)["length"] = -1 },
		"huge":           func(info, _ dict) { leaf(info)["length"] = 1 << 59 },
		"tree traversal": func(info, _ dict) { tree := info["file tree"].(dict); tree[".."] = tree["subs"] },
		"wrong layer": func(_, layers dict) {
			for root, layer := range layers {
				layers[root] = strings.Repeat("x", len(layer.(string)))
			}
		},
		"short layer": func(_, layers dict) {
			for root := range layers {
				layers[root] = "x"
			}
		},
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			info, layers := sample(t)
			spoil(info, layers)
			_, err := Read(encode(t, dict{"info": info, "piece layers": layers}))
			wantCode(t, err, library.CodeBadTorrent)
		})
	}
}

func leaf(info dict) dict {
	return info["file tree"].(dict)["a.mp4"].(dict)[""].(dict)
}
