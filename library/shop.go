package library

// Shop is a store that sells for a channel, as a person sees it.
type Shop struct {
	Key  Key
	URL  WebURL
	Name string // as its channel calls it, and once it was asked, as it does; "" for neither
	Test bool   // no money stands behind it
	// Fees are what its provider is expected to keep, once it was asked: a buyer bears it where the
	// offer says so.
	Fees []FeeRate
	// Ways are those to pay there, once it was asked, as it offers them; Test and Fees are the first's.
	Ways []Way
	// AdsOnly: the profile in use may not buy there, only watch with ads.
	AdsOnly bool
}
