package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"matinee/library"
	"matinee/library/ledger"
)

// Unpacked says what was restored.
type Unpacked struct {
	At   time.Time `json:"at"` // when the backup was made
	Rows int64     `json:"rows"`
}

// maxWork bounds the work that a passphrase may ask for.
const maxWork = 22

// Unpack makes a store of a backup, where there is none: in a folder without keys, and a
// database without rows. The books of every channel are held against their chain before
// anything of it stays.
func Unpack(ctx context.Context, cfg Config, in io.Reader, passphrase string) (out Unpacked, err error) {
	if cfg.Database == "" {
		cfg.Database = cfg.Dir + "/store.db"
	}
	with, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return out, library.Errorf(library.CodeWrongKey, "it needs the passphrase of the backup")
	}
	with.SetMaxWorkFactor(maxWork)
	sealed, err := age.Decrypt(in, with)
	if err != nil {
		return out, library.Errorf(library.CodeWrongKey, "another passphrase, or no backup of a store")
	}
	packed, err := gzip.NewReader(sealed)
	if err != nil {
		return out, library.Errorf(library.CodeBadDocument, "no backup of a store")
	}
	dec := json.NewDecoder(bufio.NewReaderSize(packed, 1<<20))
	dec.UseNumber()
	u := unpacking{dec: dec, cfg: cfg}
	if err = u.all(ctx); err != nil {
		for _, file := range u.made {
			_ = os.Remove(file)
		}
		return out, fmt.Errorf("restore a store: %w", err)
	}
	return Unpacked{At: u.begin.At, Rows: u.rows}, nil
}

// unpacking is a backup that is read.
type unpacking struct {
	dec   *json.Decoder
	cfg   Config
	begin backupBegin
	made  []string // files that are taken away again when it fails
	keys  int
	rows  int64
	films int64
}

func (u *unpacking) all(ctx context.Context) error {
	var first backupLine
	if err := u.dec.Decode(&first); err != nil || first.Begin == nil || first.Begin.Format == 0 {
		return library.Errorf(library.CodeBadDocument, "no backup of a store")
	}
	u.begin = *first.Begin
	known, err := schema.ReadDir("migrations")
	if err != nil {
		return err
	}
	if u.begin.Format > backupFormat || u.begin.Version > len(known) {
		return library.Errorf(library.CodeNewerVersion, "a backup of version %d, this program knows %d", u.begin.Version, len(known))
	}
	if err := os.MkdirAll(u.cfg.Dir, 0o700); err != nil {
		return err
	}
	if there, err := filepath.Glob(filepath.Join(u.cfg.Dir, "*.key")); err != nil || len(there) > 0 {
		return library.Errorf(library.CodeFileExists, "%s has the keys of a store", u.cfg.Dir)
	}
	d, err := connect(u.cfg.Database)
	if err != nil {
		return err
	}
	defer closing(d)
	if err := u.empty(ctx, d); err != nil {
		return err
	}
	if err := d.migrate(ctx, u.begin.Version); err != nil {
		return err
	}
	if err := d.change(ctx, func(tx tx) error { return u.tables(ctx, tx) }); err != nil {
		return err
	}
	return d.migrate(ctx, latest)
}

// empty refuses a database that something stands in.
func (u *unpacking) empty(ctx context.Context, d *database) error {
	tables, err := d.read().tables(ctx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		var n int64
		if err := d.read().row(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return library.Errorf(library.CodeFileExists, "the database is another store's")
		}
	}
	if len(tables) == 0 {
		return nil
	}
	var version int
	if err := d.read().row(ctx, `SELECT coalesce(max(version), 0) FROM versions`).Scan(&version); err == nil && version > u.begin.Version {
		return library.Errorf(library.CodeFileExists, "the database is prepared for a newer store; name one that is empty")
	}
	return nil
}

func (u *unpacking) tables(ctx context.Context, tx tx) error {
	there, err := tx.tables(ctx)
	if err != nil {
		return err
	}
	insert, columns := "", 0
	for {
		var line backupLine
		if err := u.dec.Decode(&line); err != nil {
			return library.Errorf(library.CodeBadDocument, "the backup is damaged")
		}
		switch {
		case line.Key != nil:
			if err := u.key(*line.Key); err != nil {
				return err
			}
		case line.Table != nil:
			if !slices.Contains(there, line.Table.Name) || !plainNames(line.Table.Columns) {
				return library.Errorf(library.CodeBadDocument, "a table %.40q", line.Table.Name)
			}
			columns = len(line.Table.Columns)
			insert = `INSERT INTO ` + line.Table.Name + ` (` + strings.Join(line.Table.Columns, ", ") + `) VALUES (?` + strings.Repeat(", ?", columns-1) + `)`
		case line.Row != nil:
			if insert == "" || len(line.Row) != columns {
				return library.Errorf(library.CodeBadDocument, "a row of another table")
			}
			if err := plainValues(line.Row); err != nil {
				return err
			}
			if _, err := tx.exec(ctx, insert, line.Row...); err != nil {
				return err
			}
			u.rows++
		case line.Film != nil:
			if err := u.film(*line.Film); err != nil {
				return err
			}
		case line.End != nil:
			if line.End.Rows != u.rows || line.End.Films != u.films || u.keys == 0 {
				return library.Errorf(library.CodeBadDocument, "the backup is not whole")
			}
			return tx.chains(ctx)
		}
	}
}

// key makes a file of a secret, never over another.
func (u *unpacking) key(k backupKey) error {
	if k.File != filepath.Base(k.File) || !strings.HasSuffix(k.File, ".key") {
		return library.Errorf(library.CodeBadDocument, "a key %.40q", k.File)
	}
	path := filepath.Join(u.cfg.Dir, k.File)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	u.made = append(u.made, path)
	u.keys++
	_, err = file.WriteString(k.Text)
	return errors.Join(err, file.Sync(), file.Close())
}

func plainNames(names []string) bool {
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		return name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != ""
	})
}

// plainValues makes of a row's values what databases take.
func plainValues(row []any) error {
	for i, v := range row {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return library.Errorf(library.CodeBadDocument, "a number %.40q", v)
			}
			row[i] = n
		case map[string]any:
			text, _ := v["bytes"].(string)
			raw, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return library.Errorf(library.CodeBadDocument, "bytes that are none")
			}
			row[i] = raw
		}
	}
	return nil
}

// chains holds the entries of every channel against their hashes.
func (t tx) chains(ctx context.Context) error {
	channels, err := t.texts(ctx, `SELECT root, hash FROM channels`, 2)
	if err != nil {
		return err
	}
	for _, c := range channels {
		head := ledger.Head{}
		err := t.eachEntry(ctx, library.Key(c[0]), 0, func(e ledger.Entry) error {
			hash, err := e.Hash()
			if err == nil && (e.N != head.N+1 || e.Before != head.Hash) {
				err = library.Errorf(library.CodeBadDocument, "entry %d of the books does not follow entry %d", e.N, head.N)
			}
			head = ledger.Head{N: e.N, Hash: hash}
			return err
		})
		if err != nil {
			return err
		}
		if string(head.Hash) != c[1] {
			return library.Errorf(library.CodeBadDocument, "the books end at entry %d, which is not where they stood", head.N)
		}
	}
	return nil
}
