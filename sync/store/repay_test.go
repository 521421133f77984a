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

// TestWhatIsLeftGoesBack: not while views may be told, then all of it, once, whoever asks how
// often and at how many stores; what the creator earned stays.
func TestWhatIsLeftGoesBack(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		stores := s.stores(t, where)
		c := s.screens("studio")
		campaign, spot := s.campaign(100, nil)
		grant := s.tokens(c, newBuyer(t), 2)
		receipts := []format.AdsReceipt{s.receipt(c, campaign, spot, grant.Tokens[0]), s.receipt(c, campaign, spot, grant.Tokens[1])}
		if !must[bool](t)(s.client.Viewed(t.Context(), receipts[0])) {
			t.Fatal("a view does not count")
		}
		_, err := s.Repay(t.Context(), Repayment{campaign.ID, "running"})
		wantCode(t, err, library.CodeBadSetting)
		if err := s.StopCampaign(t.Context(), campaign.ID); err != nil {
			t.Fatal(err)
		}
		s.later(20 * 24 * time.Hour)
		if err := s.StopCampaign(t.Context(), campaign.ID); err != nil { // it was stopped then, not now
			t.Fatal(err)
		}
		_, err = s.Repay(t.Context(), Repayment{campaign.ID, "held"})
		wantCode(t, err, library.CodeBadSetting)
		if !must[bool](t)(s.client.Viewed(t.Context(), receipts[1])) {
			t.Error("what was watched before it was stopped does not count")
		}
		s.later(10 * 24 * time.Hour)

		var asking sync.WaitGroup
		var mu sync.Mutex
		back := map[int64]int{}
		for n := range 16 {
			asking.Go(func() {
				key := "a"
				if n%4 == 3 {
					key = "b"
				}
				money, err := stores[n%len(stores)].Repay(t.Context(), Repayment{campaign.ID, key})
				if err != nil && library.CodeOf(err) != library.CodeBadSetting {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					back[money.Minor]++
				}
			})
		}
		asking.Wait()
		if len(back) != 1 || back[98] == 0 {
			t.Errorf("went back: %v", back)
		}
		own := s.books(s.Key())
		for account, want := range map[ledger.Account]int64{{Kind: ledger.SponsorDue, Name: string(campaign.ID)}: 0, {Kind: ledger.AtProvider, Name: "sandbox"}: 0} {
			if got := own.Balance(account, "EUR"); got != want {
				t.Errorf("%v: %d", account, got)
			}
		}
		if got := s.books(public(c.root)).Balance(ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, "EUR"); got != 2 {
			t.Errorf("%d is there for the creator", got)
		}
		// What comes late stays the sponsor's, and goes back under another name.
		if err := s.Prepay(t.Context(), Prepayment{Campaign: campaign.ID, Money: library.Money{Currency: "EUR", Minor: 7}, Provider: "sandbox", Key: "late"}); err != nil {
			t.Fatal(err)
		}
		if money := must[library.Money](t)(s.Repay(t.Context(), Repayment{campaign.ID, "late"})); money.Minor != 7 {
			t.Errorf("%v", money)
		}
		unplayed, _ := s.campaign(50, func(c *Campaign) { c.From, c.Until = s.now().Add(time.Hour), s.now().AddDate(0, 1, 0) })
		if err := s.StopCampaign(t.Context(), unplayed.ID); err != nil {
			t.Fatal(err)
		}
		if money := must[library.Money](t)(s.Repay(t.Context(), Repayment{unplayed.ID, "a"})); money.Minor != 50 {
			t.Errorf("one that never played: %v", money)
		}
	})
}

// TestSponsorsMoneyAddsUp over a drawn history of both databases: what was paid before is
// what views cost, what is left and what went back, at every moment and in the books.
func TestSponsorsMoneyAddsUp(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	var sums []map[ledger.AccountKind]int64
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.screens("studio")
		draw := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test's chance
		var campaigns []Campaign
		var spots []library.Token
		for range 3 {
			made, spot := s.campaign(draw.Int64N(60)+1, func(c *Campaign) {
				c.CPM.Minor, c.Until = 500+draw.Int64N(9000), s.now().AddDate(0, 0, 1+draw.IntN(20))
			})
			campaigns, spots = append(campaigns, made), append(spots, spot)
		}
		for i := range 120 {
			n := draw.IntN(len(campaigns))
			id := campaigns[n].ID
			switch draw.IntN(8) {
			case 0:
				s.later(time.Duration(draw.IntN(96)) * time.Hour)
			case 1:
				if draw.IntN(4) == 0 {
					if err := s.StopCampaign(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
			case 2:
				p := Prepayment{Campaign: id, Money: library.Money{Currency: "EUR", Minor: draw.Int64N(20) + 1}, Provider: "sandbox", Key: string(rune('a' + i))}
				if err := s.Prepay(t.Context(), p); err != nil {
					t.Fatal(err)
				}
			case 3, 4:
				if _, err := s.Repay(t.Context(), Repayment{id, string(rune('a' + draw.IntN(3)))}); err != nil && library.CodeOf(err) != library.CodeBadSetting {
					t.Fatal(err)
				}
			default:
				token := format.AdsToken{Week: ads.WeekOf(s.now()), Nonce: drawNonce(), Signature: make([]byte, 256)}
				for range 1 + draw.IntN(3) { // the same one again, too
					if _, err := s.views.add(t.Context(), s.Store, s.receipt(c, campaigns[n], spots[n], token)); err != nil && library.CodeOf(err) != library.CodeUsedCode {
						t.Fatal(err)
					}
				}
			}
		}
		sum := map[ledger.AccountKind]int64{}
		own, book := s.books(s.Key()), s.books(public(c.root))
		for _, c := range must[[]Campaign](t)(s.Campaigns(t.Context())) {
			account := ledger.Account{Kind: ledger.SponsorDue, Name: string(c.ID)}
			if left := -own.Balance(account, "EUR"); left != c.left() || left < 0 || book.Balance(account, "EUR") != 0 {
				t.Errorf("of %+v the books say %d", c, left)
			}
			sum[ledger.SponsorDue] += c.left()
			sum[ledger.AtProvider] += c.Prepaid - c.Repaid
		}
		at := ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}
		if there := own.Balance(at, "EUR") + book.Balance(at, "EUR"); there != sum[ledger.AtProvider] {
			t.Errorf("the provider has %d, not %d", there, sum[ledger.AtProvider])
		}
		sums = append(sums, sum)
	})
	if len(sums) == 2 && (sums[0][ledger.SponsorDue] != sums[1][ledger.SponsorDue] || sums[0][ledger.AtProvider] != sums[1][ledger.AtProvider]) {
		t.Errorf("the databases differ: %v", sums)
	}
}
