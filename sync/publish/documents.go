package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"mime"
	"path"
	"path/filepath"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/pieces"
	"matinee/library/seal"
)

// keyOf is the public half of a key.
func keyOf(private ed25519.PrivateKey) library.Key {
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok {
		return ""
	}
	return library.KeyOf(public)
}

// recipient is to whom an edition's items are sealed.
func (b *build) recipient(id library.EditionID) (library.Recipient, error) {
	to, err := seal.RecipientOf(b.Keys[id].Identity)
	if err != nil {
		return "", fmt.Errorf("the key of the edition %s: %w", id, err)
	}
	return to, nil
}

func (b *build) manifest(records []record, issued time.Time) (format.Manifest, error) {
	d := b.Draft
	m := format.Manifest{
		Author: b.Signer.Author(issued), ID: d.ID, Version: 1, Name: d.Title, Description: d.Description,
		Languages: d.Languages, MinAge: d.MinAge, Published: issued, License: d.License, Rights: d.Rights, Keywords: d.Keywords,
	}
	for _, c := range d.Creators {
		m.Creators = append(m.Creators, format.Creator{Name: c.Name, Role: c.Role, URL: c.URL})
	}
	for _, e := range d.Editions {
		made, err := b.edition(e)
		if err != nil {
			return m, err
		}
		m.Editions = append(m.Editions, made)
	}
	for i, p := range b.items {
		m.Items = append(m.Items, b.item(p, records[i]))
	}
	return m, nil
}

// edition names an edition's public keys.
func (b *build) edition(e library.DraftEdition) (made format.Edition, err error) {
	made = format.Edition{ID: e.ID, Name: e.Name}
	if !e.Sealed() {
		return made, nil
	}
	if made.Recipient, err = b.recipient(e.ID); err != nil {
		return made, err
	}
	key, err := format.ReleaseKey(b.Keys[e.ID].Identity)
	if err != nil {
		return made, err
	}
	made.Release = keyOf(key)
	if premiere := b.Keys[e.ID].Premiere; premiere != "" {
		made.Premiere, err = seal.RecipientOf(premiere)
	}
	return made, err
}

func (b *build) item(p part, r record) format.Item {
	item := format.Item{
		Path: p.recipe.Path, Role: p.item.Role, Editions: p.item.Editions, Name: p.item.Name, Season: p.item.Season, Episode: p.item.Episode,
		Languages: p.item.Languages, Duration: r.Facts.Duration.Truncate(time.Millisecond), Format: mimeOf(p.item.Path),
		Width: int64(r.Facts.Width), Height: int64(r.Facts.Height), Plain: r.Plain, Sealed: r.Sealed,
	}
	if s := r.Facts.Duration.Seconds(); s > 0 {
		item.Bitrate = int64(float64(r.Plain.Length) * 8 / s)
	}
	item.For = b.inTorrent(p.item.For)
	return item
}

// inTorrent is what an item is called in the torrent.
func (b *build) inTorrent(plain library.ItemPath) library.ItemPath {
	for _, p := range b.items {
		if p.item.Path == plain {
			return p.recipe.Path
		}
	}
	return plain
}

func (b *build) terms(issued time.Time) (format.Terms, error) {
	t := format.Terms{
		Author: b.Signer.Author(issued), Bundle: b.Draft.ID, Version: 1, Fee: b.Draft.Fee, Stores: b.Draft.Stores, Deal: b.Deal,
	}
	for _, e := range b.Draft.Editions {
		made, err := EditionTerms(e, issued)
		if err != nil {
			return t, err
		}
		for i := range made.Breaks {
			made.Breaks[i].Item = string(b.inTorrent(library.ItemPath(made.Breaks[i].Item)))
		}
		t.Editions = append(t.Editions, made)
	}
	return t, nil
}

// EditionTerms are the terms that a draft's edition gets when it is published at
// that time.
func EditionTerms(e library.DraftEdition, published time.Time) (format.EditionTerms, error) {
	made := format.EditionTerms{Edition: e.ID, Offers: e.Offers, Splits: e.Splits, Breaks: append([]library.Break(nil), e.Breaks...)}
	if e.Window == nil {
		return made, nil
	}
	w, err := e.Window.Window(published)
	if err != nil {
		return made, &library.Error{Code: library.CodeBadTerms, Detail: fmt.Sprintf("the window of %s %v", e.ID, err)}
	}
	made.Window = w
	return made, nil
}

// finish writes the manifest into the bundle, and the torrent.
func (b *build) finish(ctx context.Context) (Built, error) {
	m, t, err := b.documents(b.records)
	if err != nil {
		return Built{}, err
	}
	raw := m.Bytes()
	if err := WriteWhole(b.place(format.ManifestName), raw, 0o644); err != nil {
		return Built{}, writeError(b.place(format.ManifestName), err)
	}
	l := layout{
		name: filepath.Base(b.Target), piece: b.piece, trackers: b.Draft.Trackers, webseeds: b.Draft.Webseeds, v1Only: b.Draft.V1Only,
		files: []file{{format.ManifestName, int64(len(raw)), b.hash(raw)}},
	}
	for _, r := range b.records {
		l.files = append(l.files, file{r.Recipe.Path, r.length(), r.Hashes})
	}
	built := Built{Manifest: m, Terms: t, Folder: b.Target, Made: map[string]library.FileStamp{}}
	for _, r := range b.records {
		built.Made[string(r.Recipe.Path)] = library.FileStamp(r.Made)
	}
	at, err := stampOf(b.place(format.ManifestName))
	if err != nil {
		return Built{}, writeError(b.place(format.ManifestName), err)
	}
	built.Made[format.ManifestName] = library.FileStamp(at)
	if built.Torrent, built.Infohash, err = l.torrent(); err != nil {
		return Built{}, err
	}
	if err := b.pads(l); err != nil {
		return Built{}, err
	}
	built.Poster, err = b.poster(ctx)
	return built, err
}

// pads writes the padding as files, for programs that do not know that they may
// leave it out (BEP 47). Those who do not are those who want a torrent without v2.
func (b *build) pads(l layout) error {
	if !l.v1Only {
		return nil
	}
	for _, gap := range l.gaps() {
		path := filepath.Join(append([]string{b.Target}, padName(gap)...)...)
		if err := WriteWhole(path, make([]byte, gap), 0o644); err != nil {
			return writeError(path, err)
		}
	}
	return nil
}

// hash hashes a small file.
func (b *build) hash(content []byte) pieces.Hashes {
	sums := pieces.NewSummer(b.piece)
	_, _ = sums.Write(content) // a hash takes everything
	return sums.Sum()
}

// posterWidth is how wide the poster is that goes into a catalogue, in pixels.
const posterWidth = 400

// poster is the bundle's poster, small. One that cannot be read is none.
func (b *build) poster(ctx context.Context) ([]byte, error) {
	for _, p := range b.items {
		if p.item.Role != library.RolePoster {
			continue
		}
		small, err := b.Prober.Still(ctx, b.place(p.recipe.Path), posterWidth)
		if err == nil || ctx.Err() != nil {
			return small, errors.Join(ctx.Err())
		}
	}
	return nil, nil
}

// mimeOf is a file's MIME type by its name; "" when it is not known.
func mimeOf(p library.ItemPath) string {
	ext := strings.ToLower(path.Ext(string(p)))
	if known, ok := mediaTypes()[ext]; ok {
		return known
	}
	kind, _, err := mime.ParseMediaType(mime.TypeByExtension(ext))
	if err != nil {
		return ""
	}
	return kind
}

// mediaTypes are those of files that systems name in several ways, or not at all.
func mediaTypes() map[string]string {
	return map[string]string{
		".mp4": "video/mp4", ".m4v": "video/mp4", ".mkv": "video/matroska", ".webm": "video/webm", ".mov": "video/quicktime",
		".mp3": "audio/mpeg", ".flac": "audio/flac", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg",
		".m4a": "audio/mp4", ".wav": "audio/wav", ".mka": "audio/matroska", ".srt": "application/x-subrip", ".vtt": "text/vtt",
		".ass": "text/x-ssa", ".ssa": "text/x-ssa", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
	}
}
