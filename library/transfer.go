package library

import "time"

// State is what a bundle's transfer is doing.
type State string

// The states of a transfer.
const (
	FindingInfo State = "finding"     // magnet: asking peers for the metainfo
	Checking    State = "checking"    // hashing what lies on disk
	Queued      State = "queued"      // wants to run, waits for a free place
	Downloading State = "downloading" // fetching wanted pieces
	Seeding     State = "seeding"     // all wanted pieces here, uploading
	Finished    State = "finished"    // complete; its seeding goal is reached
	Paused      State = "paused"      // by the user
	Stopped     State = "stopped"     // by a problem, see Transfer.Problem
)

// Transfer is a snapshot of one bundle's traffic. Rates are bytes a second.
type Transfer struct {
	ID           BundleID
	Title        string
	State        State
	Problem      error // why it stopped or does not progress; nil if all is well
	Streaming    bool  // an item is being read by the player
	Length       int64 // bytes of all items
	Wanted       int64 // bytes of the items not skipped
	Done         int64 // verified bytes of the wanted items
	Checked      float64
	DownRate     int64
	UpRate       int64
	Downloaded   int64 // payload over the bundle's life
	Uploaded     int64
	ETA          time.Duration // negative while unknown
	Peers        int           // connected
	Seeds        int           // connected peers that have everything
	Known        int           // addresses known
	Helped       int           // distinct peers that took at least 1 % of an item from here, over the bundle's life
	Availability float64       // full copies among connected peers; the fraction counts pieces above the rarest
	Items        []ItemProgress
	Reason       Reason // why it does what it does; the owner of the policy adds it
}

// Complete reports whether every wanted byte is verified on disk.
func (t Transfer) Complete() bool { return t.Wanted > 0 && t.Done >= t.Wanted }

// Progress is the verified part of what is wanted, from 0 to 1.
func (t Transfer) Progress() float64 {
	if t.Wanted <= 0 {
		return 0
	}
	return float64(t.Done) / float64(t.Wanted)
}

// ItemProgress is how much of one item is verified on disk, in bytes.
type ItemProgress struct {
	Index int
	Done  int64
}

// Peer is a connected peer as shown to people.
type Peer struct {
	Addr      string
	Client    string // name and version it gives itself, cleaned; "" if unknown
	Transport string // tcp, utp or webseed
	Source    string // how it was found: tracker, dht, pex, lsd, incoming, manual
	Encrypted bool
	DownRate  int64
	UpRate    int64
	Progress  float64 // part of the bundle it has
}

// PieceState is one piece as shown in a piece map.
type PieceState byte

// The states of a piece.
const (
	PieceMissing PieceState = iota
	PiecePartial
	PieceChecking
	PieceDone
	PieceSkipped
)

// TransferDetail is what the detail view of one bundle shows.
type TransferDetail struct {
	Transfer
	PeerList []Peer
	Pieces   []PieceState
}

// Span is a range of bytes of an item, To excluded.
type Span struct {
	From, To int64
}

// StreamStatus tells what reading an item at Offset waits for.
type StreamStatus struct {
	Offset   int64
	Have     []Span // verified spans of the item, in order, merged
	Ahead    int64  // verified bytes in a row from Offset
	Needed   int    // pieces in the urgent window from Offset
	Missing  int    // of those, not verified yet
	Bytes    int64  // bytes still missing in the urgent window
	Rate     int64  // bytes a second this bundle downloads at
	Peers    int
	Complete bool // the whole item is verified on disk
}
