package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// Torrent is metainfo that passed every check.
type Torrent struct {
	// MetaInfo is cleaned: its trackers, webseeds and nodes are those below. Its
	// InfoBytes are as they came, so the infohash stands.
	MetaInfo *metainfo.MetaInfo
	Info     *metainfo.Info
	ID       library.BundleID
	Title    string // one clean line
	// Items are the files to keep. Item.Index is the file's place in
	// Info.UpvertedFiles(), Item.Path is Paths[Index].
	Items []library.Item
	// Paths has one entry for each of Info.UpvertedFiles(): a relative path,
	// slash-separated, safe and unique on every system, or "" for padding
	// (BEP 47), which must not be written.
	Paths    []string
	Trackers [][]string // tiers (BEP 12)
	Webseeds []string   // BEP 19
	Private  bool       // BEP 27: peers only from its trackers
	Hybrid   bool       // BEP 52: its files are aligned to pieces
	Length   int64      // bytes of all items
}

// ReadFile reads the .torrent at path.
func ReadFile(path string) (*Torrent, error) {
	name := quote(filepath.Base(path))
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, library.Errorf(library.CodeBadSource, "there is no file %s", name)
	}
	if err != nil {
		return nil, library.Errorf(library.CodeBadSource, "the file %s cannot be opened: %v", name, err)
	}
	defer func() { _ = f.Close() }()
	raw, err := readRegular(f)
	if err != nil {
		return nil, err
	}
	return Read(raw)
}

// readRegular refuses what is no ordinary file (a device never ends) and what is
// too large, also when it grows while it is read.
func readRegular(f *os.File) ([]byte, error) {
	name := quote(filepath.Base(f.Name()))
	info, err := f.Stat()
	if err != nil {
		return nil, library.Errorf(library.CodeBadSource, "the file %s cannot be read: %v", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, library.Errorf(library.CodeBadSource, "%s is not a file", name)
	}
	if info.Size() > MaxTorrent {
		return nil, errTooLarge()
	}
	raw, err := io.ReadAll(io.LimitReader(f, MaxTorrent+1))
	if err != nil {
		return nil, library.Errorf(library.CodeBadSource, "the file %s cannot be read: %v", name, err)
	}
	return raw, nil
}

func errTooLarge() error { return bad("it is larger than %d MiB", MaxTorrent>>20) }

// bad is the error of damaged or unsafe metainfo.
func bad(format string, args ...any) error {
	return library.Errorf(library.CodeBadTorrent, format, args...)
}

// Read checks a whole .torrent (BEP 3, 12, 19, 27, 47, 52).
func Read(raw []byte) (*Torrent, error) {
	if len(raw) > MaxTorrent {
		return nil, errTooLarge()
	}
	// Editors and mail programs add a line end; anything else behind is refused.
	raw = bytes.TrimRight(raw, "\r\n")
	if len(raw) == 0 {
		return nil, bad("it is empty")
	}
	if raw[0] != 'd' {
		return nil, bad("it is not a .torrent file")
	}
	if err := scan(raw); err != nil {
		return nil, err
	}
	var mi metainfo.MetaInfo
	if err := decode(raw, &mi); err != nil {
		return nil, err
	}
	return build(&mi)
}

// FromInfo checks an info dictionary that came alone, from the peers of a magnet
// link (BEP 9), and that it is the one id names.
func FromInfo(infoBytes []byte, id library.BundleID) (*Torrent, error) {
	if len(infoBytes) > MaxTorrent {
		return nil, errTooLarge()
	}
	if err := scan(infoBytes); err != nil {
		return nil, err
	}
	if got := metainfo.HashBytes(infoBytes); got != id.Hash() {
		return nil, bad("it is not the one asked for")
	}
	return build(&metainfo.MetaInfo{InfoBytes: bytes.Clone(infoBytes)})
}

// decode runs the library's decoder over scanned bytes. A panic in it must not
// end the program: it stands for input the decoder did not expect.
func decode(raw []byte, into any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = bad("it cannot be read: %v", r)
		}
	}()
	if err := bencode.Unmarshal(raw, into); err != nil {
		return bad("it cannot be read: %v", err)
	}
	return nil
}

// build checks what was decoded and gathers it.
func build(mi *metainfo.MetaInfo) (*Torrent, error) {
	if len(mi.InfoBytes) == 0 || mi.InfoBytes[0] != 'd' {
		return nil, bad("it has no info dictionary")
	}
	var info metainfo.Info
	if err := decode(mi.InfoBytes, &info); err != nil {
		return nil, err
	}
	files, err := checkInfo(&info)
	if err != nil {
		return nil, err
	}
	if err := checkLayers(mi, &info, files); err != nil {
		return nil, err
	}
	t := &Torrent{
		MetaInfo: mi, Info: &info,
		ID:      library.BundleID(fmt.Sprintf("%x", mi.HashInfoBytes())),
		Title:   cleanTitle(info.BestName()),
		Private: info.Private != nil && *info.Private,
		Hybrid:  info.HasV2(),
	}
	t.cleanLinks()
	if err := t.listFiles(files); err != nil {
		return nil, err
	}
	if t.Title == "" {
		t.Title = t.Items[0].Title()
	}
	return t, nil
}

// cleanLinks drops every address the client should not see. A private torrent
// (BEP 27) must not lead to the DHT.
func (t *Torrent) cleanLinks() {
	t.Trackers = cleanTrackers(t.MetaInfo.UpvertedAnnounceList())
	t.Webseeds = cleanWebseeds(t.MetaInfo.UrlList)
	t.MetaInfo.Announce = ""
	t.MetaInfo.AnnounceList = t.Trackers
	t.MetaInfo.UrlList = t.Webseeds
	t.MetaInfo.Nodes = cleanNodes(t.MetaInfo.Nodes)
	if t.Private {
		t.MetaInfo.Nodes = nil
	}
}

// checkCount refuses too many files before any work is spent on their names.
func checkCount(files []metainfo.FileInfo) error {
	kept := 0
	for _, f := range files {
		if !isPadding(f) {
			kept++
		}
	}
	if kept > maxFiles {
		return bad("it has more than %d files", maxFiles)
	}
	return nil
}

// listFiles fills Paths, Items and Length.
func (t *Torrent) listFiles(files []metainfo.FileInfo) error {
	if err := checkCount(files); err != nil {
		return err
	}
	t.Paths = make([]string, len(files))
	for i, f := range files {
		if isPadding(f) {
			continue
		}
		components := f.BestPath()
		if len(components) == 0 { // a v1 torrent of one file
			components = []string{t.Info.BestName()}
		}
		t.Paths[i] = safePath(components)
	}
	makeUnique(t.Paths)
	for i, f := range files {
		if t.Paths[i] == "" {
			continue
		}
		t.Items = append(t.Items, library.Item{Index: i, Path: t.Paths[i], Length: f.Length, Priority: library.Normal})
		t.Length += f.Length
	}
	if len(t.Items) == 0 || t.Length == 0 {
		return bad("it holds no file")
	}
	return nil
}
