package follower

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
	"matinee/library/format"
)

// A database that was damaged is set aside and built anew. Whom a person follows is
// kept beside it, so that this does not lose it: a file in each channel's folder.

// followFile is that file.
const followFile = "follow.json"

// maxFollowFile bounds what is read of it.
const maxFollowFile = 8 << 10

type followed struct {
	Link    string `json:"link"`
	LocalOK bool   `json:"local,omitempty"`
}

// remember writes down that a channel is followed.
func (f *Follower) remember(c library.Channel) error {
	raw, err := json.Marshal(followed{c.Link, c.LocalOK})
	if err != nil {
		return err
	}
	dir := f.folder(c.Root).Dir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return library.Wrap(library.CodeDataReadOnly, err)
	}
	return library.Wrap(library.CodeDataReadOnly, os.WriteFile(filepath.Join(dir, followFile), raw, 0o600))
}

// recall follows again what the database does not know of. What was held of a channel
// is lost with the database, so it is found as by a new follower.
func (f *Follower) recall(ctx context.Context) {
	names, err := os.ReadDir(filepath.Join(f.cfg.Dir, "follows"))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		f.log.Warn("read whom a person follows", "err", err)
		return
	}
	for _, n := range names {
		root := library.Key(n.Name())
		if _, _, err := f.cfg.Store.Channel(ctx, root); library.CodeOf(err) != library.CodeNoChannel {
			continue
		}
		was, err := readFollowed(filepath.Join(f.folder(root).Dir(), followFile))
		if err == nil {
			err = f.recallOne(ctx, root, was)
		}
		if err != nil {
			f.log.Warn("follow a channel again", "root", root, "err", err)
		}
	}
}

func (f *Follower) recallOne(ctx context.Context, root library.Key, was followed) error {
	link, err := format.ParseLink(was.Link)
	if err != nil {
		return err
	}
	if link.Root != root {
		return library.Errorf(library.CodeMismatch, "the link leads to another channel")
	}
	now := f.cfg.Now()
	return f.cfg.Store.AddChannel(ctx, library.Channel{
		Root: root, Link: was.Link, LocalOK: was.LocalOK, Followed: now, Opened: now, Notify: true, Mirrors: link.Mirrors,
	}, library.HeldChannel{Due: now})
}

func readFollowed(path string) (was followed, err error) {
	file, err := os.Open(path)
	if err != nil {
		return was, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	err = json.NewDecoder(io.LimitReader(file, maxFollowFile)).Decode(&was)
	return was, err
}
