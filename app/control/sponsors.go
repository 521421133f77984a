package control

import (
	"context"

	"matinee/library"
)

// Sponsoring is a creator's word on whose advertisements play with their bundles.
type Sponsoring interface {
	// Sponsors gives the word that is asked for, if any, and returns what the stores of a
	// channel of one's own have for it then.
	Sponsors(ctx context.Context, req SponsorsRequest) ([]library.SponsorsAt, error)
}

// SponsorsRequest says what is to change of a channel's word; the zero one changes nothing.
type SponsorsRequest struct {
	Channel string      `json:"channel,omitempty"` // its name or root; "" for the only one
	Store   library.Key `json:"store,omitempty"`   // "" for all of them
	Refuse  []string    `json:"refuse,omitempty"`  // names
	Allow   []string    `json:"allow,omitempty"`
	Named   *bool       `json:"named,omitempty"` // only those who are allowed by name
}

// Changes reports whether it asks for another word.
func (r SponsorsRequest) Changes() bool {
	return len(r.Refuse)+len(r.Allow) > 0 || r.Named != nil
}

// Sponsors implements Sponsoring.
func (c *Client) Sponsors(ctx context.Context, req SponsorsRequest) (all []library.SponsorsAt, err error) {
	err = c.ask(ctx, "sponsors", req, &all)
	return all, err
}
