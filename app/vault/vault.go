package vault

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// Store keeps the documents. Its errors are of library's kinds.
type Store interface {
	// SaveLicence keeps a licence; one that is kept already changes nothing.
	SaveLicence(ctx context.Context, bundle, licence library.Token, data []byte) error
	Licences(ctx context.Context, bundle library.Token) ([][]byte, error)
	// SaveGiftKey keeps the key of a gift, wrapped for this device; the first one stays.
	SaveGiftKey(ctx context.Context, licence library.Token, wrapped []byte) error
	// GiftKey returns it; nil for a licence that was made for this device.
	GiftKey(ctx context.Context, licence library.Token) ([]byte, error)
	// PlayedFirst returns when a licence was used first. A time that is given is
	// noted when none was before; without either it is zero.
	PlayedFirst(ctx context.Context, licence library.Token, at time.Time) (time.Time, error)
	SaveRelease(ctx context.Context, bundle library.Token, edition library.EditionID, kind library.ReleaseKind, data []byte) error
	Releases(ctx context.Context, bundle library.Token) ([][]byte, error)
}

// Maker knows the identities of what was published on this machine.
type Maker interface {
	// Identity returns an edition's identity; "" for other people's.
	Identity(ctx context.Context, bundle library.Token, edition library.EditionID) (library.Identity, error)
}

// Config says where the vault lies and what it works with.
type Config struct {
	Dir   string // for the device's key
	Store Store
	Maker Maker            // nil: nothing was published here
	Now   func() time.Time // nil for the real clock
}

// Vault is what opens sealed editions here. It is safe for use by many goroutines.
type Vault struct {
	cfg    Config
	device library.Identity
	own    library.Recipient

	mu     sync.Mutex
	opened map[library.Recipient]library.Identity // identities that were opened before
}

// deviceFile holds the device's identity, as age's own key files do.
const deviceFile = "device.key"

// maxOpened bounds the identities kept in memory.
const maxOpened = 256

// Open opens the vault, and makes the device's key when there is none.
func Open(cfg Config) (*Vault, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	device, err := deviceKey(filepath.Join(cfg.Dir, deviceFile))
	if err != nil {
		return nil, fmt.Errorf("open the device's key: %w", err)
	}
	own, err := seal.RecipientOf(device)
	if err != nil {
		return nil, fmt.Errorf("read the device's key: %w", err)
	}
	return &Vault{cfg: cfg, device: device, own: own, opened: map[library.Recipient]library.Identity{}}, nil
}

// Device is to whom licences for this machine are wrapped.
func (v *Vault) Device() library.Recipient { return v.own }

// Import keeps a licence after it was verified and held against the bundle's
// manifest. Its identity is unwrapped at once where that is possible: one that
// opens nothing is refused before it is relied on.
func (v *Vault) Import(ctx context.Context, data []byte, m format.Manifest, revoked []format.Revocation) (format.Licence, error) {
	return v.take(ctx, data, v.device, m, revoked)
}

// ImportGift keeps a licence that was made for whoever brings it, like Import. The key that
// it was made for is kept wrapped for this device.
func (v *Vault) ImportGift(ctx context.Context, g format.Gift, m format.Manifest, revoked []format.Revocation) (format.Licence, error) {
	return v.take(ctx, g.Licence, g.Key, m, revoked)
}

// take keeps a licence that a key opens.
func (v *Vault) take(ctx context.Context, data []byte, with library.Identity, m format.Manifest, revoked []format.Revocation) (format.Licence, error) {
	signed, err := format.Read[format.Licence](data)
	if err != nil {
		return format.Licence{}, err
	}
	l := signed.Doc
	device, err := seal.RecipientOf(with)
	if err != nil {
		return format.Licence{}, err
	}
	if err := l.Check(format.Import{Manifest: m, Device: device, Revoked: revoked, Now: v.cfg.Now()}); err != nil {
		return format.Licence{}, err
	}
	if l.Premiere == "" {
		if _, err := seal.Unwrap(l.Wrapped, l.Recipient, with); err != nil {
			return format.Licence{}, err
		}
	}
	if device != v.own { // the key first: a licence without it would open nothing
		wrapped, err := seal.Wrap(with, v.own)
		if err == nil {
			err = v.cfg.Store.SaveGiftKey(ctx, l.ID, wrapped)
		}
		if err != nil {
			return format.Licence{}, fmt.Errorf("keep the key of a gift: %w", err)
		}
	}
	return l, v.cfg.Store.SaveLicence(ctx, l.Bundle, l.ID, signed.Bytes())
}

// holder is the key that a licence was made for: the device's, or that of a gift.
func (v *Vault) holder(ctx context.Context, l format.Licence) (library.Identity, error) {
	if l.Device == v.own {
		return v.device, nil
	}
	wrapped, err := v.cfg.Store.GiftKey(ctx, l.ID)
	if err != nil {
		return "", err
	}
	return seal.Unwrap(wrapped, l.Device, v.device)
}

// Release keeps a published key that the terms allow at a proven time (see
// format.Release.Check). It reports whether it was news.
func (v *Vault) Release(ctx context.Context, r format.Signed[format.Release], m format.Manifest, t format.Terms, at time.Time) (bool, error) {
	if err := r.Doc.Check(m, t, at); err != nil {
		return false, err
	}
	known, err := v.release(ctx, m.ID, r.Doc.Edition, r.Doc.Kind)
	if err != nil || known != "" {
		return false, err
	}
	return true, v.cfg.Store.SaveRelease(ctx, r.Doc.Bundle, r.Doc.Edition, r.Doc.Kind, r.Bytes())
}

// release is a published key that is kept; "" without.
func (v *Vault) release(ctx context.Context, bundle library.Token, edition library.EditionID, kind library.ReleaseKind) (library.Identity, error) {
	r, _, err := v.Published(ctx, bundle, edition, kind)
	return r.Doc.Identity, err
}

// Standing is what is known of an edition here; the caller adds what it knows of
// its data.
func (v *Vault) Standing(ctx context.Context, m format.Manifest, t format.Terms, id library.EditionID) (library.Standing, error) {
	edition, known := m.Edition(id)
	if !known {
		return library.Standing{}, library.Errorf(library.CodeNotFound, "edition %s", id)
	}
	terms, _ := t.Edition(id)
	s := library.Standing{Window: terms.Window, Premiere: edition.Premiere != "", Opened: edition.Recipient == ""}
	if s.Opened {
		return s, nil
	}
	for kind, here := range map[library.ReleaseKind]*bool{library.ReleasePremiere: &s.Started, library.ReleaseOpen: &s.Opened} {
		key, err := v.release(ctx, m.ID, id, kind)
		if err != nil {
			return s, err
		}
		*here = key != ""
	}
	return s, nil
}

// Key is the identity that opens an item of a bundle, to play it: a rental counts
// from then. The error says what is missing: sealed, when no licence of its
// editions is here; too_early, while the premiere's key is not out; expired, when
// a rental or a licence has ended.
func (v *Vault) Key(ctx context.Context, m format.Manifest, item format.Item) (library.Identity, error) {
	return v.key(ctx, m, item, v.cfg.Now())
}

// Check returns the error that Key would return. No rental begins by it.
func (v *Vault) Check(ctx context.Context, m format.Manifest, item format.Item) error {
	_, err := v.key(ctx, m, item, time.Time{})
	return err
}

func (v *Vault) key(ctx context.Context, m format.Manifest, item format.Item, playing time.Time) (library.Identity, error) {
	var worst error
	for _, id := range item.Editions {
		edition, known := m.Edition(id)
		if !known || edition.Recipient == "" {
			continue
		}
		key, err := v.edition(ctx, m, edition, playing)
		if err == nil {
			return key, nil
		}
		if !isSealed(err) || worst == nil {
			worst = err
		}
	}
	if worst == nil {
		worst = &library.Error{Code: library.CodeSealed, Detail: m.Name}
	}
	return "", worst
}

func isSealed(err error) bool { return library.CodeOf(err) == library.CodeSealed }

// edition opens one edition: by its published key, as its maker, or by a licence.
func (v *Vault) edition(ctx context.Context, m format.Manifest, e format.Edition, playing time.Time) (library.Identity, error) {
	key, err := v.release(ctx, m.ID, e.ID, library.ReleaseOpen)
	if err != nil {
		return "", err
	}
	if key == "" && v.cfg.Maker != nil {
		if key, err = v.cfg.Maker.Identity(ctx, m.ID, e.ID); err != nil {
			return "", err
		}
	}
	if key != "" {
		return key, seal.Belongs(key, e.Recipient)
	}
	return v.licensed(ctx, m, e, playing)
}

// licensed opens an edition by the best of the licences for it: one that opens
// it now, else the one that says why not.
func (v *Vault) licensed(ctx context.Context, m format.Manifest, e format.Edition, playing time.Time) (library.Identity, error) {
	list, err := v.cfg.Store.Licences(ctx, m.ID)
	if err != nil {
		return "", err
	}
	var why error = &library.Error{Code: library.CodeSealed, Detail: m.Name}
	for _, data := range list {
		signed, err := format.Read[format.Licence](data)
		if err != nil || signed.Doc.Edition != e.ID || signed.Doc.Recipient != e.Recipient {
			continue
		}
		key, err := v.unlock(ctx, signed.Doc, playing)
		if err == nil {
			return key, nil
		}
		why = err
	}
	return "", why
}

// unlock opens a licence that is still good.
func (v *Vault) unlock(ctx context.Context, l format.Licence, playing time.Time) (library.Identity, error) {
	now := v.cfg.Now()
	if !l.Expires.IsZero() && !now.Before(l.Expires) {
		return "", &library.Error{Code: library.CodeExpired}
	}
	key, err := v.unwrap(ctx, l)
	if err != nil || l.Rental == 0 {
		return key, err
	}
	first, err := v.cfg.Store.PlayedFirst(ctx, l.ID, playing)
	if err != nil {
		return "", err
	}
	if !first.IsZero() && !now.Before(first.Add(l.Rental)) {
		return "", &library.Error{Code: library.CodeExpired}
	}
	return key, nil
}

func (v *Vault) unwrap(ctx context.Context, l format.Licence) (library.Identity, error) {
	v.mu.Lock()
	opened, known := v.opened[l.Recipient]
	v.mu.Unlock()
	if known {
		return opened, nil
	}
	key, err := v.holder(ctx, l)
	if err != nil {
		return "", errors.Join(&library.Error{Code: library.CodeWrongKey}, err)
	}
	with := []library.Identity{key}
	if l.Premiere != "" {
		lock, err := v.release(ctx, l.Bundle, l.Edition, library.ReleasePremiere)
		if err != nil {
			return "", err
		}
		if lock == "" {
			return "", &library.Error{Code: library.CodeTooEarly}
		}
		with = append(with, lock)
	}
	if key, err = seal.Unwrap(l.Wrapped, l.Recipient, with...); err != nil {
		return "", errors.Join(&library.Error{Code: library.CodeWrongKey}, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.opened) >= maxOpened {
		clear(v.opened)
	}
	v.opened[l.Recipient] = key
	return key, nil
}
