package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// TestAReelIsMadeAnewWhenSomethingChanged, with the next number, and not before.
func TestAReelIsMadeAnewWhenSomethingChanged(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		s.screens("studio")
		reel := func() format.Reel {
			t.Helper()
			return must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key())).Doc
		}
		var askers sync.WaitGroup
		for range 8 {
			askers.Go(func() {
				if _, err := s.client.Reel(t.Context(), s.Key()); err != nil {
					t.Error(err)
				}
			})
		}
		askers.Wait()
		if r := reel(); r.Seq != 1 || len(r.Spots) != 0 {
			t.Errorf("the first: %+v", r)
		}
		s.campaign(100, nil)
		if r := reel(); r.Seq != 2 || len(r.Spots) != 1 {
			t.Errorf("the second: %+v", r)
		}
		s.later(8 * 24 * time.Hour)
		if r := reel(); r.Seq != 3 || !r.Expires.After(s.now().Add(13*24*time.Hour)) {
			t.Errorf("a week later: %+v", r)
		}
	})
}

// TestBadCampaigns and spots are refused with the reason.
func TestBadCampaigns(t *testing.T) {
	s := openShop(t, "")
	for name, change := range map[string]func(*Campaign){
		"nobody's":       func(c *Campaign) { c.Sponsor = "" },
		"a hidden name":  func(c *Campaign) { c.Sponsor = "Cola\u202e" },
		"for nothing":    func(c *Campaign) { c.CPM.Minor = 0 },
		"no currency":    func(c *Campaign) { c.CPM.Currency = "XXX" },
		"backwards":      func(c *Campaign) { c.Until = c.From },
		"never on a day": func(c *Campaign) { c.DeviceDay = 0 },
		"no channel":     func(c *Campaign) { c.Channels = []library.Key{"studio"} },
	} {
		c := Campaign{Sponsor: "Cola", CPM: library.Money{Currency: "EUR", Minor: 1000}, From: start, Until: start.AddDate(0, 1, 0), DeviceDay: 5}
		change(&c)
		if _, err := s.AddCampaign(t.Context(), c); err == nil || library.CodeOf(err) == library.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
	campaign, _ := s.campaign(100, nil)
	for name, p := range map[string]Prepayment{
		"another currency": {Campaign: campaign.ID, Money: library.Money{Currency: "USD", Minor: 1}, Provider: "sandbox", Key: "2"},
		"nothing":          {Campaign: campaign.ID, Money: library.Money{Currency: "EUR"}, Provider: "sandbox", Key: "2"},
		"another way":      {Campaign: campaign.ID, Money: library.Money{Currency: "EUR", Minor: 1}, Provider: "transfer", Key: "2"},
		"the same again":   {Campaign: campaign.ID, Money: library.Money{Currency: "EUR", Minor: 100}, Provider: "sandbox", Key: "1"},
		"no campaign":      {Campaign: newToken(), Money: library.Money{Currency: "EUR", Minor: 100}, Provider: "sandbox", Key: "2"},
	} {
		if err := s.Prepay(t.Context(), p); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	file := filepath.Join(t.TempDir(), "spot.mp4")
	if err := os.WriteFile(file, []byte("film"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*seen, *Spot){
		"too long":         func(s *seen, _ *Spot) { s.facts.Duration = 121 * time.Second },
		"too short":        func(s *seen, _ *Spot) { s.facts.Duration = time.Second },
		"too loud":         func(s *seen, _ *Spot) { s.heard.Loudness = -14 },
		"too quiet":        func(s *seen, _ *Spot) { s.heard.Loudness = -40 },
		"no picture":       func(s *seen, _ *Spot) { s.facts.Width, s.facts.Height = 0, 0 },
		"an odd picture":   func(s *seen, _ *Spot) { s.facts.Video = "mpeg2video" },
		"an odd sound":     func(s *seen, _ *Spot) { s.facts.Audio = "ac3" },
		"8K":               func(s *seen, _ *Spot) { s.facts.Width = 7680 },
		"an odd name":      func(_ *seen, s *Spot) { s.File = filepath.Join(filepath.Dir(file), "spot.avi") },
		"no file":          func(_ *seen, s *Spot) { s.File += ".mp4" },
		"an odd language":  func(_ *seen, s *Spot) { s.Languages = []library.Language{"english!"} },
		"skipped too late": func(_ *seen, s *Spot) { s.Skip = 20 * time.Second },
		"no campaign":      func(_ *seen, s *Spot) { s.Campaign = newToken() },
	} {
		look, spot := goodSpot(), Spot{Campaign: campaign.ID, File: file}
		change(&look, &spot)
		if _, err := s.AddSpot(t.Context(), look, spot); err == nil || library.CodeOf(err) == library.CodeInternal && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	silent := goodSpot()
	silent.facts.Audio, silent.heard = "", library.Measures{}
	if _, err := s.AddSpot(t.Context(), silent, Spot{Campaign: campaign.ID, File: file}); err != nil {
		t.Error("a silent one:", fmt.Sprint(err))
	}
}

// TestAdsAfterTheKeyWasReplaced: channels that have not certified the new key get reels and
// keys of tokens by the one they know, and the money of campaigns stays in its books.
func TestAdsAfterTheKeyWasReplaced(t *testing.T) {
	s := openShop(t, "")
	c := s.screens("studio")
	campaign, spot := s.campaign(100, nil)
	grant := s.tokens(c, newBuyer(t), 2)
	fresh := must[library.Key](t)(Rotate(s.cfg.Dir))
	again := must[*Store](t)(Open(t.Context(), Config{Dir: s.cfg.Dir, Now: s.cfg.Now}))
	defer again.Close()
	for by, want := range map[library.Key]library.Key{"": fresh, s.Key(): s.Key(), fresh: fresh} {
		reel := must[format.Signed[format.Reel]](t)(format.Read[format.Reel](must[[]byte](t)(again.Reel(t.Context(), by))))
		key := must[format.Signed[format.TokenKey]](t)(format.Read[format.TokenKey](must[[]byte](t)(again.TokenKey(t.Context(), c.bundle, by))))
		if reel.Doc.Store != want || key.Doc.Store != want || len(reel.Doc.Spots) != 1 {
			t.Errorf("asked by %q, %q and %q sign", by, reel.Doc.Store, key.Doc.Store)
		}
	}
	_, err := again.Reel(t.Context(), public(private("nobody")))
	wantCode(t, err, library.CodeNotFound)
	for version, to := range []library.Key{s.Key(), fresh, s.Key()} { // a word to one of its keys follows one to another
		word := format.Sponsors{Author: c.author, Store: to, Version: int64(version) + 1}
		if err := again.TakeSponsors(t.Context(), must[format.Signed[format.Sponsors]](t)(format.Sign(word, c.key)).Bytes()); err != nil {
			t.Errorf("word %d: %v", version+1, err)
		}
	}
	for i, at := range []*Store{s.Store, again} {
		if !must[bool](t)(at.Viewed(t.Context(), s.receipt(c, campaign, spot, grant.Tokens[i]))) {
			t.Errorf("view %d does not count", i)
		}
	}
	if got := s.books(s.Key()).Balance(ledger.Account{Kind: ledger.SponsorDue, Name: string(campaign.ID)}, "EUR"); got != -98 {
		t.Errorf("the sponsor has %d left", -got)
	}
}
