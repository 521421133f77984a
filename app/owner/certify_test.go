package owner

import (
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// TestACertifiedStoreIsListed: followers see who may sell a channel's bundles, each store
// once, with the days of its newest certificate.
func TestACertifiedStoreIsListed(t *testing.T) {
	h := open(t, t.TempDir())
	h.channelNew("Studio")
	_, key := keyOf("store")
	to := ok[library.Recipient](t)(seal.RecipientOf(ok[library.Identity](t)(seal.NewIdentity())))
	for _, days := range []int{30, 60} {
		until := time.Now().AddDate(0, 0, days).UTC().Truncate(time.Second)
		raw := ok[[]byte](t)(h.CertifyStore(t.Context(), control.CertifyRequest{
			StoreKeys: control.StoreKeys{Key: key, Recipient: to}, Name: "Store", URL: "https://store.example", Until: until,
		}))
		c := ok[format.Signed[format.StoreCertificate]](t)(format.Read[format.StoreCertificate](raw))
		own, err := h.follow.Own(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if c.Doc.Link != own.Link().String() || c.Doc.Name != "Studio" {
			t.Errorf("it may be listed as %q, %q", c.Doc.Name, c.Doc.Link)
		}
		stores := own.Channel().Doc.Stores
		if len(stores) != 1 || stores[0].Key != key || !stores[0].Until.Equal(until) || !c.Doc.Store.Until.Equal(until) || stores[0].URL != "https://store.example" {
			t.Errorf("%+v", stores)
		}
	}
	raw := ok[[]byte](t)(h.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: key, Recipient: to}, Until: time.Now().AddDate(0, 0, 30), Unlisted: true,
	}))
	if c := ok[format.Signed[format.StoreCertificate]](t)(format.Read[format.StoreCertificate](raw)); c.Doc.Link != "" {
		t.Errorf("it may be listed all the same: %+v", c.Doc)
	}
}
