package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
)

// backupFilm is the film of a spot, by its hash. A campaign without its films would be shown
// to nobody.
type backupFilm struct {
	SHA256 library.Digest `json:"sha256"`
	Length int64          `json:"length"`
}

// filmPart is how many bytes of a film stand on one line.
const filmPart = 256 << 10

// spots writes the films of all spots. One that is not here is left out: where several
// stores work on one database, another may have it.
func (b *backup) spots(ctx context.Context, at tx, s *Store) error {
	all, err := at.texts(ctx, `SELECT DISTINCT sha256 FROM spots ORDER BY sha256`, 1)
	if err != nil {
		return err
	}
	for _, row := range all {
		err := b.film(s.spotPath(library.Digest(row[0])), library.Digest(row[0]))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return ctx.Err()
}

func (b *backup) film(path string, sum library.Digest) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	err = b.enc.Encode(backupLine{Film: &backupFilm{sum, info.Size()}})
	part := make([]byte, filmPart)
	for left := info.Size(); err == nil && left > 0; {
		var n int
		if n, err = io.ReadFull(file, part[:min(left, filmPart)]); err == nil {
			err = b.enc.Encode(backupLine{Bytes: part[:n]})
		}
		left -= int64(n)
	}
	b.films++
	return err
}

// film makes the film of a spot of the lines that follow, if it is the one that they say.
func (u *unpacking) film(f backupFilm) error {
	if f.SHA256.Valid() != nil || f.Length < 0 || f.Length > library.MaxSpotSize {
		return library.Errorf(library.CodeBadDocument, "a film %.70q of %d bytes", f.SHA256, f.Length)
	}
	path := filepath.Join(u.cfg.Dir, "spots", string(f.SHA256))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	u.made = append(u.made, path)
	u.films++
	hash := sha256.New()
	err = u.bytes(io.MultiWriter(file, hash), f.Length)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if library.DigestOf([32]byte(hash.Sum(nil))) != f.SHA256 {
		return library.Errorf(library.CodeBadDocument, "a film is not what it was")
	}
	return nil
}

func (u *unpacking) bytes(to io.Writer, left int64) error {
	for left > 0 {
		var line backupLine
		if err := u.dec.Decode(&line); err != nil || len(line.Bytes) == 0 || int64(len(line.Bytes)) > left {
			return library.Errorf(library.CodeBadDocument, "the backup is damaged")
		}
		if _, err := to.Write(line.Bytes); err != nil {
			return err
		}
		left -= int64(len(line.Bytes))
	}
	return nil
}
