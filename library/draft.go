package library

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// DraftFormat is the version of drafts that this program writes and reads.
const DraftFormat = "matinee-draft/1"

// Draft is what a creator has decided about a bundle that is to be published. It
// is a plain file that its creator may change with any editor, so everything in
// it is checked anew whenever it is used.
type Draft struct {
	Format      string     `json:"format"`     // DraftFormat
	ID          Token      `json:"identifier"` // of the bundle, for good
	Title       string     `json:"name"`
	Creators    []Maker    `json:"creator"`
	Description string     `json:"description,omitempty"`
	Languages   []Language `json:"inLanguage,omitempty"`
	MinAge      *int64     `json:"suggestedMinAge,omitempty"` // years; nil: not said
	License     SPDX       `json:"license"`                   // for what has been opened
	Rights      string     `json:"copyrightNotice"`           // who holds them; needed to publish
	Keywords    []string   `json:"keywords,omitempty"`
	Fee         int64      `json:"storeFee"`           // basis points that a store keeps; at most MaxFee
	Stores      []Key      `json:"stores,omitempty"`   // who may sell; empty: every store of the channel
	Deal        Token      `json:"deal,omitempty"`     // the deal that it is published under
	Trackers    []string   `json:"trackers,omitempty"` // none are needed
	Webseeds    []string   `json:"webseeds,omitempty"` // BEP 19
	// V1Only leaves BitTorrent v2 out of the torrent: Transmission before 4.0 and
	// its like take no torrent that has it.
	V1Only   bool           `json:"torrentV1Only,omitempty"`
	Editions []DraftEdition `json:"editions"`
	Items    []DraftItem    `json:"items"`
	// Seen are the files that were suggested once: what its creator took out does
	// not come back, and what is new in the folder is suggested.
	Seen []string `json:"seen,omitempty"`
}

// KeptDraft is a draft that nothing was made of yet, and where it lies.
type KeptDraft struct {
	Folder  string    `json:"folder"`
	Title   string    `json:"title"`
	Items   int       `json:"items"`
	Changed time.Time `json:"changed,omitzero"`
	Away    bool      `json:"away,omitempty"` // its folder is not there right now
}

// Maker is who made a bundle, and as what.
type Maker struct {
	Name string `json:"name"`
	Role string `json:"roleName,omitempty"`
	URL  WebURL `json:"url,omitempty"`
}

// DraftEdition is what is to be sold, or given away, as one.
type DraftEdition struct {
	ID     EditionID    `json:"identifier"`
	Name   string       `json:"name"`
	Offers []Offer      `json:"offers"`
	Window *DraftWindow `json:"window,omitempty"` // nil: never exclusive, from now on
	Splits []Split      `json:"splits,omitempty"`
	Breaks []Break      `json:"breaks,omitempty"`
}

// DraftItem is one file of the bundle, and where it comes from.
type DraftItem struct {
	File      string      `json:"file,omitempty"`    // in the folder, slash-separated
	Frame     string      `json:"frame,omitempty"`   // instead of File: the film of which a frame is taken
	At        Interval    `json:"frameAt,omitempty"` // where in the film; 0: where it shows most
	Path      ItemPath    `json:"path"`              // in the bundle, in its plain form
	Role      Role        `json:"role"`
	Editions  []EditionID `json:"editions,omitempty"` // empty: for everybody
	Name      string      `json:"name,omitempty"`
	Season    int64       `json:"seasonNumber,omitempty"`
	Episode   int64       `json:"episodeNumber,omitempty"`
	Languages []Language  `json:"inLanguage,omitempty"`
	For       ItemPath    `json:"isPartOf,omitempty"`     // the item a caption or poster belongs to, in its plain form
	Front     bool        `json:"indexInFront,omitempty"` // its index is moved to the front, nothing is encoded anew
}

// Source is the file in the folder that the item is made of.
func (i DraftItem) Source() string {
	if i.Frame != "" {
		return i.Frame
	}
	return i.File
}

// Edition returns the edition of that name; nil for none.
func (d *Draft) Edition(id EditionID) *DraftEdition {
	for i := range d.Editions {
		if d.Editions[i].ID == id {
			return &d.Editions[i]
		}
	}
	return nil
}

// Item returns the item at that path; nil for none.
func (d *Draft) Item(at ItemPath) *DraftItem {
	for i := range d.Items {
		if d.Items[i].Path == at {
			return &d.Items[i]
		}
	}
	return nil
}

// OfferedAs reports whether the edition is offered in that way.
func (e DraftEdition) OfferedAs(kind OfferKind) bool {
	for _, o := range e.Offers {
		if o.Kind == kind {
			return true
		}
	}
	return false
}

// Earns reports whether an offer of the edition brings money.
func (e DraftEdition) Earns() bool {
	return e.OfferedAs(OfferPaid) || e.OfferedAs(OfferPWYW) || e.OfferedAs(OfferAds)
}

// Sealed reports whether the edition needs a key: it is not simply given away.
func (e DraftEdition) Sealed() bool { return e.Earns() || e.Window != nil }

// SealedFor are the editions to which the item is sealed; none when it lies in
// clear. What one edition gives away, it gives away.
func (d *Draft) SealedFor(item DraftItem) []EditionID {
	if !item.Role.Sealable() || len(item.Editions) == 0 {
		return nil
	}
	for _, id := range item.Editions {
		if e := d.Edition(id); e == nil || !e.Sealed() {
			return nil
		}
	}
	return item.Editions
}

// SealedName is what a sealed item's file is called.
func SealedName(plain ItemPath) ItemPath { return plain + ".age" }

// SafePath makes a path that is allowed in a bundle of one that a file system
// has; "" when nothing of it is left.
func SafePath(name string) ItemPath {
	parts := strings.Split(path.Clean(strings.ReplaceAll(name, `\`, "_")), "/")
	for i, part := range parts {
		parts[i] = safePart(part)
	}
	p := ItemPath(strings.Join(parts, "/"))
	if p.Valid() != nil {
		return ""
	}
	return p
}

// safePart makes one name fit every system.
func safePart(part string) string {
	part = strings.Map(func(r rune) rune {
		switch {
		case Hidden(r):
			return -1
		case strings.ContainsRune(`:*?"<>|`, r):
			return '_'
		}
		return r
	}, strings.ToValidUTF8(part, "_"))
	part = strings.TrimLeft(strings.TrimRight(part, ". "), " ")
	ext := path.Ext(part)
	const room = maxName - 4 // for .age
	for len(part) > room {
		stem := []rune(strings.TrimSuffix(part, ext))
		if len(stem) == 0 {
			return ""
		}
		part = strings.TrimRight(string(stem[:len(stem)-1]), ". ") + ext
	}
	if part != "" && checkName(part) != nil {
		part = "_" + part
	}
	return part
}

// CheckFormat refuses a draft of a version that this program does not know.
func (d *Draft) CheckFormat() error {
	if d.Format != DraftFormat {
		return &Error{Code: CodeNewerFormat, Detail: fmt.Sprintf("%.40q", d.Format)}
	}
	return nil
}
