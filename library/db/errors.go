package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"matinee/library"

	"modernc.org/sqlite"
)

// The primary result codes of SQLite that a person can do something about
// (https://sqlite.org/rescode.html).
const (
	sqlitePerm      = 3
	sqliteBusy      = 5
	sqliteReadOnly  = 8
	sqliteInterrupt = 9
	sqliteCorrupt   = 11
	sqliteFull      = 13
	sqliteCantOpen  = 14
	sqliteNotADB    = 26
)

// failed names the operation an error comes from and gives it its kind. Damage is
// also noted beside the file, so that the next Open looks closely.
func (d *DB) failed(op string, err error) error {
	if err == nil {
		return nil
	}
	err = kindOf(err)
	if library.CodeOf(err) == library.CodeDamagedDB {
		err = errors.Join(err, setMark(d.path))
	}
	return fmt.Errorf("db: %s: %w", op, err)
}

// kindOf turns the errors of SQLite and the system into those of the library.
// An error that already has a kind keeps it.
func kindOf(err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &library.Error{Code: library.CodeNotFound} // the cause would tell a person nothing
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return library.Wrap(library.CodeCanceled, err)
	case errors.Is(err, fs.ErrExist):
		return library.Wrap(library.CodeFileExists, err)
	case errors.Is(err, fs.ErrPermission):
		return library.Wrap(library.CodeDataReadOnly, err)
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqliteCorrupt, sqliteNotADB:
		return library.Wrap(library.CodeDamagedDB, err)
	case sqliteFull:
		return library.Wrap(library.CodeDiskFull, err)
	case sqliteBusy:
		return library.Wrap(library.CodeInUse, err)
	case sqliteInterrupt:
		return library.Wrap(library.CodeCanceled, err)
	case sqlitePerm, sqliteReadOnly, sqliteCantOpen:
		return library.Wrap(library.CodeDataReadOnly, err)
	}
	return err
}
