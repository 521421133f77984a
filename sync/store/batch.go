package store

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
)

// Batch is what a set of codes is good for.
type Batch struct {
	ID      library.Token       `json:"identifier"`     // "" for a new one
	Name    string              `json:"name,omitempty"` // for who made it
	Kind    library.LicenceKind `json:"kind"`           // of the licences: a gift unless it is given; press opens before the premiere
	Bundle  library.Token       `json:"bundle"`
	Edition library.EditionID   `json:"edition"`
	Count   int                 `json:"count"`
	Expires time.Time           `json:"expires,omitzero"` // zero: never
	Title   string              `json:"title,omitempty"`  // of a new one: what it is good for, as its creator calls it
	// What became of it.
	Used     int       `json:"used"`
	Created  time.Time `json:"created,omitzero"`
	Canceled time.Time `json:"canceled,omitzero"`
}

// maxBatchName bounds the name of a batch in bytes.
const maxBatchName = 200

func (b *Batch) check() error {
	if b.Kind == "" {
		b.Kind = library.LicenceGift
	}
	if b.Kind != library.LicenceGift && b.Kind != library.LicencePress {
		return library.Errorf(library.CodeBadSetting, "codes for licenses of the kind %q", string(b.Kind))
	}
	if b.Count < 1 || b.Count > maxCodes {
		return library.Errorf(library.CodeBadSetting, "%d codes; 1 to %d can be made at a time", b.Count, maxCodes)
	}
	if len(b.Name) > maxBatchName {
		return library.Errorf(library.CodeBadSetting, "a name of %d bytes", len(b.Name))
	}
	return nil
}

// Vouchers makes codes, each good for one licence, and returns the batch they belong to.
// Only their hashes are kept: what is returned here is never seen again.
func (s *Store) Vouchers(ctx context.Context, b Batch) (made Batch, codes []string, err error) {
	if err := b.check(); err != nil {
		return b, nil, fmt.Errorf("make vouchers: %w", err)
	}
	b.ID, b.Created, b.Expires = newToken(), s.now(), b.Expires.UTC().Truncate(time.Second)
	err = s.db.change(ctx, func(tx tx) error {
		sold, err := s.sold(ctx, tx, b.Bundle, b.Edition)
		if err != nil {
			return err
		}
		b.Title, codes = sold.manifest.Name, nil
		if _, err := tx.exec(ctx, `INSERT INTO batches (id, name, kind, bundle, edition, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			string(b.ID), b.Name, string(b.Kind), string(b.Bundle), string(b.Edition), b.Created.Unix(), seconds(b.Expires)); err != nil {
			return err
		}
		for range b.Count {
			code := newCode()
			if _, err := tx.exec(ctx, `INSERT INTO vouchers (code, batch, bundle, edition, expires) VALUES (?, ?, ?, ?, ?)`,
				hashOf(normal(code)), string(b.ID), string(b.Bundle), string(b.Edition), seconds(b.Expires)); err != nil {
				return err
			}
			codes = append(codes, code)
		}
		return nil
	})
	if err != nil {
		return b, nil, fmt.Errorf("make vouchers: %w", err)
	}
	return b, codes, nil
}

// seconds is a time as it is kept: 0 for none.
func seconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

func timeOf(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// Batches are all sets of codes and what became of them, the newest first.
func (s *Store) Batches(ctx context.Context) (out []Batch, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT b.id, b.name, b.kind, b.bundle, b.edition, b.created, b.expires, b.canceled,
		count(v.code), count(CASE WHEN v.used <> '' THEN 1 END) FROM batches b LEFT JOIN vouchers v ON v.batch = b.id
		GROUP BY b.id, b.name, b.kind, b.bundle, b.edition, b.created, b.expires, b.canceled ORDER BY b.created DESC, b.id`)
	if err != nil {
		return nil, fmt.Errorf("list codes: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b Batch
		var created, expires, canceled int64
		if err := rows.Scan(&b.ID, &b.Name, &b.Kind, &b.Bundle, &b.Edition, &created, &expires, &canceled, &b.Count, &b.Used); err != nil {
			return nil, fmt.Errorf("list codes: %w", err)
		}
		b.Created, b.Expires, b.Canceled = timeOf(created), timeOf(expires), timeOf(canceled)
		out = append(out, b)
	}
	return out, rows.Err()
}

// CancelBatch has none of a batch's codes taken any more. What was licensed stays licensed.
func (s *Store) CancelBatch(ctx context.Context, id library.Token) error {
	err := s.db.change(ctx, func(tx tx) error {
		known, err := tx.once(ctx, `UPDATE batches SET canceled = CASE WHEN canceled = 0 THEN ? ELSE canceled END WHERE id = ?`, s.now().Unix(), string(id))
		if err == nil && !known {
			err = library.Errorf(library.CodeNotFound, "codes of the number %s", id)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("cancel codes: %w", err)
	}
	return nil
}
