package follower

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// ownChannels are the channels whose keys are here.
type ownChannels struct {
	dir string

	// mu is held while one is changed. Reading needs no lock: a state is replaced as a
	// whole.
	mu sync.Mutex
}

func newOwnChannels(dir string) ownChannels { return ownChannels{dir: dir} }

// OwnChannel is a channel whose key is here, as it was published last.
type OwnChannel struct {
	Root    library.Key
	Link    string
	Name    string
	Seq     int64
	Bundles int
	Folder  string

	Announced library.Announcement
	Profile   channel.Profile
	Stores    []format.Store // that may sell what it publishes
	RootHere  bool           // its root key lies here, under a passphrase
}

// NewOwn says what a new channel is to be.
type NewOwn struct {
	channel.Profile
	Root       ed25519.PrivateKey // an existing root; nil draws one
	Passphrase string             // the root is kept here under it; "" keeps none
}

// NewChannel makes a channel and returns it with its root key as text, which its
// creator prints: nobody can make it again.
func (f *Follower) NewChannel(_ context.Context, n NewOwn) (OwnChannel, string, error) {
	root := n.Root
	if root == nil {
		var err error
		if root, err = channel.NewKey(); err != nil {
			return OwnChannel{}, "", err
		}
	}
	f.own.mu.Lock()
	defer f.own.mu.Unlock()
	dir := f.own.path(channel.KeyOf(root))
	if _, err := channel.OpenOwn(dir); !errors.Is(err, fs.ErrNotExist) {
		return OwnChannel{}, "", library.Errorf(library.CodeFileExists, "this root has a channel here")
	}
	var locked []byte // first: a passphrase that is too short makes no channel
	if n.Passphrase != "" {
		var err error
		if locked, err = channel.LockRoot(root, n.Passphrase); err != nil {
			return OwnChannel{}, "", err
		}
	}
	o, err := channel.Create(dir, root, n.Profile, f.cfg.Now())
	if err == nil && locked != nil {
		_, err = o.SaveRoot(locked)
	}
	if err != nil {
		return OwnChannel{}, "", err
	}
	f.announced.ask(o.Root())
	return f.viewOwn(o), channel.RootText(root), nil
}

func (o *ownChannels) path(root library.Key) string { return filepath.Join(o.dir, string(root)) }

func (f *Follower) viewOwn(o *channel.Own) OwnChannel {
	c := o.Channel().Doc
	locked, err := o.LockedRoot()
	return OwnChannel{
		Root: o.Root(), Link: o.Link().String(), Name: c.Name, Seq: c.Seq, Bundles: len(c.Bundles), Folder: o.Dir(),
		Announced: f.announced.now(o.Root()), Stores: c.Stores, RootHere: err == nil && locked != nil,
		Profile: channel.Profile{Name: c.Name, Description: c.Description, Languages: c.Languages, Domain: c.Domain, Mirrors: c.Mirrors},
	}
}

// OwnChannels returns the channels whose keys are here, by name.
func (f *Follower) OwnChannels(context.Context) ([]OwnChannel, error) {
	all, err := f.own.open()
	views := make([]OwnChannel, 0, len(all))
	for _, o := range all {
		views = append(views, f.viewOwn(o))
	}
	return views, err
}

// open opens all; one that is damaged does not hide the others.
func (o *ownChannels) open() (all []*channel.Own, err error) {
	names, err := os.ReadDir(o.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, n := range names {
		if library.Key(n.Name()).Valid() != nil {
			continue
		}
		one, oerr := channel.OpenOwn(filepath.Join(o.dir, n.Name()))
		if oerr == nil {
			all = append(all, one)
		} else {
			err = errors.Join(err, oerr)
		}
	}
	slices.SortFunc(all, func(a, b *channel.Own) int {
		return strings.Compare(a.Channel().Doc.Name+string(a.Root()), b.Channel().Doc.Name+string(b.Root()))
	})
	return all, err
}

// find returns the channel of that name or root; "" means the only one.
func (o *ownChannels) find(name string) (*channel.Own, error) {
	all, err := o.open()
	if err != nil && len(all) == 0 {
		return nil, err
	}
	name = strings.TrimSpace(name)
	var found []*channel.Own
	for _, c := range all {
		prefix := len(name) >= minPrefix && strings.HasPrefix(string(c.Root()), strings.ToLower(name))
		if name == "" || prefix || c.Channel().Doc.Name == name {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return nil, library.Errorf(library.CodeNoChannel, "%.60q means %d of one's own", name, len(found))
	}
	return found[0], nil
}

// Own returns one channel whose key is here, by its name or root; "" means the only
// one. Its methods that change it are for this package: see Publish.
func (f *Follower) Own(_ context.Context, name string) (*channel.Own, error) {
	return f.own.find(name)
}

// rootOf opens the root key of a channel: from its text, or from the file beside the
// channel by a passphrase.
func rootOf(o *channel.Own, text, passphrase string) (ed25519.PrivateKey, error) {
	if text != "" {
		return channel.ParseRoot(text)
	}
	locked, err := o.LockedRoot()
	if err != nil {
		return nil, err
	}
	if locked == nil {
		return nil, library.Errorf(library.CodeBadRoot, "it is not kept here")
	}
	return channel.UnlockRoot(locked, passphrase)
}

// Rotation says how a channel key is replaced.
type Rotation struct {
	RootText   string // as it was printed; "" for the file kept here
	Passphrase string // of that file
	Stolen     time.Time
	Why        string
}

// Rotate replaces the channel key.
func (f *Follower) Rotate(ctx context.Context, name string, r Rotation) (OwnChannel, error) {
	return f.change(ctx, name, func(o *channel.Own) error {
		root, err := rootOf(o, r.RootText, r.Passphrase)
		if err == nil {
			_, err = o.Rotate(root, f.cfg.Now(), r.Stolen, r.Why)
		}
		return err
	})
}

// Move tells followers that the channel goes on in another one's place.
func (f *Follower) Move(ctx context.Context, name, to string, r Rotation) (OwnChannel, error) {
	link, err := format.ParseLink(to)
	if err != nil {
		return OwnChannel{}, err
	}
	return f.change(ctx, name, func(o *channel.Own) error {
		root, err := rootOf(o, r.RootText, r.Passphrase)
		if err == nil {
			_, err = o.Move(root, f.cfg.Now(), link)
		}
		return err
	})
}

// change changes a channel of one's own, seeds its catalogue and has it announced. That
// it could not be seeded is no error: what is announced is seeded first.
func (f *Follower) change(ctx context.Context, name string, change func(*channel.Own) error) (OwnChannel, error) {
	f.own.mu.Lock()
	defer f.own.mu.Unlock()
	o, err := f.own.find(name)
	if err == nil {
		err = change(o)
	}
	if err != nil {
		return OwnChannel{}, f.said("change a channel", err)
	}
	if err := f.seed(ctx, o); err != nil {
		f.log.Info("seed a channel", "root", o.Root(), "err", err)
	}
	f.announced.ask(o.Root())
	return f.viewOwn(o), nil
}
