package control

import (
	"context"
	"time"

	"matinee/library"
)

// Accounts are what stores owe a creator.
type Accounts interface {
	// Accounts recomputes what the stores of a channel of one's own took in for it, from
	// the books that are kept here.
	Accounts(ctx context.Context, req AccountsRequest) (library.Accounts, error)
}

// AccountsRequest says whose accounts are meant.
type AccountsRequest struct {
	Channel  string    `json:"channel,omitempty"`  // its name or root; "" for the only one
	Month    time.Time `json:"month,omitzero"`     // any time in it; zero for the last one in which anything happened
	Ask      bool      `json:"ask,omitempty"`      // ask the stores first for what is new
	Receipts [][]byte  `json:"receipts,omitempty"` // of buyers, to be held against the books
}

// Accounts implements Accounts.
func (c *Client) Accounts(ctx context.Context, req AccountsRequest) (a library.Accounts, err error) {
	err = c.ask(ctx, "accounts", req, &a)
	return a, err
}
