package follower

import (
	"context"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// Publication is what is to be changed in a channel; nil and empty leave things as they
// are, so an empty one publishes the channel anew.
type Publication struct {
	Bundles   []channel.Bundle
	Releases  []format.Envelope
	Withdraw  []library.Token
	Why       string // of the withdrawal
	Recommend []format.Recommendation
	Profile   *channel.Profile
	Stores    []format.Store
	Drop      []library.Key // stores that are named no longer
	Adopt     bool          // go on from what another program published
	To        string        // folder of a mirror to write; "" for none
}

// changeStores names stores, and drops some: a store that is dropped still holds the
// channel's word with its old end, so that what it signs from now on is revoked. Naming it
// again takes that back.
func changeStores(c *format.Channel, p Publication, now time.Time) {
	named := func(key library.Key) bool {
		return slices.ContainsFunc(c.Stores, func(s format.Store) bool { return s.Key == key })
	}
	remove := func(key library.Key) {
		c.Stores = slices.DeleteFunc(c.Stores, func(s format.Store) bool { return s.Key == key })
	}
	for _, key := range p.Drop {
		if named(key) {
			remove(key)
			c.Revoked = append(c.Revoked, format.Revocation{Key: key, At: now.UTC().Truncate(time.Second), Why: "dropped"})
		}
	}
	for _, s := range p.Stores {
		remove(s.Key)
		c.Stores = append(c.Stores, s)
		c.Revoked = slices.DeleteFunc(c.Revoked, func(r format.Revocation) bool { return r.Key == s.Key })
	}
}

// Publish publishes a channel of one's own. If another program published with the same
// key, it gives library.CodeForked, unless that is to be adopted.
func (f *Follower) Publish(ctx context.Context, name string, p Publication) (OwnChannel, error) {
	found, err := f.rival(ctx, name, p)
	if err != nil {
		return OwnChannel{}, f.said("publish", err)
	}
	defer found.close()
	view, err := f.change(ctx, name, func(o *channel.Own) error {
		if err := f.give(ctx, o, found, p); err != nil {
			return err
		}
		_, err := o.Publish(f.cfg.Now(), func(c *format.Channel) error { return f.apply(o, c, p) })
		if err == nil && p.To != "" {
			err = o.WriteTree(ctx, p.To)
		}
		return err
	})
	if err != nil {
		return OwnChannel{}, f.said("publish", err)
	}
	return view, nil
}

// Export writes the mirror of what was published last.
func (f *Follower) Export(ctx context.Context, name, to string) (OwnChannel, error) {
	f.own.mu.Lock()
	defer f.own.mu.Unlock()
	o, err := f.own.find(name)
	if err == nil {
		err = o.WriteTree(ctx, to)
	}
	if err != nil {
		return OwnChannel{}, err
	}
	return f.viewOwn(o), nil
}

func (f *Follower) apply(o *channel.Own, c *format.Channel, p Publication) error {
	for _, b := range p.Bundles {
		put, err := o.Put(b)
		if err == nil {
			err = put(c)
		}
		if err != nil {
			return err
		}
	}
	for _, w := range p.Withdraw {
		if err := channel.Withdraw(w, f.cfg.Now(), p.Why)(c); err != nil {
			return err
		}
	}
	c.Releases = append(c.Releases, p.Releases...)
	changeStores(c, p, f.cfg.Now())
	for _, r := range p.Recommend {
		link, err := format.ParseLink(r.Link)
		if err != nil {
			return err
		}
		c.Recommends = slices.DeleteFunc(c.Recommends, func(old format.Recommendation) bool {
			before, err := format.ParseLink(old.Link)
			return err == nil && before.Root == link.Root
		})
		c.Recommends = append(c.Recommends, r)
	}
	if p.Profile != nil {
		c.Name, c.Description, c.Languages = p.Profile.Name, p.Profile.Description, p.Profile.Languages
		c.Domain, c.Mirrors = p.Profile.Domain, p.Profile.Mirrors
	}
	return nil
}
