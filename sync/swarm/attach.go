package swarm

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	g "github.com/anacrolix/generics"
	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/types/infohash"

	infohash_v2 "github.com/anacrolix/torrent/types/infohash-v2"

	"matinee/library"
	"matinee/sync/swarm/disk"
	"matinee/sync/swarm/intake"
)

// attach brings a bundle into the client. Engine.net and entry.op are held.
func (e *Engine) attach(ctx context.Context, en *entry) error {
	if e.client == nil {
		if e.broken == nil {
			return errClosed()
		}
		e.mu.Lock()
		en.cut = en.running
		e.mu.Unlock()
		return e.broken
	}
	e.endAside(en.id)
	e.mu.Lock()
	known := en.bundle.HasInfo()
	e.mu.Unlock()
	if known {
		return e.attachKnown(ctx, en)
	}
	return e.attachMagnet(en)
}

// attachKnown brings in a bundle whose metainfo is known. The storage is opened
// apart from the client, which would keep its lock meanwhile and hide an error.
func (e *Engine) attachKnown(ctx context.Context, en *entry) error {
	meta, err := readCopy(e.torrentCopy(en.id))
	if err != nil {
		return err
	}
	if err := e.place(en, meta); err != nil {
		return err
	}
	if err := e.reconsider(ctx, en); err != nil {
		return err
	}
	v2 := v2Hash(meta)
	t, _ := e.client.AddTorrentOpt(torrent.AddTorrentOpts{
		InfoHash:             metainfo.Hash(en.id.Hash()),
		InfoHashV2:           v2,
		InfoBytes:            meta.MetaInfo.InfoBytes,
		PieceLayers:          meta.MetaInfo.PieceLayers,
		DeferStorageOpen:     true,
		DisallowDataDownload: true,
		DisallowDataUpload:   true,
	})
	e.attached(en, t, v2)
	if t.Info() == nil {
		e.detach(en)
		return library.Errorf(library.CodeBadTorrent, "%s", en.id)
	}
	return e.open(ctx, en, t)
}

// reconsider has the disk look again at what it found faulty before.
func (e *Engine) reconsider(ctx context.Context, en *entry) error {
	e.mu.Lock()
	doubted := en.doubted
	if en.doubted = false; doubted {
		en.began = time.Now() // what failed before belongs to what was stopped
	}
	e.mu.Unlock()
	if !doubted {
		return nil
	}
	return e.disk.Refresh(ctx, en.id)
}

// readCopy opens the .torrent kept beside the library.
func readCopy(path string) (*intake.Torrent, error) {
	meta, err := intake.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open the copy of the torrent: %w", err)
	}
	return meta, nil
}

func v2Hash(meta *intake.Torrent) (h g.Option[infohash_v2.T]) {
	if meta.Info.HasV2() {
		h.Set(infohash_v2.HashBytes(meta.MetaInfo.InfoBytes))
	}
	return h
}

// place tells the disk where the bundle's files lie.
func (e *Engine) place(en *entry, meta *intake.Torrent) error {
	e.mu.Lock()
	folder, media := en.bundle.Folder, e.media
	e.mu.Unlock()
	return e.disk.Place(en.id, disk.Layout{Root: rootOf(media, folder), Folder: folder, Paths: meta.Paths})
}

// rootOf is the folder that must exist for a bundle's folder to be made in it:
// the media root, or the parent of a folder somewhere else.
func rootOf(media, folder string) string {
	rel, err := filepath.Rel(media, folder)
	if err == nil && filepath.IsLocal(rel) {
		return media
	}
	return filepath.Dir(folder)
}

// attached notes the torrent of a bundle. Peers of a hybrid one may call it by
// its v2 infohash, cut to 20 bytes (BEP 52).
func (e *Engine) attached(en *entry, t *torrent.Torrent, v2 g.Option[infohash_v2.T]) {
	t.SetOnWriteChunkError(func(err error) {
		select {
		case <-t.Closed(): // it is about an earlier run
		default:
			e.storageFailed(en.id, library.Wrap(library.CodeInternal, err))
		}
	})
	names := []infohash.T{t.InfoHash()}
	if v2.Ok {
		names = append(names, *v2.Value.ToShort())
	}
	e.conns.know(en.rates, names)
	e.mu.Lock()
	en.t, en.fed, en.names = t, fed{}, names
	en.meter = meter{unsaved: en.meter.unsaved}
	e.retell(en)
	en.touch()
	e.mu.Unlock()
}

// open opens the storage of a torrent with metainfo and lets it fetch what is
// wanted. entry.op and Engine.net are held.
func (e *Engine) open(ctx context.Context, en *entry, t *torrent.Torrent) error {
	e.span.stretch(t)
	if err := t.OpenStorage(ctx, nil); err != nil {
		e.detach(en)
		return err
	}
	e.applyPriorities(en, t)
	e.mu.Lock()
	running := en.running
	en.opened, en.absent = true, nil
	en.aligned = t.Info().HasV2() // BEP 52: each file begins on a piece
	e.helped.know(en.bundle, en.aligned, en.names)
	e.retell(en)
	en.touch()
	e.mu.Unlock()
	e.allow(t, running)
	e.feed(en, t)
	e.wake()
	return nil
}

// allow lets a torrent carry data, or only hash what it has.
func (e *Engine) allow(t *torrent.Torrent, data bool) {
	if data {
		t.AllowDataDownload()
		t.AllowDataUpload()
		return
	}
	t.DisallowDataDownload()
	t.DisallowDataUpload()
}

// detach takes a bundle out of the client. Waiting readers keep waiting: they go
// on when it comes back. Engine.net and entry.op are held.
func (e *Engine) detach(en *entry) {
	e.mu.Lock()
	t := en.t
	if t == nil {
		e.mu.Unlock()
		return
	}
	e.measure(en, e.cfg.Now())
	leave, names := en.leave, en.names
	en.t, en.opened, en.fed, en.leave = nil, false, fed{}, nil
	en.touch()
	e.retell(en)
	e.mu.Unlock()
	t.Drop()
	e.conns.forget(names)
	e.helped.forget(en.id, names)
	if e.guard != nil {
		e.guard.Revoke(leave)
	}
	e.wake()
}
