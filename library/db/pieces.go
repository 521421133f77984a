package db

import (
	"context"
	"database/sql"
	"encoding/binary"

	"matinee/library"
)

const (
	selectPieces = `SELECT id, done, dirty, files FROM pieces`
	upsertPieces = `INSERT INTO pieces (id, done, dirty, files) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET done = excluded.done, dirty = excluded.dirty, files = excluded.files`
)

// PieceRecords returns every piece record. One that cannot be read is left out:
// its bundle is then checked as if it had none, and nothing is lost.
func (d *DB) PieceRecords(ctx context.Context) (map[library.BundleID]library.PieceRecord, error) {
	records := map[library.BundleID]library.PieceRecord{}
	err := d.read(ctx, "load piece records", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var r library.PieceRecord
			var files sql.RawBytes
			if err := rows.Scan(&r.ID, &r.Done, &r.Dirty, &files); err != nil {
				return err
			}
			var ok bool
			if r.Files, ok = decodeStamps(files); ok {
				records[r.ID] = r
			}
			return nil
		}, selectPieces)
	})
	return records, err
}

// SavePieceRecords stores the records in the place of those of the same bundles,
// all or none. The bundles need not be in the library yet.
func (d *DB) SavePieceRecords(ctx context.Context, records []library.PieceRecord) error {
	return d.write(ctx, "save piece records", func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, upsertPieces)
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, r := range records {
			done := append([]byte{}, r.Done...) // NULL is no bitmap
			if _, err := stmt.ExecContext(ctx, string(r.ID), done, r.Dirty, encodeStamps(r.Files)); err != nil {
				return err
			}
		}
		return nil
	})
}

// encodeStamps writes the number of files and, for each, its size and how much
// later it was changed than the one before, as varints: files of one bundle are
// mostly written within the hour, so this is some 12 bytes a file.
func encodeStamps(files []library.FileStamp) []byte {
	out := binary.AppendUvarint(make([]byte, 0, 2+14*len(files)), uint64(len(files)))
	var last int64
	for _, f := range files {
		out = binary.AppendVarint(out, f.Size)
		out = binary.AppendVarint(out, f.MTime-last)
		last = f.MTime
	}
	return out
}

// decodeStamps reads what encodeStamps wrote; ok is false for anything else.
func decodeStamps(in []byte) (files []library.FileStamp, ok bool) {
	count, n := binary.Uvarint(in)
	if n <= 0 || count > uint64(len(in))/2 { // a stamp takes two bytes or more
		return nil, false
	}
	in = in[n:]
	if count > 0 {
		files = make([]library.FileStamp, count)
	}
	var last int64
	for i := range files {
		size, n := binary.Varint(in)
		if n <= 0 {
			return nil, false
		}
		later, m := binary.Varint(in[n:])
		if m <= 0 {
			return nil, false
		}
		in = in[n+m:]
		last += later
		files[i] = library.FileStamp{Size: size, MTime: last}
	}
	return files, len(in) == 0
}
