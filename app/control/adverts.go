package control

import (
	"context"

	"matinee/library"
	"matinee/library/ads"
)

// Advertising is watching with ads instead of paying.
type Advertising interface {
	// Finance gets a licence for an edition from a store that has ads for it. The edition
	// opens with it for a while, and is interrupted.
	Finance(ctx context.Context, req FinanceRequest) error
	// Interruptions are what interrupts an item that opens so; none for any other.
	Interruptions(ctx context.Context, id library.BundleID, item int) (Interruptions, error)
	// Watched hears how far a spot was watched.
	Watched(ctx context.Context, w ads.Watched) error
}

// FinanceRequest says what is to be watched with ads. Name is a title, or at least four
// digits of a number.
type FinanceRequest struct {
	Name    string            `json:"name"`
	Edition library.EditionID `json:"edition,omitempty"` // "" for the first that is offered so
}

// Interruptions are the breaks of one playback, with the spots that were picked for it.
type Interruptions struct {
	Breaks []Interruption `json:"breaks,omitempty"`
	Shown  []int          `json:"shown,omitempty"` // numbers of those that were watched already
}

// Interruption is a break and what it shows.
type Interruption struct {
	Slot  ads.Slot    `json:"slot"`
	Spots []ads.Ready `json:"spots,omitempty"`
}

// Interrupt picks the spots of a programme.
func Interrupt(p ads.Programme) Interruptions {
	out := Interruptions{Shown: p.Shown}
	for _, s := range p.Slots {
		out.Breaks = append(out.Breaks, Interruption{s, p.Pick(s)})
	}
	return out
}

// Programme is the interruptions as whoever plays asks for them.
func (i Interruptions) Programme() ads.Programme {
	p := ads.Programme{Shown: i.Shown}
	for _, b := range i.Breaks {
		p.Slots = append(p.Slots, b.Slot)
	}
	p.Pick = func(s ads.Slot) []ads.Ready {
		for _, b := range i.Breaks {
			if b.Slot.N == s.N {
				return b.Spots
			}
		}
		return nil
	}
	return p
}

// Finance implements Advertising.
func (c *Client) Finance(ctx context.Context, req FinanceRequest) error {
	return c.ask(ctx, "finance", req, nil)
}

// Interruptions implements Advertising.
func (c *Client) Interruptions(ctx context.Context, id library.BundleID, item int) (out Interruptions, err error) {
	err = c.ask(ctx, "interruptions", OpenRequest{ID: id, Item: item}, &out)
	return out, err
}

// Watched implements Advertising.
func (c *Client) Watched(ctx context.Context, w ads.Watched) error {
	return c.ask(ctx, "watched-spot", w, nil)
}

// doAdvertising carries out a command about ads; false if it is none.
func (s *Server) doAdvertising(ctx context.Context, req request) (result any, known bool, err error) {
	switch req.Do {
	case "finance":
		result, err = call(req, func(a FinanceRequest) (any, error) { return nil, s.service.Finance(ctx, a) })
	case "interruptions":
		result, err = call(req, func(a OpenRequest) (any, error) { return s.service.Interruptions(ctx, a.ID, a.Item) })
	case "watched-spot":
		result, err = call(req, func(a ads.Watched) (any, error) { return nil, s.service.Watched(ctx, a) })
	default:
		return nil, false, nil
	}
	return result, true, err
}
