package owner

import (
	"context"
	"errors"
	"slices"
	"time"

	"matinee/app/control"
	"matinee/app/follower"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/swarm"
)

// following is what the follower works with.
func (o *Owner) following() follower.Config {
	return follower.Config{
		Dir: o.cfg.Dir, Store: o.db, DHT: o.engine, Web: o.engine, Swarm: catalogues{o.engine},
		Download: o.download, Released: o.released, Kept: o.keptEditions, Dates: o.engine, Tell: o.tellFollowed, Logger: o.log, Now: o.cfg.Now,
	}
}

// catalogues are torrents beside the library.
type catalogues struct{ engine *swarm.Engine }

// Join implements channel.Swarm.
func (s catalogues) Join(ctx context.Context, id library.BundleID, torrent []byte, folder channel.Folder) (channel.Files, error) {
	a, err := s.engine.OpenAside(ctx, id, swarm.AsideOptions{
		Torrent: torrent, Folder: folder.Dir(), Path: channel.CataloguePath(id), Most: channel.MaxCatalogue,
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// released keeps a key that a channel published, if the terms allow it.
func (o *Owner) released(ctx context.Context, r format.Signed[format.Release], m format.Manifest, t format.Terms, at time.Time) error {
	news, err := o.vault.Release(ctx, r, m, t, at)
	if err == nil && news {
		o.unlocked(ctx, r.Doc, m)
		o.reconsider(ctx, m.ID)
	}
	return err
}

// unlocked tells what a published key has changed, and what can be watched by it.
func (o *Owner) unlocked(ctx context.Context, r format.Release, m format.Manifest) {
	kept, err := o.db.EditionsOf(ctx, m.ID)
	if err != nil {
		o.log.Warn("tell of a published key", "err", err)
		return
	}
	c, _, err := o.db.Channel(ctx, m.Channel)
	quiet := err == nil && !c.Notify
	for _, e := range kept {
		b, err := o.engine.Bundle(e.ID)
		if err != nil {
			continue // it is not in the library
		}
		o.shelf.Tell(library.NewDescribed(b.ID))
		if !quiet && o.opens(ctx, m, r.Edition) {
			o.shelf.Tell(library.NewUnlocked(b.ID, r.Kind, b.Title))
		}
	}
}

// opens reports whether something sealed of an edition can be watched here.
func (o *Owner) opens(ctx context.Context, m format.Manifest, edition library.EditionID) bool {
	for _, i := range m.Items {
		if i.Sealed != nil && slices.Contains(i.Editions, edition) && o.vault.Check(ctx, m, i) == nil {
			return true
		}
	}
	return false
}

// download adds a bundle that the rules of a channel want.
func (o *Owner) download(ctx context.Context, d follower.Download) error {
	id, err := o.add(ctx, control.AddRequest{Source: string(d.Infohash), Torrent: d.Torrent})
	if err != nil {
		return err
	}
	if id != d.Infohash {
		return library.Errorf(library.CodeMismatch, "%s", id)
	}
	b, err := o.engine.Bundle(id)
	if err != nil {
		return err
	}
	skip := map[string]bool{}
	for _, path := range d.Skip {
		skip[path] = true
	}
	for _, i := range b.Items {
		if skip[i.Path] {
			err = errors.Join(err, o.engine.SetPriority(ctx, id, i.Index, library.Skip))
		}
	}
	if d.Name != "" {
		err = errors.Join(err, o.engine.Change(ctx, id, func(b *library.Bundle) { b.Title = d.Name }))
	}
	return err
}

// Follow implements control.Channels. A limited profile gets library.CodeLimited.
func (o *Owner) Follow(ctx context.Context, req control.FollowRequest) (control.Channel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.Channel{}, err
	}
	c, err := o.follow.Follow(ctx, req.Link, req.LocalOK)
	if err == nil && req.Whole {
		err = o.follow.Refresh(ctx, c.Root)
	}
	if err != nil {
		return control.Channel{}, err
	}
	return o.channelView(ctx, c.Root)
}

// Unfollow implements control.Channels.
func (o *Owner) Unfollow(ctx context.Context, name string) error {
	c, err := o.findChannel(ctx, name)
	if err != nil {
		return err
	}
	return o.follow.Unfollow(ctx, c.Root)
}

// Refresh implements control.Channels.
func (o *Owner) Refresh(ctx context.Context, name string) ([]control.Channel, error) {
	var roots []library.Key
	if name != "" {
		c, err := o.findChannel(ctx, name)
		if err != nil {
			return nil, err
		}
		roots = append(roots, c.Root)
	}
	if err := o.follow.Refresh(ctx, roots...); err != nil {
		return nil, err
	}
	all, err := o.Following(ctx)
	if name == "" || err != nil {
		return all, err
	}
	one, err := o.channelView(ctx, roots[0])
	return []control.Channel{one}, err
}

// Following implements control.Channels.
func (o *Owner) Following(ctx context.Context) ([]control.Channel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	all, err := o.follow.Channels(ctx)
	views := make([]control.Channel, 0, len(all))
	for _, c := range all {
		views = append(views, control.ViewChannel(c, nil))
	}
	return views, err
}

// Listed implements control.Channels.
func (o *Owner) Listed(ctx context.Context, name string) (control.Channel, error) {
	c, err := o.findChannel(ctx, name)
	if err != nil {
		return control.Channel{}, err
	}
	return o.channelView(ctx, c.Root)
}

// SetRules implements control.Channels.
func (o *Owner) SetRules(ctx context.Context, req control.RulesRequest) (control.Channel, error) {
	c, err := o.findChannel(ctx, req.Name)
	if err == nil {
		err = o.follow.SetRules(ctx, c.Root, req.Notify, req.Auto())
	}
	if err != nil {
		return control.Channel{}, err
	}
	return o.channelView(ctx, c.Root)
}

// findChannel finds a followed channel for a profile without a limit.
func (o *Owner) findChannel(ctx context.Context, name string) (library.Channel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.Channel{}, err
	}
	return o.follow.Find(ctx, name)
}

func (o *Owner) channelView(ctx context.Context, root library.Key) (control.Channel, error) {
	c, err := o.follow.Find(ctx, string(root))
	if err != nil {
		return control.Channel{}, err
	}
	listed, err := o.follow.Bundles(ctx, root)
	return control.ViewChannel(c, listed), err
}
