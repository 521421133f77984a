package swarm

import (
	"context"

	g "github.com/anacrolix/generics"
	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/metainfo"

	infohash_v2 "github.com/anacrolix/torrent/types/infohash-v2"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// attachMagnet brings a bundle in by its infohash; nothing touches the disk
// before its metainfo has arrived and was checked.
func (e *Engine) attachMagnet(en *entry) error {
	if _, err := e.originOf(en); err != nil {
		return err
	}
	t, _ := e.client.AddTorrentOpt(torrent.AddTorrentOpts{
		InfoHash:         metainfo.Hash(en.id.Hash()),
		DeferStorageOpen: true,
	})
	e.attached(en, t, g.None[infohash_v2.T]())
	e.feed(en, t)
	e.wake()
	e.spawn(func() { e.awaitInfo(en, t) })
	return nil
}

// awaitInfo ends when the metainfo came, the bundle left the client or the
// engine closes.
func (e *Engine) awaitInfo(en *entry, t *torrent.Torrent) {
	select {
	case <-t.GotInfo():
	case <-t.Closed():
		return
	case <-e.ctx.Done():
		return
	}
	if err := e.gotInfo(en, t); err != nil && e.ctx.Err() == nil {
		e.fail(en, err)
	}
}

// gotInfo lets a bundle go on whose metainfo came from a peer, unless it left
// the client meanwhile.
func (e *Engine) gotInfo(en *entry, t *torrent.Torrent) error {
	e.adds.Lock()
	defer e.adds.Unlock()
	e.net.RLock()
	defer e.net.RUnlock()
	en.op.Lock()
	defer en.op.Unlock()
	e.mu.Lock()
	left := en.t != t
	e.mu.Unlock()
	if left {
		return nil
	}
	meta, err := intake.FromInfo(t.Metainfo().InfoBytes, en.id)
	if err == nil {
		err = e.learn(e.ctx, en, meta)
	}
	if err == nil {
		err = e.place(en, meta)
	}
	if err != nil {
		return err
	}
	return e.open(e.ctx, en, t)
}

// fillInfo gives a bundle that was added by magnet the metainfo that came by
// another way. Engine.adds is held.
func (e *Engine) fillInfo(ctx context.Context, en *entry, meta *intake.Torrent) error {
	known, err := e.fill(ctx, en, meta)
	if known || err != nil {
		return err
	}
	return e.settleOrFail(ctx, en)
}

func (e *Engine) fill(ctx context.Context, en *entry, meta *intake.Torrent) (known bool, err error) {
	e.net.RLock()
	defer e.net.RUnlock()
	en.op.Lock()
	defer en.op.Unlock()
	e.mu.Lock()
	known = en.bundle.HasInfo()
	e.mu.Unlock()
	if known {
		return true, nil
	}
	e.detach(en)
	return false, e.learn(ctx, en, meta)
}

// learn stores the metainfo of a bundle that was known by its infohash only,
// with the trackers and webseeds of its link; a private one (BEP 27) keeps to its
// own if it has any. Engine.adds is held.
func (e *Engine) learn(ctx context.Context, en *entry, meta *intake.Torrent) error {
	if from, err := e.originOf(en); err == nil && (!meta.Private || len(meta.Trackers) == 0) {
		meta.MetaInfo.AnnounceList = metainfo.AnnounceList(appendTiers(meta.Trackers, from.trackers))
		meta.MetaInfo.UrlList = appendNew(meta.Webseeds, from.webseeds)
	}
	if err := e.saveCopy(meta); err != nil {
		return err
	}
	en.write.Lock()
	defer en.write.Unlock()
	e.mu.Lock()
	b := en.copyBundle()
	e.mu.Unlock()
	e.describe(&b, meta)
	described := b
	err := e.cfg.Store.UpdateBundle(ctx, en.id, func(stored *library.Bundle) {
		down, up, seeded := stored.Downloaded, stored.Uploaded, stored.SeedTime
		*stored = described
		stored.Downloaded, stored.Uploaded, stored.SeedTime = down, up, seeded
	})
	if err == nil {
		err = e.saveSidecar(b)
	}
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	b.Downloaded, b.Uploaded, b.SeedTime = en.bundle.Downloaded, en.bundle.Uploaded, en.bundle.SeedTime
	en.bundle = b
	e.bus.send(library.NewGotInfo(b.ID))
	return nil
}
