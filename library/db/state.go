package db

import (
	"context"
	"database/sql"
	"errors"
)

// The keys of what is remembered in the table state.
const (
	stateIndex   = "index"
	stateProfile = "profile"
	stateHelpKey = "help_key"
)

const selectState = `SELECT key, value FROM state`

// state returns what is remembered under a key; nil for nothing.
func (d *DB) state(ctx context.Context, key string) (value []byte, err error) {
	err = d.read(ctx, "read state "+key, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT value FROM state WHERE key = ?`, key).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return value, err
}

func setState(ctx context.Context, tx *sql.Tx, key string, value []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO state (key, value) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
