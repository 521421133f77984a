package format

import (
	"time"

	"matinee/library"
)

// StoreCatalogue is a store's list of the channels that it sells for, as of a moment, so
// that people find them. It comes in pages. What it says of bundles is the store's word and
// only for looking around: who follows a channel reads its own documents.
type StoreCatalogue struct {
	Store    library.Key     `json:"store"` // who signs it
	Name     string          `json:"name,omitempty" max:"120"`
	Issued   time.Time       `json:"issued"`
	Expires  time.Time       `json:"expires"`
	Page     int64           `json:"page"` // from 1
	Pages    int64           `json:"pages"`
	Channels []StoredChannel `json:"channels,omitempty" max:"64"`
	More     library.More    `json:"-"`
}

// StoredChannel is a channel that a store sells for. The certificate is the channel's own
// word for the store, with the channel's link in it: a store lists nobody who did not ask it
// to.
type StoredChannel struct {
	Certificate Envelope       `json:"certificate"`
	Bundles     []StoredBundle `json:"bundles,omitempty" max:"24"` // the newest ones
	More        library.More   `json:"-"`
}

// StoredBundle is a bundle that is sold.
type StoredBundle struct {
	Bundle library.Token   `json:"bundle"`
	Name   string          `json:"name" max:"200"`
	Prices []library.Money `json:"prices,omitempty" max:"4"` // from which it is to be had
	More   library.More    `json:"-"`
}

// The bounds of a store's catalogue.
const (
	MaxCataloguePages  = 16 // of those a reader takes
	CatalogueChannels  = 64
	CatalogueBundles   = 24
	CataloguePrices    = 4
	longestCatalogue   = 31 * 24 * time.Hour
	mostCataloguePages = 1 << 20
)

func (StoreCatalogue) kind() kind { return kind{"store-catalogue", MaxStoreCatalogue} }

func (c StoreCatalogue) signers() ([]library.Key, error) { return []library.Key{c.Store}, nil }

func (c StoreCatalogue) check() error {
	switch {
	case c.Page < 1 || c.Page > c.Pages || c.Pages > mostCataloguePages:
		return within(".page", fail(FaultField, "is not one of the pages"))
	case !c.Expires.After(c.Issued) || c.Expires.Sub(c.Issued) > longestCatalogue:
		return within(".expires", fail(FaultField, "is not within 31 days after issued"))
	}
	seen := map[library.Key]bool{}
	for i, listed := range c.Channels {
		word, err := listed.Word()
		switch {
		case err != nil:
		case word.Store.Key != c.Store:
			err = within(".certificate", fail(FaultMismatch, "names another store"))
		case c.Issued.Before(word.Store.From) || !c.Issued.Before(word.Store.Until):
			err = within(".certificate", fail(FaultExpired, "does not hold"))
		case seen[word.Channel]:
			err = fail(FaultField, "stands twice")
		}
		if err != nil {
			return within(element("channels", i), err)
		}
		seen[word.Channel] = true
	}
	return nil
}

// Word opens the channel's word for the store. It has a link.
func (c StoredChannel) Word() (StoreCertificate, error) {
	s, err := Open[StoreCertificate](c.Certificate)
	if err == nil && s.Doc.Link == "" {
		err = fail(FaultField, "has no link")
	}
	if err != nil {
		return StoreCertificate{}, within(".certificate", err)
	}
	return s.Doc, nil
}
