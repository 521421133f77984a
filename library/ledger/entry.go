package ledger

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"matinee/library"
)

// Kind is what an entry records.
type Kind string

// The kinds of entries.
const (
	Sold        Kind = "sale"
	Refunded    Kind = "refund"     // a part or all of a sale goes back
	Disputed    Kind = "dispute"    // the buyer's bank took a part or all of a sale back
	Reinstated  Kind = "reinstated" // a dispute was won
	Transferred Kind = "transfer"   // a party was paid
	Returned    Kind = "returned"   // a transfer came back
	CardFee     Kind = "card-fee"   // of a provider; the store bears it
	Lost        Kind = "loss"       // the store bears what a party owes and does not give back
	Regained    Kind = "regained"   // a loss is none any more: the money came again, and the party kept its part
	Prepaid     Kind = "prepayment" // of a sponsor
	Allotted    Kind = "allotment"  // a part of a prepayment goes to the books of a channel, or back from them
	Repaid      Kind = "repayment"  // what was left of a prepayment goes back to the sponsor
	Viewed      Kind = "ads"        // what completed views have cost a sponsor
	Objected    Kind = "objection"  // a sponsor objects to views: what they cost is not owed any more
	Counted     Kind = "voucher"    // nothing was paid here
)

// Entry is one transaction of a channel's books. Entries are only ever appended.
type Entry struct {
	N       int64             `json:"n"`                // from 1, without a gap
	Before  library.Digest    `json:"before,omitempty"` // hash of the entry before; "" for the first
	At      time.Time         `json:"at"`               // in whole seconds, UTC
	Kind    Kind              `json:"kind"`
	Key     string            `json:"key"`                  // the event it came from; no two entries have the same
	Order   library.Token     `json:"identifier,omitempty"` // of a sale, and of what changes it
	Bundle  library.Token     `json:"bundle,omitempty"`
	Edition library.EditionID `json:"edition,omitempty"`
	Terms   library.Digest    `json:"terms,omitempty"` // which divide it
	Money   library.Currency  `json:"currency"`
	// Gross is what was paid, taxes included; of a refund what goes back; of ads all
	// that the campaign owes for the bundle by now.
	Gross int64 `json:"minorUnits,omitempty"`
	Tax   int64 `json:"taxMinorUnits,omitempty"`     // of Gross
	Fee   int64 `json:"cardFeeMinorUnits,omitempty"` // of Gross, for what the provider keeps: the buyer bears it
	// Objection says why views are not paid for.
	Objection *Objection `json:"objection,omitempty"`
	// Test marks what no money stands behind.
	Test bool  `json:"test,omitempty"`
	Legs []Leg `json:"legs,omitempty"`
}

// Head is where a chain stands: the number and hash of its last entry.
type Head struct {
	N    int64          `json:"n"`
	Hash library.Digest `json:"hash,omitempty"`
}

// maxKey bounds the name of an event in bytes.
const maxKey = 200

// Hash is SHA-256 of the entry as this package writes it, which holds the hash of the
// entry before it.
func (e Entry) Hash() (library.Digest, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("hash entry %d: %w", e.N, err)
	}
	return library.DigestOf(sha256.Sum256(data)), nil
}

// Append numbers an entry as the next one of a chain. It returns the entry and where the
// chain stands then.
func (h Head) Append(e Entry) (Entry, Head, error) {
	e.N, e.Before, e.At = h.N+1, h.Hash, e.At.UTC().Truncate(time.Second)
	if err := e.Valid(); err != nil {
		return Entry{}, h, err
	}
	hash, err := e.Hash()
	return e, Head{e.N, hash}, err
}

// Valid reports what is wrong with an entry by itself.
func (e Entry) Valid() error {
	if e.Key == "" || len(e.Key) > maxKey {
		return errors.New("an entry without the event it came from")
	}
	if err := e.Money.Valid(); err != nil {
		return err
	}
	var sum int64
	for _, l := range e.Legs {
		sum += l.Minor
	}
	if sum != 0 {
		return fmt.Errorf("the legs of %s sum to %d", e.Key, sum)
	}
	return e.validObjection()
}

// Of is the leg of an account; 0 when the entry does not touch it.
func (e Entry) Of(a Account) (minor int64) {
	for _, l := range e.Legs {
		if l.Account == a {
			minor += l.Minor
		}
	}
	return minor
}
