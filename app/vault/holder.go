package vault

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"matinee/library"
	"matinee/library/format"
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
