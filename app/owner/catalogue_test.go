package owner

import (
	"context"
	"testing"
	"time"

	"matinee/library"
)

// discovers waits until what there is to discover is as wanted.
func (h *house) discovers(text, what string, ok func(library.Found) bool) library.Found {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	events := h.Changes(ctx)
	for {
		found, err := h.DiscoverListed(ctx, text)
		if err != nil {
			h.t.Fatalf("%s: %v", what, err)
		}
		if ok(found) {
			return found
		}
		select {
		case <-events:
		case <-time.After(50 * time.Millisecond):
		}
		if ctx.Err() != nil {
			h.t.Fatalf("%s: not within %v: %+v", what, patience, found)
		}
	}
}

// TestChannelsAreFoundThroughStores: who adds a store by its address finds the channels that
// it sells for, searches among them, and follows one from there; who follows one finds the
// store's other channels by themselves. A store that is forgotten is gone with its list.
func TestChannelsAreFoundThroughStores(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	creator.consigns("Low Tide", creator.certifies(shop, address, ""))

	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	_, err := fan.AddStore(t.Context(), "shop.example", false)
	code(t, err, library.CodeBadLink)
	_, err = fan.AddStore(t.Context(), string(address), false)
	if err == nil {
		t.Error("a store in this network is asked without leave")
	}
	added := ok[library.StoreList](t)(fan.AddStore(t.Context(), string(address)+"/", true))
	if added.Name != "Corner" || added.Channels != 1 || added.Key != shop.Key() {
		t.Errorf("%+v", added)
	}
	found := ok[library.Found](t)(fan.DiscoverListed(t.Context(), "tide"))
	if len(found.Sold) != 1 || found.Sold[0].Name != "Studio" || len(found.Sold[0].Sells) != 1 || found.Sold[0].Sells[0].Prices[0].Minor != 495 {
		t.Fatalf("it finds %+v", found)
	}
	if found := ok[library.Found](t)(fan.DiscoverListed(t.Context(), "nothing")); len(found.Sold) != 0 {
		t.Errorf("and %+v", found)
	}
	root := ok[library.Key](t)(fan.FollowLink(t.Context(), found.Sold[0].Link, true))
	if root != made.Root {
		t.Errorf("the link leads to %s", root)
	}
	if found := ok[library.Found](t)(fan.DiscoverListed(t.Context(), "")); len(found.Sold) != 0 || len(found.Stores) != 1 {
		t.Errorf("what is followed is to be discovered: %+v", found)
	}

	other := open(t, t.TempDir(), inDHT(dht[1], dht[2]))
	other.mustFollow(made.Link, true)
	friend := open(t, t.TempDir(), inDHT(dht[1], dht[3]), able)
	second := friend.channelNew("Friend")
	if err := shop.AddChannel(t.Context(), second.Root); err != nil {
		t.Fatal(err)
	}
	friend.consigns("High Tide", friend.certifies(shop, address, ""))
	found = other.discovers("", "the store that a followed channel names", func(f library.Found) bool { return len(f.Sold) == 1 })
	if found.Sold[0].Root != second.Root || found.Sold[0].Stores[0] != "Corner" || found.Stores[0].Added {
		t.Errorf("it finds %+v", found)
	}

	if err := fan.ForgetStore(t.Context(), added.URL); err != nil {
		t.Fatal(err)
	}
	if err := fan.keepIfKnown(t.Context(), added, nil); err != nil { // an answer that was on its way
		t.Fatal(err)
	}
	if stores := ok[[]library.StoreList](t)(fan.db.Stores(t.Context())); len(stores) != 0 {
		t.Errorf("an answer that came late brings the store back: %+v", stores)
	}
	if err := fan.Unfollow(t.Context(), string(made.Root)); err != nil {
		t.Fatal(err)
	}
	if found := ok[library.Found](t)(fan.DiscoverListed(t.Context(), "")); len(found.Sold) != 0 {
		t.Errorf("after it was forgotten: %+v", found)
	}
}
