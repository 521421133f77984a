package library

import (
	"slices"
	"time"
)

// Access is what the signed documents of a bundle say about watching it, and what of
// it opens here.
type Access struct {
	Bundle    Token
	Channel   Key    // who signed it
	By        string // the name of that channel; "" while it is not followed
	Domain    Domain // that the channel has proved to be its own
	Name      string
	Creators  string
	Synopsis  string
	Languages []Language
	Rating    int // NoRating while it is not said
	Rights    string
	License   SPDX  // of what has been opened
	Version   int64 // of its terms; 0 while they are not known here
	Fee       int64 // basis points that a store keeps
	Editions  []EditionAccess
	Items     []ItemAccess
}

// EditionAccess is what is sold, or given, as one.
type EditionAccess struct {
	ID       EditionID
	Name     string
	Offers   []Offer
	Splits   []Split
	Standing Standing
	Sealed   bool // some of it is
	Why      Code // what keeps it closed here; "" when all of it opens
	Financed bool // it opens by a licence that asks for ads, and can be bought out
	Length   int64
	Duration time.Duration // of its main items and extras
	Items    int           // of these
}

// ItemAccess is one item of a bundle.
type ItemAccess struct {
	Path     ItemPath
	Role     Role
	Title    string // what people call it
	Season   int
	Episode  int
	Duration time.Duration
	Length   int64 // bytes, as they are downloaded
	Editions []EditionID
	Sealed   bool
	Why      Code // as of an edition
}

// Signed reports whether there are signed documents at all.
func (a Access) Signed() bool { return a.Bundle != "" }

// Edition is the edition of that name.
func (a Access) Edition(id EditionID) (EditionAccess, bool) {
	for _, e := range a.Editions {
		if e.ID == id {
			return e, true
		}
	}
	return EditionAccess{}, false
}

// Item is the item at a path.
func (a Access) Item(path ItemPath) (ItemAccess, bool) {
	for _, i := range a.Items {
		if i.Path == path {
			return i, true
		}
	}
	return ItemAccess{}, false
}

// Lead is the edition that stands for the bundle: the first one.
func (a Access) Lead() (EditionAccess, bool) {
	if len(a.Editions) == 0 {
		return EditionAccess{}, false
	}
	return a.Editions[0], true
}

// Plays reports whether a main item of it can be watched here now.
func (a Access) Plays() bool {
	return slices.ContainsFunc(a.Items, func(i ItemAccess) bool { return i.Role == RoleMain && i.Why == "" })
}

// Next is when an edition goes to another stage by the passing of time alone; zero
// when none does.
func (a Access) Next(now time.Time) (next time.Time) {
	for _, e := range a.Editions {
		if _, at := e.Standing.Next(now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// Premieres is when a bundle may be watched first; zero when it may be already.
func (a Access) Premieres(now time.Time) time.Time {
	e, ok := a.Lead()
	if !ok || e.Standing.Window == nil {
		return time.Time{}
	}
	switch e.Standing.Stage(now) {
	case StageAnnounced, StagePreloading:
		return e.Standing.Window.From
	}
	return time.Time{}
}

// Cheapest is the least price that an edition is sold for, and whether there is one.
func (e EditionAccess) Cheapest() (Offer, bool) {
	var best Offer
	for _, o := range e.Offers {
		if o.Kind == OfferPaid && o.Price != nil && (best.Price == nil || o.Price.Minor < best.Price.Minor) {
			best = o
		}
	}
	return best, best.Price != nil
}

// Offered reports whether an edition is offered in that way.
func (e EditionAccess) Offered(kind OfferKind) bool {
	return slices.ContainsFunc(e.Offers, func(o Offer) bool { return o.Kind == kind })
}

// Listed is a bundle that a followed channel lists, with what is known of it here.
type Listed struct {
	Listing
	By      string // the name of the channel
	Domain  Domain // that the channel has proved to be its own
	Picture Digest // of its poster, once that is here
	Access  Access // not signed while its documents are not here
	Here    bool   // it is in the library
	New     bool   // nobody looked at its channel since it came
}

// Followed is a channel on the list of those that are followed.
type Followed struct {
	Channel
	New     int    // bundles that came since somebody looked at it
	Picture Digest // of its image, once that is here
}

// ChannelPage is all that a channel's page shows.
type ChannelPage struct {
	Followed
	Listed     []Listed
	Recommends []Recommendation
}

// Found is what a search among known channels found.
type Found struct {
	Channels []Followed
	Bundles  []Listed
	Others   []Recommendation // not followed
	Sold     []Recommendation // not followed, on stores' lists
	Stores   []StoreList      // whose lists are looked through; only where nothing is searched for
}
