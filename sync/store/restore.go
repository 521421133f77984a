package store

import (
	"context"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// How many devices a receipt restores a licence on: so many in its first year, then one a
// month.
const (
	restoredInAYear = 10
	year            = 365 * 24 * time.Hour
	month           = 30 * 24 * time.Hour
)

// Restore makes the licence of a receipt for another device. The same device gets it again
// at any time.
func (s *Store) Restore(ctx context.Context, receipt []byte, device library.Recipient) (licence []byte, err error) {
	signed, err := format.Read[format.Receipt](receipt)
	if err != nil {
		return nil, fmt.Errorf("restore a licence: %w", err)
	}
	if err := device.Valid(); err != nil {
		return nil, library.Errorf(library.CodeBadDocument, "the device's key %v", err)
	}
	err = s.db.change(ctx, func(tx tx) error {
		r, err := s.order(ctx, tx, signed.Doc.Order)
		switch {
		case err != nil:
			return err
		case !r.knows(signed.Doc.Secret):
			return library.Errorf(library.CodeNotFound, "the order %s", signed.Doc.Order)
		case r.State == Returned:
			return &library.Error{Code: library.CodeRefunded}
		case r.State == Disputed:
			return &library.Error{Code: library.CodeDisputed}
		case r.State != Settled:
			return &library.Error{Code: library.CodeNotPaid}
		}
		made, err := s.renew(ctx, tx, r, device)
		licence = made
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("restore a licence: %w", err)
	}
	return licence, nil
}

// renew licenses an order on a device, if it is one of those that may still be added.
func (s *Store) renew(ctx context.Context, tx tx, r row, device library.Recipient) ([]byte, error) {
	now := s.now()
	var known, all, lately int
	err := tx.row(ctx, `SELECT count(CASE WHEN device = ? THEN 1 END), count(*), count(CASE WHEN at > ? THEN 1 END) FROM devices WHERE order_id = ?`,
		string(device), now.Add(-month).Unix(), string(r.ID)).Scan(&known, &all, &lately)
	if err != nil {
		return nil, err
	}
	young := now.Before(r.settled.Add(year))
	if known == 0 && (young && all >= restoredInAYear || !young && lately > 0) {
		return nil, library.Errorf(library.CodeManyDevices, "%d until now", all)
	}
	sold, err := s.soldUnder(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	licence, err := s.license(sold, r, device, now)
	if err != nil {
		return nil, err
	}
	if known == 0 {
		_, err = tx.exec(ctx, `INSERT INTO devices (order_id, device, at, licence) VALUES (?, ?, ?, ?)`, string(r.ID), string(device), now.Unix(), string(licence.Doc.ID))
	}
	return licence.Bytes(), err
}
