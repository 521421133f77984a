package owner

import (
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
)

// TestAFanBearsTheCardFee of a real store: it is told beforehand, another one than was seen is
// refused, and the creator computes the same takings as without it.
func TestAFanBearsTheCardFee(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	if err := shop.SetCardFee(t.Context(), "sandbox", library.FeeRate{Currency: "EUR", Part: 290, Fixed: 30}); err != nil {
		t.Fatal(err)
	}
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
	folder, film := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)}, func(d *library.Draft) {
		for i := range d.Editions {
			d.Editions[i].Offers[0].CardFee = library.BuyerBears
		}
	})
	sent, _, err := creator.HandOver(t.Context(), control.ConsignRequest{Name: "Low Tide", Edition: "standard", Store: certificate})
	if err != nil || !sent {
		t.Fatal(sent, err)
	}

	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	asked := ok[library.Shop](t)(fan.AskShop(t.Context(), made.Root, ""))
	fee := library.FeeIn(asked.Fees, "EUR").On(495)
	if fee != 46 { // 2.9 % of 5.41 and 0.30
		t.Fatalf("a fee of %d: %+v", fee, asked)
	}
	less := fee - 1
	_, err = fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide", CardFee: &less})
	code(t, err, library.CodePriceChanged)
	order := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide", CardFee: &fee}))
	if order.Price.Minor != 541 || order.CardFee != 46 {
		t.Fatalf("%+v", order)
	}
	pays(t, order.Page)
	order = ok[library.Purchase](t)(fan.AwaitPurchase(t.Context(), order.Order))
	fan.shows(id, film)
	if all := ok[[]library.Purchase](t)(fan.Purchases(t.Context())); len(all) != 1 || all[0].CardFee != 46 {
		t.Errorf("kept of it: %+v", all)
	}
	if _, of, err := fan.PurchaseTerms(t.Context(), order.Order); err != nil || of.Minor != 495 {
		t.Errorf("%v is divided, %v", of, err)
	}
	receipt := ok[format.Signed[format.Receipt]](t)(format.Read[format.Receipt](order.Receipt)).Doc
	if receipt.Paid.Minor != 541 || receipt.CardFee != 46 {
		t.Errorf("the receipt: %+v", receipt)
	}
	accounts := ok[library.Accounts](t)(creator.Accounts(t.Context(), control.AccountsRequest{Ask: true, Receipts: [][]byte{order.Receipt}}))
	if len(accounts.Takings) != 1 || !accounts.Sound() || accounts.Held != 1 {
		t.Fatalf("%+v", accounts)
	}
	if in := accounts.Takings[0]; in.All.Sales != 495 || in.Store.Sales != 49 || in.Store.Borne != -46 || in.Of("Ann").Closing != 446 {
		t.Errorf("the creator computes %+v", in)
	}
}
