package library

// Help is a peer that took at least 1 % of an item of a bundle from here.
type Help struct {
	ID   BundleID
	Peer PeerMark
}

// PeerMark stands for a peer's address: a keyed hash whose key never leaves the
// library, so that the same peer is known again and nobody can tell who it was.
type PeerMark [8]byte

// HelpedCount is how many distinct peers were helped.
type HelpedCount struct {
	Bundles map[BundleID]int // those that helped anybody
	All     int              // over all of them; one met in two bundles counts once
}
