package channel

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Bundle is a bundle as it is handed to a channel. Terms and manifest are signed by
// the channel.
type Bundle struct {
	Manifest format.Signed[format.Manifest]
	Terms    format.Signed[format.Terms]
	Torrent  []byte
	Infohash library.BundleID // v1
	Poster   []byte           // JPEG, small; nil for none
}

// Publish makes the channel's next state: change gets the last one. Nothing is
// published when it fails. The catalogue is to be seeded, and Items to be put into
// the DHT.
func (o *Own) Publish(now time.Time, change func(*format.Channel) error) (Catalogue, error) {
	next := o.channel.Doc
	next.Bundles, next.Releases = slices.Clone(next.Bundles), slices.Clone(next.Releases)
	next.Recommends, next.Revoked = slices.Clone(next.Recommends), slices.Clone(next.Revoked)
	next.Withdrawn, next.Mirrors = slices.Clone(next.Withdrawn), slices.Clone(next.Mirrors)
	next.Author = o.Author(now)
	if next.Issued.Before(o.channel.Doc.Issued) { // the clock was set back
		next.Issued = o.channel.Doc.Issued
	}
	next.Seq, next.Previous = o.channel.Doc.Seq+1, o.channel.Digest()
	next.Expires = next.Issued.Add(validity)
	if err := change(&next); err != nil {
		return Catalogue{}, fmt.Errorf("publish: %w", err)
	}
	made, err := o.publish(next)
	if err != nil {
		return Catalogue{}, fmt.Errorf("publish: %w", err)
	}
	return made, nil
}

// publish signs a state, packs it and stores it.
func (o *Own) publish(next format.Channel) (Catalogue, error) {
	signed, err := format.Sign(next, o.key)
	if errors.Is(err, format.FaultSize) || errors.Is(err, format.FaultCount) {
		return Catalogue{}, &library.Error{Code: library.CodeFull, Err: err}
	}
	if err != nil {
		return Catalogue{}, err
	}
	before := o.channel
	o.channel = signed
	made, err := o.Catalogue()
	if err == nil {
		err = o.save(made.Infohash)
	}
	if err != nil {
		o.channel = before
		return Catalogue{}, err
	}
	return made, o.Tidy(o.keeps())
}

// save replaces the state: from then on it is published.
func (o *Own) save(catalogue library.BundleID) error {
	state := o.state
	state.Replaced = replace(state.Replaced, state.Infohash, catalogue, o.channel.Doc.Issued)
	state.Channel, state.Infohash = o.channel.Bytes(), catalogue
	raw, err := json.Marshal(state)
	if err == nil {
		err = writeWhole(filepath.Join(o.dir, ownFile), raw, 0o600)
	}
	if err == nil {
		o.state = state
	}
	return err
}

// Put returns the change that lists a bundle, in place of an earlier version of
// it, and withdraws its withdrawal. What is not the channel's own is refused.
func (o *Own) Put(b Bundle) (func(*format.Channel) error, error) {
	if err := o.judge(b); err != nil {
		return nil, fmt.Errorf("list a bundle: %w", err)
	}
	l := format.Listing{Bundle: b.Manifest.Doc.ID, Name: b.Manifest.Doc.Name, Infohash: b.Infohash}
	var err error
	for _, part := range []struct {
		body []byte
		at   *library.Digest
	}{{b.Manifest.Bytes(), &l.Manifest}, {b.Terms.Bytes(), &l.Terms}, {b.Torrent, &l.Torrent}, {b.Poster, &l.Poster}} {
		if part.body != nil && err == nil {
			*part.at, err = o.Folder.Put(part.body)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list a bundle: %w", err)
	}
	return func(c *format.Channel) error {
		c.Withdrawn = slices.DeleteFunc(c.Withdrawn, func(w format.Withdrawal) bool { return w.Bundle == l.Bundle })
		at := slices.IndexFunc(c.Bundles, func(old format.Listing) bool { return old.Bundle == l.Bundle })
		if at >= 0 {
			c.Bundles[at] = l
			return nil
		}
		c.Bundles = slices.Insert(c.Bundles, 0, l) // the newest first
		return nil
	}, nil
}

// judge sees to it that a follower will take a bundle.
func (o *Own) judge(b Bundle) error {
	m, t := b.Manifest.Doc, b.Terms.Doc
	if m.Channel != o.Root() || t.Channel != o.Root() {
		return library.Errorf(library.CodeMismatch, "it is of another channel")
	}
	if err := t.Fits(m); err != nil {
		return err
	}
	if len(b.Torrent) > MaxTorrent || len(b.Poster) > MaxPicture {
		return library.Errorf(library.CodeBadDocument, "its torrent has %s, its poster %s",
			library.Bytes(int64(len(b.Torrent))), library.Bytes(int64(len(b.Poster))))
	}
	id, err := torrentID(b.Torrent)
	if err == nil && id != b.Infohash {
		err = library.Errorf(library.CodeMismatch, "its torrent has another infohash")
	}
	return err
}

// Withdraw returns the change that takes a bundle out of the channel.
func Withdraw(bundle library.Token, at time.Time, why string) func(*format.Channel) error {
	return func(c *format.Channel) error {
		if _, listed := c.Listing(bundle); !listed {
			return library.Errorf(library.CodeNotFound, "%s", bundle)
		}
		c.Bundles = slices.DeleteFunc(c.Bundles, func(l format.Listing) bool { return l.Bundle == bundle })
		c.Withdrawn = append(c.Withdrawn, format.Withdrawal{Bundle: bundle, At: moment(at), Why: why})
		return nil
	}
}

// Rotate replaces the channel key by a new one. Stolen is since when the old one is
// in wrong hands: what it signed from then on no longer counts; zero when it is
// not. Nobody who follows is lost: they follow the root.
func (o *Own) Rotate(root ed25519.PrivateKey, now, stolen time.Time, why string) (Catalogue, error) {
	key, err := NewKey()
	if err != nil {
		return Catalogue{}, err
	}
	old := KeyOf(o.key)
	return o.recertify(root, now, key, "", func(c *format.Channel) error {
		if !stolen.IsZero() {
			c.Revoked = append(c.Revoked, format.Revocation{Key: old, At: moment(stolen), Why: why})
		}
		return nil
	})
}

// Move tells followers that the channel goes on in another one's place.
func (o *Own) Move(root ed25519.PrivateKey, now time.Time, to format.Link) (Catalogue, error) {
	return o.recertify(root, now, o.key, to.String(), func(*format.Channel) error { return nil })
}

// recertify publishes under a certificate with a higher serial. If that fails, the
// old one stays in force.
func (o *Own) recertify(root ed25519.PrivateKey, now time.Time, key ed25519.PrivateKey, moved string, change func(*format.Channel) error) (Catalogue, error) {
	if KeyOf(root) != o.Root() {
		return Catalogue{}, library.Errorf(library.CodeBadRoot, "it is of another channel")
	}
	before := *o
	now = moment(now)
	if now.Before(o.certificate.Doc.Issued) {
		now = o.certificate.Doc.Issued
	}
	next := format.Certificate{Root: o.Root(), Key: KeyOf(key), Serial: o.certificate.Doc.Serial + 1, Issued: now, MovedTo: moved}
	err := o.certify(root, next, key)
	var made Catalogue
	if err == nil {
		made, err = o.Publish(now, change)
	}
	if err != nil {
		*o = before
		return Catalogue{}, err
	}
	return made, nil
}

// Recover makes the channel anew whose key was lost: from the root, and from what
// was published last, whose objects lie in the folder.
func Recover(dir string, root ed25519.PrivateKey, last format.Signed[format.Channel], now time.Time) (*Own, error) {
	if last.Doc.Channel != KeyOf(root) {
		return nil, library.Errorf(library.CodeBadRoot, "it is of another channel")
	}
	certificate, err := last.Doc.Certified()
	if err != nil {
		return nil, err
	}
	o := &Own{Folder: NewFolder(dir), channel: last}
	if o.certificate, err = format.Open[format.Certificate](last.Doc.Certificate); err != nil {
		return nil, err
	}
	key, err := NewKey()
	if err != nil {
		return nil, err
	}
	_, err = o.recertify(root, now, key, "", func(c *format.Channel) error {
		c.Revoked = append(c.Revoked, format.Revocation{Key: certificate.Key, At: moment(now), Why: "lost"})
		return nil
	})
	return o, err
}

// Adopt goes on from a state of this channel that another program published with
// the same key. Its objects lie in the folder.
func (o *Own) Adopt(found format.Signed[format.Channel]) error {
	certificate, err := found.Doc.Certified()
	if err != nil {
		return err
	}
	if certificate.Key != KeyOf(o.key) || found.Doc.Channel != o.Root() || found.Doc.Seq < o.channel.Doc.Seq {
		return library.Errorf(library.CodeMismatch, "it is not a later state of this channel")
	}
	before := o.channel
	o.channel = found
	made, err := o.Catalogue()
	if err == nil {
		err = o.save(made.Infohash)
	}
	if err != nil {
		o.channel = before
	}
	return err
}
