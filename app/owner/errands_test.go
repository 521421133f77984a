package owner

import (
	"net/http"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/store"
)

// TestStoresLearnNewTerms: a store that an edition is consigned to sells at the new price
// soon after it was changed, without being handed anything again; what is taken back it
// sells no more.
func TestStoresLearnNewTerms(t *testing.T) {
	creator := open(t, t.TempDir(), inDHT(nodes(t, 2)...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	creator.certifies(shop, address, "")
	folder, _ := reel(t, "Low Tide", "2")
	p, _ := creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)})
	if sent, _, err := creator.ConsignTo(t.Context(), p.ID, "standard", shop.Key()); err != nil || !sent {
		t.Fatal(sent, err)
	}

	c := store.Client{URL: address, HTTP: http.DefaultClient}
	costs := func(minor int64) func() bool {
		return func() bool {
			pages, err := c.Catalogue(t.Context(), shop.Key(), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			return minor == price(pages)
		}
	}
	creator.until("the store sells it", costs(495))
	d := ok[library.Draft](t)(creator.DraftOf(t.Context(), string(p.ID)))
	d.Editions[0].Offers[0].Price.Minor = 595
	ok[library.Production](t)(creator.ReviseTerms(t.Context(), string(p.ID), d))
	creator.until("the store has the new price", costs(595))

	sent, files, err := creator.TakeBack(t.Context(), p.ID, "standard", shop.Key())
	if err != nil || !sent || len(files) != 1 {
		t.Fatal(sent, len(files), err)
	}
	creator.until("the store sells it no more", costs(0))
}

// price is what the first bundle of a list costs, 0 without one.
func price(pages []format.StoreCatalogue) int64 {
	for _, p := range pages {
		for _, c := range p.Channels {
			for _, b := range c.Bundles {
				if len(b.Prices) > 0 {
					return b.Prices[0].Minor
				}
			}
		}
	}
	return 0
}
