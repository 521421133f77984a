package follower

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

// batch is how many bundles are fetched before what was read of them is shown.
const batch = 20

// join stays in the swarm of the channel's catalogue. Which it is comes from the
// channel's own pointer, also when the channel came from a mirror.
func (l *oneLook) join(out channel.Outcome) {
	f := l.f
	if l.held.Catalogue == "" && out.Pointer.OK() && out.Pointer.Item.Seq == l.held.Seq && out.Pointer.Item.Key == l.held.Key {
		if p, err := format.ParsePointer(out.Pointer.Item.Value); err == nil {
			l.held.Catalogue = p.Infohash
		}
	}
	folder := f.folder(l.channel.Root)
	switch {
	case l.held.Catalogue == "":
		return
	case l.files == nil && f.seeds.has(l.channel.Root, l.held.Catalogue):
		return
	case l.files == nil:
		ctx, cancel := context.WithTimeout(l.ctx, joinWait)
		defer cancel()
		files, err := f.cfg.Swarm.Join(ctx, l.held.Catalogue, folder.Torrent(l.held.Catalogue), folder)
		if err != nil {
			f.log.Debug("join a catalogue", "root", l.channel.Root, "err", err)
			return
		}
		l.files = files
	}
	l.share()
}

// fetch gets what shows the channel's bundles, and stores what is read of them. It tells
// whether all of it is here.
func (l *oneLook) fetch() bool {
	f, root := l.f, l.channel.Root
	all, err := f.cfg.Store.Listings(l.ctx, root)
	if err != nil {
		f.log.Warn("read listings", "err", err)
		return false
	}
	folder := f.folder(root)
	from := channel.Sources{Mirrors: l.channel.Mirrors, Local: l.channel.LocalOK, Files: f.seeds.of(root)}
	l.doc = l.document(folder)
	whole := true
	if l.doc != nil && l.doc.Image != "" {
		whole = l.fetchAll(folder, []channel.Wanted{{Digest: l.doc.Image, Most: channel.MaxPicture}}, from)
	}
	for len(all) > 0 && l.ctx.Err() == nil {
		part := all[:min(batch, len(all))]
		all = all[len(part):]
		var want []channel.Wanted
		for _, b := range part {
			if b.Read != b.Manifest || !folder.Has(b.Terms) || b.Poster != "" && !folder.Has(b.Poster) || f.outdated(l.ctx, b) {
				want = append(want, channel.Shown(listed(b))...)
			}
		}
		if len(want) == 0 {
			continue
		}
		whole = l.fetchAll(folder, want, from) && whole
		var names []format.Listing
		for _, b := range part {
			names = append(names, listed(b))
		}
		for i, d := range folder.ReadAll(root, names) {
			f.read(l.ctx, folder, l.channel, part[i], d)
		}
		f.cfg.Tell(library.NewChannelChanged(root))
	}
	l.releases(folder)
	l.tidy(folder)
	return whole && l.ctx.Err() == nil
}

func (l *oneLook) fetchAll(folder channel.Folder, want []channel.Wanted, from channel.Sources) bool {
	missing, err := l.f.finder.Fetch(l.ctx, folder, want, from)
	if err != nil && l.ctx.Err() == nil {
		l.f.log.Info("fetch what a channel lists", "root", l.channel.Root, "err", err)
	}
	return missing == 0
}

// tidy removes what a new state no longer names.
func (l *oneLook) tidy(folder channel.Folder) {
	if l.doc == nil {
		return
	}
	keep := channel.Objects(*l.doc)
	keep[l.held.Digest] = true
	err := folder.Tidy(keep, map[library.BundleID]bool{l.held.Catalogue: true})
	if err != nil {
		l.f.log.Warn("tidy", "err", err)
	}
}

// read stores what the manifest of a listed bundle tells, and what the channel's
// rules make of it.
func (f *Follower) read(ctx context.Context, folder channel.Folder, c library.Channel, b library.Listing, d channel.Documents) {
	m := d.Manifest
	if d.Err != nil {
		f.log.Info("read a listed bundle", "bundle", b.Bundle, "err", d.Err)
		return
	}
	b.Name, b.Synopsis = library.CleanLine(m.Name, library.MaxTitle), library.CleanText(m.Description, library.MaxSynopsis)
	b.Languages, b.Published, b.Read = m.Languages, m.Published, b.Manifest
	b.Rating = library.NoRating
	if m.MinAge != nil {
		b.Rating = int(*m.MinAge)
	}
	var makers []string
	for _, by := range m.Creators {
		makers = append(makers, by.Name)
	}
	b.Creators = library.CleanLine(strings.Join(makers, ", "), library.MaxCreators)
	b.Length = 0
	for _, i := range m.Items {
		b.Length += carried(i)
	}
	if b.State == library.ListingNew {
		b.State = library.ListingDone
		if c.Auto.Wants(m.Languages, wantedBytes(m, c.Auto.Edition)) {
			b.State = library.ListingWanted
		}
	}
	if err := f.cfg.Store.SaveListing(ctx, b); err != nil {
		f.log.Warn("store a listing", "err", err)
	}
	if known, err := f.cfg.Store.Editions(ctx, b.Infohash); err == nil && len(known.Manifest) > 0 {
		f.keepEditions(ctx, folder, b) // it is in the library: its terms may be new
	}
}

// outdated reports whether a bundle in the library is kept with other terms than are listed
// now. The catalogue may have brought them, so that nothing is left to fetch.
func (f *Follower) outdated(ctx context.Context, b library.Listing) bool {
	kept, err := f.cfg.Store.Editions(ctx, b.Infohash)
	return err == nil && len(kept.Manifest) > 0 && library.DigestOf(sha256.Sum256(kept.Terms)) != b.Terms
}

// keepEditions stores the documents of a bundle that is in the library: they say what
// opens its items. Those of another channel are not replaced: anybody can list anybody's
// torrent.
func (f *Follower) keepEditions(ctx context.Context, folder channel.Folder, b library.Listing) {
	err := f.saveEditions(ctx, folder, b)
	switch {
	case err == nil:
		f.cfg.Kept(ctx, b.Infohash)
	case library.CodeOf(err) != library.CodeNotFound:
		f.log.Warn("keep the documents of a bundle", "bundle", b.Bundle, "err", err)
	}
}

func (f *Follower) saveEditions(ctx context.Context, folder channel.Folder, b library.Listing) error {
	manifest, err := folder.Get(b.Manifest, format.MaxManifest)
	if err != nil {
		return err
	}
	terms, err := folder.Get(b.Terms, format.MaxTerms)
	if err != nil {
		return err
	}
	kept, err := f.cfg.Store.Editions(ctx, b.Infohash)
	if err != nil {
		return err
	}
	if before, err := format.Read[format.Manifest](kept.Manifest); err == nil && before.Doc.Channel != b.Channel {
		return library.Errorf(library.CodeMismatch, "it is another channel's")
	}
	return f.cfg.Store.SaveEditions(ctx, db.Editions{ID: b.Infohash, Bundle: b.Bundle, Manifest: manifest, Terms: terms})
}

// carried is how many bytes of an item the torrent carries.
func carried(i format.Item) int64 {
	if i.Sealed != nil {
		return i.Sealed.Length
	}
	return i.Plain.Length
}

// skipped are the items that are not of an edition. Where the bundle has no such
// edition, none is.
func skipped(m format.Manifest, edition library.EditionID) []string {
	if _, has := m.Edition(edition); !has {
		return nil
	}
	var skip []string
	for _, i := range m.Items {
		if len(i.Editions) > 0 && !contains(i.Editions, edition) {
			skip = append(skip, filepath.ToSlash(string(i.Path)))
		}
	}
	return skip
}

func contains(all []library.EditionID, one library.EditionID) bool {
	for _, e := range all {
		if e == one {
			return true
		}
	}
	return false
}

// wantedBytes is what would be downloaded of a bundle for an edition.
func wantedBytes(m format.Manifest, edition library.EditionID) (n int64) {
	skip := map[string]bool{}
	for _, path := range skipped(m, edition) {
		skip[path] = true
	}
	for _, i := range m.Items {
		if !skip[string(i.Path)] {
			n += carried(i)
		}
	}
	return n
}
