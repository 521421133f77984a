package db

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"matinee/library"
)

// markSuffix names the empty file that tells, across the end of the process, that
// damage was met and the next Open must look at every page.
const markSuffix = ".suspect"

func setMark(path string) error { return os.WriteFile(path+markSuffix, nil, 0o600) }

func clearMark(path string) error { return removeIfThere(path + markSuffix) }

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// smallFile is the size in bytes up to which every start looks at the whole file:
// some thousand bundles, about 10 ms.
const smallFile = 2 << 20

// suspicious reports whether the file is looked at whole before it is used, which
// takes too long for every start with a large one: then only when damage was met
// before, or when the last end was not a clean one and left its WAL behind.
func suspicious(path string) bool {
	if _, err := os.Lstat(path + markSuffix); err == nil {
		return true
	}
	if file, err := os.Stat(path); err == nil && file.Size() <= smallFile {
		return true
	}
	wal, err := os.Stat(path + "-wal")
	return err == nil && wal.Size() > 0
}

// checkSize finds what SQLite lets pass: it takes a file of a few bytes for a new
// one, and reads the part of a page that was cut off as zeroes. Only with a WAL,
// from which it will be mended, may the last page be torn.
func checkSize(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	header := make([]byte, 18)
	if _, err := io.ReadFull(f, header); errors.Is(err, io.ErrUnexpectedEOF) {
		return library.Errorf(library.CodeDamagedDB, "the file is cut off")
	} else if err != nil {
		return err
	}
	wal, err := os.Stat(path + "-wal")
	mends := err == nil && wal.Size() > 0
	// The page size is at 16; 1 stands for 65536 (https://sqlite.org/fileformat.html).
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if !mends && page > 1 && info.Size()%page != 0 {
		return library.Errorf(library.CodeDamagedDB, "the file is cut off")
	}
	return nil
}

// recognize reads the header and the schema, which fails when they are damaged,
// and refuses a database that is not a library.
func (d *DB) recognize(ctx context.Context) error {
	var tables, ours int
	const query = `SELECT count(*), count(*) FILTER (WHERE name = 'schema_migrations') FROM sqlite_schema`
	if err := d.writer.QueryRowContext(ctx, query).Scan(&tables, &ours); err != nil {
		return err
	}
	if tables > 0 && ours == 0 {
		return library.Errorf(library.CodeDamagedDB, "the file is another program's database")
	}
	return nil
}

// checkTables prepares a query over each table: a table or column that is missing
// although its migration was recorded is damage.
func (d *DB) checkTables(ctx context.Context) error {
	for _, query := range []string{
		selectBundles, selectItems, selectMarks, selectSettings, selectPieces, selectState,
		selectDescriptions, selectFacts, selectProfiles, `SELECT rowid, title, creators FROM bundle_words`, `SELECT rowid, item, title, creators FROM item_words`,
		`SELECT bundle, peer FROM helped`, selectChannels, selectListings, `SELECT channel, root, link, name, why FROM recommended`,
		`SELECT rowid, name, creators, synopsis, channel FROM listing_words`,
	} {
		stmt, err := d.writer.PrepareContext(ctx, query)
		if err == nil {
			err = stmt.Close()
		}
		if err != nil && library.CodeOf(kindOf(err)) == library.CodeInternal {
			err = &library.Error{Code: library.CodeDamagedDB, Err: err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Check reads the whole database and compares every index and reference with its
// table. It takes long, disturbs nobody, and gives library.CodeDamagedDB when
// something is wrong; the next OpenOrSetAside then sets the file aside.
func (d *DB) Check(ctx context.Context) error {
	return d.failed("check", d.integrity(ctx))
}

func (d *DB) integrity(ctx context.Context) error {
	tx, err := d.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var verdict string
	if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return library.Errorf(library.CodeDamagedDB, "%s", verdict)
	}
	return checkReferences(ctx, tx)
}

// OpenOrSetAside opens the database at path like Open. A damaged one is renamed,
// with its side files, to the name it returns, and a new one is opened in its
// place; setAside is "" when that was not needed.
func OpenOrSetAside(ctx context.Context, path string) (d *DB, setAside string, err error) {
	d, err = Open(ctx, path)
	if library.CodeOf(err) != library.CodeDamagedDB {
		return d, "", err
	}
	setAside, moveErr := moveAside(path, time.Now())
	if moveErr != nil {
		return nil, "", errors.Join(err, fmt.Errorf("db: set aside: %w", kindOf(moveErr)))
	}
	d, err = Open(ctx, path)
	return d, setAside, err
}

// moveAside renames the file at path and its side files to a name that tells when
// it was found damaged.
func moveAside(path string, now time.Time) (string, error) {
	stamp := path + ".damaged-" + now.UTC().Format("20060102T150405Z")
	to := stamp
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
		to = fmt.Sprintf("%s-%d", stamp, n)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, to+suffix); err != nil && (suffix == "" || !errors.Is(err, fs.ErrNotExist)) {
			return "", err
		}
	}
	return to, nil // the mark goes when the new file is opened
}
