package owner

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store"
)

// sells opens a real store on loopback, which sells for a channel.
func sells(t *testing.T, channel library.Key, change ...func(*store.Config)) (*store.Store, library.WebURL) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	cfg := store.Config{Dir: t.TempDir(), Name: "Corner", Providers: []store.Provider{store.Sandbox{Base: base}}}
	for _, f := range change {
		f(&cfg)
	}
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddChannel(t.Context(), channel); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, library.WebURL(base)
}

// pays presses the button of the sandbox's page.
func pays(t *testing.T, page string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("paying: %s", res.Status)
	}
}

// certifies has a channel's creator let a store sell, until a year from now.
func (h *house) certifies(shop *store.Store, address library.WebURL, channel string) []byte {
	h.t.Helper()
	return ok[[]byte](h.t)(h.CertifyStore(h.t.Context(), control.CertifyRequest{
		Channel: channel, StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
}

// consigns publishes a film of two seconds and hands it over to a store, whose certificate
// it is. It returns the production and the film's file.
func (h *house) consigns(title string, certificate []byte) (p library.Production, film []byte) {
	h.t.Helper()
	folder, film := reel(h.t, title, "2")
	p, _ = h.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)})
	sent, _, err := h.HandOver(h.t.Context(), control.ConsignRequest{Name: title, Edition: "standard", Store: certificate})
	if err != nil || !sent {
		h.t.Fatal(sent, err)
	}
	return p, film
}

// TestAFilmIsBoughtFromAStore: a creator certifies a store and hands an edition over; a
// follower buys it, and it plays; the receipt restores it on another machine; of what came
// in the creator is owed nine tenths.
func TestAFilmIsBoughtFromAStore(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	_, film := creator.consigns("Low Tide", creator.certifies(shop, address, ""))

	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	fan.shut(id, "before it is bought", library.CodeSealed)
	given := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	if err := fan.CancelPurchase(t.Context(), given.Order); err != nil {
		t.Fatal(err)
	}
	if o := ok[store.Order](t)(shop.Order(t.Context(), given.Order, given.Secret)); o.State != store.Canceled {
		t.Errorf("what was canceled here can be paid there: it is %s", o.State)
	}
	if all := ok[[]library.Purchase](t)(fan.Purchases(t.Context())); len(all) != 0 {
		t.Errorf("canceled, and kept: %+v", all)
	}
	order := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	if !order.Waits() || !order.Test || order.Price.Minor != 495 {
		t.Fatalf("%+v", order)
	}
	fan.shut(id, "before it is paid", library.CodeSealed)
	pays(t, order.Page)
	if err := fan.CancelPurchase(t.Context(), order.Order); err != nil { // too late
		t.Fatal(err)
	}
	order = ok[library.Purchase](t)(fan.AwaitPurchase(t.Context(), order.Order))
	fan.shows(id, film)
	if all := ok[[]library.Purchase](t)(fan.Purchases(t.Context())); len(all) != 1 || all[0].Waits() || len(all[0].Receipt) == 0 {
		t.Errorf("kept of it: %+v", all)
	}

	other := open(t, t.TempDir(), inDHT(dht[1], dht[2]))
	other.mustFollow(made.Link, true)
	if _, err := other.RestorePurchase(t.Context(), order.Receipt); err != nil { // the bundle comes with it
		t.Fatal(err)
	}
	other.awaitSeeding(id)
	other.shows(id, film)
	if all := ok[[]library.Purchase](t)(other.Purchases(t.Context())); len(all) != 1 || all[0].Name != "Low Tide" || all[0].Order != order.Order || all[0].Waits() {
		t.Errorf("what was restored is listed as %+v", all)
	}
	if state := ok[library.PurchaseState](t)(other.PurchaseState(t.Context(), order.Order)); state != library.PurchasePaid {
		t.Errorf("the store says %s", state)
	}
	a, of, err := other.PurchaseTerms(t.Context(), order.Order)
	if err != nil || len(a.Editions) != 1 || len(a.Editions[0].Splits) == 0 || of.Minor != 495 {
		t.Errorf("who gets what of %+v: %+v, %v", of, a, err)
	}

	_, err = fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide", Code: "AAAAA-AAAAA-AAAAA-AAAAA"})
	code(t, err, library.CodeBadCode)
	if all := ok[[]library.Purchase](t)(fan.Purchases(t.Context())); len(all) != 1 {
		t.Errorf("an order that was refused is kept: %+v", all)
	}
	again := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	ok[store.Order](t)(shop.Cancel(t.Context(), again.Order, again.Secret))
	_, err = fan.AwaitPurchase(t.Context(), again.Order)
	code(t, err, library.CodeOrderEnded)
	st := ok[ledger.Statement](t)(shop.Statement(t.Context(), made.Root, ledger.Account{Kind: ledger.PartyDue, Name: "Ann"}, "EUR", time.Now()))
	if st.Sold != 1 || st.Closing != 446 || st.Base != 495 {
		t.Errorf("the creator is owed %d of %d", st.Closing, st.Base)
	}
	accounts := ok[library.Accounts](t)(creator.Accounts(t.Context(), control.AccountsRequest{Ask: true, Receipts: [][]byte{order.Receipt}}))
	if len(accounts.Takings) != 1 || !accounts.Sound() || accounts.Held != 1 || len(accounts.Strange) != 0 {
		t.Fatalf("%+v", accounts)
	}
	if in := accounts.Takings[0]; in.All.Sales != 495 || in.Store.Sales != 49 || in.Of("Ann").Closing != 446 || in.Tests != 1 || in.All.Works[0].Title != "Low Tide" {
		t.Errorf("the creator computes %+v", in)
	}
	_, problems, err := ok[store.Export](t)(shop.Export(t.Context(), made.Root)).Verify(order.Receipt)
	if err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}

	// New terms divide what is paid from now on, and tell nothing of what was paid before.
	d, err := creator.DraftOf(t.Context(), "Low Tide")
	if err == nil {
		d.Edition("standard").Offers[0].Price.Minor = 295
		_, err = creator.ReviseTerms(t.Context(), "Low Tide", d)
	}
	if err != nil {
		t.Fatal(err)
	}
	creator.awaitAnnounced("")
	for deadline := time.Now().Add(patience); ; { // a look may find what the DHT had before
		ok[[]control.Channel](t)(other.Refresh(t.Context(), ""))
		a := ok[library.Access](t)(other.Access(t.Context(), id))
		if a.Version == 2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the new terms have not come: %+v", a)
		}
	}
	if a, _, err := other.PurchaseTerms(t.Context(), order.Order); err != nil || len(a.Editions) != 0 {
		t.Errorf("by terms that came later: %+v, %v", a, err)
	}
}

// follows follows a channel, stores and mirrors on this machine included, and downloads the
// bundle of a title.
func (h *house) follows(made control.NewChannel, title string) library.BundleID {
	h.t.Helper()
	h.mustFollow(made.Link, true)
	page, err := h.ChannelPage(h.t.Context(), made.Root)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range page.Listed {
		if l.Name != title {
			continue
		}
		id, err := h.DownloadListed(h.t.Context(), made.Root, l.Bundle, "")
		if err != nil {
			h.t.Fatal(err)
		}
		h.awaitSeeding(id)
		return id
	}
	h.t.Fatal("it is not listed")
	return ""
}
