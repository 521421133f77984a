package studio

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Licence makes a licence with the creator's own key, keeps a copy and returns the
// document.
func (s *Studio) Licence(ctx context.Context, name string, g publish.Grant) ([]byte, error) {
	var out []byte
	err := s.issuing(ctx, name, g, func(issue issuer, g publish.Grant) (err error) {
		out, err = issue(g)
		return err
	})
	return out, err
}

// issuer makes a licence, keeps a copy and returns the document.
type issuer func(publish.Grant) ([]byte, error)

// issuing runs what makes licences of a production by the creator's own key. A grant that
// names no edition means the only one.
func (s *Studio) issuing(ctx context.Context, name string, g publish.Grant, run func(issuer, publish.Grant) error) error {
	_, err := s.changing(name, func(f folder, st *state) error {
		built, signer, keys, err := s.open(ctx, f, st)
		if err != nil {
			return err
		}
		if g.Edition == "" && len(built.Manifest.Doc.Editions) == 1 {
			g.Edition = built.Manifest.Doc.Editions[0].ID
		}
		hand, certificate, err := s.handOf(st.Channel, signer)
		if err != nil {
			return err
		}
		return run(func(g publish.Grant) ([]byte, error) {
			l, err := publish.Issue(hand, certificate, built.Manifest.Doc, built.Terms.Doc, keys[g.Edition], g, s.now())
			if err != nil {
				return nil, err
			}
			return l.Bytes(), f.write(filepath.Join("licences", string(l.Doc.ID)+".json"), l.Bytes())
		}, g)
	})
	return err
}

// handValid is how long the certificate of one's own store is good.
const handValid = 365 * 24 * time.Hour

// renewBefore is how long before its end the certificate of one's own store is made
// anew.
const renewBefore = 30 * 24 * time.Hour

// handOf is one's own store, and the channel's word for it.
func (s *Studio) handOf(channel library.Key, signer publish.Signer) (publish.HandStore, format.Signed[format.StoreCertificate], error) {
	var c format.Signed[format.StoreCertificate]
	hand, err := s.hand()
	if err != nil {
		return hand, c, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at, file := folder{s.cfg.Dir}, "store-"+string(channel)+".json"
	raw, err := at.read(file)
	if err == nil {
		if c, err = format.Read[format.StoreCertificate](raw); err == nil && s.good(c.Doc, hand, signer) {
			return hand, c, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return hand, c, err
	}
	if c, err = publish.Certify(signer, publish.StoreOf(hand), publish.Listing{}, s.now().Add(handValid), s.now()); err == nil {
		err = at.write(file, c.Bytes())
	}
	return hand, c, err
}

// good reports whether a certificate can still be used: it is this store's, of the
// channel's key of today, and does not end soon.
func (s *Studio) good(c format.StoreCertificate, hand publish.HandStore, signer publish.Signer) bool {
	now := s.now()
	return c.Store.Recipient == hand.Recipient && c.Certificate.Digest() == signer.Author(now).Certificate.Digest() &&
		!now.Before(c.Store.From) && now.Add(renewBefore).Before(c.Store.Until)
}

// OwnStore is the public side of the store that is run by hand.
func (s *Studio) OwnStore() (format.Store, error) {
	hand, err := s.hand()
	if err != nil {
		return format.Store{}, err
	}
	return publish.StoreOf(hand), nil
}
