package swarm

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// AddOptions say how a bundle enters the library.
type AddOptions struct {
	Folder  string   // where its items lie or go; "" for a folder of its title
	Peers   []string // addresses (host:port) to connect to straight away
	LocalOK bool     // private and loopback addresses it names are allowed
	Paused  bool
	// Hashed are files that were hashed and synced just now, by their paths below Folder:
	// one that still has that size and time is not hashed again.
	Hashed map[string]library.FileStamp
	title  string // instead of the metainfo's
}

// Add takes a .torrent file, a magnet link, an infohash or the http(s) address
// of a .torrent into the library and returns its id. A bundle that is there
// already only learns the new peers, trackers and webseeds. Nothing runs before
// Run is called for it.
func (e *Engine) Add(ctx context.Context, source string, opts AddOptions) (library.BundleID, error) {
	src, err := intake.Parse(source)
	if err != nil {
		return "", err
	}
	switch src.Kind {
	case intake.Magnet:
		return e.addMagnet(ctx, src, opts)
	case intake.URL:
		raw, err := e.fetch(ctx, src.URL, opts.LocalOK)
		if err != nil {
			return "", err
		}
		return e.AddTorrent(ctx, raw, opts)
	}
	meta, err := intake.ReadFile(src.Path)
	if err != nil {
		return "", err
	}
	return e.addMeta(ctx, meta, opts)
}

// fetch gets a .torrent over http(s), from a private address only with leave.
func (e *Engine) fetch(ctx context.Context, url string, local bool) ([]byte, error) {
	e.net.RLock()
	g, broken := e.guard, e.broken
	e.net.RUnlock()
	if g == nil {
		if broken == nil {
			return nil, errClosed()
		}
		return nil, broken
	}
	client := g.HTTPClient()
	if local {
		g.Permit([]string{url})
		defer client.CloseIdleConnections() // one that stays open needs no leave
		defer g.Revoke([]string{url})
	}
	return intake.Fetch(ctx, client, url)
}

// AddTorrent takes the bytes of a .torrent file into the library.
func (e *Engine) AddTorrent(ctx context.Context, raw []byte, opts AddOptions) (library.BundleID, error) {
	meta, err := intake.Read(raw)
	if err != nil {
		return "", err
	}
	return e.addMeta(ctx, meta, opts)
}

func (e *Engine) addMeta(ctx context.Context, meta *intake.Torrent, opts AddOptions) (library.BundleID, error) {
	e.adds.Lock()
	defer e.adds.Unlock()
	if en, err := e.lookup(meta.ID); err == nil {
		if err := e.fillInfo(ctx, en, meta); err != nil {
			return meta.ID, err
		}
		return meta.ID, e.merge(ctx, en, origin{meta.Trackers, meta.Webseeds, nil}, opts)
	}
	b := e.newBundle(meta.ID, meta.Title, opts)
	e.describe(&b, meta)
	if opts.title != "" {
		b.Title = opts.title
	}
	if err := e.saveCopy(meta); err != nil {
		return "", err
	}
	known := e.vouch(meta, opts.Hashed)
	if err := e.insert(ctx, b, opts); err != nil {
		return "", errors.Join(err, e.removeCopies(b.ID))
	}
	if known == nil {
		return b.ID, nil
	}
	return b.ID, e.cfg.Store.SavePieceRecords(ctx, []library.PieceRecord{*known})
}

// vouch takes files over as verified that were hashed just now. Opening the bundle holds
// their sizes and times against the disk, as at every start. A bundle whose files were not
// all hashed is looked into as any other; nil is returned for it.
func (e *Engine) vouch(meta *intake.Torrent, hashed map[string]library.FileStamp) *library.PieceRecord {
	if len(hashed) == 0 {
		return nil
	}
	rec := library.PieceRecord{ID: meta.ID, Files: make([]library.FileStamp, len(meta.Paths))}
	for i, path := range meta.Paths {
		stamp, ok := hashed[filepath.ToSlash(path)]
		if !ok && path != "" {
			return nil
		}
		rec.Files[i] = stamp
	}
	for p := range meta.Info.NumPieces() {
		rec.Set(p, true)
	}
	e.disk.Vouch(rec)
	return &rec
}

func (e *Engine) addMagnet(ctx context.Context, m intake.Source, opts AddOptions) (library.BundleID, error) {
	e.adds.Lock()
	defer e.adds.Unlock()
	if en, err := e.lookup(m.ID); err == nil {
		return m.ID, e.merge(ctx, en, origin{m.Trackers, m.Webseeds, m.Peers}, opts)
	}
	title := m.Title
	if title == "" {
		title = string(m.ID)
	}
	b := e.newBundle(m.ID, title, opts)
	b.Source = m.Link()
	return b.ID, e.insert(ctx, b, opts)
}

func (e *Engine) newBundle(id library.BundleID, title string, opts AddOptions) library.Bundle {
	e.mu.Lock()
	defer e.mu.Unlock()
	queue := 0
	for _, en := range e.entries {
		queue = max(queue, en.bundle.Queue+1)
	}
	return library.Bundle{
		ID: id, Title: title, Folder: opts.Folder, Queue: queue,
		Added: e.cfg.Now().UTC(), Paused: opts.Paused, LocalOK: opts.LocalOK,
	}
}

// describe fills in what the metainfo tells.
func (e *Engine) describe(b *library.Bundle, meta *intake.Torrent) {
	b.Title = titleOf(meta)
	b.Items = slices.Clone(meta.Items)
	b.PieceLength = meta.Info.PieceLength
	b.Private = meta.Private
	b.Source = ""
	b.Length = 0
	for i := range b.Items {
		b.Items[i].Priority = library.Normal
		b.Length += b.Items[i].Length
	}
	if b.Folder == "" {
		b.Folder = e.chooseFolder(b.ID, meta)
	}
}

// titleOf names a bundle; one that is a single media file is named without its
// extension.
func titleOf(meta *intake.Torrent) string {
	ext := path.Ext(meta.Title)
	if len(meta.Items) == 1 && library.KindOf(meta.Title) != library.Other && ext != meta.Title {
		return strings.TrimSuffix(meta.Title, ext)
	}
	return meta.Title
}

// insert stores a new bundle and tells of it.
func (e *Engine) insert(ctx context.Context, b library.Bundle, opts AddOptions) error {
	if b.Folder != "" && !filepath.IsAbs(b.Folder) {
		return library.Errorf(library.CodeFolderGone, "%s is not an absolute path", b.Folder)
	}
	if e.ctx.Err() != nil {
		return errClosed()
	}
	if err := e.cfg.Store.SaveBundle(ctx, b); err != nil {
		return fmt.Errorf("store bundle %s: %w", b.ID, err)
	}
	if b.HasInfo() {
		if err := e.saveSidecar(b); err != nil {
			return errors.Join(err, e.cfg.Store.DeleteBundle(ctx, b.ID))
		}
	}
	en := newEntry(b)
	en.peers = slices.Clone(opts.Peers)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries[b.ID] = en
	e.order = append(e.order, b.ID)
	e.bus.send(library.NewAdded(b.ID))
	if b.HasInfo() {
		e.bus.send(library.NewGotInfo(b.ID))
	}
	return nil
}

// merge gives a known bundle what a second adding brings, for now and for the
// next start. A private one keeps to its own trackers (BEP 27). Engine.adds is
// held.
func (e *Engine) merge(ctx context.Context, en *entry, from origin, opts AddOptions) error {
	e.mu.Lock()
	en.peers = appendNew(en.peers, appendNew(from.peers, opts.Peers))
	private, known := en.bundle.Private, en.bundle.HasInfo()
	asked := opts.LocalOK && !en.bundle.LocalOK
	e.mu.Unlock()
	if asked {
		err := e.Change(ctx, en.id, func(b *library.Bundle) { b.LocalOK = true })
		if err != nil {
			return err
		}
	}
	if private {
		from.trackers, from.webseeds = nil, nil
	}
	var err error
	if known {
		err = e.mergeCopy(en.id, from)
	} else {
		err = e.mergeLink(ctx, en, from)
	}
	if err != nil {
		return fmt.Errorf("add sources to %s: %w", en.id, err)
	}
	e.refeed(en)
	return nil
}

// mergeCopy adds trackers and webseeds to the .torrent copy.
func (e *Engine) mergeCopy(id library.BundleID, from origin) error {
	meta, err := readCopy(e.torrentCopy(id))
	if err != nil {
		return err
	}
	tiers, seeds := appendTiers(meta.Trackers, from.trackers), appendNew(meta.Webseeds, from.webseeds)
	if len(tiers) == len(meta.Trackers) && len(seeds) == len(meta.Webseeds) {
		return nil
	}
	meta.MetaInfo.AnnounceList, meta.MetaInfo.UrlList = metainfo.AnnounceList(tiers), seeds
	return e.saveCopy(meta)
}

// mergeLink adds them to the link of a bundle whose metainfo is unknown.
func (e *Engine) mergeLink(ctx context.Context, en *entry, from origin) error {
	e.mu.Lock()
	link := en.bundle.Source
	e.mu.Unlock()
	src, err := intake.Parse(link)
	if err != nil {
		return err
	}
	src.Trackers = appendTiers(src.Trackers, from.trackers)
	src.Webseeds = appendNew(src.Webseeds, from.webseeds)
	src.Peers = appendNew(src.Peers, from.peers)
	if merged := src.Link(); merged != link {
		return e.Change(ctx, en.id, func(b *library.Bundle) {
			if !b.HasInfo() {
				b.Source = merged
			}
		})
	}
	return nil
}

// refeed has a running torrent take over what merge added.
func (e *Engine) refeed(en *entry) {
	e.net.RLock()
	defer e.net.RUnlock()
	en.op.Lock()
	defer en.op.Unlock()
	e.mu.Lock()
	t := en.t
	en.fed = fed{}
	e.mu.Unlock()
	if t != nil {
		e.feed(en, t)
	}
}
