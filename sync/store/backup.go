package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"

	"matinee/library"
)

// A backup is the keys, the rows of all tables and the films of spots as lines of JSON, compressed, sealed with
// age under a passphrase: what is in it could sell everything the store sells. It is the
// same for both databases, so a store moves from one to the other by it.

// backupFormat is the version of its form.
const backupFormat = 1

// backupLine is a line of it; each has one of these, the last one End.
type backupLine struct {
	Begin *backupBegin `json:"begin,omitempty"`
	Key   *backupKey   `json:"key,omitempty"`
	Table *backupTable `json:"table,omitempty"`
	Row   []any        `json:"row,omitempty"`
	Film  *backupFilm  `json:"film,omitempty"` // of a spot; its bytes follow
	Bytes []byte       `json:"bytes,omitempty"`
	End   *backupEnd   `json:"end,omitempty"`
}

type backupBegin struct {
	Format  int       `json:"matineeStoreBackup"`
	Version int       `json:"version"` // of the tables
	At      time.Time `json:"at"`
}

type backupKey struct {
	File string `json:"file"`
	Text string `json:"text"`
}

type backupTable struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

type backupEnd struct {
	Rows  int64 `json:"rows"`
	Films int64 `json:"films,omitempty"`
}

// Passphrase seals a backup.
type Passphrase struct {
	Text library.Secret
	Work int // 2 to the power of this is what a guess costs; 0 for age's own choice
}

// Backup writes all of the store as it stands at one moment. It goes on selling meanwhile.
func (s *Store) Backup(ctx context.Context, out io.Writer, pass Passphrase) (rows int64, err error) {
	to, err := age.NewScryptRecipient(pass.Text.Reveal())
	if err != nil {
		return 0, library.Errorf(library.CodeBadSetting, "a backup holds the store's keys: it needs a passphrase")
	}
	if pass.Work > 0 {
		to.SetWorkFactor(min(max(pass.Work, 1), maxWork))
	}
	sealed, err := age.Encrypt(out, to)
	if err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	packed := gzip.NewWriter(sealed)
	lines := bufio.NewWriter(packed)
	b := backup{enc: json.NewEncoder(lines)}
	err = b.store(ctx, s)
	if err = errors.Join(err, lines.Flush(), packed.Close(), sealed.Close()); err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	return b.rows, nil
}

// backup is one that is written.
type backup struct {
	enc   *json.Encoder
	rows  int64
	films int64
}

func (b *backup) store(ctx context.Context, s *Store) error {
	d, snapshot, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	defer closing(d)
	defer snapshot.Rollback()
	at := tx{d: d, q: snapshot}
	begin := backupBegin{Format: backupFormat, At: s.now()}
	if err := at.row(ctx, `SELECT coalesce(max(version), 0) FROM versions`).Scan(&begin.Version); err != nil {
		return err
	}
	if err := b.enc.Encode(backupLine{Begin: &begin}); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(s.cfg.Dir, "*.key"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := b.enc.Encode(backupLine{Key: &backupKey{filepath.Base(file), string(text)}}); err != nil {
			return err
		}
	}
	tables, err := at.tables(ctx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := b.table(ctx, at, table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	if err := b.spots(ctx, at, s); err != nil {
		return fmt.Errorf("the films of spots: %w", err)
	}
	return b.enc.Encode(backupLine{End: &backupEnd{b.rows, b.films}})
}

// snapshot is the database at one moment, beside those who write to it.
func (s *Store) snapshot(ctx context.Context) (*database, *sql.Tx, error) {
	d, err := connectFor(s.cfg.Database, "deferred")
	if err != nil {
		return nil, nil, err
	}
	options := &sql.TxOptions{ReadOnly: true}
	if d.postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	running, err := d.db.BeginTx(ctx, options)
	if err != nil {
		return nil, nil, errors.Join(err, d.close())
	}
	return d, running, nil
}

func (b *backup) table(ctx context.Context, at tx, table string) error {
	query := `SELECT * FROM ` + table
	if table == "entries" { // they are appended in their order
		query += ` ORDER BY channel, n`
	}
	rows, err := at.rows(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := b.enc.Encode(backupLine{Table: &backupTable{table, columns}}); err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				values[i] = map[string][]byte{"bytes": raw}
			}
		}
		if err := b.enc.Encode(backupLine{Row: values}); err != nil {
			return err
		}
		b.rows++
	}
	return rows.Err()
}

// tables are those of the store, each after those that it refers to.
func (t tx) tables(ctx context.Context) ([]string, error) {
	names, refers := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'versions' ORDER BY name`,
		`SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	if t.d.postgres {
		names = `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'versions' ORDER BY 1`
		refers = `SELECT a.relname, b.relname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
			WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`
	}
	all, err := t.texts(ctx, names, 1)
	if err != nil {
		return nil, err
	}
	pairs, err := t.texts(ctx, refers, 2)
	if err != nil {
		return nil, err
	}
	var out []string
	for len(out) < len(all) {
		before := len(out)
		for _, row := range all {
			waits := slices.ContainsFunc(pairs, func(p []string) bool {
				return p[0] == row[0] && p[1] != row[0] && !slices.Contains(out, p[1])
			})
			if !waits && !slices.Contains(out, row[0]) {
				out = append(out, row[0])
			}
		}
		if len(out) == before {
			return nil, errors.New("the tables refer to each other in a ring")
		}
	}
	return out, nil
}

// texts reads rows of so many texts.
func (t tx) texts(ctx context.Context, query string, columns int) (out [][]string, err error) {
	rows, err := t.rows(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]string, columns), make([]any, columns)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, values)
	}
	return out, rows.Err()
}

// closing ends the connections to a database that was read to its end.
func closing(d *database) { _ = d.close() }
