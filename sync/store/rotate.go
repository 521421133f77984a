package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// formerPrefix begins the names of the files of keys that a store signed with before.
const formerPrefix = "signing-"

func formerFile(public library.Key) string { return formerPrefix + string(public[:16]) + ".key" }

// formerKeys reads the keys that were replaced and are still in use.
func formerKeys(dir string) (map[library.Key]ed25519.PrivateKey, error) {
	files, err := filepath.Glob(filepath.Join(dir, formerPrefix+"*.key"))
	if err != nil {
		return nil, err
	}
	out := map[library.Key]ed25519.PrivateKey{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a former key of the store: %w", err)
		}
		key, public, err := readSeed(strings.TrimSpace(string(data)), filepath.Base(file))
		if err != nil {
			return nil, err
		}
		out[public] = key
	}
	return out, nil
}

// Rotate draws a new key to sign with in a store's folder. The one before goes on signing
// for every channel that has certified it, until the channel certifies the new one. A
// store that is being served takes the new key when it is started again.
func Rotate(dir string) (library.Key, error) {
	old, err := loadKeys(dir)
	if err != nil {
		return "", err
	}
	var seed [ed25519.SeedSize]byte
	_, _ = rand.Read(seed[:]) // it never fails
	_, public, err := readSeed(hex.EncodeToString(seed[:]), signingFile)
	if err != nil {
		return "", err
	}
	// First a second name for the old key: a crash in between leaves it in use twice.
	path := filepath.Join(dir, signingFile)
	if err := os.Link(path, filepath.Join(dir, formerFile(old.public))); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("keep the store's key: %w", err)
	}
	if err := replaceSecret(path, hex.EncodeToString(seed[:])); err != nil {
		return "", fmt.Errorf("replace the store's key: %w", err)
	}
	return public, nil
}

// replaceSecret writes a file of a secret anew, all of it or nothing.
func replaceSecret(path, secret string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(secret + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// DropKey has a store sign with a former key no longer. Channels that have certified no
// other one sell nothing until they do.
func DropKey(dir string, public library.Key) error {
	held, err := formerKeys(dir)
	if err != nil {
		return err
	}
	if held[public] == nil {
		return library.Errorf(library.CodeNotFound, "a former key %s", public)
	}
	return os.Remove(filepath.Join(dir, formerFile(public)))
}

// Certified is a channel's word for a key of the store.
type Certified struct {
	Channel library.Key `json:"channel"`
	Key     library.Key `json:"key"`
	Until   time.Time   `json:"until"`
	Current bool        `json:"current"` // the key is the one that the store signs with now
	Held    bool        `json:"held"`    // the store has the key
}

// Certified are the channels' words for the store's keys.
func (s *Store) Certified(ctx context.Context) (out []Certified, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT root, certificate FROM channels WHERE certificate <> '' ORDER BY root`)
	if err != nil {
		return nil, fmt.Errorf("list the certificates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Certified
		var document string
		if err := rows.Scan(&c.Channel, &document); err != nil {
			return nil, err
		}
		read, err := format.Read[format.StoreCertificate]([]byte(document))
		if err != nil {
			return nil, err
		}
		c.Key, c.Until = read.Doc.Store.Key, read.Doc.Store.Until
		c.Current, c.Held = c.Key == s.keys.public, s.keys.of(c.Key) != nil
		out = append(out, c)
	}
	return out, rows.Err()
}

// Formerly are the keys that the store signed with before and still has.
func (s *Store) Formerly() []library.Key { return slices.Sorted(maps.Keys(s.keys.former)) }

// newest is the certificate that counts after another one came: one for a former key does
// not replace one for the present key.
func (s *Store) newest(ctx context.Context, tx tx, channel library.Key, came format.Signed[format.StoreCertificate]) (string, error) {
	if came.Doc.Store.Key == s.keys.public {
		return string(came.Bytes()), nil
	}
	var document string
	if err := tx.row(ctx, `SELECT certificate FROM channels WHERE root = ?`, string(channel)).Scan(&document); err != nil {
		return "", notFound(err, "the channel "+string(channel))
	}
	if have, err := format.Read[format.StoreCertificate]([]byte(document)); err == nil && have.Doc.Store.Key == s.keys.public {
		return document, nil
	}
	return string(came.Bytes()), nil
}
