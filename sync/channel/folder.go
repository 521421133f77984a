package channel

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"matinee/library"
)

// Folder keeps what a channel consists of: objects (documents, .torrent files,
// pictures) by their hashes, and the channel itself as each catalogue has it. It
// lies as the catalogue's torrent wants it, so that a torrent client seeds from it.
type Folder struct{ dir string }

// The names of what a catalogue, a mirror or a folder holds.
const (
	channelFile     = "channel.json"
	certificateFile = "certificate.json"
	torrentFile     = "catalogue.torrent"
	feedFile        = "feed.xml"
	objectDir       = "o"
	stateDir        = "c"
)

// NewFolder is the folder at dir, which is made when something is put into it.
func NewFolder(dir string) Folder { return Folder{dir} }

// Dir is where it lies.
func (f Folder) Dir() string { return f.dir }

// CataloguePath tells where below the folder a file of the catalogue with that
// infohash lies; false for what does not belong into a catalogue.
func CataloguePath(catalogue library.BundleID) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		if name == channelFile {
			return stateDir + "/" + string(catalogue) + ".json", true
		}
		digest, ok := strings.CutPrefix(name, objectDir+"/")
		return name, ok && library.Digest(digest).Valid() == nil
	}
}

// objectName is what an object is called in a catalogue and on a mirror.
func objectName(d library.Digest) string { return objectDir + "/" + string(d) }

func (f Folder) object(d library.Digest) string { return filepath.Join(f.dir, objectDir, string(d)) }

// Path is where an object lies; "" while it is not there.
func (f Folder) Path(d library.Digest) string {
	if d.Valid() != nil || !f.Has(d) {
		return ""
	}
	return f.object(d)
}

// Has reports whether an object is there.
func (f Folder) Has(d library.Digest) bool {
	info, err := os.Stat(f.object(d))
	return err == nil && info.Mode().IsRegular()
}

// Object is the file of an object, and whether it is there. It may be damaged: Get finds
// that out.
func (f Folder) Object(d library.Digest) (path string, here bool) { return f.object(d), f.Has(d) }

// Get reads an object of up to most bytes. What is not what its name says is
// removed, and library.CodeNotFound.
func (f Folder) Get(d library.Digest, most int64) ([]byte, error) { return f.get(d, most, nil) }

// get is Get into memory that is handed in, if it fits there.
func (f Folder) get(d library.Digest, most int64, into []byte) ([]byte, error) {
	if d.Valid() != nil {
		return nil, library.Errorf(library.CodeNotFound, "no object")
	}
	body, err := readBounded(f.object(d), most, into)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, library.Errorf(library.CodeNotFound, "object %s", d)
	case err != nil:
		return nil, err
	case library.DigestOf(sha256.Sum256(body)) == d:
		return body, nil
	}
	if err := os.Remove(f.object(d)); err != nil {
		return nil, fmt.Errorf("remove a damaged object: %w", err)
	}
	return nil, library.Errorf(library.CodeNotFound, "object %s was damaged", d)
}

// Put keeps an object and returns its name.
func (f Folder) Put(body []byte) (library.Digest, error) { return f.put(body, true) }

// put keeps an object. One that can be had again is not waited for until it is on the
// disk: a power cut would leave what Get finds out.
func (f Folder) put(body []byte, flush bool) (library.Digest, error) {
	d := library.DigestOf(sha256.Sum256(body))
	if info, err := os.Stat(f.object(d)); err == nil && info.Size() == int64(len(body)) {
		return d, nil
	}
	return d, write(f.object(d), body, 0o644, flush)
}

// SaveTorrent keeps the .torrent of a catalogue, so that it can be joined again before
// a peer is there.
func (f Folder) SaveTorrent(catalogue library.BundleID, raw []byte) error {
	return writeWhole(f.torrent(catalogue), raw, 0o644)
}

// Torrent reads what SaveTorrent kept; nil for nothing.
func (f Folder) Torrent(catalogue library.BundleID) []byte {
	raw, err := readBounded(f.torrent(catalogue), MaxTorrent, nil)
	if err != nil {
		return nil
	}
	return raw
}

func (f Folder) torrent(catalogue library.BundleID) string {
	return filepath.Join(f.dir, stateDir, string(catalogue)+".torrent")
}

// Remove deletes the folder with all that is in it.
func (f Folder) Remove() error { return os.RemoveAll(f.dir) }

// Tidy removes the objects and the states of catalogues that are not kept.
func (f Folder) Tidy(keep map[library.Digest]bool, catalogues map[library.BundleID]bool) error {
	err := tidy(filepath.Join(f.dir, objectDir), func(name string) bool { return keep[library.Digest(name)] })
	return errors.Join(err, tidy(filepath.Join(f.dir, stateDir), func(name string) bool {
		id, _, _ := strings.Cut(name, ".")
		return catalogues[library.BundleID(id)]
	}))
}

func tidy(dir string, keep func(name string) bool) error {
	names, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, n := range names {
		if !keep(strings.TrimSuffix(n.Name(), ".part")) {
			err = errors.Join(err, os.Remove(filepath.Join(dir, n.Name())))
		}
	}
	if err != nil {
		return fmt.Errorf("tidy a channel's folder: %w", err)
	}
	return nil
}

// firstRead is how many bytes of a file are asked for at first: most objects fit.
const firstRead = 8 << 10

// readBounded reads an ordinary file of up to most bytes, into memory that is handed
// in if it fits there.
func readBounded(path string, most int64, into []byte) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	into = slices.Grow(into[:0], firstRead)
	n, err := io.ReadFull(file, into[:min(firstRead, most+1)])
	body := into[:n]
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return body, nil
	case err == nil:
		var more []byte
		more, err = io.ReadAll(io.LimitReader(file, most+1-int64(n)))
		body = append(body, more...)
	}
	if err == nil && int64(len(body)) > most {
		err = library.Errorf(library.CodeBadDocument, "%s has more than %d bytes", filepath.Base(path), most)
	}
	return body, err
}

// writeWhole writes a file so that it is there whole or not at all, also after a
// power cut.
func writeWhole(path string, body []byte, mode fs.FileMode) error {
	return write(path, body, mode, true)
}

// write is writeWhole, or without flush so only while there is power.
func write(path string, body []byte, mode fs.FileMode, flush bool) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return library.Wrap(library.CodeDataReadOnly, err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return library.Wrap(library.CodeDataReadOnly, err)
	}
	_, err = temp.Write(body)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if err == nil && flush {
		err = temp.Sync()
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), os.Remove(temp.Name()))
	}
	return nil
}
