package db

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"matinee/library"
)

const selectProfiles = `SELECT n, name, colour, age_limit, pin IS NOT NULL FROM profiles`

// Profiles returns the profiles in the order they were made.
func (d *DB) Profiles(ctx context.Context) ([]library.Profile, error) {
	var all []library.Profile
	err := d.read(ctx, "load profiles", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var p library.Profile
			err := rows.Scan(&p.ID, &p.Name, &p.Colour, &p.Limit, &p.Locked)
			all = append(all, cleanProfile(p))
			return err
		}, selectProfiles+` ORDER BY n LIMIT ?`, library.MaxProfiles)
	})
	return all, err
}

// SaveProfile stores a profile's name, colour and limit; an ID of 0 makes a new
// one. One that is not there gives library.CodeNotFound, one too many
// library.CodeBadProfile.
func (d *DB) SaveProfile(ctx context.Context, p library.Profile) (id library.ProfileID, err error) {
	p = cleanProfile(p)
	err = d.write(ctx, "save profile", func(tx *sql.Tx) error {
		if p.ID != 0 {
			return tx.QueryRowContext(ctx, `UPDATE profiles SET name = ?, colour = ?, age_limit = ? WHERE n = ? RETURNING n`,
				p.Name, p.Colour, p.Limit, int64(p.ID)).Scan(&id)
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM profiles`).Scan(&n); err != nil {
			return err
		}
		if n >= library.MaxProfiles {
			return library.Errorf(library.CodeBadProfile, "there are %d already", n)
		}
		return tx.QueryRowContext(ctx, `INSERT INTO profiles (name, colour, age_limit) VALUES (?, ?, ?) RETURNING n`,
			p.Name, p.Colour, p.Limit).Scan(&id)
	})
	return id, err
}

// RemoveProfile forgets a profile with its marks. The main one stays.
func (d *DB) RemoveProfile(ctx context.Context, id library.ProfileID) error {
	if id == library.MainProfile {
		return library.Errorf(library.CodeBadProfile, "the main one cannot be removed")
	}
	return d.write(ctx, "remove profile", func(tx *sql.Tx) error {
		var n int64
		return tx.QueryRowContext(ctx, `DELETE FROM profiles WHERE n = ? RETURNING n`, int64(id)).Scan(&n)
	})
}

// PIN is what is stored of a profile's PIN and of the tries to guess it.
type PIN struct {
	Hash     []byte // nil for none
	Failures int    // since the last right one
	Failed   time.Time
}

// PIN returns what is stored of a profile's PIN.
func (d *DB) PIN(ctx context.Context, id library.ProfileID) (pin PIN, err error) {
	err = d.read(ctx, "load a PIN", func(tx *sql.Tx) error {
		var failed int64
		err := tx.QueryRowContext(ctx, `SELECT pin, failures, failed FROM profiles WHERE n = ?`, int64(id)).
			Scan(&pin.Hash, &pin.Failures, &failed)
		pin.Failed = moment(failed)
		return err
	})
	return pin, err
}

// SavePIN stores a profile's PIN and its tries.
func (d *DB) SavePIN(ctx context.Context, id library.ProfileID, pin PIN) error {
	return d.write(ctx, "save a PIN", func(tx *sql.Tx) error {
		var n int64
		return tx.QueryRowContext(ctx, `UPDATE profiles SET pin = ?, failures = ?, failed = ? WHERE n = ? RETURNING n`,
			pin.Hash, pin.Failures, stamp(pin.Failed), int64(id)).Scan(&n)
	})
}

// CurrentProfile is the profile in use when the program ended; the main one when
// that is not there any more.
func (d *DB) CurrentProfile(ctx context.Context) (library.ProfileID, error) {
	value, err := d.state(ctx, stateProfile)
	if err != nil {
		return 0, err
	}
	all, err := d.Profiles(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if strconv.FormatInt(int64(p.ID), 10) == string(value) {
			return p.ID, nil
		}
	}
	return library.MainProfile, nil
}

// SetCurrentProfile remembers the profile in use.
func (d *DB) SetCurrentProfile(ctx context.Context, id library.ProfileID) error {
	return d.write(ctx, "change the profile", func(tx *sql.Tx) error {
		return setState(ctx, tx, stateProfile, strconv.AppendInt(nil, int64(id), 10))
	})
}

// cleanProfile keeps a profile within its bounds. A limit that is out of them is
// the strictest, not none: who edits the file by hand gains nothing.
func cleanProfile(p library.Profile) library.Profile {
	p.Name = library.CleanLine(p.Name, library.MaxProfileName)
	p.Colour = between(p.Colour, 0, library.MaxColour)
	if p.Limit < 0 || p.Limit > library.MaxLimit {
		p.Limit = 1
	}
	if p.ID == library.MainProfile {
		p.Limit = 0
	}
	return p
}
