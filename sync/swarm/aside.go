package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"

	g "github.com/anacrolix/generics"
	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/storage"
	"github.com/anacrolix/torrent/types/infohash"

	infohash_v2 "github.com/anacrolix/torrent/types/infohash-v2"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// Aside is a small torrent beside the library, such as the catalogue of a channel:
// no bundle, no policy, no row in the database. What it has is seeded until Close.
type Aside struct {
	e     *Engine
	id    library.BundleID
	t     *torrent.Torrent
	names []infohash.T
	raw   []byte
	files map[string]*torrent.File
	once  sync.Once
}

// AsideOptions say how a torrent is kept beside the library.
type AsideOptions struct {
	Torrent []byte   // the .torrent; nil: the metainfo comes from peers
	Peers   []string // addresses (host:port) to connect to straight away
	Folder  string   // where its files lie or go
	// Path is where below Folder a file of the torrent lies; a torrent with one
	// that has no place is refused. Whole files lie there; what is not whole has
	// ".part" behind its name.
	Path func(name string) (string, bool)
	Most int64 // bytes of all its files
}

// maxAsideFiles bounds the files of a torrent beside the library.
const maxAsideFiles = 20_000

// OpenAside joins the swarm of a torrent, and returns when its metainfo is there
// and was found good. A bundle of the library gives library.CodeInUse.
func (e *Engine) OpenAside(ctx context.Context, id library.BundleID, opts AsideOptions) (*Aside, error) {
	var known *intake.Torrent
	if opts.Torrent != nil {
		var err error
		if known, err = intake.Read(opts.Torrent); err != nil {
			return nil, err
		}
		if known.ID != id {
			return nil, library.Errorf(library.CodeBadTorrent, "it is not the one asked for")
		}
	}
	a, err := e.joinAside(id, known, opts)
	if err == nil {
		err = a.prepare(ctx, opts)
	}
	if err != nil {
		if a != nil {
			a.Close()
		}
		return nil, err
	}
	return a, nil
}

// joinAside adds the torrent to the client.
func (e *Engine) joinAside(id library.BundleID, known *intake.Torrent, opts AsideOptions) (*Aside, error) {
	e.net.RLock()
	defer e.net.RUnlock()
	if e.client == nil {
		if e.broken == nil {
			return nil, errClosed()
		}
		return nil, e.broken
	}
	a := &Aside{e: e, id: id}
	e.mu.Lock()
	_, bundle := e.entries[id]
	_, twice := e.asides[id]
	if bundle || twice {
		e.mu.Unlock()
		return nil, library.Errorf(library.CodeInUse, "%s", id)
	}
	e.asides[id] = a
	e.mu.Unlock()
	add := torrent.AddTorrentOpts{InfoHash: metainfo.Hash(id.Hash()), DeferStorageOpen: true, Storage: asideStorage(opts)}
	v2 := g.None[infohash_v2.T]()
	if known != nil {
		v2 = v2Hash(known)
		add.InfoHashV2, add.InfoBytes, add.PieceLayers = v2, known.MetaInfo.InfoBytes, known.MetaInfo.PieceLayers
	}
	t, fresh := e.client.AddTorrentOpt(add)
	names := []infohash.T{t.InfoHash()}
	if v2.Ok {
		names = append(names, *v2.Value.ToShort())
	}
	e.mu.Lock()
	left := e.asides[id] != a
	if fresh && !left {
		a.t, a.names = t, names
	}
	e.mu.Unlock()
	if fresh && left {
		t.Drop()
	}
	if !fresh || left { // it became a bundle meanwhile
		return a, library.Errorf(library.CodeInUse, "%s", id)
	}
	e.conns.know(newConnRates(), names)
	addPeers(t, opts.Peers)
	return a, nil
}

// asideStorage keeps files where opts want them. Which are whole is told by their
// names, so that a start hashes nothing.
func asideStorage(opts AsideOptions) storage.ClientImpl {
	return storage.NewFileOpts(storage.NewFileClientOpts{
		ClientBaseDir: opts.Folder,
		FilePathMaker: func(o storage.FilePathMakerOpts) string {
			at, ok := opts.Path(asideName(o.Info, *o.File))
			if !ok {
				at = "refused" // prepare does not let it come to that
			}
			return filepath.FromSlash(at)
		},
		PieceCompletion: storage.NewMapPieceCompletion(),
		UsePartFiles:    g.Some(true),
		DisableMmap:     true,
		Logger:          slog.New(slog.DiscardHandler),
	})
}

func asideName(info *metainfo.Info, f metainfo.FileInfo) string {
	if path := f.BestPath(); len(path) > 0 {
		return strings.Join(path, "/")
	}
	return info.BestName()
}

// prepare waits for the metainfo, judges it and opens the files.
func (a *Aside) prepare(ctx context.Context, opts AsideOptions) error {
	select {
	case <-a.t.GotInfo():
	case <-a.t.Closed():
		return errClosed()
	case <-ctx.Done():
		return &library.Error{Code: library.CodeNoPeers, Err: fmt.Errorf("fetch the metainfo of %s: %w", a.id, ctx.Err())}
	}
	meta, err := intake.FromInfo(a.t.Metainfo().InfoBytes, a.id)
	if err != nil {
		return err
	}
	if meta.Length > opts.Most || len(meta.Items) > maxAsideFiles {
		return library.Errorf(library.CodeBadTorrent, "%s in %d files", library.Bytes(meta.Length), len(meta.Items))
	}
	a.files = map[string]*torrent.File{}
	for _, f := range a.t.Files() {
		info := f.FileInfo()
		if info.Attr == "p" {
			continue
		}
		name := asideName(a.t.Info(), info)
		if _, ok := opts.Path(name); !ok || a.files[name] != nil {
			return library.Errorf(library.CodeBadTorrent, "a file %.80q does not belong there", name)
		}
		a.files[name] = f
	}
	var raw strings.Builder
	if err := (&metainfo.MetaInfo{InfoBytes: meta.MetaInfo.InfoBytes}).Write(&raw); err != nil {
		return err
	}
	a.raw = []byte(raw.String())
	a.e.span.stretch(a.t)
	return a.t.OpenStorage(ctx, nil)
}

// Torrent is the .torrent, without addresses.
func (a *Aside) Torrent() []byte { return a.raw }

// Size is the length of a file in bytes; false if there is none of that name.
func (a *Aside) Size(name string) (int64, bool) {
	f, ok := a.files[name]
	if !ok {
		return 0, false
	}
	return f.Length(), true
}

// Read waits for a file and returns its bytes, whose piece hashes were checked. One
// of more than most bytes is refused.
func (a *Aside) Read(ctx context.Context, name string, most int64) ([]byte, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, library.Errorf(library.CodeItemNotFound, "%.80s", name)
	}
	if f.Length() > most {
		return nil, library.Errorf(library.CodeBadDocument, "%.80s has %d bytes, at most %d", name, f.Length(), most)
	}
	f.Download()
	r := f.NewReader()
	r.SetContext(ctx)
	r.SetReadahead(f.Length())
	body := make([]byte, f.Length())
	_, err := io.ReadFull(r, body)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, library.Wrap(library.CodeNoPeers, fmt.Errorf("read %.80s: %w", name, err))
	}
	return body, nil
}

// Peers is how many are connected now.
func (a *Aside) Peers() int { return a.t.Stats().ActivePeers }

// Gone is closed when the torrent has left the client: by Close, because settings
// of the network were changed, or because the same became a bundle of the library.
func (a *Aside) Gone() <-chan struct{} { return a.t.Closed() }

// Close leaves the swarm; the files stay.
func (a *Aside) Close() {
	a.once.Do(func() {
		a.e.mu.Lock()
		t := a.t
		if a.e.asides[a.id] == a {
			delete(a.e.asides, a.id)
		}
		a.e.mu.Unlock()
		if t != nil {
			t.Drop()
			a.e.conns.forget(a.names)
		}
	})
}

// endAside makes room for a bundle of the same torrent.
func (e *Engine) endAside(id library.BundleID) {
	e.mu.Lock()
	a := e.asides[id]
	e.mu.Unlock()
	if a != nil {
		a.Close()
	}
}
