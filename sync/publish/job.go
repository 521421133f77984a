package publish

import (
	"context"
	"crypto/ed25519"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// Signer speaks for a channel: what stands at the head of its documents, and the
// key that signs them.
type Signer interface {
	Author(issued time.Time) format.Author
	Key() ed25519.PrivateKey
}

// Prober looks into media files.
type Prober interface {
	// Probe reads what a file tells of itself.
	Probe(ctx context.Context, path string) (library.Facts, error)
	// Measure measures what decides how well a file is watched while it arrives.
	Measure(ctx context.Context, path string) (library.Measures, error)
	// Still is a frame of a film, or a picture made small, as a JPEG file.
	Still(ctx context.Context, path string, width int) ([]byte, error)
	// Frame is the frame of a film at a place, as a JPEG file.
	Frame(ctx context.Context, path string, at time.Duration, width int) ([]byte, error)
	// MoveIndex writes src to dst with its index in front; nothing is encoded anew.
	MoveIndex(ctx context.Context, src, dst string) error
}

// EditionKeys are the secrets of one edition. Whoever holds them can open it.
type EditionKeys struct {
	Identity library.Identity
	Premiere library.Identity // "" for an edition without a premiere
}

// Keys are the secrets of a bundle, by edition.
type Keys map[library.EditionID]EditionKeys

// NewKeys makes the keys that a draft needs: one for each edition that is sealed,
// and one for the lock of each premiere.
func NewKeys(d *library.Draft) (Keys, error) {
	keys := Keys{}
	for _, e := range d.Editions {
		if !e.Sealed() {
			continue
		}
		var k EditionKeys
		var err error
		if k.Identity, err = seal.NewIdentity(); err != nil {
			return nil, err
		}
		if e.Window != nil && e.Window.From != "" {
			if k.Premiere, err = seal.NewIdentity(); err != nil {
				return nil, err
			}
		}
		keys[e.ID] = k
	}
	return keys, nil
}

// Job is a bundle that is to be made.
type Job struct {
	Draft  *library.Draft
	Folder string // where the draft's files lie; nothing is written there
	Target string // becomes the bundle's folder; its last part names the torrent
	Work   string // keeps what is finished, so that a job can go on after it was cut off
	Keys   Keys   // as NewKeys makes them; the same when a job goes on
	Signer Signer
	Deal   format.Envelope // the deal that the draft names; zero for none
	Prober Prober
	Now    func() time.Time
	// Room is asked before anything is written whether so many bytes may be. Nil
	// asks nobody.
	Room func(bytes int64) error
	Gate *Gate // nil: it is never paused
}

// Progress is how far a job is.
type Progress struct {
	Item  library.ItemPath // under way
	Done  int64            // bytes of all items
	Total int64
}

// Built is a bundle that was made.
type Built struct {
	Manifest format.Signed[format.Manifest]
	Terms    format.Signed[format.Terms]
	Torrent  []byte
	Infohash library.BundleID
	Poster   []byte // JPEG, small; nil for none
	Folder   string // Job.Target
	// Made are the files of the torrent by their paths below the folder, as they were when
	// they had been hashed and were on the disk.
	Made map[string]library.FileStamp
}
