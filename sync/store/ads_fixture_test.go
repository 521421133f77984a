package store

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
)

// seen is a Looker that was told what it sees.
type seen struct {
	facts library.Facts
	heard library.Measures
}

func (s seen) Probe(context.Context, string) (library.Facts, error)      { return s.facts, nil }
func (s seen) Measure(context.Context, string) (library.Measures, error) { return s.heard, nil }

func goodSpot() seen {
	return seen{
		library.Facts{Duration: 20 * time.Second, Width: 1280, Height: 720, Video: "h264", Audio: "aac"},
		library.Measures{Heard: true, Loudness: -23},
	}
}

// screens offers the film with ads, too, in terms of another version.
func (c *creator) screens(version int64) {
	c.t.Helper()
	terms := c.terms.Doc
	terms.Version = version
	e := terms.Editions[0]
	e.Offers = append(e.Offers[:2:2], library.Offer{Kind: library.OfferAds})
	e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: 2, Longest: time.Minute}, {Place: library.BreakAt, At: time.Minute, Spots: 2, Longest: time.Minute}}
	terms.Editions = append([]format.EditionTerms{e}, terms.Editions[1:]...)
	c.terms = must[format.Signed[format.Terms]](c.t)(format.Sign(terms, c.key))
}

// showing is a store with a creator whose film is watched with ads.
func (s *shop) screens(name string) *creator {
	s.t.Helper()
	c := s.sells(name)
	c.screens(2)
	h := c.handover(s.Store, "standard")
	h.Consignment = nil
	if err := s.client.Consign(s.t.Context(), h); err != nil {
		s.t.Fatal(err)
	}
	if err := s.NameDomain(s.t.Context(), public(c.root), "studio.example"); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// campaign is a paid campaign with one spot: 10.00 EUR for a thousand views.
func (s *shop) campaign(prepaid int64, change func(*Campaign)) (Campaign, library.Token) {
	s.t.Helper()
	c := Campaign{Sponsor: "Cinema Cola", CPM: library.Money{Currency: "EUR", Minor: 1000}, From: start.AddDate(0, 0, -1), Until: start.AddDate(0, 1, 0), DeviceDay: 5}
	if change != nil {
		change(&c)
	}
	c = must[Campaign](s.t)(s.AddCampaign(s.t.Context(), c))
	if prepaid > 0 {
		p := Prepayment{Campaign: c.ID, Money: library.Money{Currency: "EUR", Minor: prepaid}, Provider: "sandbox", Key: "1"}
		if err := s.Prepay(s.t.Context(), p); err != nil {
			s.t.Fatal(err)
		}
	}
	file := filepath.Join(s.t.TempDir(), "spot.mp4")
	if err := os.WriteFile(file, []byte("a film of "+string(c.ID)), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return c, must[library.Token](s.t)(s.AddSpot(s.t.Context(), goodSpot(), Spot{Campaign: c.ID, File: file, Skip: 5 * time.Second, Languages: []library.Language{"en"}}))
}

// tokens asks for an ads licence and tokens, as a program does.
func (s *shop) tokens(c *creator, b buyer, n int) AdsGrant {
	s.t.Helper()
	key := must[format.Signed[format.TokenKey]](s.t)(s.client.TokenKey(s.t.Context(), s.Key(), c.bundle))
	return must[AdsGrant](s.t)(s.client.LicenseAds(s.t.Context(), key.Doc, "standard", b.recipient, n))
}

func (s *shop) receipt(c *creator, campaign Campaign, spot library.Token, token format.AdsToken) format.AdsReceipt {
	return format.AdsReceipt{Campaign: campaign.ID, Spot: spot, Bundle: c.bundle, Day: ads.DayOf(s.now()), Token: token}
}

// books verifies the books of a channel, and of the store itself, and returns them.
func (s *shop) books(root library.Key) *ledger.Book {
	s.t.Helper()
	book, problems, err := must[Export](s.t)(s.Export(s.t.Context(), root)).Verify()
	if err != nil || len(problems) > 0 {
		s.t.Fatal(problems, err)
	}
	return book
}
