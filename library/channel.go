package library

import "time"

// Channel is a creator's catalogue that is followed, as it is known now. It is known
// by its root key, whatever happens to its other keys.
type Channel struct {
	Root        Key
	Link        string // how it is passed on
	Name        string // "" until it was found for the first time
	Description string
	Languages   []Language
	Image       Digest
	Domain      Domain
	Verified    time.Time // when the domain's site confirmed it last; zero: it has not
	Mirrors     []WebURL
	MovedTo     string // the link of the channel that goes on in its place

	Seq      int64
	Issued   time.Time
	Expires  time.Time // when a newer state is due
	Bundles  int
	Followed time.Time
	Looked   time.Time // when it was last looked for
	Answered time.Time // when somebody last had it
	Opened   time.Time // when a person last looked at it
	LocalOK  bool      // its mirrors may lie in private networks
	Warning  error     // what was refused at the last look, or is doubtful; nil for nothing

	Notify bool // tell of new bundles
	Auto   AutoDownload
}

// AutoDownload says which new bundles of a channel are downloaded without asking.
type AutoDownload struct {
	On       bool
	MaxSize  int64     // bytes of what would be downloaded; 0 for any
	Edition  EditionID // only this edition's items, where a bundle has it; "" for all
	Language Language  // only bundles in this language; "" for any
	Night    bool      // between NightFrom and NightUntil only
}

// The hours between which downloads for the night begin.
const (
	NightFrom  = 1
	NightUntil = 6
)

// Allows reports whether a time is one at which downloads may begin.
func (a AutoDownload) Allows(at time.Time) bool {
	return !a.Night || at.Hour() >= NightFrom && at.Hour() < NightUntil
}

// Wants reports whether the rules want a bundle in those languages, of which so many
// bytes would be downloaded. One that does not say its languages is wanted.
func (a AutoDownload) Wants(languages []Language, bytes int64) bool {
	if !a.On || a.MaxSize > 0 && bytes > a.MaxSize {
		return false
	}
	if a.Language == "" || len(languages) == 0 {
		return true
	}
	for _, l := range languages {
		if l == a.Language || len(l) > len(a.Language) && l[:len(a.Language)] == a.Language && l[len(a.Language)] == '-' {
			return true
		}
	}
	return false
}

// ListingState is what the rules of a channel made of a listed bundle.
type ListingState int

// The states of listings.
const (
	ListingNew    ListingState = iota // the rules have not been asked
	ListingWanted                     // it is to be downloaded
	ListingDone                       // it was, or it is left to the person
)

// Listing is a bundle that a followed channel lists.
type Listing struct {
	Channel   Key
	Bundle    Token
	Name      string
	Manifest  Digest
	Terms     Digest
	Torrent   Digest
	Infohash  BundleID
	Poster    Digest
	Creators  string
	Synopsis  string
	Languages []Language
	Length    int64 // bytes of all items as they are downloaded
	Rating    int   // years; NoRating while it is not said
	Published time.Time
	Seen      time.Time // when it was found first
	Read      Digest    // the manifest that the fields from Creators on are from; "" for none
	State     ListingState
}

// HeldChannel is what is remembered of a followed channel so that nobody can lead it
// back, and to keep it alive.
type HeldChannel struct {
	Serial      int64
	Key         Key
	Seq         int64
	Digest      Digest
	Expires     time.Time
	Catalogue   BundleID // whose channel is held; "" when it came from a mirror
	Pointer     Mutable  // the newest that was found in the DHT
	Certificate Mutable
	Due         time.Time // when it is looked for again
}

// Recommendation is a channel that others recommend.
type Recommendation struct {
	Root Key
	Link string
	Name string
	Why  string
	By   []string // the names of the channels that do
	// Stores are the names of stores that list it, and Sells what it has there.
	Stores []string
	Sells  []StockedBundle
}

// Discovery is what a search among known channels found.
type Discovery struct {
	Channels []Channel
	Bundles  []Listing
	Others   []Recommendation // not followed
	Sold     []Recommendation // not followed, on stores' lists
}
