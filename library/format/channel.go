package format

import (
	"fmt"
	"time"

	"matinee/library"
)

// Channel is a creator's catalogue, as of a moment: what there is to watch, who
// sells it, and what else followers must know. The newest one counts (Held).
type Channel struct {
	Author
	Seq         int64              `json:"seq"`                // from 1, anew under each certificate
	Previous    library.Digest     `json:"previous,omitempty"` // of the one before; "" for the first
	Expires     time.Time          `json:"expires"`            // a newer one is due
	Name        string             `json:"name" max:"120"`
	Description string             `json:"description,omitempty" max:"4000" text:"lines"`
	Languages   []library.Language `json:"inLanguage,omitempty" max:"64"`
	Image       library.Digest     `json:"image,omitempty"`  // of a picture packed with it
	Domain      library.Domain     `json:"domain,omitempty"` // whose web site confirms the channel
	Mirrors     []library.WebURL   `json:"mirrors,omitempty" max:"8"`
	Stores      []Store            `json:"stores,omitempty" max:"32"`
	Bundles     []Listing          `json:"bundles,omitempty" max:"2000"`
	Releases    []Envelope         `json:"releases,omitempty" max:"256"` // keys that were published
	Recommends  []Recommendation   `json:"recommends,omitempty" max:"64"`
	Revoked     []Revocation       `json:"revoked,omitempty" max:"256"`
	Withdrawn   []Withdrawal       `json:"withdrawn,omitempty" max:"2000"`
	More        library.More       `json:"-"`
}

// Listing is a bundle of a channel, by the hashes of its parts.
type Listing struct {
	Bundle   library.Token    `json:"bundle"`
	Name     string           `json:"name,omitempty" max:"200"`
	Manifest library.Digest   `json:"manifest"`
	Terms    library.Digest   `json:"terms"`
	Torrent  library.Digest   `json:"torrent"`  // of the .torrent file
	Infohash library.BundleID `json:"infohash"` // v1
	Poster   library.Digest   `json:"poster,omitempty"`
	More     library.More     `json:"-"`
}

// Recommendation leads to another channel.
type Recommendation struct {
	Link string       `json:"link" max:"2048"`
	Name string       `json:"name" max:"120"`
	Why  string       `json:"why,omitempty" max:"500"`
	More library.More `json:"-"`
}

// Revocation says from when on what a key signed no longer counts: an earlier
// channel key's, or a store's.
type Revocation struct {
	Key  library.Key  `json:"key"`
	At   time.Time    `json:"at"`
	Why  string       `json:"why,omitempty" max:"200"`
	More library.More `json:"-"`
}

// Withdrawal takes a bundle out of the catalogue. Who has it keeps it.
type Withdrawal struct {
	Bundle library.Token `json:"bundle"`
	At     time.Time     `json:"at"`
	Why    string        `json:"why,omitempty" max:"200"`
	More   library.More  `json:"-"`
}

// longestValidity is for how long a channel may speak before a newer one is due.
const longestValidity = 400 * 24 * time.Hour

func (Channel) kind() kind { return kind{"channel", MaxChannel} }

// MovedTo is where the channel goes on, if its root says that it moved.
func (c Channel) MovedTo() (Link, bool) {
	certificate, err := c.Certified()
	if err != nil || certificate.MovedTo == "" {
		return Link{}, false
	}
	to, err := ParseLink(certificate.MovedTo)
	return to, err == nil
}

// Listing returns the entry of a bundle.
func (c Channel) Listing(bundle library.Token) (Listing, bool) {
	for _, l := range c.Bundles {
		if l.Bundle == bundle {
			return l, true
		}
	}
	return Listing{}, false
}

func (c Channel) check() error {
	switch {
	case c.Seq < 1 || (c.Seq == 1) != (c.Previous == ""):
		return within(".seq", fail(FaultField, "is below 1, or does not go with previous"))
	case !c.Expires.After(c.Issued) || c.Expires.Sub(c.Issued) > longestValidity:
		return within(".expires", fail(FaultField, "is not within 400 days after issued"))
	}
	if err := c.checkBundles(); err != nil {
		return err
	}
	stores := map[library.Key]bool{}
	for i, s := range c.Stores {
		err := s.check()
		if err == nil && stores[s.Key] {
			err = fail(FaultField, "stands twice")
		}
		if err != nil {
			return within(element("stores", i), err)
		}
		stores[s.Key] = true
	}
	for i, r := range c.Recommends {
		if _, err := parseLink(r.Link); err != nil {
			return within(element("recommends", i)+".link", err)
		}
	}
	for i, e := range c.Releases {
		if _, err := Open[Release](e); err != nil {
			return within(element("releases", i), err)
		}
	}
	return nil
}

// checkBundles sees to it that a bundle stands once, listed or withdrawn.
func (c Channel) checkBundles() error {
	taken := map[string]bool{}
	for i, l := range c.Bundles {
		if taken[string(l.Bundle)] || taken[string(l.Infohash)] {
			return within(element("bundles", i), fail(FaultField, "stands twice"))
		}
		taken[string(l.Bundle)], taken[string(l.Infohash)] = true, true
	}
	for i, w := range c.Withdrawn {
		if taken[string(w.Bundle)] {
			return within(element("withdrawn", i), fail(FaultField, "is listed, or stands twice"))
		}
		taken[string(w.Bundle)] = true
	}
	return nil
}

// element is the place of an array's element in an error.
func element(array string, index int) string { return fmt.Sprintf(".%s[%d]", array, index) }
