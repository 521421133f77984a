package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/pieces"
	"matinee/sync/store/films"
)

// Spot is an advertisement that a sponsor brings.
type Spot struct {
	Campaign  library.Token
	File      string
	Languages []library.Language // none: for every one
	MinAge    int64
	Skip      time.Duration // after which it may be skipped; 0: never
}

// Looker looks into media files.
type Looker interface {
	Probe(ctx context.Context, path string) (library.Facts, error)
	Measure(ctx context.Context, path string) (library.Measures, error)
}

// How loud a spot may be, in LUFS (EBU R 128 asks for -23): as loud as what it interrupts.
const (
	quietest = -28.0
	loudest  = -18.0
)

// What a spot may be made of.
const (
	spotPictures = " h264 vp8 vp9 av1 "
	spotSounds   = " aac opus mp3 vorbis "
	spotSide     = 3840 // pixels of a picture's longer side
)

// spotFormat is the MIME type of a spot, by its name; "" for none that a spot may have.
func spotFormat(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	}
	return ""
}

// AddSpot checks an advertisement and keeps a copy of it.
func (s *Store) AddSpot(ctx context.Context, look Looker, spot Spot) (id library.Token, err error) {
	facts, err := checkSpot(ctx, look, spot)
	if err != nil {
		return "", fmt.Errorf("add a spot: %w", err)
	}
	sum, said, err := s.keepSpot(spot.File)
	if err != nil {
		return "", fmt.Errorf("add a spot: %w", err)
	}
	id = newToken()
	err = s.db.change(ctx, func(tx tx) error {
		c, err := s.lockCampaign(ctx, tx, spot.Campaign)
		if err == nil && c.Stopped != nil {
			err = library.Errorf(library.CodeBadSetting, "the campaign was stopped")
		}
		if err != nil {
			return err
		}
		made := library.Spot{
			ID: id, Campaign: c.ID, Sponsor: c.Sponsor, File: sum, Format: spotFormat(spot.File), Length: facts.Duration.Truncate(time.Millisecond),
			Languages: spot.Languages, MinAge: spot.MinAge, Skip: spot.Skip.Truncate(time.Millisecond), From: c.From, Until: c.Until, PerDay: c.DeviceDay,
		}
		if err := made.Valid(); err != nil {
			return library.Errorf(library.CodeBadSetting, "the spot %v", err)
		}
		_, err = tx.exec(ctx, `INSERT INTO spots (id, campaign, sha256, size, format, length, languages, min_age, skip, pieces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(id), string(c.ID), string(sum.SHA256), sum.Length, made.Format, made.Length.Milliseconds(), joined(spot.Languages), spot.MinAge, made.Skip.Milliseconds(), said)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("add a spot: %w", err)
	}
	return id, nil
}

// checkSpot judges length, size, codecs and loudness.
func checkSpot(ctx context.Context, look Looker, spot Spot) (library.Facts, error) {
	bad := func(what string, args ...any) (library.Facts, error) {
		return library.Facts{}, library.Errorf(library.CodeBadSetting, what, args...)
	}
	for _, l := range spot.Languages {
		if err := l.Valid(); err != nil {
			return bad("%s %v", l, err)
		}
	}
	info, err := os.Stat(spot.File)
	if err != nil {
		return library.Facts{}, err
	}
	facts, err := look.Probe(ctx, spot.File)
	if err != nil {
		return facts, err
	}
	switch {
	case info.Size() > library.MaxSpotSize:
		return bad("a spot has at most %d MiB, this one has %d", library.MaxSpotSize>>20, info.Size()>>20)
	case spotFormat(spot.File) == "":
		return bad("a spot is an MP4 or WebM file")
	case facts.Duration < library.ShortestSpot || facts.Duration > library.LongestSpot:
		return bad("a spot lasts %s to %s, this one %s", library.ShortestSpot, library.LongestSpot, facts.Duration.Round(time.Second/10))
	case !facts.HasPicture() || !strings.Contains(spotPictures, " "+facts.Video+" ") || max(facts.Width, facts.Height) > spotSide:
		return bad("a spot's picture is one of%sof at most %d pixels, this one is %s of %d", spotPictures, spotSide, facts.Video, max(facts.Width, facts.Height))
	case facts.Audio != "" && !strings.Contains(spotSounds, " "+facts.Audio+" "):
		return bad("a spot's sound is one of%s, this one is %s", strings.TrimRight(spotSounds, " "), facts.Audio)
	}
	heard, err := look.Measure(ctx, spot.File)
	if err != nil {
		return facts, err
	}
	if heard.Heard && (heard.Loudness > loudest || heard.Loudness < quietest) {
		return bad("a spot is as loud as films are, %.0f to %.0f LUFS; this one has %.1f", quietest, loudest, heard.Loudness)
	}
	return facts, nil
}

// spotPath is where a spot's file lies.
func (s *Store) spotPath(sum library.Digest) string {
	return filepath.Join(s.cfg.Dir, "spots", string(sum))
}

// keepSpot copies a file to where it is served from, under its hash. It returns what a torrent
// says of it, too.
func (s *Store) keepSpot(path string) (sum library.Sum, said string, err error) {
	from, err := os.Open(path)
	if err != nil {
		return sum, "", err
	}
	defer from.Close()
	dir := filepath.Join(s.cfg.Dir, "spots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return sum, "", err
	}
	to, err := os.CreateTemp(dir, "new-")
	if err != nil {
		return sum, "", err
	}
	defer os.Remove(to.Name()) // it has another name by then, unless something failed
	hash, sums := sha256.New(), pieces.NewSummer(films.PieceSize)
	if sum.Length, err = io.Copy(io.MultiWriter(to, hash, sums), io.LimitReader(from, library.MaxSpotSize+1)); err == nil {
		err = to.Sync()
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return sum, "", err
	}
	written, err := json.Marshal(sums.Sum())
	if err != nil {
		return sum, "", err
	}
	sum.SHA256 = library.DigestOf([32]byte(hash.Sum(nil)))
	return sum, string(written), os.Rename(to.Name(), s.spotPath(sum.SHA256))
}
