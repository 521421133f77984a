package library

// Description is what is known of a bundle besides its files: from tags, from its
// publisher or from a person.
type Description struct {
	Creators string
	Synopsis string
	Year     int    // 0 while unknown
	Rating   int    // least age in years; NoRating while nobody said
	Artwork  string // version of its pictures; "" while there are none
}

// The bounds of a description's texts, in runes.
const (
	MaxCreators = 200
	MaxSynopsis = 4000
)

// Undescribed is a bundle's description before anything is known.
func Undescribed() Description { return Description{Rating: NoRating} }
