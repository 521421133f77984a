package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"

	"matinee/library"
)

// Subject is a bundle whose pictures are to be made, with files that are whole.
// Paths are absolute.
type Subject struct {
	ID       library.BundleID
	Pictures []string // image files that came with it, as Pictures orders them
	Files    []string // media, the one that stands for the bundle first
}

// recipe is part of every version: it changes when pictures are made in another way.
const recipe = "1"

// maxFiles bounds how many media files are looked into for a picture.
const maxFiles = 3

func (s Subject) pictures() []string { return s.Pictures[:min(len(s.Pictures), maxPictures)] }

func (s Subject) files() []string { return s.Files[:min(len(s.Files), maxFiles)] }

// version stands for the sources of a bundle's pictures as they are now.
func (s Subject) version() string {
	h := sha256.New()
	fmt.Fprintln(h, recipe)
	for _, p := range slices.Concat(s.pictures(), s.files()) {
		if info, err := os.Stat(p); err == nil {
			fmt.Fprintln(h, filepath.Base(p), info.Size(), info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Artwork makes the pictures of a bundle in every shape, from its image files, from
// a picture inside its media, or from a frame, and returns their version: it is the
// same while the sources are, and nothing is made again then. When no source gives
// a picture it returns library.CodeNotFound, or library.CodeNoMediaTool when a
// program is missing that may have given one.
func (m *Media) Artwork(ctx context.Context, s Subject) (version string, err error) {
	if err := checkID(s.ID); err != nil {
		return "", err
	}
	version = s.version()
	if m.complete(s.ID, version) {
		return version, nil
	}
	select {
	case m.easel <- struct{}{}:
		defer func() { <-m.easel }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	from := m.sources(s)
	var failed error
	for _, shape := range shapes() {
		img, err := from.first(ctx, shape)
		if err != nil {
			if ctx.Err() != nil {
				return "", ctx.Err()
			}
			failed = errors.Join(failed, err)
			continue
		}
		if err := m.keep(s.ID, shape, version, cut(img, shape)); err != nil {
			return "", fmt.Errorf("keep the artwork of %s: %w", s.ID, err)
		}
	}
	if failed != nil {
		return "", noArtwork(failed)
	}
	return version, m.dropOthers(s.ID, version)
}

// noArtwork tells why there is no picture.
func noArtwork(failed error) error {
	if errors.Is(failed, &library.Error{Code: library.CodeNoMediaTool}) {
		return &library.Error{Code: library.CodeNoMediaTool, Err: failed}
	}
	return &library.Error{Code: library.CodeNotFound, Err: failed}
}

func shapes() []library.Shape {
	return []library.Shape{library.ShapePoster, library.ShapeCard, library.ShapeHero}
}

// source may give a picture. It is asked once.
type source struct {
	wide  bool // as it seems, a picture for the wide shapes
	open  func(context.Context) (image.Image, error)
	asked bool
	img   image.Image
	err   error
}

func (s *source) get(ctx context.Context) (image.Image, error) {
	if !s.asked {
		s.img, s.err = s.open(ctx)
		s.asked = ctx.Err() == nil
	}
	return s.img, s.err
}

// sources are all a bundle has, in the order in which they are believed.
type sources struct {
	files, covers, frames []*source
}

func (m *Media) sources(s Subject) sources {
	var from sources
	for _, path := range s.pictures() {
		p, err := measure(path)
		if err != nil {
			continue // it is not a picture, or none that is used
		}
		from.files = append(from.files, &source{
			wide: !p.portrait() && !p.square(),
			open: func(ctx context.Context) (image.Image, error) { return m.open(ctx, p) },
		})
	}
	for _, path := range s.files() {
		look := m.lookOnce(path)
		from.covers = append(from.covers, &source{open: func(ctx context.Context) (image.Image, error) {
			return m.coverOf(ctx, path, look)
		}})
		from.frames = append(from.frames, &source{wide: true, open: func(ctx context.Context) (image.Image, error) {
			return m.frameOf(ctx, path, look)
		}})
	}
	return from
}

// first is the picture of the first source that gives one. A wide shape is cut out
// of wide pictures as long as there is one, of a film's own frames too: a strip out
// of a poster shows no more than a chin.
func (s sources) first(ctx context.Context, shape library.Shape) (image.Image, error) {
	w, h := shape.Size()
	wide := w > h
	var fit, other []*source
	for _, f := range s.files {
		if f.wide == wide {
			fit = append(fit, f)
		} else {
			other = append(other, f)
		}
	}
	order := [][]*source{fit, other, s.covers, s.frames}
	if wide {
		order = [][]*source{fit, s.frames, other, s.covers}
	}
	failed := error(&library.Error{Code: library.CodeNotFound})
	for _, group := range order {
		for _, src := range group {
			img, err := src.get(ctx)
			if err == nil {
				return img, nil
			}
			failed = errors.Join(failed, err)
		}
	}
	return nil, failed
}

// lookOnce is Probe for one file, asked once.
func (m *Media) lookOnce(path string) func(context.Context) (library.Facts, error) {
	var facts library.Facts
	var err error
	asked := false
	return func(ctx context.Context) (library.Facts, error) {
		if !asked {
			facts, err = m.Probe(ctx, path)
			asked = ctx.Err() == nil
		}
		return facts, err
	}
}

func (m *Media) coverOf(ctx context.Context, path string, look func(context.Context) (library.Facts, error)) (image.Image, error) {
	facts, err := look(ctx)
	if err != nil {
		return nil, err
	}
	if !facts.Cover {
		return nil, errNoPicture
	}
	img, err := m.cover(ctx, path)
	if err != nil {
		return nil, err
	}
	if b := img.Bounds(); min(b.Dx(), b.Dy()) < minPictureSide {
		return nil, errNoPicture
	}
	return img, nil
}

func (m *Media) frameOf(ctx context.Context, path string, look func(context.Context) (library.Facts, error)) (image.Image, error) {
	facts, err := look(ctx)
	if err != nil {
		return nil, err
	}
	if !facts.HasPicture() {
		return nil, errNoPicture
	}
	return m.frame(ctx, path, facts.Duration)
}
