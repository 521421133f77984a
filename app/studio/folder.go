package studio

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// folder is where everything of one production is kept.
type folder struct{ dir string }

// The files of a production.
const (
	stateFile    = "production.json"
	draftFile    = "draft.json"
	keysFile     = "keys.json"
	manifestFile = "manifest.json"
	torrentFile  = "bundle.torrent"
	posterFile   = "poster.jpg"
	madeFile     = "made.json" // the files as they were when they had been hashed
	workFolder   = "work"      // what is made so far
	termsPrefix  = "terms-"
)

// maxFile bounds what is read of one of them in bytes; a .torrent is the largest.
const maxFile = 64 << 20

func (f folder) path(name ...string) string {
	return filepath.Join(append([]string{f.dir}, name...)...)
}

func (f folder) read(name string) ([]byte, error) { return publish.ReadBounded(f.path(name), maxFile) }

// write keeps a file that nobody else on this machine needs.
func (f folder) write(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o700); err != nil {
		return err
	}
	return publish.WriteWhole(f.path(name), content, 0o600)
}

func (f folder) readJSON(name string, into any) error {
	raw, err := f.read(name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	return err
}

func (f folder) writeJSON(name string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return f.write(name, append(raw, '\n'))
}

// state is what is remembered of a production besides its documents.
type state struct {
	ID        library.Token    `json:"identifier"`
	Title     string           `json:"name"`
	Source    string           `json:"source"`
	Folder    string           `json:"folder"`
	Channel   library.Key      `json:"channel"`
	Deal      library.Token    `json:"deal,omitempty"`
	Bundle    library.BundleID `json:"infohash,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Withdrawn time.Time        `json:"withdrawn,omitzero"`
	Why       string           `json:"why,omitempty"`
	// Released are the keys that were published, as edition/kind.
	Released []string `json:"released,omitempty"`
	// Told are the terms that stores which sell it know.
	Told map[library.Key]library.Digest `json:"told,omitempty"`
}

// load reads a production; library.CodeNotFound when there is none.
func (f folder) load() (st state, err error) {
	err = f.readJSON(stateFile, &st)
	if errors.Is(err, fs.ErrNotExist) {
		return st, library.Errorf(library.CodeNotFound, "%s", filepath.Base(f.dir))
	}
	if err != nil {
		err = fmt.Errorf("open the production %s: %w", filepath.Base(f.dir), err)
	}
	return st, err
}

func (f folder) save(st state) error {
	if err := f.writeJSON(stateFile, st); err != nil {
		return fmt.Errorf("save the production %s: %w", st.ID, err)
	}
	return nil
}

// manifest reads the one that was published.
func (f folder) manifest() (format.Signed[format.Manifest], error) {
	raw, err := f.read(manifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return format.Signed[format.Manifest]{}, library.Errorf(library.CodeNotReady, "it was not made to its end")
	}
	if err != nil {
		return format.Signed[format.Manifest]{}, err
	}
	return format.Read[format.Manifest](raw)
}

// versions are those of the terms that are there, in order.
func (f folder) versions() (list []int64) {
	names, err := filepath.Glob(f.path(termsPrefix + "*.json"))
	if err != nil {
		return nil
	}
	for _, n := range names {
		text := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(n), termsPrefix), ".json")
		if v, err := strconv.ParseInt(text, 10, 64); err == nil {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	return list
}

func termsName(version int64) string { return termsPrefix + strconv.FormatInt(version, 10) + ".json" }

// terms reads those in force.
func (f folder) terms() (format.Signed[format.Terms], error) {
	versions := f.versions()
	if len(versions) == 0 {
		return format.Signed[format.Terms]{}, library.Errorf(library.CodeNotReady, "it was not made to its end")
	}
	raw, err := f.read(termsName(versions[len(versions)-1]))
	if err != nil {
		return format.Signed[format.Terms]{}, err
	}
	return format.Read[format.Terms](raw)
}

// keep stores everything that was made, the state last.
func (f folder) keep(b publish.Built) error {
	err := errors.Join(
		f.write(manifestFile, b.Manifest.Bytes()),
		f.write(termsName(b.Terms.Doc.Version), b.Terms.Bytes()),
		f.write(torrentFile, b.Torrent),
		f.writeJSON(madeFile, b.Made),
	)
	if err == nil && b.Poster != nil {
		err = f.write(posterFile, b.Poster)
	}
	if err != nil {
		return fmt.Errorf("keep what was made: %w", err)
	}
	return nil
}

// built is what was made, as it is now: with the terms in force.
func (f folder) built() (b publish.Built, err error) {
	st, err := f.load()
	if err != nil {
		return b, err
	}
	b.Folder, b.Infohash = st.Folder, st.Bundle
	if b.Manifest, err = f.manifest(); err != nil {
		return b, err
	}
	if b.Terms, err = f.terms(); err != nil {
		return b, err
	}
	if b.Torrent, err = f.read(torrentFile); err != nil {
		return b, err
	}
	if err := f.readJSON(madeFile, &b.Made); err != nil {
		b.Made = nil // it is hashed, then
	}
	if b.Poster, err = f.read(posterFile); errors.Is(err, fs.ErrNotExist) {
		b.Poster, err = nil, nil
	}
	return b, err
}
