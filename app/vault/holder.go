package vault

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// Published is a published key as it was signed; false while none is kept.
func (v *Vault) Published(ctx context.Context, bundle library.Token, edition library.EditionID, kind library.ReleaseKind) (format.Signed[format.Release], bool, error) {
	list, err := v.cfg.Store.Releases(ctx, bundle)
	if err != nil {
		return format.Signed[format.Release]{}, false, err
	}
	for _, data := range list {
		r, err := format.Read[format.Release](data)
		if err == nil && r.Doc.Edition == edition && r.Doc.Kind == kind {
			return r, true, nil
		}
	}
	return format.Signed[format.Release]{}, false, nil
}

// Held is the identity of an edition that a licence opens here now; "" when none does.
// No rental begins by it.
func (v *Vault) Held(ctx context.Context, m format.Manifest, e format.Edition) (library.Identity, error) {
	if e.Recipient == "" {
		return "", nil
	}
	key, err := v.licensed(ctx, m, e, time.Time{})
	switch library.CodeOf(err) {
	case library.CodeSealed, library.CodeTooEarly, library.CodeExpired, library.CodeWrongKey, library.CodeDamagedItem:
		return "", nil
	}
	return key, err
}

// Made is the identity of an edition that was made on this machine; "" for others.
func (v *Vault) Made(ctx context.Context, bundle library.Token, edition library.EditionID) (library.Identity, error) {
	if v.cfg.Maker == nil {
		return "", nil
	}
	return v.cfg.Maker.Identity(ctx, bundle, edition)
}

// Draw draws a number below a bound: always the same for a label on this device, and
// another one on every other, without anything being stored.
func (v *Vault) Draw(label string, below int64) int64 {
	mac := hmac.New(sha256.New, []byte(v.device.Reveal()))
	mac.Write([]byte("matinee draw v1\x00" + label))
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)) % uint64(max(below, 1))) //nolint:gosec // below its bound, which is an int64
}

// Export is the identity that opens an item to save it as an ordinary file: of what is
// open to everybody, what was made here, and what a licence allows to export. A rental
// never does: it ends. The error of what may only be watched is of the kind no_export.
func (v *Vault) Export(ctx context.Context, m format.Manifest, item format.Item) (library.Identity, error) {
	for _, id := range item.Editions {
		e, known := m.Edition(id)
		if !known || e.Recipient == "" {
			continue
		}
		key, err := v.release(ctx, m.ID, id, library.ReleaseOpen)
		if err == nil && key == "" {
			key, err = v.Made(ctx, m.ID, id)
		}
		if err == nil && key == "" {
			key, err = v.permitted(ctx, m, e)
		}
		if err != nil {
			return "", err
		}
		if key != "" {
			return key, seal.Belongs(key, e.Recipient)
		}
	}
	if err := v.Check(ctx, m, item); err != nil {
		return "", err // it cannot be watched either
	}
	return "", library.Errorf(library.CodeNoExport, "%s", m.Name)
}

// permitted is the identity from a licence that allows to export; "" without one that
// opens the edition now.
func (v *Vault) permitted(ctx context.Context, m format.Manifest, e format.Edition) (library.Identity, error) {
	list, err := v.cfg.Store.Licences(ctx, m.ID)
	if err != nil {
		return "", err
	}
	for _, data := range list {
		l, err := format.Read[format.Licence](data)
		if err != nil || l.Doc.Edition != e.ID || l.Doc.Recipient != e.Recipient || l.Doc.Rental != 0 || !l.Doc.Allows(library.PermitExport) {
			continue
		}
		if key, err := v.unlock(ctx, l.Doc, time.Time{}); err == nil {
			return key, nil
		}
	}
	return "", nil
}
