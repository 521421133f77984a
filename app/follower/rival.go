package follower

import (
	"context"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// How long is looked for what another program published with the same key: until it is
// seen that there is something, and then until it is read. Without a network nothing is
// seen, and the nodes refuse later what another program was quicker with.
const (
	signWait = 5 * time.Second
	readWait = 15 * time.Second
)

// rival is a state of a channel that this program did not publish; its channel is nil for
// none.
type rival struct {
	channel *format.Signed[format.Channel]
	files   channel.Files
	mirrors []library.WebURL
}

func (r rival) close() {
	if r.files != nil {
		r.files.Close()
	}
}

// rival looks for a state of a channel of one's own that this program did not publish: in
// the mirror's folder, on mirrors, or in the DHT. Nobody waits for it but its caller.
func (f *Follower) rival(ctx context.Context, name string, p Publication) (found rival, err error) {
	o, err := f.own.find(name)
	if err != nil {
		return found, err
	}
	mine := o.Channel()
	found.mirrors = mine.Doc.Mirrors
	if p.To != "" {
		if c, err := channel.Newest(p.To); err == nil && rivals(o, c) {
			found.channel = &c
			return found, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	finder := channel.Finder{DHT: hastyDHT{f.cfg.DHT}, Web: hastyWeb{f.cfg.Web}, Swarm: f.cfg.Swarm, Now: f.cfg.Now}
	// Held is one before what was published, so that a rival with the same seq shows.
	held := format.Held{Root: o.Root(), Serial: o.Certificate().Doc.Serial, Key: channel.KeyOf(o.Key())}
	_, err = finder.Look(ctx, channel.Sought{Held: held, Link: o.Link(), Mirrors: mine.Doc.Mirrors, Local: true, Folder: o.Folder},
		func(t channel.Taken) error {
			if rivals(o, t.Channel) && (found.channel == nil || t.Channel.Doc.Seq > found.channel.Doc.Seq) {
				found.close()
				found = rival{&t.Channel, t.Files, t.Channel.Doc.Mirrors}
			} else if t.Files != nil {
				t.Files.Close()
			}
			return nil
		})
	if err != nil {
		found.close()
		found = rival{}
	}
	return found, err
}

// rivals reports whether a state is one that a channel's own program did not publish, and
// no earlier one.
func rivals(o *channel.Own, c format.Signed[format.Channel]) bool {
	mine := o.Channel()
	certificate, err := c.Doc.Certified()
	return err == nil && c.Doc.Channel == o.Root() && certificate.Serial >= o.Certificate().Doc.Serial &&
		c.Doc.Seq >= mine.Doc.Seq && c.Digest() != mine.Digest()
}

// give has a channel go on from a rival's state, if that is to be adopted; else there is
// library.CodeForked. What this program itself published meanwhile is no rival.
func (f *Follower) give(ctx context.Context, o *channel.Own, found rival, p Publication) error {
	if found.channel == nil || !rivals(o, *found.channel) {
		return nil
	}
	if !p.Adopt {
		return library.Errorf(library.CodeForked, "another program published seq %d, this one %d", found.channel.Doc.Seq, o.Channel().Doc.Seq)
	}
	var want []channel.Wanted
	for d := range channel.Objects(found.channel.Doc) {
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
	sources := channel.Sources{Mirrors: found.mirrors, Local: true, Files: found.files}
	if _, err := f.finder.Fetch(ctx, o.Folder, want, sources); err != nil {
		return err
	}
	return o.Adopt(*found.channel)
}

// hastyDHT asks the DHT for no longer than a sign may take; what was found until then
// counts.
type hastyDHT struct{ channel.DHT }

// GetItem implements channel.DHT.
func (h hastyDHT) GetItem(ctx context.Context, key library.Key, salt string) (library.FoundMutable, error) {
	ctx, cancel := context.WithTimeout(ctx, signWait)
	defer cancel()
	return h.DHT.GetItem(ctx, key, salt)
}

// hastyWeb is the same of mirrors.
type hastyWeb struct{ web channel.Web }

// Web implements channel.Web.
func (h hastyWeb) Web(ctx context.Context, address string, most int64, local bool) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, signWait)
	defer cancel()
	return h.web.Web(ctx, address, most, local)
}
