package follower

import (
	"context"
	"fmt"
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
	Adopt     bool   // go on from what another program published
	To        string // folder of a mirror to write; "" for none
}

// lookFirst bounds how long is looked for another program's publication.
const lookFirst = 15 * time.Second

// Publish publishes a channel of one's own. If another program published with the same
// key, it gives library.CodeForked, unless that is to be adopted.
func (f *Follower) Publish(ctx context.Context, name string, p Publication) (OwnChannel, error) {
	view, err := f.change(ctx, name, func(o *channel.Own) error {
		if err := f.others(ctx, o, p); err != nil {
			return err
		}
		_, err := o.Publish(f.cfg.Now(), func(c *format.Channel) error { return f.apply(o, c, p) })
		if err == nil && p.To != "" {
			err = o.WriteTree(ctx, p.To)
		}
		return err
	})
	if err != nil {
		return OwnChannel{}, fmt.Errorf("publish: %w", err)
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
	return viewOwn(o), nil
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
	for _, s := range p.Stores {
		c.Stores = slices.DeleteFunc(c.Stores, func(old format.Store) bool { return old.Key == s.Key })
		c.Stores = append(c.Stores, s)
	}
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

// others looks for what another program published with the same key.
func (f *Follower) others(ctx context.Context, o *channel.Own, p Publication) error {
	found, files, mirrors, err := f.newerThan(ctx, o, p.To)
	if files != nil {
		defer files.Close()
	}
	if err != nil || found == nil {
		return err
	}
	if !p.Adopt {
		return library.Errorf(library.CodeForked, "another program published seq %d, this one %d", found.Doc.Seq, o.Channel().Doc.Seq)
	}
	var want []channel.Wanted
	for d := range channel.Objects(found.Doc) {
		want = append(want, channel.Wanted{Digest: d, Most: channel.MaxTorrent})
	}
	if p.To != "" {
		tree := channel.NewFolder(p.To)
		for _, w := range want {
			if body, err := tree.Get(w.Digest, w.Most); err == nil {
				if _, err := o.Folder.Put(body); err != nil {
					return err
				}
			}
		}
	}
	if _, err := f.finder.Fetch(ctx, o.Folder, want, channel.Sources{Mirrors: mirrors, Local: true, Files: files}); err != nil {
		return err
	}
	return o.Adopt(*found)
}

// newerThan finds a state of a channel of one's own that this program did not publish:
// in the mirror's folder, on mirrors, or in the DHT.
func (f *Follower) newerThan(ctx context.Context, o *channel.Own, dir string) (found *format.Signed[format.Channel], files channel.Files, mirrors []library.WebURL, err error) {
	mine := o.Channel()
	other := func(c format.Signed[format.Channel]) bool {
		certificate, err := c.Doc.Certified()
		return err == nil && c.Doc.Channel == o.Root() && certificate.Serial >= o.Certificate().Doc.Serial &&
			c.Doc.Seq >= mine.Doc.Seq && c.Digest() != mine.Digest()
	}
	if dir != "" {
		if c, err := channel.Newest(dir); err == nil && other(c) {
			return &c, nil, mine.Doc.Mirrors, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, lookFirst)
	defer cancel()
	// Held is one before what was published, so that a rival with the same seq shows.
	held := format.Held{Root: o.Root(), Serial: o.Certificate().Doc.Serial, Key: channel.KeyOf(o.Key())}
	_, err = f.finder.Look(ctx, channel.Sought{Held: held, Link: o.Link(), Mirrors: mine.Doc.Mirrors, Local: true, Folder: o.Folder},
		func(t channel.Taken) error {
			if other(t.Channel) && (found == nil || t.Channel.Doc.Seq > found.Doc.Seq) {
				if files != nil {
					files.Close()
				}
				found, files, mirrors = &t.Channel, t.Files, t.Channel.Doc.Mirrors
			} else if t.Files != nil {
				t.Files.Close()
			}
			return nil
		})
	return found, files, mirrors, err
}
