package channel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"matinee/library"
	"matinee/library/format"
)

// WriteTree writes the mirror of a channel into a folder, for any web server that
// hands out files: the channel, its certificate, its objects, the catalogue's
// .torrent, the feed, and what a domain says of it. Objects come first and the
// channel last, so that who fetches meanwhile finds everything that it names; those
// that it no longer names are removed after.
func (o *Own) WriteTree(ctx context.Context, dir string) error {
	if err := o.writeTree(ctx, dir); err != nil {
		return fmt.Errorf("write a mirror: %w", err)
	}
	return nil
}

func (o *Own) writeTree(ctx context.Context, dir string) error {
	to := NewFolder(dir)
	objects := objectsOf(o.channel.Doc)
	for _, d := range slices.Sorted(maps.Keys(objects)) {
		if ctx.Err() != nil {
			return library.Wrap(library.CodeCanceled, ctx.Err())
		}
		body, err := o.Get(d, max(MaxTorrent, format.MaxManifest))
		if err == nil {
			_, err = to.Put(body)
		}
		if err != nil {
			return err
		}
	}
	made, err := o.Catalogue()
	if err != nil {
		return err
	}
	feed, err := o.Feed()
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		body []byte
	}{
		{torrentFile, made.Torrent},
		{feedFile, feed},
		{filepath.FromSlash(wellKnownPath), o.WellKnown()},
		{certificateFile, o.certificate.Bytes()},
		{channelFile, o.channel.Bytes()},
	} {
		if err := writeWhole(filepath.Join(dir, file.name), file.body, 0o644); err != nil {
			return err
		}
	}
	return to.Tidy(objects, nil)
}

// Newest reads the state of the channel that a mirror's folder holds, so that a
// program does not publish over what another one published; library.CodeNotFound
// without one.
func Newest(dir string) (format.Signed[format.Channel], error) {
	body, err := readBounded(filepath.Join(dir, channelFile), format.MaxChannel, nil)
	if errors.Is(err, os.ErrNotExist) {
		return format.Signed[format.Channel]{}, library.Errorf(library.CodeNotFound, "no channel in %s", dir)
	}
	if err != nil {
		return format.Signed[format.Channel]{}, err
	}
	return format.Read[format.Channel](body)
}
