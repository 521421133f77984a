package owner

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/ads"
	"matinee/library/ledger"
	"matinee/library/media"
	"matinee/sync/store"
)

// spot is an advertisement of three seconds that ffmpeg made, as loud as films are.
func spot(t *testing.T) string {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	path := filepath.Join(t.TempDir(), "spot.mp4")
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-t", "3", "-i", "mandelbrot=size=320x180:rate=25",
		"-f", "lavfi", "-t", "3", "-i", "sine=frequency=440", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return path
}

// advertises has a store show a spot: a cent a view, paid for a thousand views.
func advertises(t *testing.T, s *store.Store, channel library.Key) library.Token {
	t.Helper()
	return advertisesFrom(t, s, channel, 0)
}

// advertisesFrom has a store show a spot that is for people of an age.
func advertisesFrom(t *testing.T, s *store.Store, channel library.Key, age int64) library.Token {
	t.Helper()
	c := ok[store.Campaign](t)(s.AddCampaign(t.Context(), store.Campaign{
		Sponsor: "Cinema Cola", CPM: library.Money{Currency: "EUR", Minor: 1000}, From: time.Now().AddDate(0, 0, -1), Until: time.Now().AddDate(0, 1, 0),
		DeviceDay: 50, Channels: []library.Key{channel},
	}))
	if err := s.Prepay(t.Context(), store.Prepayment{Campaign: c.ID, Money: library.Money{Currency: "EUR", Minor: 1000}, Provider: "sandbox", Key: "1"}); err != nil {
		t.Fatal(err)
	}
	look := media.New(media.Config{Tools: media.FindTools()})
	return ok[library.Token](t)(s.AddSpot(t.Context(), look, store.Spot{Campaign: c.ID, File: spot(t), MinAge: age}))
}

// TestAFilmIsWatchedWithAds: a store with a sponsor's spot; a follower chooses ads, the film
// opens and has its breaks, offline too; what was watched is told after a restart, and the
// creator is owed nine tenths; bought out, nothing interrupts it.
func TestAFilmIsWatchedWithAds(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	shown := advertises(t, shop, made.Root)
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
	folder, film := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)}, func(d *library.Draft) {
		e := &d.Editions[0]
		e.Offers = append(e.Offers, library.Offer{Kind: library.OfferAds})
		e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: 1, Longest: time.Minute}, {Place: library.BreakAt, At: time.Second, Spots: 1, Longest: time.Minute}}
	})
	if sent, _, err := creator.HandOver(t.Context(), control.ConsignRequest{Name: "Low Tide", Edition: "standard", Store: certificate}); err != nil || !sent {
		t.Fatal(sent, err)
	}

	dir := t.TempDir()
	fan := open(t, dir, inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	fan.shut(id, "before ads are chosen", library.CodeSealed)
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) { // its ads come with what is followed
		if films, err := filepath.Glob(filepath.Join(dir, "spots", "*.mp4")); err != nil || len(films) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the ads are not fetched beforehand")
		}
	}
	access := ok[library.Access](t)(fan.Access(t.Context(), id))
	if err := fan.WatchWithAds(t.Context(), made.Root, access.Bundle, "standard"); err != nil {
		t.Fatal(err)
	}
	fan.shows(id, film)
	if access = ok[library.Access](t)(fan.Access(t.Context(), id)); !access.Editions[0].Financed {
		t.Error("the page does not know that it is watched with ads")
	}
	_, err := fan.Outside(t.Context(), id, -1) // which would show no ads
	code(t, err, library.CodeAdsInside)
	b := ok[library.Bundle](t)(fan.engine.Bundle(id))
	item, _ := b.MainItem()
	p := ok[ads.Programme](t)(fan.Programme(t.Context(), id, item.Index))
	if len(p.Slots) != 2 || len(p.Shown) != 0 {
		t.Fatalf("its breaks: %+v", p.Slots)
	}
	for _, slot := range p.Slots {
		ready := p.Pick(slot)
		if len(ready) != 1 || ready[0].ID != shown || ready[0].Sponsor != "Cinema Cola" {
			t.Fatalf("break %d shows %+v", slot.N, ready)
		}
		if info, err := os.Stat(ready[0].Path); err != nil || info.Size() != ready[0].File.Length {
			t.Errorf("its film is not here: %v", err)
		}
		w := ads.Watched{Bundle: id, Item: item.Index, Break: slot.N, Spot: shown, For: ready[0].Length}
		if slot.N == 1 {
			w.For = time.Second // left too early: it does not count
		}
		if err := fan.Watched(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	if p = ok[ads.Programme](t)(fan.Programme(t.Context(), id, item.Index)); len(p.Shown) != 2 {
		t.Errorf("breaks %v were shown", p.Shown)
	}
	fan.end()

	fan = open(t, dir, inDHT(dht[0], dht[3]), ahead(13*time.Hour))
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if all := ok[[]store.Campaign](t)(shop.Campaigns(t.Context())); all[0].Spent > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the view is not told")
		}
	}
	if r, err := fan.db.NextAdReceipt(t.Context()); err != nil || r.Document != nil && ok[[]store.Campaign](t)(shop.Campaigns(t.Context()))[0].Spent != 1 {
		t.Errorf("more than one view: %v", err)
	}
	book, problems, err := ok[store.Export](t)(shop.Export(t.Context(), made.Root)).Verify()
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if got := -book.Balance(ledger.Account{Kind: ledger.PartyDue, Name: "Ann"}, "EUR"); got != 1 {
		t.Errorf("the creator is owed %d", got)
	}

	// A day later a new view begins: with a new licence, and its breaks are due again.
	fan.end()
	fan = open(t, dir, inDHT(dht[0], dht[3]), ahead(25*time.Hour))
	for deadline := time.Now().Add(patience); ; { // a play does not wait for a slow store, the next one asks again
		fan.shows(id, film)
		if p = ok[ads.Programme](t)(fan.Programme(t.Context(), id, item.Index)); len(p.Slots) == 2 && len(p.Shown) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("of a new view breaks %v were shown", p.Shown)
		}
	}
	// Bought out, nothing interrupts it.
	order := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	pays(t, order.Page)
	ok[library.Purchase](t)(fan.AwaitPurchase(t.Context(), order.Order))
	if p = ok[ads.Programme](t)(fan.Programme(t.Context(), id, item.Index)); len(p.Slots) != 0 {
		t.Errorf("bought out, it is interrupted: %+v", p.Slots)
	}
	if access = ok[library.Access](t)(fan.Access(t.Context(), id)); access.Editions[0].Financed {
		t.Error("bought out, it is still watched with ads")
	}
}

// TestAnAdsLicenceNeedsAStore: without one that offers it, ads cannot be chosen.
func TestAnAdsLicenceNeedsAStore(t *testing.T) {
	h := open(t, t.TempDir())
	err := h.WatchWithAds(t.Context(), library.Key("00"), library.Token("00"), "standard")
	code(t, err, library.CodeNotFound)
}

// TestAChildWatchesWithAds where that is permitted, nobody permits it to themselves, and no
// spot is for older people than the profile sees, whatever the film is for.
func TestAChildWatchesWithAds(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	all := advertises(t, shop, made.Root)
	advertisesFrom(t, shop, made.Root, 16)
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
	folder, film := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)}, func(d *library.Draft) {
		age := int64(16)
		d.MinAge = &age
		e := &d.Editions[0]
		e.Offers = append(e.Offers, library.Offer{Kind: library.OfferAds})
		e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: 2, Longest: time.Minute}}
	})
	if sent, _, err := creator.HandOver(t.Context(), control.ConsignRequest{Name: "Low Tide", Edition: "standard", Store: certificate}); err != nil || !sent {
		t.Fatal(sent, err)
	}
	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	bundle := ok[library.Access](t)(fan.Access(t.Context(), id)).Bundle
	fan.limited(6)
	watch := func() error { return fan.WatchWithAds(t.Context(), made.Root, bundle, "standard") }
	command := func() error { return fan.Finance(t.Context(), control.FinanceRequest{Name: "Low Tide"}) }
	code(t, watch(), library.CodeLimited)
	code(t, command(), library.CodeLimited)
	code(t, fan.SetSetting(t.Context(), "ads.limited", "true"), library.CodeLimited)
	use := func(id library.ProfileID) {
		t.Helper()
		if err := fan.shelf.UseProfile(t.Context(), id, "1234"); err != nil {
			t.Fatal(err)
		}
	}
	kid := fan.shelf.CurrentProfile().ID
	use(library.MainProfile)
	if err := fan.SetSetting(t.Context(), "ads.limited", "true"); err != nil {
		t.Fatal(err)
	}
	use(kid)
	code(t, watch(), library.CodeNotFound) // it is for older people
	code(t, command(), library.CodeNotFound)
	use(library.MainProfile)
	if err := fan.shelf.SetRating(t.Context(), id, 6); err != nil { // who knows the film says that it is not
		t.Fatal(err)
	}
	use(kid)
	if shops := ok[[]library.Shop](t)(fan.Shops(t.Context(), made.Root)); len(shops) != 1 || !shops[0].AdsOnly {
		t.Errorf("it may buy: %+v", shops)
	}
	_, err := fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"})
	code(t, err, library.CodeLimited)
	for _, way := range []func() error{command, watch} {
		if err := way(); err != nil {
			t.Fatal(err)
		}
	}
	fan.shows(id, film)
	spots := func() []ads.Ready {
		t.Helper()
		b := ok[library.Bundle](t)(fan.engine.Bundle(id))
		item, _ := b.MainItem()
		p := ok[ads.Programme](t)(fan.Programme(t.Context(), id, item.Index))
		if len(p.Slots) != 1 {
			t.Fatalf("its breaks: %+v", p.Slots)
		}
		return p.Pick(p.Slots[0])
	}
	if got := spots(); len(got) != 1 || got[0].ID != all {
		t.Errorf("a child sees %+v", got)
	}
	use(library.MainProfile)
	if got := spots(); len(got) != 2 {
		t.Errorf("an adult sees %+v", got)
	}
}
