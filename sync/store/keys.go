package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/library/seal"
)

// keys are the two secrets of a store: what it signs with, and what editions are consigned
// to.
type keys struct {
	signing   ed25519.PrivateKey
	identity  library.Identity
	public    library.Key
	recipient library.Recipient
	// former are the keys that it signed with before, for channels that have not
	// certified the present one yet.
	former map[library.Key]ed25519.PrivateKey
}

// of is the key that a channel certified; nil when the store does not have it.
func (k keys) of(public library.Key) ed25519.PrivateKey {
	if public == k.public {
		return k.signing
	}
	return k.former[public]
}

// The files of a store's folder. Both keys are readable by their owner only.
const (
	signingFile  = "signing.key"
	identityFile = "consignments.key" // as age's own key files
)

// loadKeys reads a store's keys, and makes them when there are none.
func loadKeys(dir string) (k keys, err error) {
	seed, err := secretFile(filepath.Join(dir, signingFile), func() (string, error) {
		var raw [ed25519.SeedSize]byte
		_, _ = rand.Read(raw[:]) // it never fails
		return hex.EncodeToString(raw[:]), nil
	})
	if err != nil {
		return k, err
	}
	if k.signing, k.public, err = readSeed(seed, signingFile); err != nil {
		return k, err
	}
	if k.former, err = formerKeys(dir); err != nil {
		return k, err
	}
	text, err := secretFile(filepath.Join(dir, identityFile), func() (string, error) {
		made, err := seal.NewIdentity()
		return made.Reveal(), err
	})
	if err != nil {
		return k, err
	}
	k.identity = library.Identity(text)
	k.recipient, err = seal.RecipientOf(k.identity)
	return k, err
}

func readSeed(seed, file string) (ed25519.PrivateKey, library.Key, error) {
	raw, err := hex.DecodeString(seed)
	if err != nil || len(raw) != ed25519.SeedSize {
		return nil, "", library.Errorf(library.CodeWrongKey, "%s is not a key of 64 hexadecimal digits", file)
	}
	key := ed25519.NewKeyFromSeed(raw)
	public, _ := key.Public().(ed25519.PublicKey)
	return key, library.KeyOf(public), nil
}

// secretFile reads the first line of a file of secrets; when there is none it is made,
// never over another.
func secretFile(path string, secret func() (string, error)) (string, error) {
	data, err := os.ReadFile(path)
	if err == nil {
		line, _, _ := strings.Cut(string(data), "\n")
		return strings.TrimSpace(line), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read a key of the store: %w", err)
	}
	made, err := secret()
	if err != nil {
		return "", err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("make a key of the store: %w", err)
	}
	_, err = file.WriteString(made + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", fmt.Errorf("make a key of the store: %w", err)
	}
	return made, nil
}
