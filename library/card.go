package library

import "time"

// Card is one bundle on a shelf, as the profile that asks sees it: what a
// poster, its caption and the filters need.
type Card struct {
	ID       BundleID
	Title    string
	Creators string
	Year     int
	Kind     Kind          // Video or Audio, by its main item; Other when nothing can be played
	Playable int           // items that can be played
	Duration time.Duration // of these in all; 0 while one is unknown
	AtLeast  time.Duration // of those whose duration is known
	Length   int64         // bytes
	Rating   int           // least age in years; NoRating while nobody said
	Added    time.Time
	Finished time.Time // zero while incomplete
	Played   time.Time // by this profile; zero if never
	Watched  bool      // by this profile: every playable item was seen to its end
	Local    bool      // media of this machine's own, not shared
	Pinned   bool
	Artwork  string // changes when the pictures do; "" while there are none
	// Begun is where this profile goes on; its Bundle is "" when there is
	// nothing to go on with.
	Begun Position
	// BegunName and BegunPlace name the item of Begun and tell its place among
	// the playable ones, from 1.
	BegunName  ItemName
	BegunPlace int
}

// NoRating marks a bundle of which nobody said for which age it is. Profiles
// with a limit do not see it.
const NoRating = -1

// Sorting is the order of a shelf.
type Sorting string

// The orders.
const (
	SortAdded    Sorting = "added"    // newest first
	SortTitle    Sorting = "title"    // by title, numbers by value
	SortPlayed   Sorting = "played"   // last played first
	SortDuration Sorting = "duration" // shortest first
	SortLength   Sorting = "length"   // largest first
)

// Filter leaves only some bundles on a shelf.
type Filter string

// The filters.
const (
	FilterAll       Filter = ""
	FilterVideo     Filter = "video"
	FilterAudio     Filter = "audio"
	FilterBegun     Filter = "begun"
	FilterUnwatched Filter = "unwatched"
	FilterOffline   Filter = "offline" // plays without a network
)

// ShelfQuery says which bundles to show and in which order.
type ShelfQuery struct {
	Text   string // searched for in titles, items and creators; "" for all
	Filter Filter
	Sort   Sorting
	Limit  int // 0 for all
}

// Hit is something found: a bundle, or one of its items.
type Hit struct {
	Card Card
	Item int      // index of the item; -1 when the bundle itself was found
	Name ItemName // of the item
}

// Details is all that a bundle's page shows.
type Details struct {
	Card     Card
	Bundle   Bundle
	Synopsis string
	Items    []ItemDetails // the playable ones, in playing order
	Voices   []string      // languages of all audio tracks (BCP 47)
	Captions []string      // languages of all subtitles, inside and beside (BCP 47)
	Helped   int           // distinct peers that took at least 1 % of an item from here
}

// ItemDetails is an item on its bundle's page.
type ItemDetails struct {
	ItemName
	Item    Item
	Facts   Facts
	At      Position // of the profile that asks
	Watched bool
}

// Beside reports whether an item is an extra or a trailer.
func (d ItemDetails) Beside() bool { return d.Facts.Role == RoleExtra || d.Facts.Role == RoleTrailer }
