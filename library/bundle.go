package library

import (
	"encoding/base32"
	"encoding/hex"
	"path"
	"strings"
	"time"
)

// BundleID names a bundle: the v1 infohash (BEP 3) of its torrent as 40
// lower-case hexadecimal digits.
type BundleID string

// ParseBundleID reads an infohash written as 40 hexadecimal digits or, as old
// magnets do, as 32 base32 characters.
func ParseBundleID(s string) (BundleID, error) {
	s = strings.TrimSpace(s)
	switch len(s) {
	case 40:
		if _, err := hex.DecodeString(s); err == nil {
			return BundleID(strings.ToLower(s)), nil
		}
	case 32:
		if raw, err := base32.StdEncoding.DecodeString(strings.ToUpper(s)); err == nil {
			return BundleID(hex.EncodeToString(raw)), nil
		}
	}
	return "", &Error{Code: CodeBadSource, Detail: "an infohash has 40 hexadecimal digits"}
}

// Hash returns the 20 bytes of the infohash; it is zero when the id is not one.
func (id BundleID) Hash() (h [20]byte) {
	raw, err := hex.DecodeString(string(id))
	if err == nil && len(raw) == len(h) {
		copy(h[:], raw)
	}
	return h
}

// Priority orders an item's download against the other items of all bundles.
type Priority int

// The priorities, from "do not download" upwards.
const (
	Skip   Priority = -1
	Low    Priority = 0
	Normal Priority = 1
	High   Priority = 2
)

// Item is one file of a bundle.
type Item struct {
	Index    int           // place of the file in the torrent, from 0
	Path     string        // slash-separated, relative to Bundle.Folder
	Length   int64         // bytes
	Priority Priority      // Skip when it was deselected
	Duration time.Duration // 0 while unknown
}

// Title is the item's name as shown to people: its file name without extension,
// on one line and bounded.
func (i Item) Title() string {
	base := path.Base(i.Plain())
	return CleanLine(strings.TrimSuffix(base, path.Ext(base)), MaxTitle)
}

// Kind tells what sort of file the item is, by its name; of a sealed one, what it
// is once it is opened.
func (i Item) Kind() Kind { return KindOf(i.Plain()) }

// sealedExt ends the names of sealed items.
const sealedExt = ".age"

// Sealed reports whether the item is sealed, by its name.
func (i Item) Sealed() bool { return strings.HasSuffix(i.Path, sealedExt) }

// Plain is the item's path without the extension of a sealed one.
func (i Item) Plain() string { return strings.TrimSuffix(i.Path, sealedExt) }

// Limits bounds one bundle's traffic in bytes a second; 0 means no limit.
type Limits struct {
	Down, Up int64
}

// Bundle is a release: its items and what we know and decided about them.
type Bundle struct {
	ID          BundleID
	Title       string
	Source      string // magnet link while the metainfo is unknown, else ""
	Folder      string // absolute directory below which the items lie
	Length      int64  // bytes of all items; 0 while the metainfo is unknown
	PieceLength int64  // bytes
	Items       []Item
	Private     bool // BEP 27: peers only from its own trackers
	LocalOK     bool // added here with leave to contact private addresses
	Local       bool // media of this machine's own: not shared, never moved, changed or deleted
	Paused      bool // by the user
	Pinned      bool // never evicted
	Bought      bool // never evicted
	Queue       int  // order in the download queue, smallest first
	Limits      Limits
	Downloaded  int64         // payload bytes over its whole life
	Uploaded    int64         // payload bytes over its whole life
	SeedTime    time.Duration // time spent complete and active
	Added       time.Time
	Finished    time.Time // zero while incomplete
	Played      time.Time // last time an item was played; zero if never
	Watched     bool      // somebody saw every playable item to its end
}

// HasInfo reports whether the metainfo, and so the list of items, is known.
func (b Bundle) HasInfo() bool { return b.PieceLength > 0 || b.Local }

// Ratio is uploaded to downloaded payload; a bundle we never downloaded (it was
// complete when added) is measured against its length.
func (b Bundle) Ratio() float64 { return Ratio(b.Uploaded, b.Downloaded, b.Length) }

// Ratio divides what was uploaded by what was downloaded, or by length when
// less than the bundle itself was ever downloaded here.
func Ratio(uploaded, downloaded, length int64) float64 {
	base := max(downloaded, length)
	if base <= 0 {
		return 0
	}
	return float64(uploaded) / float64(base)
}
