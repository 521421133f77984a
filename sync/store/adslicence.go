package store

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
)

// AdsAsk asks for a licence to watch with ads, and for tokens by which its views are told.
// The tokens are blinded: the store signs what it does not see.
type AdsAsk struct {
	Bundle  library.Token     `json:"bundle"`
	Edition library.EditionID `json:"edition"`
	Device  library.Recipient `json:"device"`
	Week    time.Time         `json:"week"` // of the key they were blinded for
	Blinded [][]byte          `json:"blinded"`
}

// AdsLicensed is the answer: signatures of as many tokens as are granted, from the first.
type AdsLicensed struct {
	Licence    string   `json:"licence"`
	Signatures [][]byte `json:"signatures"`
}

// offersAds reports whether an edition is offered with ads.
func offersAds(e format.EditionTerms) bool {
	return slices.ContainsFunc(e.Offers, func(o library.Offer) bool { return o.Kind == library.OfferAds })
}

// LicenseAds issues an ads licence with tokens, within the caps. Network is where it is asked
// from: an address prefix.
func (s *Store) LicenseAds(ctx context.Context, a AdsAsk, network string) (out AdsLicensed, err error) {
	caps := ads.DefaultCaps()
	if err := a.Device.Valid(); err != nil || len(a.Blinded) < 1 || len(a.Blinded) > caps.Once {
		return out, library.Errorf(library.CodeBadDocument, "an ads licence is for a device, with 1 to %d tokens", caps.Once)
	}
	key, err := s.keyFor(ctx, a.Bundle)
	if err != nil {
		return out, fmt.Errorf("license with ads: %w", err)
	}
	if !a.Week.Equal(key.week) {
		return out, library.Errorf(library.CodeExpired, "the key of tokens is of another week")
	}
	granted := 0
	err = s.db.change(ctx, func(tx tx) error {
		sold, err := s.sold(ctx, tx, a.Bundle, a.Edition)
		if err != nil {
			return err
		}
		if !offersAds(sold.terms) {
			return library.Errorf(library.CodeNotFound, "the offer %s of the edition %s", library.OfferAds, a.Edition)
		}
		if granted, err = s.grant(ctx, tx, caps, len(a.Blinded), string(a.Device), network); err != nil {
			return err
		}
		licence, err := s.license(sold, row{Order: Order{Bundle: a.Bundle, Edition: a.Edition}, offer: library.OfferAds}, a.Device, s.now())
		out.Licence = string(licence.Bytes())
		return err
	})
	if err != nil {
		return AdsLicensed{}, fmt.Errorf("license with ads: %w", err)
	}
	for _, blinded := range a.Blinded[:granted] {
		signature, err := key.signer.BlindSign(blinded)
		if err != nil {
			return AdsLicensed{}, library.Errorf(library.CodeBadDocument, "a token is not blinded for this key")
		}
		out.Signatures = append(out.Signatures, signature)
	}
	return out, nil
}

// grant counts tokens against the caps of a device and a network, and returns how many are
// issued.
func (s *Store) grant(ctx context.Context, tx tx, caps ads.Caps, asked int, device, network string) (int, error) {
	now := s.now()
	day, hour := now.Truncate(24*time.Hour).Add(24*time.Hour), now.Truncate(time.Hour).Add(time.Hour)
	if _, err := tx.exec(ctx, `DELETE FROM issued_tokens WHERE until <= ?`, now.Unix()); err != nil {
		return 0, err
	}
	var used ads.Used
	counts := []struct {
		who   string
		until time.Time
		count *int
	}{
		{s.mark("device", device, day), day, &used.DeviceDay},
		{s.mark("network by hour", network, hour), hour, &used.PrefixHour},
		{s.mark("network by day", network, day), day, &used.PrefixDay},
	}
	slices.SortFunc(counts, func(a, b struct {
		who   string
		until time.Time
		count *int
	},
	) int {
		return cmp.Compare(a.who, b.who) // everybody locks them in one order
	})
	for _, c := range counts {
		err := tx.row(ctx, `INSERT INTO issued_tokens (who, until, count) VALUES (?, ?, 0)
			ON CONFLICT (who, until) DO UPDATE SET count = issued_tokens.count RETURNING count`, c.who, c.until.Unix()).Scan(c.count)
		if err != nil {
			return 0, err
		}
	}
	granted := caps.Grant(asked, used)
	if granted == 0 {
		return 0, &library.Error{Code: library.CodeManyViews}
	}
	for _, c := range counts {
		if _, err := tx.exec(ctx, `UPDATE issued_tokens SET count = count + ? WHERE who = ? AND until = ?`, granted, c.who, c.until.Unix()); err != nil {
			return 0, err
		}
	}
	return granted, nil
}

// mark is what a device or a network is counted by for a while: only who has the store's key
// can make it, and it cannot be turned back.
func (s *Store) mark(kind, who string, until time.Time) string {
	h := hmac.New(sha256.New, s.keys.signing.Seed())
	fmt.Fprintf(h, "matinee issued tokens v1\x00%s\x00%s\x00%d", kind, who, until.Unix())
	return hex.EncodeToString(h.Sum(nil)[:16])
}
