package follower

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

// Follow follows the channel that a link leads to, and returns as soon as anybody has
// it; the rest comes in the background of Work. Local gives leave for mirrors in private
// networks. When nobody has it now, it is followed all the same, and
// library.CodeNobodyHasIt.
func (f *Follower) Follow(ctx context.Context, text string, local bool) (library.Channel, error) {
	link, err := format.ParseLink(text)
	if err != nil {
		return library.Channel{}, err
	}
	now := f.cfg.Now()
	c := library.Channel{Root: link.Root, Link: link.String(), LocalOK: local, Followed: now, Opened: now, Notify: true, Mirrors: link.Mirrors}
	err = f.cfg.Store.AddChannel(ctx, c, library.HeldChannel{Due: now})
	if err == nil { // it may have been followed before
		err = f.cfg.Store.UpdateChannel(ctx, c.Root, func(c *library.Channel, h *library.HeldChannel) {
			c.Opened, c.LocalOK, h.Due = now, c.LocalOK || local, time.Time{} // before all others
		})
	}
	if err != nil {
		return library.Channel{}, f.said("follow", err)
	}
	if err := f.remember(c); err != nil {
		return library.Channel{}, f.said("follow", err)
	}
	f.cfg.Tell(library.NewChannelChanged(link.Root))
	if err := f.look(ctx, link.Root, soon); err != nil {
		return library.Channel{}, f.said("follow", err)
	}
	c, _, err = f.cfg.Store.Channel(ctx, link.Root)
	if err == nil && c.Seq == 0 {
		err = c.Warning
		if err == nil {
			err = &library.Error{Code: library.CodeNobodyHasIt}
		}
	}
	f.wake()
	return c, err
}

// Unfollow forgets a channel with what is kept of it. Bundles stay.
func (f *Follower) Unfollow(ctx context.Context, root library.Key) error {
	done, err := f.turn(ctx, root)
	if err != nil {
		return f.said("unfollow", err)
	}
	defer done()
	if err := f.cfg.Store.DeleteChannel(ctx, root); err != nil {
		return f.said("unfollow", err)
	}
	f.seeds.leave(root)
	f.forget(root)
	f.cfg.Tell(library.NewChannelChanged(root))
	if err := f.folder(root).Remove(); err != nil {
		return f.said("unfollow", library.Wrap(library.CodeDataReadOnly, err))
	}
	return nil
}

// refreshers is how many channels are refreshed at the same time.
const refreshers = 4

// Refresh looks for channels now, all if none is named, and fetches all that is new.
func (f *Follower) Refresh(ctx context.Context, roots ...library.Key) error {
	if len(roots) == 0 {
		all, err := f.cfg.Store.Channels(ctx)
		if err != nil {
			return f.said("refresh", err)
		}
		for _, c := range all {
			roots = append(roots, c.Root)
		}
	}
	next := make(chan library.Key)
	var work sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(refreshers, len(roots)) {
		work.Go(func() {
			for root := range next {
				if err := f.look(ctx, root, whole); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, root := range roots {
		next <- root
	}
	close(next)
	work.Wait()
	f.wake() // what was not to be had is tried again soon
	if failed != nil {
		return f.said("refresh", failed)
	}
	return f.download(ctx)
}

// Channels returns the followed channels by name.
func (f *Follower) Channels(ctx context.Context) ([]library.Channel, error) {
	return f.cfg.Store.Channels(ctx)
}

// Find returns the followed channel of that name, link, root key, or beginning of it.
func (f *Follower) Find(ctx context.Context, name string) (library.Channel, error) {
	all, err := f.cfg.Store.Channels(ctx)
	if err != nil {
		return library.Channel{}, err
	}
	root := library.Key(strings.ToLower(strings.TrimSpace(name)))
	if link, err := format.ParseLink(name); err == nil {
		root = link.Root
	}
	var found []library.Channel
	for _, c := range all {
		if c.Root == root || c.Name == name || len(root) >= minPrefix && strings.HasPrefix(string(c.Root), string(root)) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return library.Channel{}, library.Errorf(library.CodeNoChannel, "%.60s means %d channels", name, len(found))
	}
	return found[0], nil
}

// minPrefix is how much of a root key names a channel.
const minPrefix = 4

// Bundles returns what a channel lists, in its order.
func (f *Follower) Bundles(ctx context.Context, root library.Key) ([]library.Listing, error) {
	return f.cfg.Store.Listings(ctx, root)
}

// Opened notes that a person looked at a channel: it is looked for more often then.
func (f *Follower) Opened(ctx context.Context, root library.Key) error {
	return f.cfg.Store.UpdateChannel(ctx, root, func(c *library.Channel, _ *library.HeldChannel) { c.Opened = f.cfg.Now() })
}

// SetRules sets what is told of a channel's new bundles, and which are downloaded.
func (f *Follower) SetRules(ctx context.Context, root library.Key, notify bool, auto library.AutoDownload) error {
	if auto.MaxSize < 0 || auto.Language != "" && auto.Language.Valid() != nil || auto.Edition != "" && auto.Edition.Valid() != nil {
		return library.Errorf(library.CodeBadSetting, "the rules of a channel")
	}
	err := f.cfg.Store.UpdateChannel(ctx, root, func(c *library.Channel, _ *library.HeldChannel) { c.Notify, c.Auto = notify, auto })
	if err == nil {
		f.cfg.Tell(library.NewChannelChanged(root))
	}
	return err
}

// Discover searches what is known of channels. Limit is the age that a profile may see
// up to; 0 for all.
func (f *Follower) Discover(ctx context.Context, text string, limit int) (library.Discovery, error) {
	return f.cfg.Store.Discover(ctx, text, db.Sight{Limit: limit}, maxDiscovered)
}

const maxDiscovered = 100

// Poster returns the poster of a listed bundle, as its creator sent it: whoever shows
// it decodes it within bounds. library.CodeNotFound while there is none.
func (f *Follower) Poster(_ context.Context, l library.Listing) ([]byte, error) {
	if l.Poster == "" {
		return nil, library.Errorf(library.CodeNotFound, "%s has no poster", l.Bundle)
	}
	return f.folder(l.Channel).Get(l.Poster, channel.MaxPicture)
}

// PosterPath is the file of that poster; "" while there is none.
func (f *Follower) PosterPath(l library.Listing) string { return f.folder(l.Channel).Path(l.Poster) }

// Documents returns the manifest and the terms of a listed bundle.
func (f *Follower) Documents(_ context.Context, l library.Listing) (format.Manifest, format.Terms, error) {
	return f.folder(l.Channel).Read(l.Channel, listed(l))
}

// listed is a listing as the channel writes it.
func listed(l library.Listing) format.Listing {
	return format.Listing{
		Bundle: l.Bundle, Name: l.Name, Manifest: l.Manifest, Terms: l.Terms, Torrent: l.Torrent, Infohash: l.Infohash, Poster: l.Poster,
	}
}

// Stores are those that a followed channel lets sell its bundles.
func (f *Follower) Stores(ctx context.Context, root library.Key) ([]format.Store, error) {
	_, held, err := f.cfg.Store.Channel(ctx, root)
	if err != nil {
		return nil, err
	}
	if c := documentOf(f.folder(root), root, held); c != nil {
		return c.Stores, nil
	}
	return nil, nil
}

// Revoked are the keys that a followed channel no longer stands by; none of one that
// is not followed.
func (f *Follower) Revoked(ctx context.Context, root library.Key) ([]format.Revocation, error) {
	_, held, err := f.cfg.Store.Channel(ctx, root)
	if library.CodeOf(err) == library.CodeNoChannel {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if c := documentOf(f.folder(root), root, held); c != nil {
		return c.Revoked, nil
	}
	return nil, nil
}
