package channel

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Own is a channel whose key is here. Its state is one file, which only its owner
// may read, and which a publication replaces as a whole: that is the moment from
// which it is published. It is for one goroutine at a time.
type Own struct {
	Folder
	state ownState

	key         ed25519.PrivateKey
	certificate format.Signed[format.Certificate]
	channel     format.Signed[format.Channel]
}

// ownState is the file.
type ownState struct {
	Format      string          `json:"format"`
	Seed        []byte          `json:"seed"` // of the channel key: a secret
	Certificate []byte          `json:"certificate"`
	Item        library.Mutable `json:"item"` // the certificate as the root signed it for the DHT
	Channel     []byte          `json:"channel"`
	Infohash    library.BundleID
	Replaced    []replaced `json:"replaced,omitempty"`
}

const (
	ownFile   = "own.json"
	rootFile  = "root.age"
	ownFormat = "own-channel/1"
	maxOwn    = 4 << 20
)

// Profile is what a creator says of a channel.
type Profile struct {
	Name        string
	Description string
	Languages   []library.Language
	Domain      library.Domain
	Mirrors     []library.WebURL
}

// validity is for how long a publication speaks before a newer one is due.
const validity = 180 * 24 * time.Hour

// Create makes a channel in an empty folder: draws its channel key, has the root
// certify it, and publishes it for the first time.
func Create(dir string, root ed25519.PrivateKey, p Profile, now time.Time) (*Own, error) {
	o := &Own{Folder: NewFolder(dir)}
	key, err := NewKey()
	if err != nil {
		return nil, err
	}
	now = moment(now)
	if err := o.certify(root, format.Certificate{Root: KeyOf(root), Key: KeyOf(key), Serial: 1, Issued: now}, key); err != nil {
		return nil, fmt.Errorf("make a channel: %w", err)
	}
	c := format.Channel{
		Author: o.Author(now), Seq: 1, Expires: now.Add(validity), Name: p.Name, Description: p.Description,
		Languages: p.Languages, Domain: p.Domain, Mirrors: p.Mirrors,
	}
	if _, err := o.publish(c); err != nil {
		return nil, fmt.Errorf("make a channel: %w", err)
	}
	return o, nil
}

// OpenOwn opens a channel that is here; fs.ErrNotExist if there is none.
func OpenOwn(dir string) (*Own, error) {
	o := &Own{Folder: NewFolder(dir)}
	raw, err := readBounded(filepath.Join(dir, ownFile), maxOwn, nil)
	if err != nil {
		return nil, fmt.Errorf("open a channel: %w", err)
	}
	if err := o.load(raw); err != nil {
		return nil, fmt.Errorf("open a channel: %w", library.Wrap(library.CodeBadDocument, err))
	}
	return o, nil
}

func (o *Own) load(raw []byte) (err error) {
	if err := json.Unmarshal(raw, &o.state); err != nil {
		return errors.New("its state is not JSON") // what stands there is a secret
	}
	if o.state.Format != ownFormat || len(o.state.Seed) != ed25519.SeedSize {
		return errors.New("its state is of another kind")
	}
	o.key = ed25519.NewKeyFromSeed(o.state.Seed)
	if o.certificate, err = format.Read[format.Certificate](o.state.Certificate); err != nil {
		return err
	}
	if o.channel, err = format.Read[format.Channel](o.state.Channel); err != nil {
		return err
	}
	if o.certificate.Doc.Key != KeyOf(o.key) || o.channel.Doc.Channel != o.certificate.Doc.Root {
		return errors.New("its key and its certificate do not belong together")
	}
	return nil
}

// certify takes a certificate into force, in memory.
func (o *Own) certify(root ed25519.PrivateKey, c format.Certificate, key ed25519.PrivateKey) error {
	signed, err := format.Sign(c, root)
	if err != nil {
		return err
	}
	o.key, o.certificate = key, signed
	o.state.Format, o.state.Seed, o.state.Certificate = ownFormat, key.Seed(), signed.Bytes()
	o.state.Item = certificateItem(root, signed)
	return nil
}

// moment is a time as documents have it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// Author is what documents of the channel begin with.
func (o *Own) Author(issued time.Time) format.Author {
	return format.Author{Channel: o.certificate.Doc.Root, Certificate: o.certificate.Envelope, Issued: moment(issued)}
}

// Key is the channel key: a secret.
func (o *Own) Key() ed25519.PrivateKey { return o.key }

// Root is by which key the channel is known.
func (o *Own) Root() library.Key { return o.certificate.Doc.Root }

// Channel is what was published last.
func (o *Own) Channel() format.Signed[format.Channel] { return o.channel }

// Certificate is the root's newest word for the channel key.
func (o *Own) Certificate() format.Signed[format.Certificate] { return o.certificate }

// Link is how the channel is passed on.
func (o *Own) Link() format.Link {
	return format.Link{Key: KeyOf(o.key), Root: o.Root(), Mirrors: pointedMirrors(o.channel.Doc.Mirrors)}
}

// pointedMirrors are the mirrors that a link and a pointer have room for.
func pointedMirrors(all []library.WebURL) []library.WebURL {
	return slices.Clone(all[:min(len(all), 3)])
}

// Items are what the DHT is to hold: the pointer to the catalogue, and the root's
// certificate.
func (o *Own) Items() ([]library.Mutable, error) {
	p := format.Pointer{Infohash: o.state.Infohash, Mirrors: pointedMirrors(o.channel.Doc.Mirrors)}
	item, err := pointerItem(o.key, "", o.channel.Doc.Seq, p)
	if err != nil {
		return nil, err
	}
	return []library.Mutable{item, o.state.Item}, nil
}

// Catalogue is the torrent of what was published last. It is made again: the same
// channel always gives the same.
func (o *Own) Catalogue() (Catalogue, error) {
	made, err := pack(o.Folder, o.channel)
	if err != nil {
		return Catalogue{}, err
	}
	at, _ := CataloguePath(made.Infohash)(channelFile)
	path := filepath.Join(o.dir, filepath.FromSlash(at))
	if body, err := readBounded(path, format.MaxChannel, nil); err != nil || string(body) != string(o.channel.Bytes()) {
		return made, writeWhole(path, o.channel.Bytes(), 0o644)
	}
	return made, nil
}

// SaveRoot keeps the root key beside the channel, under a passphrase. It is better
// moved to another place.
func (o *Own) SaveRoot(locked []byte) (path string, err error) {
	path = filepath.Join(o.dir, rootFile)
	return path, writeWhole(path, locked, 0o600)
}

// LockedRoot reads what SaveRoot kept; nil for nothing.
func (o *Own) LockedRoot() ([]byte, error) {
	locked, err := readBounded(filepath.Join(o.dir, rootFile), maxLocked, nil)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return locked, err
}
