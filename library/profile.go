package library

// ProfileID names a profile within a library.
type ProfileID int64

// Profile is a person who uses this machine. Each has positions, watched marks
// and a continue-watching shelf of their own.
type Profile struct {
	ID     ProfileID
	Name   string // "" for a main profile that nobody named
	Colour int    // index into the palette of avatars
	Limit  int    // bundles rated for a greater age, and unrated ones, are hidden; 0: nothing is
	Locked bool   // changing to it takes a PIN
}

// MainProfile is the profile that every library begins with. It cannot be
// removed and has no limit.
const MainProfile ProfileID = 1

// The bounds of a profile: its name in runes, the age of its limit in years, its
// colours, and the digits of its PIN.
const (
	MaxProfileName = 40
	MaxLimit       = 21
	MaxColour      = 15
	MinPIN         = 4
	MaxPIN         = 12
)

// MaxProfiles bounds the profiles of a library.
const MaxProfiles = 12

// Sees reports whether a bundle of this rating may be shown to the profile.
func (p Profile) Sees(rating int) bool {
	return p.Limit == 0 || rating != NoRating && rating <= p.Limit
}
