package follower

import (
	"context"
	"errors"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// How much of a look its caller waits for.
type patience int

const (
	whole patience = iota // everything that is new
	soon                  // until anybody has the channel
)

// errEnough ends a look that its caller has waited for.
var errEnough = errors.New("enough")

// look looks for a channel, takes what is newer, fetches what shows it, and keeps it
// alive. Only errors of this machine are returned; what others did wrong is stored as
// the channel's warning.
func (f *Follower) look(ctx context.Context, root library.Key, how patience) error {
	done, err := f.turn(ctx, root)
	if err != nil {
		return err
	}
	defer done()
	c, h, err := f.cfg.Store.Channel(ctx, root)
	if err != nil {
		return err
	}
	l := &oneLook{f: f, ctx: ctx, channel: c, held: h, before: h.Seq}
	defer l.leave()
	if err := l.takeOwn(); err != nil {
		return err
	}
	out, err := f.finder.Look(ctx, f.sought(l.channel, l.held), func(t channel.Taken) error {
		if err := l.take(t); err != nil || how == whole {
			return err
		}
		return errEnough
	})
	if errors.Is(err, errEnough) { // Work fetches the rest: it stays due
		l.share()
		return nil
	}
	if err != nil {
		return err
	}
	return l.finish(out)
}

// takeOwn takes what this program itself published: its own catalogue it does not find
// in the swarm.
func (l *oneLook) takeOwn() error {
	own, err := l.f.Own(l.ctx, string(l.channel.Root))
	if err != nil {
		return nil //nolint:nilerr // it is somebody else's, as nearly all are
	}
	held := l.f.sought(l.channel, l.held).Held
	next, err := held.Accept(own.Channel(), l.f.cfg.Now())
	if err != nil || next == held {
		return nil //nolint:nilerr // what is held is newer
	}
	return l.take(channel.Taken{Channel: own.Channel(), Held: next, From: "here"})
}

func (f *Follower) sought(c library.Channel, h library.HeldChannel) channel.Sought {
	link, err := format.ParseLink(c.Link)
	if err != nil {
		link = format.Link{Root: c.Root, Key: h.Key}
	}
	return channel.Sought{
		Held: format.Held{Root: c.Root, Serial: h.Serial, Key: h.Key, Seq: h.Seq, Digest: h.Digest, Expires: h.Expires},
		Link: link, Mirrors: c.Mirrors, Catalogue: h.Catalogue, Local: c.LocalOK, Folder: f.folder(c.Root),
		NoDHT: channel.Rarely(c.Opened, f.cfg.Now(), len(c.Mirrors)) && h.Seq > 0,
	}
}

// oneLook is a look under way.
type oneLook struct {
	f       *Follower
	ctx     context.Context
	channel library.Channel
	held    library.HeldChannel
	before  int64 // the seq that was held at its start
	doc     *format.Channel
	files   channel.Files // of the state that was taken, until it is shared
}

// take stores a state that is newer: from then on it is known, whatever happens.
func (l *oneLook) take(t channel.Taken) error {
	l.leave()
	doc := t.Channel.Doc
	l.doc, l.files = &doc, t.Files
	l.describe(doc)
	l.hold(t.Held)
	l.held.Catalogue = t.Catalogue
	if _, err := l.f.folder(l.channel.Root).Put(t.Channel.Bytes()); err != nil {
		l.leave()
		return err
	}
	fresh, err := l.f.cfg.Store.TakeChannel(l.ctx, l.channel, l.held, l.listings(doc), recommended(doc))
	if err != nil {
		l.leave()
		return err
	}
	l.releases(l.f.folder(l.channel.Root)) // whoever waits for a premiere waits for nothing else
	l.f.cfg.Tell(library.NewChannelChanged(l.channel.Root))
	if l.channel.Notify && l.before > 0 {
		for _, b := range fresh {
			l.f.cfg.Tell(library.NewBundleListed(l.channel.Root, b.Bundle, b.Name))
		}
	}
	return nil
}

// leave closes the catalogue of a state that a newer one has replaced.
func (l *oneLook) leave() {
	if l.files != nil {
		l.files.Close()
	}
	l.files = nil
}

// share hands the catalogue over to those that are shared.
func (l *oneLook) share() {
	if l.files == nil {
		return
	}
	if raw := l.files.Torrent(); raw != nil {
		if err := l.f.folder(l.channel.Root).SaveTorrent(l.held.Catalogue, raw); err != nil {
			l.f.log.Warn("keep a catalogue's torrent", "err", err)
		}
	}
	l.f.seeds.keep(l.channel.Root, l.held.Catalogue, l.files)
	l.files = nil
}

func (l *oneLook) hold(h format.Held) {
	l.held.Serial, l.held.Key, l.held.Seq, l.held.Digest, l.held.Expires = h.Serial, h.Key, h.Seq, h.Digest, h.Expires
}

// The bounds of what is shown of a channel, in runes.
const (
	maxName = 120
	maxText = 4000
)

func (l *oneLook) describe(c format.Channel) {
	to := &l.channel
	if to.Domain != c.Domain {
		to.Verified = time.Time{}
	}
	to.Name, to.Description = library.CleanLine(c.Name, maxName), library.CleanText(c.Description, maxText)
	to.Languages, to.Image, to.Domain, to.Mirrors = c.Languages, c.Image, c.Domain, c.Mirrors
	to.Issued, to.Seq, to.Expires = c.Issued, c.Seq, c.Expires
	to.MovedTo = ""
	if moved, ok := c.MovedTo(); ok {
		to.MovedTo = moved.String()
	}
	if certificate, err := c.Certified(); err == nil {
		to.Link = format.Link{Key: certificate.Key, Root: c.Channel, Salt: l.salt(), Mirrors: c.Mirrors[:min(len(c.Mirrors), 3)]}.String()
	}
}

func (l *oneLook) salt() string {
	link, err := format.ParseLink(l.channel.Link)
	if err != nil {
		return ""
	}
	return link.Salt
}

// listings are what a state lists. Bundles that were there when the channel was
// followed are left to the person.
func (l *oneLook) listings(c format.Channel) []library.Listing {
	state, now := library.ListingNew, l.f.cfg.Now()
	if l.before == 0 {
		state = library.ListingDone
	}
	all := make([]library.Listing, 0, len(c.Bundles))
	for _, b := range c.Bundles {
		all = append(all, library.Listing{
			Channel: c.Channel, Bundle: b.Bundle, Name: library.CleanLine(b.Name, library.MaxTitle), Manifest: b.Manifest,
			Terms: b.Terms, Torrent: b.Torrent, Infohash: b.Infohash, Poster: b.Poster, Rating: library.NoRating,
			Seen: now, State: state,
		})
	}
	return all
}

func recommended(c format.Channel) []library.Recommendation {
	var all []library.Recommendation
	for _, r := range c.Recommends {
		if link, err := format.ParseLink(r.Link); err == nil && link.Root != c.Channel {
			all = append(all, library.Recommendation{
				Root: link.Root, Link: link.String(), Name: library.CleanLine(r.Name, maxName), Why: library.CleanLine(r.Why, maxText),
			})
		}
	}
	return all
}

// document is the state that is held; nil while it is not known. An earlier look may
// have taken it, and been ended before it had all that it lists.
func (l *oneLook) document(folder channel.Folder) *format.Channel {
	if l.doc != nil {
		return l.doc
	}
	return documentOf(folder, l.channel.Root, l.held)
}

// documentOf is the state of a channel that is held; nil without one.
func documentOf(folder channel.Folder, root library.Key, held library.HeldChannel) *format.Channel {
	if held.Digest == "" {
		return nil
	}
	body, err := folder.Get(held.Digest, format.MaxChannel)
	if err != nil {
		return nil
	}
	c, err := format.ReadListed[format.Channel](body, held.Digest)
	if err != nil || c.Doc.Channel != root {
		return nil
	}
	return &c.Doc
}

// releases hands on the keys that the channel publishes. The time is proven by the
// channel's own signature, not by this machine's clock.
func (l *oneLook) releases(folder channel.Folder) {
	if l.doc == nil || l.f.cfg.Released == nil {
		return
	}
	for _, e := range l.doc.Releases {
		r, err := format.Open[format.Release](e)
		if err != nil {
			continue
		}
		listed, ok := l.doc.Listing(r.Doc.Bundle)
		if !ok {
			continue
		}
		m, t, err := folder.Read(l.channel.Root, listed)
		if library.CodeOf(err) == library.CodeNotFound {
			continue // what it is held against is not here yet
		}
		if err == nil {
			err = l.f.cfg.Released(l.ctx, r, m, t, l.doc.Issued)
		}
		if err != nil {
			l.f.log.Info("take a published key", "bundle", r.Doc.Bundle, "err", err)
		}
	}
}

// finish fetches what shows the channel, and stores what the look came to.
func (l *oneLook) finish(out channel.Outcome) error {
	f, now := l.f, l.f.cfg.Now()
	l.hold(out.Held)
	pointer, certificate := l.keepAlive(out)
	l.join(out)
	whole := l.fetch()
	due := f.due(l.channel, l.held.Seq > 0 && whole && !out.Missed)
	verified := f.verified(l.ctx, l.channel)
	err := f.cfg.Store.UpdateChannel(l.ctx, l.channel.Root, func(c *library.Channel, h *library.HeldChannel) {
		h.Serial, h.Key, h.Seq, h.Digest, h.Expires = l.held.Serial, l.held.Key, l.held.Seq, l.held.Digest, l.held.Expires
		h.Catalogue, h.Pointer, h.Certificate = l.held.Catalogue, pointer, certificate
		h.Due = due
		c.Looked, c.Verified, c.Warning = now, verified, l.warningOf(out)
		if out.Answered {
			c.Answered = now
		}
	})
	if err != nil {
		return err
	}
	f.cfg.Tell(library.NewChannelChanged(l.channel.Root))
	return l.ctx.Err()
}

// keepAlive puts the channel's items into the DHT again if too few nodes have them.
func (l *oneLook) keepAlive(out channel.Outcome) (pointer, certificate library.Mutable) {
	keep := func(mine library.Mutable, found library.FoundMutable, key library.Key) library.Mutable {
		if mine.Key != key { // of an earlier channel key
			mine = library.Mutable{}
		}
		newest, put, err := channel.Keep(l.ctx, l.f.cfg.DHT, mine, found)
		if err != nil && l.ctx.Err() == nil {
			l.f.log.Debug("keep a channel alive", "root", l.channel.Root, "err", err)
		}
		if put {
			l.f.log.Debug("a channel was put into the DHT again", "root", l.channel.Root)
		}
		return newest
	}
	return keep(l.held.Pointer, out.Pointer, l.held.Key), keep(l.held.Certificate, out.Certificate, l.channel.Root)
}

// verifyEvery is how often a domain is asked again, and verifyFor how long its word
// holds while it cannot be reached.
const (
	verifyEvery = 24 * time.Hour
	verifyFor   = 7 * 24 * time.Hour
)

// verified asks a channel's domain whether the channel is its own.
func (f *Follower) verified(ctx context.Context, c library.Channel) time.Time {
	now := f.cfg.Now()
	age := now.Sub(c.Verified)
	if c.Domain == "" || !c.Verified.IsZero() && age >= 0 && age < verifyEvery {
		return c.Verified
	}
	ok, err := f.finder.Confirms(ctx, c.Domain, c.Root, c.LocalOK)
	switch {
	case ok:
		return now
	case err != nil && age < verifyFor:
		return c.Verified
	}
	return time.Time{}
}
