package owner

import (
	"context"
	"os"
	"path/filepath"

	"matinee/library"
)

// CopyRoot tells where a channel's root key lies, under its passphrase, after it put a
// copy of the file into a folder; "" asks for no copy. What is there is not replaced.
func (o *Owner) CopyRoot(ctx context.Context, name, to string) (path string, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	own, err := o.follow.Own(ctx, name)
	if err != nil {
		return "", err
	}
	path = filepath.Join(own.Dir(), "root.age")
	locked, err := own.LockedRoot()
	if err != nil || to == "" {
		return path, err
	}
	file := filepath.Join(to, string(library.SafePath(filepath.Base(own.Channel().Doc.Name)+" root.age")))
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = out.Write(locked)
		if serr := out.Sync(); err == nil {
			err = serr
		}
		if cerr := out.Close(); err == nil {
			err = cerr
		}
	}
	switch {
	case os.IsExist(err):
		return path, library.Errorf(library.CodeFileExists, "%s", file)
	case err != nil:
		return path, &library.Error{Code: library.CodeReadOnly, Detail: file, Err: err}
	}
	return file, nil
}
