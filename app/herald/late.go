package herald

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/publish"
)

// How long after an edition should have opened the program of somebody who holds a
// licence waits for its creator or a store: so long, and up to as long again.
const (
	lateAfter  = 24 * time.Hour
	lateSpread = 24 * time.Hour
)

// late publishes the key of an edition that opens, which a licence holds here and a look
// has just not found: a day or two after its time, when that is proven. It tells when to
// look again, at the latest at otherwise.
func (h *Herald) late(ctx context.Context, d Documents, e format.Edition, k dueKey, otherwise time.Time) (time.Time, error) {
	identity, err := h.cfg.Vault.Held(ctx, d.Manifest, e)
	if err != nil || identity == "" {
		return otherwise, err
	}
	wait := lateAfter + time.Duration(h.cfg.Vault.Draw("late release of "+string(e.Release), int64(lateSpread)))
	from := k.at.Add(wait)
	if h.cfg.Now().Before(from) {
		return earlier(otherwise, from), nil
	}
	proven := h.cfg.Channels.Proven(ctx, d.Manifest.Channel, from)
	if proven.Before(from) {
		h.log.Info("a key is not published: only this machine's clock says that its time has come", "bundle", d.Manifest.ID, "edition", e.ID)
		return otherwise, nil
	}
	if err := h.release(ctx, d, e, identity, proven); err != nil {
		h.log.Info("publish the key of an edition that opened", "bundle", d.Manifest.ID, "edition", e.ID, "err", err)
		return otherwise, nil
	}
	h.log.Info("published the key of an edition that had opened, as nobody else did", "bundle", d.Manifest.ID, "edition", e.ID)
	return h.cfg.Now().Add(h.pause()), nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// release signs an edition's key, puts it into the DHT, and takes it.
func (h *Herald) release(ctx context.Context, d Documents, e format.Edition, identity library.Identity, at time.Time) error {
	r, err := publish.Release(d.Manifest, d.Terms, e.ID, library.ReleaseOpen, publish.EditionKeys{Identity: identity}, at)
	if err != nil {
		return err
	}
	key, err := format.ReleaseKey(identity)
	if err != nil {
		return fmt.Errorf("derive the release key: %w", err)
	}
	item, err := channel.ReleaseItem(key, r)
	if err != nil {
		return err
	}
	if _, err := h.cfg.DHT.PutItem(ctx, item); err != nil {
		return err
	}
	return h.cfg.Take(ctx, r, d.Manifest, d.Terms, at)
}
