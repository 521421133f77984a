package store

import (
	"bytes"
	"crypto/rand"
	"io"
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
		stores := s.stores(t, where)
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
