package store

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/library/ledger"
)

// watched counts a view without a token of its own.
func (s *shop) watched(c *creator, campaign Campaign, spot library.Token, day time.Time) bool {
	s.t.Helper()
	token := format.AdsToken{Week: ads.WeekOf(day), Nonce: drawNonce(), Signature: make([]byte, 256)}
	r := s.receipt(c, campaign, spot, token)
	r.Day = ads.DayOf(day)
	return must[bool](s.t)(s.views.add(s.t.Context(), s.Store, r))
}

func studio() ledger.Account { return ledger.Account{Kind: ledger.PartyDue, Name: "Studio"} }

// TestASponsorObjects: what was held goes back to the campaign, once, by however many stores it
// is asked for; the creator's statement says why; nothing else of the creator's is kept back, and
// what a day brought may be paid out once nobody can object to it.
func TestASponsorObjects(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		stores := s.stores(t, where)
		c := s.screens("studio")
		root := public(c.root)
		campaign, spot := s.campaign(100, func(c *Campaign) { c.BundleDay = 20 })
		first := s.now()
		for range 10 {
			s.watched(c, campaign, spot, first)
		}
		s.later(24 * time.Hour)
		for range 20 {
			s.watched(c, campaign, spot, s.now())
		}
		o := Complaint{Campaign: campaign.ID, Bundle: c.bundle, From: s.now(), Until: s.now(), Reason: "all from one network", Key: "a"}
		for what, change := range map[string]func(*Complaint){
			"no reason":      func(o *Complaint) { o.Reason = "" },
			"tomorrow":       func(o *Complaint) { o.Until = o.Until.AddDate(0, 0, 1) },
			"backwards":      func(o *Complaint) { o.Until = o.Until.AddDate(0, 0, -1) },
			"days of nobody": func(o *Complaint) { o.From, o.Until = o.From.AddDate(0, 0, -9), o.From.AddDate(0, 0, -8) },
			"no such bundle": func(o *Complaint) { o.Bundle = newToken() },
		} {
			bad := o
			change(&bad)
			if _, err := s.Object(t.Context(), bad); library.CodeOf(err) != library.CodeBadSetting {
				t.Errorf("%s: %v", what, err)
			}
		}
		bad := o
		bad.Campaign = newToken()
		_, err := s.Object(t.Context(), bad)
		wantCode(t, err, library.CodeNotFound)

		var asking sync.WaitGroup
		for n := range 12 {
			asking.Go(func() {
				again := o
				if n%4 == 3 {
					again.Key = "b"
				}
				money, err := stores[n%len(stores)].Object(t.Context(), again)
				if library.CodeOf(err) != library.CodeBadSetting && err != nil || err == nil && money.Minor != 20 {
					t.Errorf("%v, %v", money, err)
				}
			})
		}
		asking.Wait()
		book, own := s.books(root), s.books(s.Key())
		if got := -book.Balance(studio(), "EUR"); got != 6 {
			t.Errorf("Studio is owed %d", got)
		}
		if got := -own.Balance(ledger.Account{Kind: ledger.SponsorDue, Name: string(campaign.ID)}, "EUR"); got != 90 {
			t.Errorf("the sponsor has %d", got)
		}
		now := must[[]Campaign](t)(s.Campaigns(t.Context()))[0]
		if now.Spent != 10 || now.left() != 90 {
			t.Errorf("%+v", now)
		}
		st := must[ledger.Statement](t)(s.Statement(t.Context(), root, studio(), "EUR", s.now()))
		if len(st.Against) != 1 || st.Against[0].Reason != o.Reason || st.Against[0].Sponsor != "Cinema Cola" || st.Against[0].Views != 20 || st.Against[0].Minor != 13 || st.Ads != 6 {
			t.Errorf("the statement: %+v", st)
		}
		if s.watched(c, campaign, spot, s.now()) {
			t.Error("an objection makes room under the cap of the day")
		}
		views := must[[]ViewsOfDay](t)(s.CampaignViews(t.Context(), campaign.ID))
		if len(views) != 2 || views[0].Objected != 20 || views[0].Views != 20 || views[1].Objected != 0 || views[1].Views != 10 {
			t.Errorf("the sponsor sees %+v", views)
		}
		// The same sum may be owed a second time.
		s.later(24 * time.Hour)
		for range 20 {
			s.watched(c, campaign, spot, s.now())
		}
		late := Complaint{Campaign: campaign.ID, Bundle: c.bundle, From: first, Until: first, Reason: "late", Key: "c"}
		s.later(28*24*time.Hour - time.Hour) // of the first day, nothing matures before its end in thirty days
		pay := func(minor int64, key string) error {
			return s.PayOut(t.Context(), Payout{Channel: root, Party: "Studio", Money: library.Money{Currency: "EUR", Minor: minor}, Provider: "sandbox", Key: key})
		}
		wantCode(t, pay(1, "held"), library.CodeBadSetting)
		s.later(25 * time.Hour)
		_, err = s.Object(t.Context(), late)
		wantCode(t, err, library.CodeBadSetting)
		if err := pay(6, "matured"); err != nil {
			t.Error(err)
		}
		wantCode(t, pay(1, "more"), library.CodeBadSetting)
		s.later(2 * 24 * time.Hour)
		if err := pay(13, "all"); err != nil {
			t.Error(err)
		}
		s.books(root)
	})
}

// TestAnObjectionStatesNoViewThatNobodyObjectedTo: a unit that two views under different terms
// made due together is taken from who has it, with the words of the objection and no view.
func TestAnObjectionStatesNoViewThatNobodyObjectedTo(t *testing.T) {
	s := openShop(t, "")
	c := s.screens("studio")
	campaign, spot := s.campaign(100, func(c *Campaign) { c.CPM.Minor = 500 })
	first := s.now()
	s.watched(c, campaign, spot, first)
	s.splits(c, 3, 1, 1, 1000)
	s.later(24 * time.Hour)
	s.watched(c, campaign, spot, s.now())
	money := must[library.Money](t)(s.Object(t.Context(), Complaint{Campaign: campaign.ID, Bundle: c.bundle, From: first, Until: first, Reason: "robots", Key: "a"}))
	if money.Minor != 1 {
		t.Fatalf("%v went back", money)
	}
	s.books(public(c.root))
	for _, e := range must[Export](t)(s.Export(t.Context(), public(c.root))).Entries {
		if e.Kind == ledger.Objected && (e.Terms != c.terms.Digest() || e.Objection.Views != 0) {
			t.Errorf("under the terms %s an objection to %d views", e.Terms, e.Objection.Views)
		}
	}
}

// TestObjectionsAddUp over a drawn history of both databases, in which the terms change: no party
// is ever paid what is taken back, the books hold, and what came in is what views cost, what is
// left and what went back.
func TestObjectionsAddUp(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	var ends []map[ledger.Account]int64
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.screens("studio")
		root := public(c.root)
		draw := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a test's chance
		campaign, spot := s.campaign(draw.Int64N(300)+1, func(c *Campaign) { c.CPM.Minor, c.Until = 500+draw.Int64N(9000), s.now().AddDate(0, 3, 0) })
		version := int64(3)
		accounts := []ledger.Account{studio(), {Kind: ledger.PartyDue, Name: "Author"}, {Kind: ledger.StorePart}}
		var back int64
		for i := range 150 {
			switch draw.IntN(10) {
			case 0, 1:
				s.later(time.Duration(draw.IntN(80)) * time.Hour)
			case 2:
				s.splits(c, version, draw.Int64N(1000)+1, draw.Int64N(1000)+1, draw.Int64N(library.MaxFee+1))
				version++
			case 3, 4:
				until := s.now().AddDate(0, 0, -draw.IntN(12))
				o := Complaint{
					Campaign: campaign.ID, Bundle: c.bundle, Until: until, From: until.AddDate(0, 0, -draw.IntN(25)), Reason: "drawn", Key: string(rune('a' + draw.IntN(30))),
				}
				money, err := s.Object(t.Context(), o)
				if err != nil && library.CodeOf(err) != library.CodeBadSetting {
					t.Fatal(err)
				}
				before := must[[]Campaign](t)(s.Campaigns(t.Context()))[0]
				if again, err := s.Object(t.Context(), o); err == nil && again.Minor != money.Minor && money.Minor > 0 {
					t.Fatalf("%v, then %v", money, again)
				}
				if now := must[[]Campaign](t)(s.Campaigns(t.Context()))[0]; money.Minor > 0 && now.Spent != before.Spent {
					t.Fatal("the same objection takes twice")
				}
				back += money.Minor
			case 5, 6:
				for _, a := range accounts[:2] {
					p := Payout{Channel: root, Party: a.Name, Money: library.Money{Currency: "EUR"}, Provider: "sandbox", Key: a.Name + string(rune('a'+i))}
					err := s.db.change(t.Context(), func(tx tx) (err error) {
						p.Money.Minor, err = s.owed(t.Context(), tx, p)
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
					if p.Money.Minor > 0 {
						if err := s.PayOut(t.Context(), p); err != nil {
							t.Fatal(err)
						}
					}
				}
			default:
				day := s.now().AddDate(0, 0, -draw.IntN(5))
				for range 1 + draw.IntN(6) {
					s.watched(c, campaign, spot, day)
				}
			}
			book := s.books(root)
			for _, a := range accounts {
				if book.Balance(a, "EUR") > 1 { // where terms changed, a unit that rounding leaves is another's
					t.Fatalf("step %d: %v was paid %d too much", i, a, book.Balance(a, "EUR"))
				}
			}
		}
		own, book := s.books(s.Key()), s.books(root)
		now := must[[]Campaign](t)(s.Campaigns(t.Context()))[0]
		sponsor := ledger.Account{Kind: ledger.SponsorDue, Name: string(campaign.ID)}
		if left := -own.Balance(sponsor, "EUR"); left != now.left() || left < 0 || book.Balance(sponsor, "EUR") != 0 {
			t.Errorf("of %+v the books say %d", now, left)
		}
		end := map[ledger.Account]int64{sponsorless(): now.left(), {Name: "back"}: back}
		var objected int64
		for _, e := range must[Export](t)(s.Export(t.Context(), root)).Entries {
			if e.Kind == ledger.Objected {
				objected += -e.Of(sponsor)
			}
		}
		if objected > back {
			t.Errorf("%d was taken back, and %d said so", objected, back)
		}
		for _, a := range accounts {
			end[a] = book.Balance(a, "EUR")
			st := must[ledger.Statement](t)(s.Statement(t.Context(), root, a, "EUR", s.now()))
			again := must[ledger.Statement](t)(ledger.State(must[Export](t)(s.Export(t.Context(), root)).Entries, a, "EUR", s.now()))
			if st.Closing != -end[a] || len(st.Against) != len(again.Against) || st.Ads != again.Ads {
				t.Errorf("%v: %+v, of entries %+v", a, st, again)
			}
		}
		ends = append(ends, end)
	})
	if len(ends) == 2 {
		for a, minor := range ends[0] {
			if ends[1][a] != minor {
				t.Errorf("%v: the databases have %d and %d", a, minor, ends[1][a])
			}
		}
	}
}

// sponsorless is the sponsor's account, whose name differs from one history to the other.
func sponsorless() ledger.Account { return ledger.Account{Kind: ledger.SponsorDue} }

// splits hands over other terms of the film that is watched with ads.
func (s *shop) splits(c *creator, version, studio, author, fee int64) {
	s.t.Helper()
	terms := c.terms.Doc
	terms.Version, terms.Fee = version, fee
	terms.Editions = append([]format.EditionTerms(nil), terms.Editions...)
	terms.Editions[0].Splits = []library.Split{{Party: "Studio", Weight: studio}, {Party: "Author", Weight: author}}
	c.terms = must[format.Signed[format.Terms]](s.t)(format.Sign(terms, c.key))
	h := c.handover(s.Store, "standard")
	h.Consignment = nil
	if err := s.client.Consign(s.t.Context(), h); err != nil {
		s.t.Fatal(err)
	}
}
