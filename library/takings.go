package library

import "time"

// Takings are what a channel's stores took in for it in one month (UTC) and one currency,
// in minor units, taxes left out.
type Takings struct {
	Month   time.Time `json:"month"` // its first moment
	Money   Currency  `json:"currency"`
	All     Tally     `json:"all"`
	Store   Tally     `json:"store"`   // the stores' part of it
	Parties []Tally   `json:"parties"` // those of the creator's side, by name
	Sold    int64     `json:"sold"`
	Back    int64     `json:"back"`              // how often money went back
	Counted int64     `json:"counted"`           // given for a code
	Tests   int64     `json:"tests,omitempty"`   // of all these, by how many no money stands
	Against []Against `json:"against,omitempty"` // views that sponsors do not pay for
}

// Against is a sponsor's objection to views: what they brought was taken back.
type Against struct {
	At      time.Time `json:"at"`
	Bundle  Token     `json:"bundle"`
	Title   string    `json:"title,omitempty"`
	Sponsor string    `json:"sponsor"`
	From    time.Time `json:"from"` // the days of the views
	Until   time.Time `json:"until"`
	Views   int64     `json:"views"`
	Minor   int64     `json:"minor"`
	Reason  string    `json:"reason"`
}

// Tally is what somebody has of it.
type Tally struct {
	Party   string       `json:"party,omitempty"`
	Opening int64        `json:"opening"` // owed before
	Sales   int64        `json:"sales"`   // what went back taken off
	Ads     int64        `json:"ads"`
	Paid    int64        `json:"paid"`
	Borne   int64        `json:"borne,omitempty"` // taken off: card fees of a store, losses
	Closing int64        `json:"closing"`         // owed then
	Days    []TakingsDay `json:"days,omitempty"`  // those on which there was something, in order
	Works   []TakingsOf  `json:"works,omitempty"` // by production
}

// Of finds what a party has; what came in for "".
func (t Takings) Of(party string) Tally {
	for _, p := range t.Parties {
		if p.Party == party && party != "" {
			return p
		}
	}
	if party != "" {
		return Tally{Party: party}
	}
	return t.All
}

// TakingsDay is what one day brought.
type TakingsDay struct {
	Day   time.Time `json:"day"`
	Sales int64     `json:"sales"`
	Ads   int64     `json:"ads"`
	Test  bool      `json:"test,omitempty"` // some of it is a test's
}

// TakingsOf is what one production brought.
type TakingsOf struct {
	Bundle Token  `json:"bundle"`
	Title  string `json:"title,omitempty"`
	Sold   int64  `json:"sold"`
	Sales  int64  `json:"sales"`
	Ads    int64  `json:"ads"`
	Test   bool   `json:"test,omitempty"`
}

// Books is what is known of a store's books for a channel of one's own.
type Books struct {
	Store    string    `json:"store"` // its name, else its address
	Key      Key       `json:"key"`
	Asked    time.Time `json:"asked,omitzero"` // when it answered last
	Entries  int64     `json:"entries"`
	Hash     Digest    `json:"hash,omitempty"`
	Foreign  int       `json:"foreign,omitempty"` // versions of terms that only the store has; the channel signed them
	Problems []Problem `json:"problems,omitempty"`
	Away     *Problem  `json:"away,omitempty"` // why it could not be asked just now
}

// Problem is an error that is told like any other content.
type Problem struct {
	Code   Code   `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Err is the problem as an error.
func (p Problem) Err() error { return &Error{Code: p.Code, Detail: p.Detail} }

// Accounts are the books of all stores of a channel, and what they come to.
type Accounts struct {
	Channel Key         `json:"channel"`
	Name    string      `json:"name"`
	Books   []Books     `json:"books"`
	Months  []time.Time `json:"months"`            // in which anything happened, the latest first
	Month   time.Time   `json:"month"`             // the one that Takings are of
	Takings []Takings   `json:"takings"`           // by currency
	Held    int         `json:"held,omitempty"`    // receipts that were held against the books
	Strange []string    `json:"strange,omitempty"` // receipts that no store here has signed
}

// Sound reports whether nothing is wrong with any of the books.
func (a Accounts) Sound() bool {
	for _, b := range a.Books {
		if len(b.Problems) > 0 {
			return false
		}
	}
	return true
}

// TakingsWords are the words of takings that are printed, in a person's language.
type TakingsWords struct {
	Title, In, Store, Before, Paid, Now, Sales, Ads, Sold, Back, Codes, Day, Work, Party, Share, Test, Computed string
	Against, Views, Reason                                                                                      string
}
