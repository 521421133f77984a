package format

// The largest size of each document in bytes, its envelope included. Whoever
// fetches one reads no more than this, and Read… functions refuse more before
// they look at a byte. A certificate and a release fit into a DHT item (BEP 44:
// 1000 bencoded bytes).
const (
	MaxCertificate      = 996
	MaxRelease          = 996
	MaxStoreCertificate = 8 << 10
	MaxManifest         = 2 << 20
	MaxTerms            = 256 << 10
	MaxDeal             = 64 << 10
	MaxChannel          = 1 << 20
	MaxStoreCatalogue   = 2 << 20
	MaxConsignment      = 16 << 10
	MaxLicence          = 32 << 10
	MaxReceipt          = 32 << 10
	MaxReel             = 1 << 20
	MaxSponsors         = 128 << 10
	MaxTokenKey         = 8 << 10
	MaxAdsReceipt       = 2 << 10
	MaxBooksRequest     = 4 << 10
	MaxBooksHead        = 2 << 10
	MaxLink             = 2 << 10
	MaxGift             = 32 << 10
)

// Bounds of what is inside, the same for every document.
const (
	maxDepth      = 16      // objects and arrays within each other
	maxValues     = 100_000 // values in all
	maxName       = 64      // bytes of a field's name
	maxString     = 64 << 10
	maxInteger    = 1<<53 - 1 // what every program reads alike, and its negative
	maxText       = 256       // bytes of a string, unless its field says otherwise
	maxElements   = 256       // of an array, unless its field says otherwise
	maxSignatures = 8
)
