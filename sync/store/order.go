package store

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/library/seal"
	"matinee/sync/store/pay"
)

// State is where an order stands.
type State string

// The states of an order.
const (
	Waiting  State = "waiting"  // not paid yet
	Settled  State = "settled"  // paid, and licensed
	Returned State = "returned" // all of it went back: it restores nothing any more
	Expired  State = "expired"  // was not paid in time; if it is paid all the same, it is settled
	Canceled State = "canceled" // by its buyer; if it is paid all the same, it is settled
	Disputed State = "disputed" // the buyer's bank took the money back, for now
	Refused  State = "refused"  // something else was paid than was ordered, and goes back
)

// Ask is what a buyer wants. They draw number and secret themselves, so that asking again
// after a lost answer finds the same order.
type Ask struct {
	ID       library.Token     `json:"identifier"`
	Secret   library.Secret    `json:"secret"`
	Bundle   library.Token     `json:"bundle"`
	Edition  library.EditionID `json:"edition"`
	Offer    library.OfferKind `json:"offer"`
	Rental   bool              `json:"rental,omitempty"`
	Price    *library.Money    `json:"price,omitempty"` // what the buyer saw, or wants to pay
	Device   library.Recipient `json:"device"`
	Provider string            `json:"provider"`
	Voucher  string            `json:"voucher,omitempty"`
	// CardFee is what the buyer saw on top of the price, where they bear it.
	CardFee int64 `json:"cardFeeMinorUnits,omitempty"`
}

// Order is an order as its buyer sees it.
type Order struct {
	ID      library.Token     `json:"identifier"`
	State   State             `json:"state"`
	Bundle  library.Token     `json:"bundle"`
	Edition library.EditionID `json:"edition"`
	Price   library.Money     `json:"price"` // all that is paid
	Tax     int64             `json:"taxMinorUnits,omitempty"`
	CardFee int64             `json:"cardFeeMinorUnits,omitempty"`  // of it, which the buyer bears
	Back    int64             `json:"returnedMinorUnits,omitempty"` // of the price, by now
	Test    bool              `json:"test,omitempty"`
	Page    string            `json:"page,omitempty"` // where it is paid
	Licence string            `json:"licence,omitempty"`
	Receipt string            `json:"receipt,omitempty"`
}

// row is an order as it is kept.
type row struct {
	Order
	secret   string
	channel  library.Key
	offer    library.OfferKind
	rental   time.Duration
	kind     library.LicenceKind // of the licence, where a code says it
	device   library.Recipient
	terms    library.Digest
	provider string
	payment  string
	created  time.Time
	settled  time.Time
	expires  time.Time
	place    ledger.Head   // of the sale in the books
	back     ledger.Amount // what went back so far, disputes included
	refunded int64         // what the provider says went back, disputes left out
	title    string        // of what is sold, where the order was taken just now
}

// hashOf is how a secret is kept.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Place takes an order, or finds the one that was taken under the same number.
func (s *Store) Place(ctx context.Context, a Ask) (Order, error) {
	if err := errors.Join(a.ID.Valid(), a.Secret.Valid(), a.Bundle.Valid(), a.Device.Valid()); err != nil {
		return Order{}, library.Errorf(library.CodeBadDocument, "the order: %v", err)
	}
	var placed row
	err := s.changeFor(ctx, a, func(tx tx) (err error) {
		if err := s.reserveIn(ctx, tx); err != nil {
			return err
		}
		placed, err = s.order(ctx, tx, a.ID)
		if err == nil {
			return placed.same(a)
		}
		if library.CodeOf(err) != library.CodeNotFound {
			return err
		}
		if placed, err = s.draft(ctx, tx, a); err != nil {
			return err
		}
		if err = s.insert(ctx, tx, placed); err != nil || placed.provider != Voucher {
			return err
		}
		if err = s.redeem(ctx, tx, a, &placed); err != nil {
			return err
		}
		placed, err = s.settle(ctx, tx, placed, "voucher "+string(placed.ID), drawn{})
		return err
	})
	if err == nil && placed.State == Settled {
		err = s.writeReceipt(ctx, s.db.read(), &placed, a.Secret)
	}
	if err != nil {
		return Order{}, fmt.Errorf("place an order: %w", err)
	}
	return s.begin(ctx, placed)
}

// changeFor changes something for who asks. What a code pays for is posted at once.
func (s *Store) changeFor(ctx context.Context, a Ask, f func(tx) error) error {
	var channel library.Key
	if a.Provider == Voucher {
		err := s.db.read().row(ctx, `SELECT channel FROM bundles WHERE id = ?`, string(a.Bundle)).Scan(&channel)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	if channel == "" {
		return s.db.change(ctx, f)
	}
	return s.db.changeBooks(ctx, channel, f)
}

// same refuses another order under a number that is taken.
func (r row) same(a Ask) error {
	if !r.knows(a.Secret) || r.Bundle != a.Bundle || r.Edition != a.Edition || r.offer != a.Offer || r.device != a.Device || r.provider != a.Provider {
		return library.Errorf(library.CodeMismatch, "the number belongs to another order")
	}
	return nil
}

func (r row) knows(secret library.Secret) bool {
	return subtle.ConstantTimeCompare([]byte(r.secret), []byte(hashOf(secret.Reveal()))) == 1
}

// writeReceipt puts the receipt of a settled order into it. It holds the secret, which is
// not kept here, so that it is written anew whenever the buyer asks.
func (s *Store) writeReceipt(ctx context.Context, tx tx, r *row, secret library.Secret) error {
	sold, err := s.soldUnder(ctx, tx, *r)
	if err != nil {
		return err
	}
	issued := r.settled
	if from := sold.certificate.Doc.Store.From; issued.Before(from) { // certified anew since
		issued = from
	}
	signed, err := format.Issue(format.Receipt{
		Seller: format.Seller{Channel: r.channel, Certificate: sold.certificate.Envelope, Issued: issued}, Order: r.ID, Secret: secret,
		Bundle: r.Bundle, Edition: r.Edition, Offer: r.offer, Terms: r.terms, Paid: r.Price, Tax: r.Tax, CardFee: r.CardFee,
		Ledger: format.Place{N: r.place.N, Hash: r.place.Hash},
	}, sold.certificate, s.keys.of(sold.certificate.Doc.Store.Key))
	r.Receipt = string(signed.Bytes())
	return err
}

// draft makes an order of what is asked for under the terms in force.
func (s *Store) draft(ctx context.Context, tx tx, a Ask) (r row, err error) {
	sold, err := s.sold(ctx, tx, a.Bundle, a.Edition)
	if err != nil {
		return r, err
	}
	offer, err := sold.offer(a)
	if err != nil {
		return r, err
	}
	r = row{
		Order:  Order{ID: a.ID, State: Waiting, Bundle: a.Bundle, Edition: a.Edition},
		secret: hashOf(a.Secret.Reveal()), channel: sold.manifest.Channel, offer: a.Offer, rental: offer.Rental, device: a.Device,
		terms: sold.digest, title: sold.title(a.Edition), provider: a.Provider, created: s.now(), expires: s.now().Add(orderLife),
	}
	if a.Provider == Voucher {
		r.Price = library.Money{Currency: "EUR"}
		if offer.Price != nil {
			r.Price.Currency = offer.Price.Currency
		}
		return r, nil
	}
	p, ok := s.provider(a.Provider)
	if !ok {
		return r, library.Errorf(library.CodeNotFound, "a payment by %.40q", a.Provider)
	}
	r.Test = p.Test()
	r.Price = *offer.Price
	if a.Offer == library.OfferPWYW {
		r.Price = *a.Price
	}
	if r.Tax, err = s.taxIn(ctx, tx, r.Price); err != nil {
		return r, err
	}
	if err = s.addCardFee(ctx, tx, &r, p, offer, a.CardFee); err != nil {
		return r, err
	}
	if choosy, ok := p.(pay.Accepter); ok {
		err = choosy.Accepts(r.Price)
	}
	return r, err
}

// offer finds the offer that is asked for; the price must be the one the buyer saw.
func (s sold) offer(a Ask) (library.Offer, error) {
	for _, o := range s.terms.Offers {
		if o.Kind != a.Offer || (o.Rental > 0) != a.Rental || o.Kind != library.OfferPaid && o.Kind != library.OfferPWYW {
			continue
		}
		if a.Provider == Voucher {
			return o, nil
		}
		switch {
		case a.Price == nil || a.Price.Valid() != nil || a.Price.Currency != o.Price.Currency:
			continue
		case o.Kind == library.OfferPWYW && a.Price.Minor >= o.Price.Minor && a.Price.Minor > 0, a.Price.Minor == o.Price.Minor:
			return o, nil
		}
		return library.Offer{}, library.Errorf(library.CodePriceChanged, "it is %s now", o.Price)
	}
	return library.Offer{}, library.Errorf(library.CodeNotFound, "the offer %s of the edition %s", a.Offer, a.Edition)
}

// sold is an edition that the store may sell now.
type sold struct {
	manifest    format.Manifest
	digest      library.Digest // of the terms
	fee         int64
	terms       format.EditionTerms
	certificate format.Signed[format.StoreCertificate]
	identity    library.Identity // of the edition, out of the consignment
}

func (s *Store) sold(ctx context.Context, tx tx, bundle library.Token, edition library.EditionID) (out sold, err error) {
	var manifest, terms, certificate, consignment string
	err = tx.row(ctx, `SELECT b.manifest, b.terms, c.certificate, k.document FROM bundles b
		JOIN channels c ON c.root = b.channel JOIN consignments k ON k.bundle = b.id AND k.edition = ? AND k.withdrawn = 0
		WHERE b.id = ?`, string(edition), string(bundle)).Scan(&manifest, &terms, &certificate, &consignment)
	if err != nil {
		return out, notFound(err, "the edition "+string(edition)+" of the bundle "+string(bundle))
	}
	if out, err = s.recall(manifest, terms, certificate, consignment, edition); err != nil {
		return out, err
	}
	if at, now := out.certificate.Doc.Store, s.now(); now.Before(at.From) || !now.Before(at.Until) {
		return out, library.Errorf(library.CodeExpired, "the channel's word for this store holds from %s until %s", at.From, at.Until)
	}
	return out, nil
}

// soldUnder is the edition of an order under the terms it was placed under, also when it is
// not sold any more.
func (s *Store) soldUnder(ctx context.Context, tx tx, r row) (out sold, err error) {
	var manifest, terms, certificate, consignment string
	err = tx.row(ctx, `SELECT b.manifest, t.document, c.certificate, k.document FROM bundles b
		JOIN channels c ON c.root = b.channel JOIN consignments k ON k.bundle = b.id AND k.edition = ?
		JOIN terms t ON t.digest = ? WHERE b.id = ?`, string(r.Edition), string(r.terms), string(r.Bundle)).Scan(&manifest, &terms, &certificate, &consignment)
	if err != nil {
		return out, notFound(err, "what the order "+string(r.ID)+" is for")
	}
	return s.recall(manifest, terms, certificate, consignment, r.Edition)
}

func (s *Store) readSold(manifest, terms, certificate, consignment string, edition library.EditionID) (out sold, err error) {
	m, err := format.Read[format.Manifest]([]byte(manifest))
	if err != nil {
		return out, err
	}
	t, err := format.Read[format.Terms]([]byte(terms))
	if err != nil {
		return out, err
	}
	c, err := format.Read[format.Consignment]([]byte(consignment))
	if err != nil {
		return out, err
	}
	if out.certificate, err = format.Read[format.StoreCertificate]([]byte(certificate)); err != nil {
		return out, err
	}
	if key := out.certificate.Doc.Store.Key; s.keys.of(key) == nil {
		return out, library.Errorf(library.CodeExpired, "the channel has certified the key %s, which this store uses no longer", key)
	}
	out.manifest, out.digest, out.fee = m.Doc, t.Digest(), t.Doc.Fee
	var known bool
	if out.terms, known = t.Doc.Edition(edition); !known {
		return out, library.Errorf(library.CodeNotFound, "terms of the edition %s", edition)
	}
	out.identity, err = seal.Unwrap(c.Doc.Wrapped, c.Doc.Recipient, s.keys.identity)
	return out, err
}

func (s *Store) insert(ctx context.Context, tx tx, r row) error {
	_, err := tx.exec(ctx, `INSERT INTO orders (id, secret, channel, bundle, edition, offer, rental, device, currency, amount, tax, fee, terms, provider, state, created, expires, test)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(r.ID), r.secret, string(r.channel), string(r.Bundle), string(r.Edition), string(r.offer), int64(r.rental/time.Second), string(r.device),
		string(r.Price.Currency), r.Price.Minor, r.Tax, r.CardFee, string(r.terms), r.provider, string(r.State), r.created.Unix(), r.expires.Unix(), truth(r.Test))
	return err
}

// truth is a yes or no as it is kept.
func truth(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// order reads an order.
func (s *Store) order(ctx context.Context, tx tx, id library.Token) (r row, err error) {
	return s.readOrder(ctx, tx, id, "")
}

// readOrder reads an order, in a transaction that holds it or not.
func (s *Store) readOrder(ctx context.Context, tx tx, id library.Token, held string) (r row, err error) {
	var rental, created, settled, expires, test int64
	r.ID = id
	err = tx.row(ctx, `SELECT secret, channel, bundle, edition, offer, rental, device, currency, amount, tax, fee, terms, provider, payment, page, test, state,
		created, settled, expires, returned, untaxed, unfeed, refunded, licence, entry, hash, kind FROM orders WHERE id = ?`+held, string(id)).Scan(&r.secret, &r.channel,
		&r.Bundle, &r.Edition, &r.offer, &rental, &r.device, &r.Price.Currency, &r.Price.Minor, &r.Tax, &r.CardFee, &r.terms, &r.provider, &r.payment, &r.Page, &test, &r.State,
		&created, &settled, &expires, &r.back.Gross, &r.back.Tax, &r.back.Fee, &r.refunded, &r.Licence, &r.place.N, &r.place.Hash, &r.kind)
	if err != nil {
		return r, notFound(err, "the order "+string(id))
	}
	r.rental, r.created, r.settled = time.Duration(rental)*time.Second, time.Unix(created, 0).UTC(), time.Unix(settled, 0).UTC()
	r.expires, r.Test = time.Unix(expires, 0).UTC(), test != 0
	r.Back = r.back.Gross
	if r.State != Waiting {
		r.Page = ""
	}
	return r, nil
}

// held is an order whose row nobody else changes until the transaction ends.
func (s *Store) held(ctx context.Context, tx tx, id library.Token) (row, error) {
	return s.readOrder(ctx, tx, id, tx.held())
}

// Order is an order as it stands, for who knows its secret.
func (s *Store) Order(ctx context.Context, id library.Token, secret library.Secret) (Order, error) {
	r, err := s.order(ctx, s.db.read(), id)
	if err == nil && !r.knows(secret) {
		err = library.Errorf(library.CodeNotFound, "the order %s", id)
	}
	if err == nil {
		r, err = s.ask(ctx, r, askedSoon)
	}
	if err == nil && r.State == Settled {
		err = s.writeReceipt(ctx, s.db.read(), &r, secret)
	}
	if err != nil {
		return Order{}, fmt.Errorf("look up an order: %w", err)
	}
	return s.begin(ctx, r)
}
