package db

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"matinee/library"
)

const (
	factColumns = `duration, width, height, video, audio, voices, subtitles, chapters, title, artist, album,
		synopsis, track, year, cover`
	toldColumns = `told, role, season, episode`
	selectFacts = `SELECT item, ` + factColumns + `, ` + toldColumns + ` FROM facts
		WHERE (failures = 0 OR told = 1) AND bundle = (SELECT n FROM bundles WHERE id = ?)`
	upsertFacts = `INSERT INTO facts (bundle, item, failures, probed, ` + factColumns + `)
		SELECT n, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM bundles WHERE id = ?
		ON CONFLICT (bundle, item) DO UPDATE SET failures = excluded.failures, probed = excluded.probed,
		duration = iif(excluded.duration > 0, excluded.duration, duration), width = excluded.width, height = excluded.height,
		video = excluded.video, audio = excluded.audio, voices = iif(told AND voices <> '', voices, excluded.voices),
		subtitles = excluded.subtitles, chapters = excluded.chapters, title = iif(told AND title <> '', title, excluded.title),
		artist = excluded.artist, album = excluded.album,
		synopsis = excluded.synopsis, track = excluded.track, year = excluded.year, cover = excluded.cover
		RETURNING bundle`
)

// Facts returns what the items of a bundle told of themselves, by their index.
func (d *DB) Facts(ctx context.Context, id library.BundleID) (map[int]library.Facts, error) {
	all := map[int]library.Facts{}
	err := d.read(ctx, "load facts of "+string(id), func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			item, f, err := scanFacts(rows)
			all[item] = f
			return err
		}, selectFacts, string(id))
	})
	return all, err
}

// SaveFacts stores what an item told of itself, cleaned and bounded. A bundle that
// is not there gives library.CodeNotFound.
func (d *DB) SaveFacts(ctx context.Context, id library.BundleID, item int, f library.Facts, now time.Time) error {
	f = cleanFacts(f)
	return d.write(ctx, "save facts of "+string(id), func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, upsertFacts, item, 0, stamp(now),
			int64(f.Duration), f.Width, f.Height, f.Video, f.Audio, strings.Join(f.Voices, " "), strings.Join(f.Subtitles, " "),
			f.Chapters, f.Title, f.Artist, f.Album, f.Synopsis, f.Track, f.Year, f.Cover, string(id)).Scan(&n)
		if err != nil || f.Title == "" && f.Artist == "" {
			return err
		}
		r, err := loadBundle(ctx, tx, id)
		if err != nil {
			return err
		}
		return indexBundle(ctx, tx, n, r.bundle)
	})
}

// NoteUnreadable stores that reading the facts of an item failed once more. What its
// publisher told of it stays.
func (d *DB) NoteUnreadable(ctx context.Context, id library.BundleID, item, failures int, now time.Time) error {
	return d.write(ctx, "save facts of "+string(id), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, upsertUnreadable, item, max(failures, 1), stamp(now), string(id))
		return err
	})
}

const upsertUnreadable = `INSERT INTO facts (bundle, item, failures, probed, ` + factColumns + `)
	SELECT n, ?, ?, ?, 0, 0, 0, '', '', '', '', 0, '', '', '', '', 0, 0, 0 FROM bundles WHERE id = ?
	ON CONFLICT (bundle, item) DO UPDATE SET failures = excluded.failures, probed = excluded.probed`

// Probe is one try to read the facts of an item.
type Probe struct {
	Failures int // in a row; 0 when its facts are known
	At       time.Time
}

// Probes returns, for every bundle, which items were looked into.
func (d *DB) Probes(ctx context.Context) (map[library.BundleID]map[int]Probe, error) {
	all := map[library.BundleID]map[int]Probe{}
	err := d.read(ctx, "load probes", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var id library.BundleID
			var item int
			var at int64
			var p Probe
			err := rows.Scan(&id, &item, &p.Failures, &at)
			p.At = moment(at)
			if all[id] == nil {
				all[id] = map[int]Probe{}
			}
			all[id][item] = p
			return err
		}, `SELECT b.id, f.item, f.failures, f.probed FROM facts f JOIN bundles b ON b.n = f.bundle WHERE f.probed <> 0`)
	})
	return all, err
}

// The bounds of what a file may tell of itself.
const (
	maxLanguages = 64
	maxLanguage  = 35 // runes, by BCP 47
	maxCodec     = 40
	maxSide      = 1 << 20 // pixels
	maxDuration  = 10_000 * time.Hour
)

func cleanFacts(f library.Facts) library.Facts {
	if f.Duration < 0 || f.Duration > maxDuration {
		f.Duration = 0
	}
	f.Width, f.Height = between(f.Width, 0, maxSide), between(f.Height, 0, maxSide)
	f.Video, f.Audio = library.CleanLine(f.Video, maxCodec), library.CleanLine(f.Audio, maxCodec)
	f.Voices, f.Subtitles = cleanLanguages(f.Voices), cleanLanguages(f.Subtitles)
	f.Title = library.CleanLine(f.Title, library.MaxTitle)
	f.Artist = library.CleanLine(f.Artist, library.MaxCreators)
	f.Album = library.CleanLine(f.Album, library.MaxTitle)
	f.Synopsis = library.CleanText(f.Synopsis, library.MaxSynopsis)
	f.Chapters, f.Track, f.Year = between(f.Chapters, 0, maxYear), between(f.Track, 0, maxYear), between(f.Year, 0, maxYear)
	f.Season, f.Episode = between(f.Season, 0, maxYear), between(f.Episode, 0, maxYear)
	f.Role = library.Role(library.CleanLine(string(f.Role), maxCodec))
	return f
}

func cleanLanguages(tags []string) []string {
	var out []string
	for _, tag := range tags {
		tag = library.CleanLine(tag, maxLanguage)
		if tag != "" && !strings.Contains(tag, " ") && len(out) < maxLanguages {
			out = append(out, tag)
		}
	}
	return out
}

func scanFacts(rows *sql.Rows) (item int, f library.Facts, err error) {
	var voices, subtitles string
	err = rows.Scan(&item, &f.Duration, &f.Width, &f.Height, &f.Video, &f.Audio, &voices, &subtitles, &f.Chapters,
		&f.Title, &f.Artist, &f.Album, &f.Synopsis, &f.Track, &f.Year, &f.Cover, &f.Told, &f.Role, &f.Season, &f.Episode)
	f.Voices, f.Subtitles = strings.Fields(voices), strings.Fields(subtitles)
	return item, cleanFacts(f), err
}
