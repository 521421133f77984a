package owner

import (
	"sync/atomic"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/sync/store"
)

// TestADroppedStore: what it licensed before stays good, also on another import; what it
// licenses afterwards, with the word that it still holds, is refused wherever the channel is
// known, and counts again when the channel names it anew.
func TestADroppedStore(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	var later atomic.Int64 // the store's clock
	shop, address := sells(t, made.Root, func(c *store.Config) {
		c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	certify := control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), certify))
	_, film := creator.consigns("Low Tide", certificate)
	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	late := open(t, t.TempDir(), inDHT(dht[1], dht[2]))
	lateID := late.follows(made, "Low Tide")
	order := ok[library.Purchase](t)(fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide"}))
	pays(t, order.Page)
	order = ok[library.Purchase](t)(fan.AwaitPurchase(t.Context(), order.Order))
	// A licence of the same order for the other device, made before the drop and kept back.
	before := ok[[]byte](t)(shop.Restore(t.Context(), order.Receipt, late.vault.Device()))

	creator.shift.Store(int64(time.Minute)) // the drop is later than what was licensed
	ok[control.OwnChannel](t)(creator.PublishChannel(t.Context(), control.PublishChannelRequest{Drop: []library.Key{shop.Key()}}))
	creator.awaitAnnounced("")
	for _, h := range []*house{fan, late} {
		ok[[]control.Channel](t)(h.Refresh(t.Context(), ""))
	}
	fan.shows(id, film)
	if shops := ok[[]library.Shop](t)(fan.Shops(t.Context(), made.Root)); len(shops) != 0 {
		t.Errorf("it is still offered: %+v", shops)
	}
	late.shut(lateID, "before any license", library.CodeSealed)
	later.Store(int64(2 * time.Minute))
	after := ok[[]byte](t)(shop.Restore(t.Context(), order.Receipt, late.vault.Device()))
	_, err := late.BringLicence(t.Context(), after)
	code(t, err, library.CodeRevoked)
	late.shut(lateID, "after a licence of a dropped store", library.CodeSealed)
	if _, err := late.BringLicence(t.Context(), before); err != nil {
		t.Errorf("what was licensed before the drop: %v", err)
	}
	late.shows(lateID, film)

	ok[[]byte](t)(creator.CertifyStore(t.Context(), certify))
	own, err := creator.follow.Own(t.Context(), "")
	if err != nil || len(own.Channel().Doc.Revoked) != 0 || len(own.Channel().Doc.Stores) != 1 {
		t.Errorf("named anew: %+v, %v", own.Channel().Doc, err)
	}
}
