package herald

import (
	"bytes"
	"context"
	"errors"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// How long is waited between two looks for a key whose time has come: twice as long after
// each that found none, and not long while a premiere is fresh.
const (
	lookFirst = 2 * time.Second
	lookMost  = 30 * time.Minute
	fresh     = 10 * time.Minute
	freshMost = 15 * time.Second
	overdue   = 24 * time.Hour
	hurried   = 8 // looks after which the channel of what is not fresh is left to its own pace
)

// look does what is to be done for one key now, and tells when to look again.
func (h *Herald) look(ctx context.Context, d Documents, e format.Edition, k dueKey, s *search) (next time.Time, err error) {
	now := h.cfg.Now()
	if now.Before(k.at) {
		return k.at, nil
	}
	if s.old && now.Sub(k.at) > overdue { // a premiere of today must not wait behind a hundred of last year
		s.old, s.next = false, now.Add(time.Duration(h.cfg.Random(int64(lookMost))))
	}
	if now.Before(s.next) {
		return s.next, nil
	}
	r, here, err := h.cfg.Vault.Published(ctx, d.Manifest.ID, e.ID, k.name.kind)
	if err != nil {
		return next, err
	}
	if here {
		s.next = h.keepAlive(ctx, d, e, k, s, r)
		return s.next, nil
	}
	pointless, err := h.pointless(ctx, d, e, k)
	switch {
	case err != nil:
		return next, err
	case pointless:
		s.next = now.Add(lookMost)
		return s.next, nil
	}
	if s.next, err = h.seek(ctx, d, e, k, s); err != nil {
		return next, err
	}
	return s.next, nil
}

// pointless reports whether a key need not be looked for: it is one's own, which the
// studio publishes, or that of a premiere of what is open to everybody.
func (h *Herald) pointless(ctx context.Context, d Documents, e format.Edition, k dueKey) (bool, error) {
	made, err := h.cfg.Vault.Made(ctx, d.Manifest.ID, e.ID)
	if err != nil || made != "" || k.name.kind == library.ReleaseOpen {
		return made != "", err
	}
	_, open, err := h.cfg.Vault.Published(ctx, d.Manifest.ID, e.ID, library.ReleaseOpen)
	return open, err
}

// seek looks in the DHT for a key that is not here.
func (h *Herald) seek(ctx context.Context, d Documents, e format.Edition, k dueKey, s *search) (time.Time, error) {
	found, err := h.cfg.DHT.GetItem(ctx, e.Release, string(k.name.kind))
	if err != nil { // the DHT is off: the channel remains
		h.log.Debug("look for a published key", "edition", e.ID, "err", err)
		found = library.FoundMutable{}
	}
	if found.OK() {
		err := h.take(ctx, d, e, k, s, found)
		if err == nil {
			s.tries = 0
			return h.cfg.Now().Add(h.pause()), nil
		}
		h.log.Info("a published key is not taken", "bundle", d.Manifest.ID, "edition", e.ID, "kind", k.name.kind, "err", err)
	}
	since := h.cfg.Now().Sub(k.at)
	if s.tries%2 == 0 && (s.tries < hurried || since < fresh) {
		h.cfg.Channels.Hurry(ctx, d.Manifest.Channel) // it may have the key, or prove the time
	}
	later := h.cfg.Now().Add(h.patience(s.tries, since))
	s.tries++
	if k.name.kind == library.ReleaseOpen && !found.OK() && found.Asked > 0 {
		return h.late(ctx, d, e, k, later)
	}
	return later, nil
}

// patience is how long is waited after so many looks in vain, so long after the time.
func (h *Herald) patience(tries int, since time.Duration) time.Duration {
	most := lookMost
	if since < fresh {
		most = freshMost
	}
	wait := min(lookFirst<<min(tries, 12), most)
	return wait + time.Duration(h.cfg.Random(int64(wait/4)+1))
}

// pause is how long a published key is left alone.
func (h *Herald) pause() time.Duration {
	now := h.cfg.Now()
	return channel.NextLook(now, false, h.cfg.Random).Sub(now)
}

// take judges what was found, and keeps and passes on what the terms allow.
func (h *Herald) take(ctx context.Context, d Documents, e format.Edition, k dueKey, s *search, found library.FoundMutable) error {
	r, err := channel.ReadRelease(found.Item, e.Release, k.name.kind)
	if err != nil {
		return err
	}
	if err := r.Doc.Check(d.Manifest, d.Terms, k.at); err != nil {
		return err // whatever the time is
	}
	at := h.cfg.Channels.Proven(ctx, d.Manifest.Channel, k.at)
	if err := h.cfg.Take(ctx, r, d.Manifest, d.Terms, at); err != nil {
		return err
	}
	s.item = h.keep(ctx, d, library.Mutable{}, found)
	return nil
}

// keepFor is how long after its time a key is kept alive in the DHT. Channels and
// mirrors have it for ever.
const keepFor = 60 * 24 * time.Hour

// keepAlive puts a key that was published into the DHT again, by the rule by which
// channels are kept alive there.
func (h *Herald) keepAlive(ctx context.Context, d Documents, e format.Edition, k dueKey, s *search, r format.Signed[format.Release]) time.Time {
	now := h.cfg.Now()
	if now.Sub(k.at) > keepFor {
		return now.Add(rarely)
	}
	if rest := h.kept.Add(channel.LookPause); now.Before(rest) && now.Sub(k.at) > hasty {
		return rest // one after the other
	}
	h.kept = now
	found, err := h.cfg.DHT.GetItem(ctx, e.Release, string(k.name.kind))
	if err == nil && found.OK() {
		other, rerr := channel.ReadRelease(found.Item, e.Release, k.name.kind)
		if rerr == nil && !bytes.Equal(other.Bytes(), r.Bytes()) {
			rerr = other.Doc.Check(d.Manifest, d.Terms, k.at)
		}
		err = rerr // what may not be used is not passed on
	}
	if err != nil {
		h.log.Debug("keep a published key alive", "edition", e.ID, "err", err)
		return now.Add(h.pause())
	}
	if s.item.Sig == nil && !found.OK() {
		if s.item, err = h.sign(ctx, d, e, r); err != nil {
			h.log.Debug("sign the item of a published key", "edition", e.ID, "err", err)
		}
	}
	s.item = h.keep(ctx, d, s.item, found)
	return h.cfg.Now().Add(h.pause())
}

// hasty is how long after its time a key does not wait for its turn.
const hasty = 5 * time.Minute

// keep puts an item again if too few nodes have it, and returns the newest that is known.
func (h *Herald) keep(ctx context.Context, d Documents, mine library.Mutable, found library.FoundMutable) library.Mutable {
	newest, put, err := channel.Keep(ctx, h.cfg.DHT, mine, found)
	if err != nil && ctx.Err() == nil {
		h.log.Debug("keep a published key alive", "bundle", d.Manifest.ID, "err", err)
	}
	if put {
		h.log.Debug("a published key was put into the DHT", "bundle", d.Manifest.ID)
	}
	return newest
}

// errNotSigned means that nothing here can make the item of a release; it can still be
// put again as it was found.
var errNotSigned = errors.New("the edition's own key is not here")

// sign makes the item of a release, with the edition's identity: everybody has that of
// one that is open.
func (h *Herald) sign(ctx context.Context, d Documents, e format.Edition, r format.Signed[format.Release]) (library.Mutable, error) {
	identity := r.Doc.Identity
	if r.Doc.Kind != library.ReleaseOpen {
		var err error
		if identity, err = h.cfg.Vault.Made(ctx, d.Manifest.ID, e.ID); err == nil && identity == "" {
			identity, err = h.cfg.Vault.Held(ctx, d.Manifest, e)
		}
		if err != nil {
			return library.Mutable{}, err
		}
		if identity == "" {
			return library.Mutable{}, errNotSigned
		}
	}
	key, err := format.ReleaseKey(identity)
	if err != nil {
		return library.Mutable{}, err
	}
	return channel.ReleaseItem(key, r)
}
