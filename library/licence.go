package library

// LicenceKind is how somebody came to hold a licence.
type LicenceKind string

// The kinds of licences.
const (
	LicencePurchase LicenceKind = "purchase"
	LicenceRental   LicenceKind = "rental"
	LicenceAds      LicenceKind = "ads"
	LicenceGift     LicenceKind = "gift"
	LicencePress    LicenceKind = "press"
)

// ReleaseKind is what a published key opens.
type ReleaseKind string

// The kinds of releases: the lock of a premiere, or the edition for everybody.
const (
	ReleasePremiere ReleaseKind = "premiere"
	ReleaseOpen     ReleaseKind = "open"
)

// Role is what an item is for.
type Role string

// The roles of items. Only main items and extras are ever sealed.
const (
	RoleMain    Role = "main"
	RoleExtra   Role = "extra"
	RoleTrailer Role = "trailer"
	RolePoster  Role = "poster"
	RoleCaption Role = "caption"
)

// Sealable reports whether items of this role may be sealed.
func (r Role) Sealable() bool { return r == RoleMain || r == RoleExtra }
