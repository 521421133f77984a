package db

import (
	"context"
	"database/sql"

	"matinee/library"
)

const selectSettings = `SELECT key, value FROM settings`

// Settings returns the settings: their defaults, changed by what is stored. A
// stored value that cannot be used leaves the default in its place and stands in
// unusable under its key, as a library.CodeBadSetting; err tells of the database
// only.
func (d *DB) Settings(ctx context.Context) (s library.Settings, unusable map[string]error, err error) {
	s, unusable = library.DefaultSettings(), map[string]error{}
	err = d.read(ctx, "load settings", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var key, value string
			if err := rows.Scan(&key, &value); err != nil {
				return err
			}
			if err := s.Set(key, value); err != nil {
				unusable[key] = err
			}
			return nil
		}, selectSettings+` ORDER BY key`)
	})
	return s, unusable, err
}

// SetSetting stores one setting, given as library.Settings.Set reads it. A value
// out of bounds gives library.CodeBadSetting and changes nothing.
func (d *DB) SetSetting(ctx context.Context, key, text string) error {
	var s library.Settings
	if err := s.Set(key, text); err != nil {
		return err
	}
	value, err := s.Get(key)
	if err != nil {
		return err
	}
	return d.write(ctx, "save setting "+key, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES (?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}
