package follower

import (
	"context"
	"errors"
	"fmt"

	"matinee/library"
	"matinee/sync/channel"
)

// download adds the bundles that the rules of their channels want, and that may begin
// now.
func (f *Follower) download(ctx context.Context) error {
	wanted, err := f.cfg.Store.WantedListings(ctx)
	if err != nil {
		return err
	}
	for _, l := range wanted {
		c, _, err := f.cfg.Store.Channel(ctx, l.Channel)
		if err != nil || !c.Auto.Allows(f.cfg.Now().Local()) {
			continue
		}
		if c.Auto.On { // it may have been switched off meanwhile
			err = f.Download(ctx, l, c.Auto.Edition)
		}
		if err != nil {
			f.log.Warn("download a channel's bundle", "bundle", l.Bundle, "err", err)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		l.State = library.ListingDone
		if err := f.cfg.Store.SaveListing(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// Download adds a listed bundle to the library, without the items that are only of
// other editions than the one named; "" takes all.
func (f *Follower) Download(ctx context.Context, l library.Listing, edition library.EditionID) error {
	folder := f.folder(l.Channel)
	c, _, err := f.cfg.Store.Channel(ctx, l.Channel)
	if err != nil {
		return err
	}
	from := channel.Sources{Mirrors: c.Mirrors, Local: c.LocalOK, Files: f.seeds.of(l.Channel)}
	want := []channel.Wanted{{Digest: l.Torrent, Most: channel.MaxTorrent}}
	_, missing := f.finder.Fetch(ctx, folder, want, from)
	torrent, err := folder.TorrentOf(listed(l))
	if err != nil && library.CodeOf(err) != library.CodeNotFound {
		return fmt.Errorf("download %s: %w", l.Bundle, err)
	}
	if err != nil { // its swarm has it, too
		f.log.Info("fetch a .torrent", "bundle", l.Bundle, "err", errors.Join(missing, err))
	}
	d := Download{Name: l.Name, Infohash: l.Infohash, Torrent: torrent}
	if m, _, err := folder.Read(l.Channel, listed(l)); err == nil && edition != "" {
		d.Skip = skipped(m, edition)
	}
	if err := f.cfg.Download(ctx, d); err != nil {
		return err
	}
	f.keepEditions(ctx, folder, l)
	return nil
}
