package follower

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// Lost is a channel whose key was lost, and what brings it back.
type Lost struct {
	Link       string
	RootText   string // as it was printed
	Passphrase string // the root is kept here under it; "" keeps none
	LocalOK    bool   // its mirrors may lie in private networks
}

// Recover brings a channel back whose key was lost with its machine: from its root key,
// and from what it published last, as followers and mirrors have it. It gets a new key, and
// the lost one is revoked.
func (f *Follower) Recover(ctx context.Context, l Lost) (OwnChannel, error) {
	link, err := format.ParseLink(l.Link)
	if err != nil {
		return OwnChannel{}, err
	}
	root, err := channel.ParseRoot(l.RootText)
	if err != nil {
		return OwnChannel{}, err
	}
	if channel.KeyOf(root) != link.Root {
		return OwnChannel{}, library.Errorf(library.CodeBadRoot, "it is of another channel")
	}
	dir := f.own.path(link.Root)
	if _, err := channel.OpenOwn(dir); !errors.Is(err, fs.ErrNotExist) {
		return OwnChannel{}, library.Errorf(library.CodeFileExists, "this channel is here")
	}
	last, err := f.last(ctx, link, channel.NewFolder(dir), l.LocalOK)
	if err != nil {
		return OwnChannel{}, f.said("recover a channel", err)
	}
	f.own.mu.Lock()
	defer f.own.mu.Unlock()
	o, err := channel.Recover(dir, root, last, f.cfg.Now())
	if err == nil {
		err = keepRoot(o, root, l.Passphrase)
	}
	if err != nil {
		return OwnChannel{}, f.said("recover a channel", err)
	}
	f.announced.ask(o.Root())
	return f.viewOwn(o), nil
}

// keepRoot keeps a root key beside its channel, if there is a passphrase for it.
func keepRoot(o *channel.Own, root ed25519.PrivateKey, passphrase string) error {
	if passphrase == "" {
		return nil
	}
	locked, err := channel.LockRoot(root, passphrase)
	if err == nil {
		_, err = o.SaveRoot(locked)
	}
	return err
}

// last finds what a channel published last, with everything that it lists.
func (f *Follower) last(ctx context.Context, link format.Link, folder channel.Folder, local bool) (format.Signed[format.Channel], error) {
	var newest channel.Taken
	leave := func() {
		if newest.Files != nil {
			newest.Files.Close()
		}
	}
	defer func() { leave() }()
	sought := channel.Sought{Held: format.Held{Root: link.Root}, Link: link, Local: local, Folder: folder}
	_, err := f.finder.Look(ctx, sought, func(t channel.Taken) error {
		leave()
		newest = t
		return nil
	})
	if kept := f.followed(ctx, link.Root, folder); kept.Doc.Seq > newest.Channel.Doc.Seq {
		return kept, nil
	}
	if err != nil {
		return newest.Channel, err
	}
	if newest.Channel.Doc.Seq == 0 {
		return newest.Channel, &library.Error{Code: library.CodeNobodyHasIt}
	}
	var want []channel.Wanted
	for d := range channel.Objects(newest.Channel.Doc) {
		want = append(want, channel.Wanted{Digest: d, Most: channel.MaxTorrent})
	}
	_, err = f.finder.Fetch(ctx, folder, want, channel.Sources{Mirrors: newest.Channel.Doc.Mirrors, Local: local, Files: newest.Files})
	return newest.Channel, err
}

// followed is a channel as this program follows it, with all that it lists put into a
// folder; nothing if it does not, or lacks some of it. Nobody else may be there who has it.
func (f *Follower) followed(ctx context.Context, root library.Key, folder channel.Folder) (none format.Signed[format.Channel]) {
	_, held, err := f.cfg.Store.Channel(ctx, root)
	if err != nil {
		return none
	}
	from := f.folder(root)
	body, err := from.Get(held.Digest, format.MaxChannel)
	if err != nil {
		return none
	}
	c, err := format.Read[format.Channel](body)
	if err != nil || c.Doc.Channel != root {
		return none
	}
	for d := range channel.Objects(c.Doc) {
		body, err := from.Get(d, channel.MaxTorrent)
		if err != nil {
			return none
		}
		if _, err := folder.Put(body); err != nil {
			return none
		}
	}
	return c
}

// RootText is the root key of a channel as it is printed, by the passphrase of its file.
func (f *Follower) RootText(_ context.Context, name, passphrase string) (string, error) {
	o, err := f.own.find(name)
	if err != nil {
		return "", err
	}
	root, err := rootOf(o, "", passphrase)
	if err != nil {
		return "", err
	}
	return channel.RootText(root), nil
}
