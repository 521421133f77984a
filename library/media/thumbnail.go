package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
)

// How finely frames are told apart, and how many are kept: some 5 KB each.
const (
	frameStep       = 5 * time.Second
	maxBundleFrames = 500
	maxFrameBytes   = 64 << 20 // of all bundles
	minFrameWidth   = 32       // pixels
	maxFrameWidth   = 640
	framesBetween   = 50 // new ones, before the whole cache is looked over
	maxFrameOffset  = 1000 * time.Hour
)

// Thumbnail is a JPEG file of the frame near a time of an item's media file at
// path, width pixels wide. It takes the key frame before: little work, and near
// enough to hover over. One frame is made at a time; end ctx when it is not wanted
// any more. Frames are kept, the oldest go first.
func (m *Media) Thumbnail(ctx context.Context, id library.BundleID, item int, path string, at time.Duration, width int) (string, error) {
	folder, err := m.frameFolder(id)
	if err != nil {
		return "", err
	}
	at = min(max(at, 0), maxFrameOffset).Truncate(frameStep)
	width = min(max(width, minFrameWidth), maxFrameWidth)
	name := filepath.Join(folder, fmt.Sprintf("%d-%d-%d.jpg", item, width, int64(at/time.Second)))
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if _, err := os.Stat(name); err == nil {
		return name, nil // made while this one waited
	}
	raw, err := m.grab(ctx, path, at, width)
	if err != nil {
		return "", err
	}
	err = writeWhole(name, func(f *os.File) error {
		_, err := f.Write(raw)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep a frame of %s: %w", id, err)
	}
	return name, m.tidy(folder, name)
}

// tidy removes the oldest frames over the bounds, of the bundle at once and of all
// bundles every now and then. m.turn is held.
func (m *Media) tidy(folder, but string) error {
	err := prune(folder, but, maxBundleFrames, maxFrameBytes)
	if m.made++; m.made%framesBetween == 0 {
		err = errors.Join(err, prune(filepath.Dir(folder), but, 0, maxFrameBytes))
	}
	return err
}

// prune removes the oldest files below folder until at most so many and so many bytes
// are left; a count of 0 is no bound. One file stays.
func prune(folder, but string, count int, bytes int64) error {
	type frame struct {
		path string
		size int64
		made time.Time
	}
	var frames []frame
	var total int64
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return gone(err)
		}
		info, err := d.Info()
		if err == nil {
			frames = append(frames, frame{path, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return gone(err)
	})
	slices.SortFunc(frames, func(x, y frame) int {
		return cmp.Or(x.made.Compare(y.made), cmp.Compare(x.path, y.path))
	})
	left := len(frames)
	for _, f := range frames {
		if (count == 0 || left <= count) && total <= bytes {
			break
		}
		if f.path != but {
			err = errors.Join(err, gone(os.Remove(f.path)))
			total -= f.size
			left--
		}
	}
	return err
}
