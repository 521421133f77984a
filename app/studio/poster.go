package studio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/publish"
)

// How many frames are proposed as a poster, and how wide they are, in pixels.
const (
	frameProposals = 8
	frameWidth     = 480
)

// maxPicture bounds a picture of one's own in bytes.
const maxPicture = 64 << 20

// Frames tells frames of a film in a work's folder that may become its poster, one after
// the other, as JPEG files: the one that shows most, at 0, and others along the film.
// Places where it shows nothing are left out.
func (s *Studio) Frames(ctx context.Context, source, film string, tell func(at library.Interval, picture []byte)) error {
	path := filepath.Join(source, filepath.FromSlash(film))
	if !filepath.IsLocal(filepath.FromSlash(film)) {
		return library.Errorf(library.CodeBadFolder, "%s", film)
	}
	facts, err := s.cfg.Prober.Probe(ctx, path)
	if err != nil {
		return err
	}
	var failed error
	told := 0
	try := func(at time.Duration, picture []byte, err error) {
		if err != nil {
			failed = errors.Join(failed, err)
			return
		}
		told++
		tell(library.Interval(at), picture)
	}
	picture, err := s.cfg.Prober.Still(ctx, path, frameWidth)
	try(0, picture, err)
	for n := range frameProposals - 1 {
		at := (facts.Duration * time.Duration(n+1) / frameProposals).Truncate(time.Millisecond)
		if ctx.Err() != nil || at <= 0 {
			break
		}
		picture, err := s.cfg.Prober.Frame(ctx, path, at, frameWidth)
		try(at, picture, err)
	}
	if told > 0 {
		failed = nil
	}
	return errors.Join(ctx.Err(), failed)
}

// AddPicture has a picture at hand for a work: one that lies elsewhere is copied into its
// folder, where nothing is overwritten. It returns the file there, and the picture small.
func (s *Studio) AddPicture(ctx context.Context, source, picture string) (file string, small []byte, err error) {
	if library.KindOf(picture) != library.Image {
		return "", nil, library.Errorf(library.CodeBrokenMedia, "%s is no picture", filepath.Base(picture))
	}
	if small, err = s.cfg.Prober.Still(ctx, picture, frameWidth); err != nil {
		return "", nil, err
	}
	inside, err := filepath.Rel(source, picture)
	if err == nil && filepath.IsLocal(inside) {
		return filepath.ToSlash(inside), small, nil
	}
	raw, err := publish.ReadBounded(picture, maxPicture)
	if err != nil {
		return "", nil, &library.Error{Code: library.CodeBadFolder, Detail: picture, Err: err}
	}
	file, err = freeName(source, "poster", strings.ToLower(filepath.Ext(picture)), raw)
	if err != nil {
		return "", nil, err
	}
	err = publish.WriteWhole(filepath.Join(source, file), raw, 0o644)
	if errors.Is(err, fs.ErrPermission) {
		err = &library.Error{Code: library.CodeReadOnly, Detail: source, Err: err}
	}
	return file, small, err
}

// freeName is a name in a folder that nothing has, or that has this very content.
func freeName(folder, stem, ext string, content []byte) (string, error) {
	for n := 1; ; n++ {
		name := stem + ext
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		}
		_, err := os.Lstat(filepath.Join(folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", &library.Error{Code: library.CodeBadFolder, Detail: folder, Err: err}
		}
		if had, err := publish.ReadBounded(filepath.Join(folder, name), maxPicture); err == nil && slices.Equal(had, content) {
			return name, nil
		}
	}
}
