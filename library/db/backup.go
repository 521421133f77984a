package db

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Backup writes the database as it is now to one new file, while others read and
// write. It appears under its name only when it is whole and on disk. A file that
// is there already is left alone and gives library.CodeFileExists.
func (d *DB) Backup(ctx context.Context, to string) error {
	// The name is taken first, so that two backups never meet.
	if err := touch(to); err != nil {
		return fmt.Errorf("db: backup: %w", kindOf(err))
	}
	if err := d.backup(ctx, to); err != nil {
		return d.failed("backup", errors.Join(err, removeIfThere(to)))
	}
	return nil
}

func (d *DB) backup(ctx context.Context, to string) error {
	temp := to + ".part"
	if err := removeIfThere(temp); err != nil {
		return err
	}
	if err := touch(temp); err != nil { // VACUUM INTO takes an empty file with its mode
		return err
	}
	_, err := d.reader.ExecContext(ctx, "VACUUM INTO ?", temp)
	if err == nil {
		err = flush(temp)
	}
	if err == nil {
		err = os.Rename(temp, to)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	return nil
}

// touch makes a new, empty file for its owner only.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// flush waits until the file is on disk.
func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
