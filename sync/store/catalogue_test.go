package store

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// lists has the store sell both editions of a new creator, who lets it list them.
func (s *shop) lists(name string) *creator {
	s.t.Helper()
	c := newCreator(s.t, name)
	c.listed = name
	if err := s.AddChannel(context.Background(), public(c.root)); err != nil {
		s.t.Fatal(err)
	}
	for _, edition := range []library.EditionID{"standard", "extras"} {
		if err := s.client.Consign(context.Background(), c.handover(s.Store, edition)); err != nil {
			s.t.Fatal(err)
		}
	}
	return c
}

// found is what a store's list has, by the names of channels.
func (s *shop) found() map[string]format.StoredChannel {
	s.t.Helper()
	pages := must[[]format.StoreCatalogue](s.t)(s.client.Catalogue(s.t.Context(), s.Key(), s.now()))
	out := map[string]format.StoredChannel{}
	for _, p := range pages {
		if p.Name != "Corner" || int(p.Pages) != len(pages) {
			s.t.Errorf("%+v", p)
		}
		for _, c := range p.Channels {
			out[must[format.StoreCertificate](s.t)(c.Word()).Name] = c
		}
	}
	return out
}

// TestAStoreListsWhoLetsIt: the list has the channels that gave their link, with what they
// sell as it is now, and follows what changes.
func TestAStoreListsWhoLetsIt(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		if all := s.found(); len(all) != 0 {
			t.Errorf("an empty store lists %v", all)
		}
		s.sells("quiet")
		c := s.lists("Ann")
		all := s.found()
		if len(all) != 1 || len(all["Ann"].Bundles) != 1 {
			t.Fatalf("it lists %+v", all)
		}
		word := must[format.StoreCertificate](t)(all["Ann"].Word())
		if link := must[format.Link](t)(format.ParseLink(word.Link)); link.Root != public(c.root) {
			t.Errorf("the link leads to %s", link.Root)
		}
		b := all["Ann"].Bundles[0]
		if b.Bundle != c.bundle || b.Name != "Children of the Projector" || len(b.Prices) != 1 || b.Prices[0].Currency != "EUR" || b.Prices[0].Minor != 195 {
			t.Errorf("%+v", b)
		}
		c.reprice(2, 95)
		for _, edition := range []library.EditionID{"standard", "extras"} {
			h := c.handover(s.Store, edition)
			h.Consignment = nil
			if err := s.client.Consign(t.Context(), h); err != nil {
				t.Fatal(err)
			}
		}
		if b := s.found()["Ann"].Bundles[0]; b.Prices[0].Minor != 95 {
			t.Errorf("after a new price: %+v", b)
		}
		s.later(366 * 24 * time.Hour)
		if all := s.found(); len(all) != 0 {
			t.Errorf("after the channel's word for it ended, it lists %v", all)
		}
	})
}

// TestAListComesInPages, of which a reader takes all.
func TestAListComesInPages(t *testing.T) {
	s := openShop(t, "")
	const more = 3
	for i := range format.CatalogueChannels + more {
		s.lists(fmt.Sprint("channel ", i))
	}
	if all := s.found(); len(all) != format.CatalogueChannels+more {
		t.Errorf("it lists %d", len(all))
	}
	for path, status := range map[string]int{"?page=2": 200, "?page=3": 404, "?page=0": 404, "?page=-1": 404, "?page=x": 400, "?page=99999999999999999999": 400} {
		if got := s.asks(http.MethodGet, "/v1/catalogue"+path, ""); got.status != status {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// TestAListOfAnotherStoreIsRefused, and one that is old.
func TestAListOfAnotherStoreIsRefused(t *testing.T) {
	s := openShop(t, "")
	s.lists("Ann")
	_, err := s.client.Catalogue(t.Context(), public(private("other")), s.now())
	wantCode(t, err, library.CodeBadSignature)
	_, err = s.client.Catalogue(t.Context(), s.Key(), s.now().Add(catalogueValid))
	wantCode(t, err, library.CodeExpired)
}
