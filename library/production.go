package library

import "time"

// ProductionState is how far a bundle of one's own is.
type ProductionState string

// The states of productions.
const (
	ProductionMaking    ProductionState = "making" // it is sealed and hashed right now
	ProductionHeld      ProductionState = "held"   // the same, but paused by its creator
	ProductionBegun     ProductionState = "begun"  // it was cut off, and goes on when it is published again
	ProductionMade      ProductionState = "made"   // it is whole, and its channel does not list it yet
	ProductionPublished ProductionState = "published"
	ProductionWithdrawn ProductionState = "withdrawn"
)

// Production is a bundle of one's own, as the studio has it.
type Production struct {
	ID        Token           `json:"id"`
	Title     string          `json:"title"`
	State     ProductionState `json:"state"`
	Source    string          `json:"source"`             // folder of the work
	Folder    string          `json:"folder"`             // of the bundle
	Channel   Key             `json:"channel"`            // root of the channel it is for
	Bundle    BundleID        `json:"bundle,omitempty"`   // "" until it is made
	Terms     int64           `json:"terms"`              // version of the terms in force; 0 until it is made
	Issued    time.Time       `json:"issued,omitzero"`    // of the terms in force
	Published time.Time       `json:"published,omitzero"` // zero until its channel lists it
	Withdrawn time.Time       `json:"withdrawn,omitzero"`
	Why       string          `json:"why,omitempty"` // of the withdrawal
	Done      int64           `json:"done"`          // bytes, while it is made
	Total     int64           `json:"total"`
	Licences  int             `json:"licences"`  // issued by hand
	Consigned int             `json:"consigned"` // to stores, and not taken back
	Editions  []EditionID     `json:"editions,omitempty"`
	// Offered are its editions by the terms in force; none until it is made.
	Offered []OfferedEdition `json:"offered,omitempty"`
}

// OfferedEdition is an edition of a production, as its terms in force have it.
type OfferedEdition struct {
	ID       EditionID     `json:"id"`
	Name     string        `json:"name"`
	Offers   []Offer       `json:"offers"`
	Window   *Window       `json:"window,omitempty"` // nil: never exclusive
	Splits   []Split       `json:"splits,omitempty"`
	Sealed   bool          `json:"sealed"`             // some of it needs a key
	Premiere bool          `json:"premiere"`           // licences sold before the premiere are locked until its key is out
	Released []ReleaseKind `json:"released,omitempty"` // the keys that were published
}

// Standing is where the edition stands by what was published here.
func (e OfferedEdition) Standing() Standing {
	return Standing{
		Window: e.Window, Premiere: e.Premiere, Fetching: true, Started: e.out(ReleasePremiere),
		Opened: !e.Sealed || e.out(ReleaseOpen),
	}
}

func (e OfferedEdition) out(kind ReleaseKind) bool {
	for _, k := range e.Released {
		if k == kind {
			return true
		}
	}
	return false
}
