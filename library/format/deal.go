package format

import (
	"crypto/ed25519"
	"slices"
	"time"

	"matinee/library"
)

// Deal is the contract of a studio and one or more stores over several
// productions: what it binds, and what everybody may see. Its other terms are an
// annex that the parties keep and can hold against its hash. The studio signs
// with its channel key, each store with its own.
type Deal struct {
	Author
	ID          library.Token  `json:"identifier"`
	Name        string         `json:"name" max:"200"`
	Studio      string         `json:"studio" max:"120"` // the studio's name; the channel is who it is
	Stores      []Party        `json:"stores" max:"7"`
	From        time.Time      `json:"from"` // of the term
	Until       time.Time      `json:"until"`
	Shortest    time.Duration  `json:"shortestWindow"`
	Longest     time.Duration  `json:"longestWindow"`
	Share       int64          `json:"creatorShare"` // basis points of what is paid; at least 9000
	Productions []Production   `json:"productions" max:"64"`
	Annex       library.Digest `json:"annex,omitempty"` // of what stays between the parties
	More        library.More   `json:"-"`
}

// Party is a store that takes part in a deal.
type Party struct {
	Name string         `json:"name" max:"120"`
	Key  library.Key    `json:"key"`
	URL  library.WebURL `json:"url,omitempty" max:"512"`
	More library.More   `json:"-"`
}

// Production is one of the works that a deal is about.
type Production struct {
	Name   string        `json:"name" max:"200"`
	Bundle library.Token `json:"bundle,omitempty"` // "" as long as it is not published
	More   library.More  `json:"-"`
}

// Bounds of a deal.
const (
	leastShare  = 10_000 - library.MaxFee
	longestTerm = 20 * 366 * 24 * time.Hour
)

func (Deal) kind() kind { return kind{"deal", MaxDeal} }

func (d Deal) check() error {
	switch {
	case !d.Until.After(d.From) || d.Until.Sub(d.From) > longestTerm:
		return within(".until", fail(FaultTerms, "is not after from, or more than 20 years"))
	case d.Shortest < library.ShortestWindow || d.Longest > library.LongestWindow || d.Shortest > d.Longest:
		return within(".shortestWindow", fail(FaultTerms, "is not within 30 to 60 days"))
	case d.Share < leastShare || d.Share > 10_000:
		return within(".creatorShare", fail(FaultTerms, "is under %d or above 10000 basis points", leastShare))
	}
	for i, p := range d.Stores {
		if slices.ContainsFunc(d.Stores[:i], func(before Party) bool { return before.Key == p.Key }) {
			return within(element("stores", i), fail(FaultTerms, "stands twice"))
		}
	}
	for i, p := range d.Productions {
		if p.Bundle != "" && slices.ContainsFunc(d.Productions[:i], func(before Production) bool { return before.Bundle == p.Bundle }) {
			return within(element("productions", i), fail(FaultTerms, "stands twice"))
		}
	}
	return nil
}

func (d Deal) signers() ([]library.Key, error) {
	keys, err := d.Author.signers()
	for _, p := range d.Stores {
		if !slices.Contains(keys, p.Key) {
			keys = append(keys, p.Key)
		}
	}
	return keys, err
}

// Cosign adds a party's signature to a deal that others may have signed before.
// Once all have, Read accepts it.
func Cosign(data []byte, key ed25519.PrivateKey) (Signed[Deal], error) {
	signed, err := read[Deal](data)
	if err == nil {
		_, err = signed.Envelope.signers()
	}
	if err == nil {
		signed.Envelope.sign(key)
		err = authorized(signed.Doc, signed.Envelope, false)
	}
	if size := len(signed.Bytes()); err == nil && size > MaxDeal {
		err = fail(FaultSize, "%d bytes, at most %d", size, MaxDeal)
	}
	if err != nil {
		return Signed[Deal]{}, told("deal", err)
	}
	return signed, nil
}

// has reports whether a store is a party.
func (d Deal) has(store library.Key) bool {
	return slices.ContainsFunc(d.Stores, func(p Party) bool { return p.Key == store })
}

// binds holds terms made under the deal against it.
func (d Deal) binds(t Terms) error {
	if d.Channel != t.Channel {
		return fail(FaultTerms, "is another channel's")
	}
	if !slices.ContainsFunc(d.Productions, func(p Production) bool { return p.Bundle == t.Bundle }) {
		return fail(FaultTerms, "does not name this production")
	}
	if t.Fee > 10_000-d.Share {
		return fail(FaultTerms, "leaves a store at most %d basis points", 10_000-d.Share)
	}
	windows := false
	for i, e := range t.Editions {
		if err := d.bindsEdition(e, t.Issued); err != nil {
			return within(element("editions", i), err)
		}
		windows = windows || e.exclusive(t.Issued)
	}
	if !windows {
		return nil
	}
	if len(t.Stores) == 0 || !d.hasAll(t.Stores) {
		return fail(FaultTerms, "lets nobody but its own stores sell during the window")
	}
	return nil
}

func (d Deal) hasAll(stores []library.Key) bool {
	return !slices.ContainsFunc(stores, func(key library.Key) bool { return !d.has(key) })
}

// bindsEdition: under a deal every edition has a window, of the agreed length and
// within the term, and as long as it runs the edition is not given away.
func (d Deal) bindsEdition(e EditionTerms, issued time.Time) error {
	w := e.Window
	switch {
	case w == nil:
		return fail(FaultTerms, "has no window, as the deal demands")
	case w.Override != "" || w.Length() < d.Shortest || w.Length() > d.Longest:
		return fail(FaultTerms, "has a window of a length that the deal does not allow")
	case w.From.Before(d.From) || w.From.After(d.Until):
		return fail(FaultTerms, "premieres outside of the deal's term")
	case e.exclusive(issued) && e.offers(library.OfferFree):
		return fail(FaultTerms, "is given away during its window")
	}
	return nil
}
