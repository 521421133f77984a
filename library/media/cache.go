package media

import (
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
)

// quality is that of the pictures kept.
const quality = 88

// artFolder is where the pictures of a bundle lie. They are spread over folders, for
// a library of 10,000 bundles has 30,000 pictures.
func (m *Media) artFolder(id library.BundleID) (string, error) {
	if err := checkID(id); err != nil {
		return "", err
	}
	return filepath.Join(m.cfg.Cache, "art", string(id[:2])), nil
}

func (m *Media) frameFolder(id library.BundleID) (string, error) {
	if err := checkID(id); err != nil {
		return "", err
	}
	return filepath.Join(m.cfg.Cache, "frames", string(id)), nil
}

// checkID keeps anything but a bundle's id out of the names of files.
func checkID(id library.BundleID) error {
	parsed, err := library.ParseBundleID(string(id))
	if err != nil || parsed != id {
		return library.Errorf(library.CodeNotFound, "%.60q", string(id))
	}
	return nil
}

func artName(id library.BundleID, shape library.Shape, version string) string {
	return string(id) + "-" + string(shape) + "-" + version + ".jpg"
}

// ArtworkPath is the JPEG file of one shape, or library.CodeNotFound when it is not
// in the cache (any more): Artwork makes it anew.
func (m *Media) ArtworkPath(id library.BundleID, shape library.Shape, version string) (string, error) {
	folder, err := m.artFolder(id)
	if err != nil {
		return "", err
	}
	if w, _ := shape.Size(); w == 0 || version == "" || !filepath.IsLocal(version) || strings.ContainsAny(version, `/\`) {
		return "", library.Errorf(library.CodeNotFound, "%s", id)
	}
	path := filepath.Join(folder, artName(id, shape, version))
	if _, err := os.Stat(path); err != nil {
		return "", &library.Error{Code: library.CodeNotFound, Detail: string(id), Err: err}
	}
	return path, nil
}

// complete reports whether every shape is there.
func (m *Media) complete(id library.BundleID, version string) bool {
	for _, shape := range shapes() {
		if _, err := m.ArtworkPath(id, shape, version); err != nil {
			return false
		}
	}
	return true
}

// keep stores a picture.
func (m *Media) keep(id library.BundleID, shape library.Shape, version string, img image.Image) error {
	folder, err := m.artFolder(id)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(folder, artName(id, shape, version)), func(file *os.File) error {
		return jpeg.Encode(file, img, &jpeg.Options{Quality: quality})
	})
}

// dropOthers removes the pictures of a bundle that are of another version; "" for all.
func (m *Media) dropOthers(id library.BundleID, version string) error {
	folder, err := m.artFolder(id)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, string(id)+"-") && (version == "" || !strings.HasSuffix(name, "-"+version+".jpg")) {
			err = errors.Join(err, os.Remove(filepath.Join(folder, name)))
		}
	}
	return err
}

// Forget removes the pictures and frames of a bundle from the cache.
func (m *Media) Forget(id library.BundleID) error {
	folder, err := m.frameFolder(id)
	if err != nil {
		return err
	}
	return errors.Join(m.dropOthers(id, ""), os.RemoveAll(folder))
}

// Used is how many bytes the cache takes.
func (m *Media) Used() (bytes int64, err error) {
	err = filepath.WalkDir(m.cfg.Cache, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return gone(err)
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return gone(err)
	})
	return bytes, err
}

// gone passes over what was removed meanwhile.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// writeWhole makes a file that is there whole or not at all.
func writeWhole(path string, fill func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	err = errors.Join(fill(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
