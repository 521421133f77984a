package format

import (
	"crypto/ed25519"
	"time"

	"matinee/library"
)

// Store is a store that a channel lets sell its bundles.
type Store struct {
	Name      string            `json:"name,omitempty" max:"120"`
	URL       library.WebURL    `json:"url,omitempty" max:"512"` // empty: it sells by hand
	Key       library.Key       `json:"key"`                     // signs its licences and receipts
	Recipient library.Recipient `json:"recipient"`               // to whom editions are consigned
	From      time.Time         `json:"from"`
	Until     time.Time         `json:"until"` // licences issued before stay good
	More      library.More      `json:"-"`
}

func (s Store) check() error {
	if !s.Until.After(s.From) {
		return within(".until", fail(FaultField, "is not after from"))
	}
	return nil
}

// StoreCertificate is a channel's word that a store may issue licences and
// receipts from a day until another. It travels inside of them.
type StoreCertificate struct {
	Author
	Store Store `json:"store"`
	// Link leads to the channel, and Name is what it is called: with them the store may list
	// it (StoreCatalogue). Without, it may only sell for it.
	Link string       `json:"link,omitempty" max:"2048"`
	Name string       `json:"name,omitempty" max:"120"`
	More library.More `json:"-"`
}

func (StoreCertificate) kind() kind { return kind{"store-certificate", MaxStoreCertificate} }

func (c StoreCertificate) check() error {
	if err := c.Store.check(); err != nil {
		return within(".store", err)
	}
	if (c.Link == "") != (c.Name == "") {
		return within(".name", fail(FaultField, "does not go with the link"))
	}
	if c.Link == "" {
		return nil
	}
	to, err := parseLink(c.Link)
	if err == nil && to.Root != c.Channel {
		err = fail(FaultRoot, "leads to another channel")
	}
	if err != nil {
		return within(".link", err)
	}
	return nil
}

// Seller is for which channel's bundles a store's document speaks, the channel's
// word for that store, and when it was issued.
type Seller struct {
	Channel     library.Key `json:"channel"`
	Certificate Envelope    `json:"certificate"`
	Issued      time.Time   `json:"issued"`
}

// Certified opens the store's certificate and holds it against the document: it
// must have been valid when the document was issued, whatever is the case now.
func (s Seller) Certified() (StoreCertificate, error) {
	c, err := Open[StoreCertificate](s.Certificate)
	if err == nil {
		err = s.under(c.Doc)
	}
	if err != nil {
		return StoreCertificate{}, within(".certificate", err)
	}
	return c.Doc, nil
}

// under holds a certificate against the document.
func (s Seller) under(c StoreCertificate) error {
	switch {
	case c.Channel != s.Channel:
		return fail(FaultRoot, "is of another channel")
	case s.Issued.Before(c.Store.From):
		return fail(FaultSigner, "was not valid yet when it was used")
	case !s.Issued.Before(c.Store.Until):
		return fail(FaultExpired, "had expired when it was used")
	}
	return nil
}

func (s Seller) seller() Seller { return s }

// Issued is a document of a store's, such as Licence.
type Issued interface {
	Document
	seller() Seller
}

// Issue is Sign for a store that has read the channel's word for it already: neither that
// word nor the signature that was just made are verified again, which takes longer than to
// sign.
func Issue[D Issued](doc D, word Signed[StoreCertificate], key ed25519.PrivateKey) (Signed[D], error) {
	seller := doc.seller()
	err := seller.under(word.Doc)
	if err == nil && seller.Certificate.Digest() != word.Digest() {
		err = fail(FaultSigner, "another certificate stands in it")
	}
	if public, ok := key.Public().(ed25519.PublicKey); err == nil && (!ok || library.KeyOf(public) != word.Doc.Store.Key) {
		err = fail(FaultSigner, "the key is not the certified one")
	}
	if err != nil {
		return Signed[D]{}, told(doc.kind().name, within(".certificate", err))
	}
	signed, err := endorse(doc, key)
	return signed, told(doc.kind().name, err)
}

func (s Seller) signers() ([]library.Key, error) {
	c, err := s.Certified()
	return []library.Key{c.Store.Key}, err
}

// revoked reports whether a key in the seller's chain was revoked before it was
// used.
func (s Seller) revoked(list []Revocation) error {
	store, err := s.Certified()
	if err != nil {
		return err
	}
	channel, err := store.Certified()
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Key == store.Store.Key && !s.Issued.Before(r.At) {
			return fail(FaultRevoked, "the store's key was revoked before")
		}
		if r.Key == channel.Key && !store.Issued.Before(r.At) {
			return fail(FaultRevoked, "the channel's key was revoked before it named the store")
		}
	}
	return nil
}
