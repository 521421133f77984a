package store

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// How long a reel holds, and how long before its end a new one is made.
const (
	reelHolds = 14 * 24 * time.Hour
	reelRenew = 7 * 24 * time.Hour
)

// Reel is the store's reel as of now, signed by the key that a channel has certified, or by
// the present one. It has another number only when something changed.
func (s *Store) Reel(ctx context.Context, by library.Key) ([]byte, error) {
	document, err := s.reel(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("make a reel: %w", err)
	}
	return document, nil
}

func (s *Store) reel(ctx context.Context, by library.Key) ([]byte, error) {
	by, key, err := s.signer(by)
	if err != nil {
		return nil, err
	}
	spots, err := s.spots(ctx)
	if err != nil {
		return nil, err
	}
	torrent, err := s.pack(ctx, spots)
	if err != nil {
		return nil, err
	}
	written, err := json.Marshal(format.Reel{Infohash: torrent.id, Spots: spots}) // whoever signs it
	if err != nil {
		return nil, err
	}
	basis := string(library.DigestOf(sha256.Sum256(written)))
	reel := format.Reel{Store: by, Infohash: torrent.id, Spots: spots}
	err = s.db.change(ctx, func(tx tx) error {
		if err := tx.lock(ctx, "reels"); err != nil {
			return err
		}
		var seq, issued int64
		var was string
		err := tx.row(ctx, `SELECT seq, basis, issued FROM reels ORDER BY seq DESC LIMIT 1`).Scan(&seq, &was, &issued)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		reel.Seq, reel.Issued = seq, time.Unix(issued, 0).UTC()
		if err == nil && was == basis && s.now().Before(reel.Issued.Add(reelHolds-reelRenew)) {
			return nil
		}
		reel.Seq, reel.Issued = seq+1, s.now()
		if _, err := tx.exec(ctx, `DELETE FROM reels`); err != nil {
			return err
		}
		_, err = tx.exec(ctx, `INSERT INTO reels (seq, basis, issued) VALUES (?, ?, ?)`, reel.Seq, basis, reel.Issued.Unix())
		return err
	})
	if err != nil {
		return nil, err
	}
	reel.Expires = reel.Issued.Add(reelHolds)
	signed, err := format.Sign(reel, key)
	return signed.Bytes(), err
}

// signer is the key by which somebody knows this store; the present one for "".
func (s *Store) signer(by library.Key) (library.Key, ed25519.PrivateKey, error) {
	if by == "" {
		by = s.Key()
	}
	key := s.keys.of(by)
	if key == nil {
		return by, nil, library.Errorf(library.CodeNotFound, "the key %.64s of this store", by)
	}
	return by, key, nil
}

// spots are those that may play: of campaigns that are paid, not over and not stopped.
func (s *Store) spots(ctx context.Context) (all []library.Spot, err error) {
	refused, err := s.refusals(ctx)
	if err != nil {
		return nil, err
	}
	const most = 500
	rows, err := s.db.read().rows(ctx, `SELECT c.id, c.sponsor, c.starts, c.ends, c.device_day, c.channels, s.id, s.sha256, s.size, s.format, s.length, s.languages, s.min_age, s.skip
		FROM spots s JOIN campaigns c ON c.id = s.campaign WHERE c.stopped = 0 AND c.spent < c.prepaid - c.repaid AND c.ends > ? ORDER BY c.starts, s.id LIMIT ?`, s.now().Unix(), most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var spot library.Spot
		var starts, ends, length, skip int64
		var channels, languages string
		if err := rows.Scan(&spot.Campaign, &spot.Sponsor, &starts, &ends, &spot.PerDay, &channels, &spot.ID, &spot.File.SHA256, &spot.File.Length,
			&spot.Format, &length, &languages, &spot.MinAge, &skip); err != nil {
			return nil, err
		}
		spot.From, spot.Until = time.Unix(starts, 0).UTC(), time.Unix(ends, 0).UTC()
		spot.Length, spot.Skip = time.Duration(length)*time.Millisecond, time.Duration(skip)*time.Millisecond
		for _, l := range strings.Fields(languages) {
			spot.Languages = append(spot.Languages, library.Language(l))
		}
		for _, root := range strings.Fields(channels) {
			spot.Channels = append(spot.Channels, library.Key(root))
		}
		for _, word := range refused {
			if !word.Wants(spot.Sponsor) {
				spot.Except = append(spot.Except, word.Channel)
			}
		}
		all = append(all, spot)
	}
	return all, rows.Err()
}

// refusals are what channels say of sponsors, in the order of their roots.
func (s *Store) refusals(ctx context.Context) (all []format.Sponsors, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT document FROM sponsors ORDER BY channel`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var document string
		if err := rows.Scan(&document); err != nil {
			return nil, err
		}
		word, err := format.Read[format.Sponsors]([]byte(document))
		if err != nil {
			return nil, err
		}
		all = append(all, word.Doc)
	}
	return all, rows.Err()
}

// TakeSponsors takes a channel's word on sponsors: from now on nothing plays or counts that
// it does not want.
func (s *Store) TakeSponsors(ctx context.Context, document []byte) error {
	word, err := format.Read[format.Sponsors](document)
	if err == nil && s.keys.of(word.Doc.Store) == nil {
		err = library.Errorf(library.CodeMismatch, "it is said to another store")
	}
	if err != nil {
		return fmt.Errorf("take a word on sponsors: %w", err)
	}
	err = s.db.change(ctx, func(tx tx) error {
		root := string(word.Doc.Channel)
		known, err := tx.once(ctx, `UPDATE channels SET entries = entries WHERE root = ?`, root)
		if err == nil && !known {
			err = library.Errorf(library.CodeNoChannel, "this store does not sell for the channel %s", root)
		}
		if err != nil {
			return err
		}
		var held string
		err = tx.row(ctx, `SELECT document FROM sponsors WHERE channel = ?`, root).Scan(&held)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		case held == string(document):
			return nil
		default:
			old, err := format.Read[format.Sponsors]([]byte(held))
			if err == nil {
				before := old.Doc
				before.Store = word.Doc.Store // both are keys of this store
				err = word.Doc.Follows(before)
			}
			if err != nil {
				return err
			}
		}
		_, err = tx.exec(ctx, `INSERT INTO sponsors (channel, version, document) VALUES (?, ?, ?) ON CONFLICT (channel) DO UPDATE SET version = excluded.version, document = excluded.document`,
			root, word.Doc.Version, string(document))
		return err
	})
	if err != nil {
		return fmt.Errorf("take a word on sponsors: %w", err)
	}
	return nil
}
