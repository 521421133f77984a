package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/library/seal"
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

// TestAFilmIsWatchedWithAds from the reel to the books: the licence opens it and ends, what
// was watched is told without anybody's name, and the creator is owed nine tenths.
func TestAFilmIsWatchedWithAds(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.screens("studio")
		campaign, spot := s.campaign(10_000, nil)
		reel := must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key()))
		shown, known := reel.Doc.Spot(spot)
		if !known || shown.Sponsor != "Cinema Cola" || shown.Skip != 5*time.Second || shown.PerDay != 5 {
			t.Fatalf("the reel: %+v", reel.Doc)
		}
		body := must[io.ReadCloser](t)(s.client.Spot(t.Context(), shown.File))
		file := must[[]byte](t)(io.ReadAll(body))
		if err := body.Close(); err != nil || string(file) != "a film of "+string(campaign.ID) {
			t.Fatalf("the spot: %q, %v", file, err)
		}
		s.later(10 * 24 * time.Hour) // the premiere is over
		b := newBuyer(t)
		grant := s.tokens(c, b, 6)
		licence := must[format.Signed[format.Licence]](t)(format.Read[format.Licence](grant.Licence)).Doc
		if licence.Kind != library.LicenceAds || !licence.Expires.Equal(s.now().Add(ads.Licensed)) {
			t.Errorf("the licence: %+v", licence)
		}
		if got := must[library.Identity](t)(seal.Unwrap(licence.Wrapped, licence.Recipient, b.device)); got != c.identities["standard"] {
			t.Error("it opens something else")
		}
		for i, token := range grant.Tokens {
			counts := must[bool](t)(s.client.Viewed(t.Context(), s.receipt(c, campaign, spot, token)))
			if !counts {
				t.Errorf("view %d does not count", i)
			}
			_, err := s.client.Viewed(t.Context(), s.receipt(c, campaign, spot, token))
			wantCode(t, err, library.CodeUsedCode)
		}
		book, own := s.books(public(c.root)), s.books(s.Key())
		for account, want := range map[ledger.Account]int64{ // six views at a cent
			{Kind: ledger.AtProvider, Name: "sandbox"}: 6, {Kind: ledger.StorePart}: 0, {Kind: ledger.PartyDue, Name: "Studio"}: -4,
			{Kind: ledger.PartyDue, Name: "Author"}: -2, {Kind: ledger.SponsorDue, Name: string(campaign.ID)}: 0,
		} {
			if got := book.Balance(account, "EUR"); got != want {
				t.Errorf("%v has %d, not %d", account, got, want)
			}
		}
		if got := own.Balance(ledger.Account{Kind: ledger.SponsorDue, Name: string(campaign.ID)}, "EUR"); got != -9994 {
			t.Errorf("the sponsor has %d left", -got)
		}
		if strings.Contains(s.logged.String(), string(b.recipient)) {
			t.Error("the log names a device")
		}
		// What ads brought is held for a month.
		pay := Payout{Channel: public(c.root), Party: "Studio", Money: library.Money{Currency: "EUR", Minor: 4}, Provider: "sandbox", Key: "1"}
		wantCode(t, s.PayOut(t.Context(), pay), library.CodeBadSetting)
		s.later(30 * 24 * time.Hour)
		if err := s.PayOut(t.Context(), pay); err != nil {
			t.Error(err)
		}
	})
}

// TestForgedReceiptsAreRefused: no token, another bundle's, another week's, too old, of a day
// that it cannot be of, for a spot that there is not.
func TestForgedReceiptsAreRefused(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c, other := s.screens("studio"), s.screens("other studio")
		campaign, spot := s.campaign(10_000, nil)
		grant, b := s.tokens(c, newBuyer(t), 8), newBuyer(t)
		s.tokens(other, b, 1) // so that the other bundle has a key of the week
		week := grant.Tokens[0].Week
		for name, one := range map[string]struct {
			change func(*format.AdsReceipt)
			want   library.Code
		}{
			"a signature of nobody's": {func(r *format.AdsReceipt) { r.Token.Signature[9] ^= 1 }, library.CodeBadSignature},
			"another nonce":           {func(r *format.AdsReceipt) { r.Token.Nonce[9] ^= 1 }, library.CodeBadSignature},
			"another bundle":          {func(r *format.AdsReceipt) { r.Bundle = other.bundle }, library.CodeBadSignature},
			"no bundle":               {func(r *format.AdsReceipt) { r.Bundle = newToken() }, library.CodeNotFound},
			"a week without a key":    {func(r *format.AdsReceipt) { r.Token.Week = week.AddDate(0, 0, -7); r.Day = week.AddDate(0, 0, -1) }, library.CodeNotFound},
			"an old week":             {func(r *format.AdsReceipt) { r.Token.Week = week.AddDate(0, 0, -28) }, library.CodeExpired},
			"a week to come":          {func(r *format.AdsReceipt) { r.Token.Week = week.AddDate(0, 0, 7) }, library.CodeExpired},
			"no week":                 {func(r *format.AdsReceipt) { r.Token.Week = week.Add(time.Hour) }, library.CodeExpired},
			"tomorrow":                {func(r *format.AdsReceipt) { r.Day = r.Day.AddDate(0, 0, 1) }, library.CodeMismatch},
			"before its week":         {func(r *format.AdsReceipt) { r.Day = week.AddDate(0, 0, -1) }, library.CodeMismatch},
			"no spot":                 {func(r *format.AdsReceipt) { r.Spot = newToken() }, library.CodeNotFound},
			"no campaign":             {func(r *format.AdsReceipt) { r.Campaign = newToken() }, library.CodeNotFound},
		} {
			r := s.receipt(c, campaign, spot, grant.Tokens[0])
			r.Token.Nonce, r.Token.Signature = bytes.Clone(r.Token.Nonce), bytes.Clone(r.Token.Signature)
			one.change(&r)
			if _, err := s.client.Viewed(t.Context(), r); err == nil || library.CodeOf(err) != one.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		// None of that spent the token; and it is not taken when its time is over.
		if !must[bool](t)(s.client.Viewed(t.Context(), s.receipt(c, campaign, spot, grant.Tokens[0]))) {
			t.Error("the real one does not count")
		}
		s.later(ads.Spending)
		_, err := s.client.Viewed(t.Context(), s.receipt(c, campaign, spot, grant.Tokens[1]))
		wantCode(t, err, library.CodeExpired)
		s.tokens(c, b, 1) // a new week's key, with which the old one goes
		var keys, spent int
		if err := s.db.read().row(t.Context(), `SELECT (SELECT count(*) FROM token_keys), (SELECT count(*) FROM spent_tokens)`).Scan(&keys, &spent); err != nil || keys != 1 || spent != 0 {
			t.Errorf("%d keys and %d spent tokens are kept: %v", keys, spent, err)
		}
		if got := s.books(public(c.root)).Balance(ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, "EUR"); got != 1 {
			t.Errorf("%d is due", got)
		}
	})
}

// TestCapsOfTokens: a device and a network get so many, and then none until later.
func TestCapsOfTokens(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.screens("studio")
		key := must[format.Signed[format.TokenKey]](t)(s.client.TokenKey(t.Context(), s.Key(), c.bundle))
		caps := ads.DefaultCaps()
		ask := AdsAsk{Bundle: c.bundle, Edition: "standard", Device: newBuyer(t).recipient, Week: key.Doc.From}
		for range caps.Once {
			blinded := make([]byte, 256)
			_, _ = rand.Read(blinded[1:])
			ask.Blinded = append(ask.Blinded, blinded)
		}
		granted := func(network string) int {
			out, err := s.LicenseAds(t.Context(), ask, network)
			if err != nil {
				wantCode(t, err, library.CodeManyViews)
			}
			return len(out.Signatures)
		}
		if a, b, d := granted("home"), granted("home"), granted("elsewhere"); a != caps.Once || a+b != caps.DeviceDay || d != 0 {
			t.Errorf("a device gets %d, %d, %d", a, b, d)
		}
		total := caps.DeviceDay
		for range 12 { // keys cost nothing
			ask.Device = newBuyer(t).recipient
			total += granted("home")
		}
		if total != caps.PrefixHour {
			t.Errorf("a network gets %d in an hour", total)
		}
		s.later(time.Hour)
		if n := granted("home"); n != caps.Once {
			t.Errorf("an hour later %d", n)
		}
		ask.Blinded = append(ask.Blinded, ask.Blinded[0])
		_, err := s.LicenseAds(t.Context(), ask, "home")
		wantCode(t, err, library.CodeBadDocument)
		ask.Blinded = [][]byte{{1}}
		s.later(time.Hour)
		_, err = s.LicenseAds(t.Context(), ask, "home")
		wantCode(t, err, library.CodeBadDocument)
		ask.Edition = "extras" // no ads there
		_, err = s.LicenseAds(t.Context(), ask, "home")
		wantCode(t, err, library.CodeNotFound)
		ask.Edition, ask.Week = "standard", ask.Week.AddDate(0, 0, -7)
		_, err = s.LicenseAds(t.Context(), ask, "home")
		wantCode(t, err, library.CodeExpired)
	})
}

// TestManyReceiptsTwice: ten thousand, each told twice, at the same time and by two stores on
// one database where it is PostgreSQL: each counts once, and no budget is overspent.
func TestManyReceiptsTwice(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		stores := []*Store{s.Store}
		if where != "" {
			second := must[*Store](t)(Open(t.Context(), Config{Dir: s.cfg.Dir, Database: where, Name: "Corner", Now: s.cfg.Now}))
			defer second.Close()
			stores = append(stores, second)
		}
		c := s.screens("studio")
		rich, richSpot := s.campaign(1_000_000, nil)
		poor, poorSpot := s.campaign(1999, nil) // at a cent a view
		capped, cappedSpot := s.campaign(1_000_000, func(c *Campaign) { c.BundleDay = 500 })
		const views = 10_000
		var all []format.AdsReceipt
		for i := range views {
			token := format.AdsToken{Week: ads.WeekOf(s.now()), Nonce: drawNonce(), Signature: make([]byte, 256)}
			switch i % 4 {
			case 0, 1:
				all = append(all, s.receipt(c, rich, richSpot, token))
			case 2:
				all = append(all, s.receipt(c, poor, poorSpot, token))
			default:
				all = append(all, s.receipt(c, capped, cappedSpot, token))
			}
		}
		counted := tellTwice(t, stores, all)
		for campaign, want := range map[library.Token]int{rich.ID: 5000, poor.ID: 1999, capped.ID: 500} {
			if counted[campaign] != want {
				t.Errorf("%d views count, not %d", counted[campaign], want)
			}
		}
		campaigns := must[[]Campaign](t)(s.Campaigns(t.Context()))
		spent := map[library.Token]int64{}
		for _, c := range campaigns {
			spent[c.ID] = c.Spent
		}
		if spent[rich.ID] != 5000 || spent[poor.ID] != 1999 || spent[capped.ID] != 500 {
			t.Errorf("spent: %v", spent)
		}
		book, own := s.books(public(c.root)), s.books(s.Key())
		if got := book.Balance(ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, "EUR"); got != 7499 {
			t.Errorf("%d is due", got)
		}
		if got := own.Balance(ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, "EUR"); got != 2_001_999-7499 {
			t.Errorf("%d is left in the store's own books", got)
		}
	})
}

// tellTwice tells each receipt twice, past the check of its token, and returns how many count
// by campaign.
func tellTwice(t *testing.T, stores []*Store, all []format.AdsReceipt) map[library.Token]int {
	t.Helper()
	counted := map[library.Token]int{}
	var mu sync.Mutex
	var tellers sync.WaitGroup
	const tellersOfOne = 64
	for n := range 2 * tellersOfOne {
		s, at := stores[n%len(stores)], n/2
		tellers.Go(func() {
			for i := at; i < len(all); i += tellersOfOne {
				counts, err := s.views.add(t.Context(), s, all[i])
				if err != nil && library.CodeOf(err) != library.CodeUsedCode {
					t.Error(err)
					return
				}
				mu.Lock()
				if counts {
					counted[all[i].Campaign]++
				}
				mu.Unlock()
			}
		})
	}
	tellers.Wait()
	return counted
}

// TestWhatDoesNotCount: a campaign that is over, stopped or not paid, a channel without a
// domain, one that does not want the sponsor, one that is not among those it is for.
func TestWhatDoesNotCount(t *testing.T) {
	s := openShop(t, "")
	c := s.screens("studio")
	word := func(version int64, except ...string) {
		t.Helper()
		doc := must[format.Signed[format.Sponsors]](t)(format.Sign(format.Sponsors{Author: c.author, Store: s.Key(), Version: version, Except: except}, c.key))
		if err := s.client.Sponsors(t.Context(), doc.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	tells := func(c *creator, campaign Campaign, spot library.Token) bool {
		t.Helper()
		return must[bool](t)(s.client.Viewed(t.Context(), s.receipt(c, campaign, spot, s.tokens(c, newBuyer(t), 1).Tokens[0])))
	}
	onReel := func(spot library.Token) (library.Spot, bool) {
		t.Helper()
		return must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key())).Doc.Spot(spot)
	}
	good, goodSpot := s.campaign(100, nil)
	if !tells(c, good, goodSpot) {
		t.Fatal("a good one does not count")
	}
	unpaid, unpaidSpot := s.campaign(0, nil)
	if _, plays := onReel(unpaidSpot); plays || tells(c, unpaid, unpaidSpot) {
		t.Error("one that is not paid plays or counts")
	}
	elsewhere, elsewhereSpot := s.campaign(100, func(c *Campaign) { c.Channels = []library.Key{public(private("nobody"))} })
	if spot, plays := onReel(elsewhereSpot); !plays || len(spot.Channels) != 1 || tells(c, elsewhere, elsewhereSpot) {
		t.Error("one for other channels counts")
	}
	early, earlySpot := s.campaign(100, func(c *Campaign) { c.From = start.AddDate(0, 0, 2) })
	if tells(c, early, earlySpot) {
		t.Error("one before its flight counts")
	}
	word(1, "cinema cola")
	if spot, plays := onReel(goodSpot); !plays || len(spot.Except) != 1 || spot.Except[0] != public(c.root) || tells(c, good, goodSpot) {
		t.Error("one that the channel does not want counts")
	}
	word(2)
	if spot, _ := onReel(goodSpot); len(spot.Except) != 0 || !tells(c, good, goodSpot) {
		t.Error("wanted again, it does not count")
	}
	old := must[format.Signed[format.Sponsors]](t)(format.Sign(format.Sponsors{Author: c.author, Store: s.Key(), Version: 1}, c.key))
	wantCode(t, s.client.Sponsors(t.Context(), old.Bytes()), library.CodeRolledBack)
	if err := s.NameDomain(t.Context(), public(c.root), ""); err != nil || tells(c, good, goodSpot) {
		t.Error("one for channels with a domain counts without", err)
	}
	named, namedSpot := s.campaign(100, func(n *Campaign) { n.Channels = []library.Key{public(c.root)} })
	if !tells(c, named, namedSpot) {
		t.Error("one for this channel does not count without a domain")
	}
	if err := s.StopCampaign(t.Context(), named.ID); err != nil {
		t.Fatal(err)
	}
	if _, plays := onReel(namedSpot); plays || !tells(c, named, namedSpot) {
		t.Error("one that was stopped today plays, or what was watched of it today does not count")
	}
	s.later(24 * time.Hour)
	if tells(c, named, namedSpot) {
		t.Error("one that was stopped yesterday counts")
	}
}

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
