package publish

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// HandStore is a store that its creator runs by hand: it has a key, an age
// recipient and no address.
type HandStore struct {
	Key       ed25519.PrivateKey
	Recipient library.Recipient
}

// StoreOf is how a channel names a store that is run by hand.
func StoreOf(h HandStore) format.Store {
	return format.Store{Key: keyOf(h.Key), Recipient: h.Recipient}
}

// longestStore bounds how long a store's certificate is good.
const longestStore = 5 * 366 * 24 * time.Hour

// Listing is how a store may list a channel; the zero one is not at all.
type Listing struct {
	Name string
	Link string
}

// Certify is a channel's word that a store may issue licences, from now on until a
// day, and list the channel.
func Certify(s Signer, store format.Store, list Listing, until, now time.Time) (format.Signed[format.StoreCertificate], error) {
	store.From, store.Until = now.UTC().Truncate(time.Second), until.UTC().Truncate(time.Second)
	if store.Until.Sub(store.From) > longestStore {
		return format.Signed[format.StoreCertificate]{}, library.Errorf(library.CodeBadTerms, "a store is named for five years at most")
	}
	return format.Sign(format.StoreCertificate{Author: s.Author(store.From), Store: store, Link: list.Link, Name: list.Name}, s.Key())
}

// Grant says what a licence is to allow whom.
type Grant struct {
	Edition library.EditionID
	Device  library.Recipient
	Kind    library.LicenceKind // gift, press or purchase
	Early   bool                // a press licence that opens before the premiere: whoever gets it is trusted
	Expires time.Time           // zero: never
	Permits []library.Permit
}

// Issue makes a licence for a device. Before the premiere the key is wrapped to the
// premiere's lock first: no clock opens it.
func Issue(store HandStore, c format.Signed[format.StoreCertificate], m format.Manifest, t format.Terms, k EditionKeys, g Grant, now time.Time) (format.Signed[format.Licence], error) {
	var none format.Signed[format.Licence]
	now = now.UTC().Truncate(time.Second)
	edition, known := m.Edition(g.Edition)
	terms, sold := t.Edition(g.Edition)
	if !known || !sold || edition.Recipient == "" {
		return none, library.Errorf(library.CodeMismatch, "the edition %s is not sealed", g.Edition)
	}
	switch g.Kind {
	case library.LicenceGift, library.LicencePress, library.LicencePurchase:
	default:
		return none, library.Errorf(library.CodeBadTerms, "a licence of the kind %.20q is not issued by hand", string(g.Kind))
	}
	l := format.Licence{
		Seller: format.Seller{Channel: m.Channel, Certificate: c.Envelope, Issued: now},
		ID:     NewToken(), Kind: g.Kind, Bundle: m.ID, Edition: g.Edition, Recipient: edition.Recipient, Device: g.Device,
		Expires: g.Expires, Permits: g.Permits,
	}
	if g.Early && g.Kind != library.LicencePress {
		return none, library.Errorf(library.CodeBadTerms, "only the press sees it before the premiere")
	}
	to := []library.Recipient{g.Device}
	if w := terms.Window; w != nil {
		l.Until = w.Until
		if now.Before(w.From) && edition.Premiere != "" && !g.Early {
			l.Premiere = edition.Premiere
			to = []library.Recipient{edition.Premiere, g.Device}
		}
	}
	if err := seal.Belongs(k.Identity, edition.Recipient); err != nil {
		return none, fmt.Errorf("issue a licence: %w", err)
	}
	var err error
	if l.Wrapped, err = seal.Wrap(k.Identity, to...); err != nil {
		return none, fmt.Errorf("issue a licence: %w", err)
	}
	return format.Sign(l, store.Key)
}
