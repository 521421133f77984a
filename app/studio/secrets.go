package studio

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"matinee/library"
	"matinee/library/seal"
	"matinee/sync/publish"
)

// secret is how an edition's keys are written. Only this file reveals them.
type secret struct {
	Identity string `json:"identity"`
	Premiere string `json:"premiere,omitempty"`
}

// keys returns those of a production; they are made, and on the disk, before the
// first byte is sealed with them. What a draft no longer needs stays.
func (f folder) keys(d *library.Draft) (publish.Keys, error) {
	keys, err := f.storedKeys()
	if err != nil {
		return nil, err
	}
	fresh, err := publish.NewKeys(d)
	if err != nil {
		return nil, err
	}
	added := false
	for id, k := range fresh {
		had := keys[id]
		if had.Identity == "" {
			had.Identity, added = k.Identity, true
		}
		if had.Premiere == "" && k.Premiere != "" {
			had.Premiere, added = k.Premiere, true
		}
		keys[id] = had
	}
	if added {
		err = f.saveKeys(keys)
	}
	return needed(keys, fresh), err
}

// needed are the keys that a draft asks for: a premiere that was dropped must not
// stand in the manifest.
func needed(keys, draft publish.Keys) publish.Keys {
	out := publish.Keys{}
	for id, k := range draft {
		had := keys[id]
		if k.Premiere == "" {
			had.Premiere = ""
		}
		out[id] = had
	}
	return out
}

func (f folder) storedKeys() (publish.Keys, error) {
	keys, stored := publish.Keys{}, map[library.EditionID]secret{}
	err := f.readJSON(keysFile, &stored)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the keys of a production cannot be read") // what the error quotes may be one
	}
	for id, s := range stored {
		keys[id] = publish.EditionKeys{Identity: library.Identity(s.Identity), Premiere: library.Identity(s.Premiere)}
	}
	return keys, nil
}

// Identity returns the identity of an edition that was made here; "" for other
// people's.
func (s *Studio) Identity(_ context.Context, bundle library.Token, edition library.EditionID) (library.Identity, error) {
	if bundle.Valid() != nil { // it names a folder
		return "", nil //nolint:nilerr // nothing that was made here is called so
	}
	keys, err := s.home(bundle).storedKeys()
	return keys[edition].Identity, err
}

func (f folder) saveKeys(keys publish.Keys) error {
	stored := map[library.EditionID]secret{}
	for id, k := range keys {
		stored[id] = secret{k.Identity.Reveal(), k.Premiere.Reveal()}
	}
	if err := f.writeJSON(keysFile, stored); err != nil {
		return fmt.Errorf("save the keys of a production: %w", err)
	}
	return nil
}

// handFile keeps the keys of the store that the creator runs by hand.
const handFile = "store.json"

type handSecret struct {
	Seed     string `json:"seed"` // of its Ed25519 key, hexadecimal
	Identity string `json:"identity"`
}

// hand returns the creator's own store, and makes it when it is wanted first.
func (s *Studio) hand() (publish.HandStore, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := folder{s.cfg.Dir}
	var kept handSecret
	err := at.readJSON(handFile, &kept)
	if errors.Is(err, fs.ErrNotExist) {
		if kept, err = newHand(); err == nil {
			err = at.writeJSON(handFile, kept)
		}
	}
	if err != nil {
		return publish.HandStore{}, errors.New("the keys of one's own store cannot be read or written")
	}
	seed, err := hex.DecodeString(kept.Seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return publish.HandStore{}, errors.New("the keys of one's own store are damaged")
	}
	recipient, err := seal.RecipientOf(library.Identity(kept.Identity))
	return publish.HandStore{Key: ed25519.NewKeyFromSeed(seed), Recipient: recipient}, err
}

func newHand() (handSecret, error) {
	identity, err := seal.NewIdentity()
	if err != nil {
		return handSecret{}, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return handSecret{}, err
	}
	return handSecret{hex.EncodeToString(key.Seed()), identity.Reveal()}, nil
}
