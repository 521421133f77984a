package format

import (
	"slices"
	"strings"
	"time"

	"matinee/library"
)

// Reel is a store's current set of advertisements. Programs keep its files, so that breaks
// play offline. It names nobody who watches.
type Reel struct {
	Store    library.Key      `json:"store"` // who signs it
	Seq      int64            `json:"seq"`   // from 1
	Issued   time.Time        `json:"issued"`
	Expires  time.Time        `json:"expires"`
	Infohash library.BundleID `json:"infohash,omitempty"` // of the torrent with its files
	Spots    []library.Spot   `json:"spots,omitempty" max:"500"`
	More     library.More     `json:"-"`
}

func (Reel) kind() kind { return kind{"reel", MaxReel} }

func (r Reel) signers() ([]library.Key, error) { return []library.Key{r.Store}, nil }

func (r Reel) check() error {
	if r.Seq < 1 {
		return within(".seq", fail(FaultField, "is not at least 1"))
	}
	if !r.Expires.After(r.Issued) {
		return within(".expires", fail(FaultField, "is not after issued"))
	}
	named := map[library.Token]bool{}
	for i, s := range r.Spots {
		if named[s.ID] {
			return within(element("spots", i), fail(FaultField, "stands twice"))
		}
		named[s.ID] = true
	}
	return nil
}

// Spot returns the spot of that name.
func (r Reel) Spot(id library.Token) (library.Spot, bool) {
	for _, s := range r.Spots {
		if s.ID == id {
			return s, true
		}
	}
	return library.Spot{}, false
}

// Follows judges whether r may come after an earlier reel of the same store.
func (r Reel) Follows(old Reel) error { return told("reel", r.follows(old)) }

func (r Reel) follows(old Reel) error {
	switch {
	case r.Store != old.Store:
		return fail(FaultMismatch, "it is of another store")
	case r.Seq == old.Seq:
		return fail(FaultFork, "it is number %d too", r.Seq)
	case r.Seq < old.Seq:
		return fail(FaultRollback, "it is number %d, after %d", r.Seq, old.Seq)
	}
	return nil
}

// Sponsors is a channel's word to a store on whose advertisements may play with its bundles.
type Sponsors struct {
	Author
	Store   library.Key  `json:"store"`           // to which it is said
	Version int64        `json:"version"`         // from 1
	Named   bool         `json:"named,omitempty"` // nobody who is not named in Only, even when it is empty
	Only    []string     `json:"only,omitempty" max:"256"`
	Except  []string     `json:"except,omitempty" max:"256"`
	More    library.More `json:"-"`
}

func (Sponsors) kind() kind { return kind{"sponsors", MaxSponsors} }

func (s Sponsors) check() error {
	if s.Version < 1 {
		return within(".version", fail(FaultField, "is not at least 1"))
	}
	return nil
}

// Wants reports whether a sponsor's advertisements may play. Who is refused stays so,
// even when they are named among those who may.
func (s Sponsors) Wants(sponsor string) bool {
	same := func(name string) bool { return strings.EqualFold(name, sponsor) }
	anybody := len(s.Only) == 0 && !s.Named
	return !slices.ContainsFunc(s.Except, same) && (anybody || slices.ContainsFunc(s.Only, same))
}

// Follows judges whether s may come after an earlier word.
func (s Sponsors) Follows(old Sponsors) error { return told("sponsors", s.follows(old)) }

func (s Sponsors) follows(old Sponsors) error {
	switch {
	case s.Channel != old.Channel || s.Store != old.Store:
		return fail(FaultMismatch, "it is another channel's, or to another store")
	case s.Version == old.Version:
		return fail(FaultFork, "it is version %d too", s.Version)
	case s.Version < old.Version:
		return fail(FaultRollback, "it is version %d, after %d", s.Version, old.Version)
	}
	return nil
}
