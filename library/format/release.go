package format

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"

	"matinee/library"
)

// Release publishes a key: of a premiere's lock, or of an edition for everybody.
// It proves itself, since the identity's recipient stands in the manifest. It
// names no time, so whoever makes it makes the same bytes.
type Release struct {
	Bundle   library.Token       `json:"bundle"`
	Edition  library.EditionID   `json:"edition"`
	Kind     library.ReleaseKind `json:"kind"`
	Identity library.Identity    `json:"identity"` // no secret any more once this is published
	Key      library.Key         `json:"key"`      // the manifest's release key, which signs
	More     library.More        `json:"-"`
}

// releaseInfo separates this use of an edition's identity from all others.
const releaseInfo = "matinee release key v1"

// ReleaseKey derives the Ed25519 key under which an edition's releases are
// signed, and found in the DHT (BEP 44; the salt is the kind): HKDF-SHA256 (RFC
// 5869) of the identity's text, without salt. Its public half is in the manifest.
func ReleaseKey(edition library.Identity) (ed25519.PrivateKey, error) {
	if _, err := recipientOf(edition); err != nil {
		return nil, told("release", err)
	}
	seed, err := hkdf.Key(sha256.New, []byte(edition.Reveal()), nil, releaseInfo, ed25519.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("derive a release key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// recipientOf never repeats what age says of a broken identity.
func recipientOf(identity library.Identity) (library.Recipient, error) {
	parsed, err := age.ParseX25519Identity(identity.Reveal())
	if err != nil {
		return "", fail(FaultField, "is not an age X25519 identity")
	}
	return library.Recipient(parsed.Recipient().String()), nil
}

func (Release) kind() kind { return kind{"release", MaxRelease} }

// check: an edition's own identity must be the one that its release key is
// derived from.
func (r Release) check() error {
	switch r.Kind {
	case library.ReleasePremiere:
		return nil
	case library.ReleaseOpen:
	default:
		return within(".kind", fail(FaultField, "is %s", clip(string(r.Kind))))
	}
	key, err := ReleaseKey(r.Identity)
	if err != nil {
		return err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || library.KeyOf(public) != r.Key {
		return within(".key", fail(FaultMismatch, "is not derived from the identity"))
	}
	return nil
}

func (r Release) signers() ([]library.Key, error) { return []library.Key{r.Key}, nil }

// Check judges whether the release is to be used and passed on: it must be of an
// edition of the manifest, the terms must allow it, and the time must have come.
// At is the latest time that is proven to the caller, by a signed document or by
// two independent servers; not its own clock.
func (r Release) Check(m Manifest, t Terms, at time.Time) error {
	return told("release", r.checkAgainst(m, t, at))
}

func (r Release) checkAgainst(m Manifest, t Terms, at time.Time) error {
	edition, known := m.Edition(r.Edition)
	if r.Bundle != m.ID || !known || edition.Release != r.Key {
		return fail(FaultMismatch, "it is for another edition")
	}
	want := edition.Recipient
	if r.Kind == library.ReleasePremiere {
		want = edition.Premiere
	}
	if got, err := recipientOf(r.Identity); err != nil || got != want {
		return errors.Join(err, fail(FaultMismatch, "its key does not belong to the edition"))
	}
	if err := t.fits(m); err != nil {
		return err
	}
	terms, known := t.Edition(r.Edition)
	if !known {
		return fail(FaultTerms, "the edition has no terms")
	}
	return terms.MayRelease(r.Kind, at)
}

// MayRelease judges whether the terms allow to publish a key at a time.
func (e EditionTerms) MayRelease(kind library.ReleaseKind, at time.Time) error {
	switch {
	case e.Window == nil:
		return fail(FaultTerms, "the edition has no window")
	case kind == library.ReleasePremiere && at.Before(e.Window.From):
		return fail(FaultEarly, "the premiere is on %s", formatTime(e.Window.From))
	case kind == library.ReleasePremiere:
		return nil
	case !e.Window.Open():
		return fail(FaultTerms, "the edition does not open")
	case at.Before(e.Window.Opens):
		return fail(FaultEarly, "it opens on %s", formatTime(e.Window.Opens))
	}
	return nil
}
