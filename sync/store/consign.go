package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// Handover is what a creator gives a store so that it sells an edition: all of it signed.
type Handover struct {
	Certificate []byte // the channel's word for the store
	Manifest    []byte
	Terms       []byte
	Consignment []byte // nil: new terms only
}

// handover is a Handover as it travels: its documents are text.
type handover struct {
	Certificate string `json:"certificate"`
	Manifest    string `json:"manifest"`
	Terms       string `json:"terms"`
	Consignment string `json:"consignment,omitempty"`
}

func (h handover) documents() Handover {
	return Handover{[]byte(h.Certificate), []byte(h.Manifest), []byte(h.Terms), []byte(h.Consignment)}
}

func (h Handover) text() handover {
	return handover{string(h.Certificate), string(h.Manifest), string(h.Terms), string(h.Consignment)}
}

// ReadHandover reads what was handed over as a file.
func ReadHandover(data []byte) (Handover, error) {
	var h handover
	if len(data) > maxBody || json.Unmarshal(data, &h) != nil {
		return Handover{}, library.Errorf(library.CodeBadDocument, "nothing that was handed over to a store")
	}
	return h.documents(), nil
}

// Bytes is the handover as a file.
func (h Handover) Bytes() ([]byte, error) { return json.Marshal(h.text()) }

// AddChannel lets a channel consign to the store.
func (s *Store) AddChannel(ctx context.Context, root library.Key) error {
	if err := root.Valid(); err != nil {
		return library.Errorf(library.CodeBadRoot, "%s %v", root, err)
	}
	return s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `INSERT INTO channels (root) VALUES (?) ON CONFLICT (root) DO NOTHING`, string(root))
		return err
	})
}

// handed is a handover that was read and holds together.
type handed struct {
	certificate format.Signed[format.StoreCertificate]
	manifest    format.Signed[format.Manifest]
	terms       format.Signed[format.Terms]
	consignment format.Signed[format.Consignment]
	consigns    bool
}

// Take takes what a creator hands over. What it has already changes nothing; what is older
// is refused.
func (s *Store) Take(ctx context.Context, h Handover) error {
	got, err := s.check(h)
	if err != nil {
		return fmt.Errorf("take a consignment: %w", err)
	}
	err = s.db.change(ctx, func(tx tx) error { return s.keep(ctx, tx, got) })
	if err != nil {
		return fmt.Errorf("take a consignment: %w", err)
	}
	return nil
}

// check reads the documents and holds them against each other and this store.
func (s *Store) check(h Handover) (got handed, err error) {
	if got.certificate, err = format.Read[format.StoreCertificate](h.Certificate); err != nil {
		return got, err
	}
	if got.manifest, err = format.Read[format.Manifest](h.Manifest); err != nil {
		return got, err
	}
	if got.terms, err = format.Read[format.Terms](h.Terms); err != nil {
		return got, err
	}
	store, channel := got.certificate.Doc, got.manifest.Doc.Channel
	switch now := s.now(); {
	case s.keys.of(store.Store.Key) == nil || store.Store.Recipient != s.keys.recipient:
		return got, library.Errorf(library.CodeMismatch, "the channel names another store")
	case store.Channel != channel:
		return got, library.Errorf(library.CodeMismatch, "the store is named by another channel")
	case now.Before(store.Store.From) || !now.Before(store.Store.Until):
		return got, library.Errorf(library.CodeExpired, "the channel's word for this store holds from %s until %s", store.Store.From, store.Store.Until)
	}
	if err := got.terms.Doc.Fits(got.manifest.Doc); err != nil {
		return got, err
	}
	if allowed := got.terms.Doc.Stores; len(allowed) > 0 && !slices.ContainsFunc(allowed, func(k library.Key) bool { return s.keys.of(k) != nil }) {
		return got, library.Errorf(library.CodeBadTerms, "the terms name other stores")
	}
	if len(h.Consignment) == 0 {
		return got, nil
	}
	got.consigns = true
	if got.consignment, err = format.Read[format.Consignment](h.Consignment); err != nil {
		return got, err
	}
	c := got.consignment.Doc
	if err := c.Fits(got.manifest.Doc, s.keys.recipient); err != nil {
		return got, err
	}
	if s.keys.of(c.Store) == nil {
		return got, library.Errorf(library.CodeMismatch, "it is consigned to another store")
	}
	if c.Withdrawn.IsZero() {
		_, err = seal.Unwrap(c.Wrapped, c.Recipient, s.keys.identity)
	}
	return got, err
}

func (s *Store) keep(ctx context.Context, tx tx, got handed) error {
	root, bundle := string(got.manifest.Doc.Channel), string(got.manifest.Doc.ID)
	known, err := tx.once(ctx, `UPDATE channels SET entries = entries WHERE root = ?`, root) // locked until the end
	if err != nil {
		return err
	}
	if !known {
		return library.Errorf(library.CodeNoChannel, "this store does not sell for the channel %s", root)
	}
	certificate, err := s.newest(ctx, tx, library.Key(root), got.certificate)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE channels SET certificate = ? WHERE root = ?`, certificate, root); err != nil {
		return err
	}
	var channel string
	var version int64
	err = tx.row(ctx, `SELECT channel, version FROM bundles WHERE id = ?`, bundle).Scan(&channel, &version)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.exec(ctx, `INSERT INTO bundles (id, channel, manifest, version, terms) VALUES (?, ?, ?, ?, ?)`,
			bundle, root, string(got.manifest.Bytes()), got.terms.Doc.Version, string(got.terms.Bytes()))
	case err != nil:
	case channel != root:
		return library.Errorf(library.CodeMismatch, "the bundle is another channel's")
	case got.terms.Doc.Version < version:
		return library.Errorf(library.CodeRolledBack, "terms of version %d after %d", got.terms.Doc.Version, version)
	default:
		_, err = tx.exec(ctx, `UPDATE bundles SET manifest = ?, version = ?, terms = ? WHERE id = ?`,
			string(got.manifest.Bytes()), got.terms.Doc.Version, string(got.terms.Bytes()), bundle)
	}
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO terms (digest, bundle, document) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING`,
		string(got.terms.Digest()), bundle, string(got.terms.Bytes())); err != nil {
		return err
	}
	if !got.consigns {
		return nil
	}
	return s.keepConsignment(ctx, tx, got.consignment)
}

// keepConsignment keeps a consignment, or its withdrawal.
func (s *Store) keepConsignment(ctx context.Context, tx tx, c format.Signed[format.Consignment]) error {
	var document string
	var version, withdrawn int64
	err := tx.row(ctx, `SELECT document, version, withdrawn FROM consignments WHERE bundle = ? AND edition = ?`,
		string(c.Doc.Bundle), string(c.Doc.Edition)).Scan(&document, &version, &withdrawn)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if !c.Doc.Withdrawn.IsZero() {
			return nil
		}
		_, err = tx.exec(ctx, `INSERT INTO consignments (bundle, edition, id, version, document) VALUES (?, ?, ?, ?, ?)`,
			string(c.Doc.Bundle), string(c.Doc.Edition), string(c.Doc.ID), c.Doc.Version, string(c.Bytes()))
		return err
	case err != nil:
		return err
	}
	old, err := format.Read[format.Consignment]([]byte(document))
	if err != nil {
		return err
	}
	if old.Digest() == c.Digest() || c.Doc.ID == old.Doc.ID && c.Doc.Version == version && withdrawn != 0 && !c.Doc.Withdrawn.IsZero() {
		return nil
	}
	old.Doc.Version = version
	if withdrawn != 0 {
		old.Doc.Withdrawn = time.Unix(withdrawn, 0)
	}
	again := c.Doc.ID != old.Doc.ID && withdrawn != 0 // after a withdrawal it takes a new number
	if err := c.Doc.Follows(old.Doc); err != nil && !again {
		return err
	}
	if !c.Doc.Withdrawn.IsZero() {
		_, err = tx.exec(ctx, `UPDATE consignments SET version = ?, withdrawn = ? WHERE bundle = ? AND edition = ?`,
			c.Doc.Version, c.Doc.Withdrawn.Unix(), string(c.Doc.Bundle), string(c.Doc.Edition))
		return err
	}
	_, err = tx.exec(ctx, `UPDATE consignments SET id = ?, version = ?, withdrawn = 0, document = ? WHERE bundle = ? AND edition = ?`,
		string(c.Doc.ID), c.Doc.Version, string(c.Bytes()), string(c.Doc.Bundle), string(c.Doc.Edition))
	return err
}
