package library

import "time"

// MaxStores bounds how many stores' lists are kept.
const MaxStores = 32

// StoreList is a store whose list of channels is looked through.
type StoreList struct {
	URL      WebURL
	Key      Key    // of the first list that was seen, or as a followed channel names it
	Name     string // as the store calls itself
	Added    bool   // by a person, not because a followed channel names it
	LocalOK  bool   // it may lie in a private network
	Looked   time.Time
	Answered time.Time // when its list came last; zero: never
	Channels int
	Warning  error // why the list did not come at the last look; nil for nothing
}

// Stocked is a channel on a store's list. What it says of bundles is the store's word.
type Stocked struct {
	Root    Key
	Link    string
	Name    string
	Bundles []StockedBundle
}

// StockedBundle is a bundle that a store sells.
type StockedBundle struct {
	Name   string
	Prices []Money // the least, one of each currency
}
