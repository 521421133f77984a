package vault

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/library/seal"
)

// maxKeyFile bounds what is read of a key file.
const maxKeyFile = 4 << 10

// deviceKey reads the identity of this machine, or makes one. A file that is
// there but cannot be read is an error: a new key in its place would lock what
// was bought.
func deviceKey(path string) (library.Identity, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newDeviceKey(path)
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxKeyFile))
	for lines.Scan() {
		if text := strings.TrimSpace(lines.Text()); text != "" && !strings.HasPrefix(text, "#") {
			key := library.Identity(text)
			return key, key.Valid()
		}
	}
	return "", errors.Join(errors.New("there is no key in it"), lines.Err())
}

// newDeviceKey writes a key that survives a power cut before anything is wrapped
// to it.
func newDeviceKey(path string) (library.Identity, error) {
	key, err := seal.NewIdentity()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+deviceFile+"-*") // 0600
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) // is gone after the rename
	_, err = f.WriteString("# The key of this device. What was bought opens with it: keep it, and keep it secret.\n" + key.Reveal() + "\n")
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	return key, os.Rename(f.Name(), path)
}
