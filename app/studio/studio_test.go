package studio

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
	"matinee/sync/publish"
)

// TestPublish goes from a folder to a bundle that is seeded and listed.
func TestPublish(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	if p.State != library.ProductionPublished || p.Title != "Low Tide" || p.Terms != 1 || len(p.Editions) != 2 || !p.Published.Equal(start()) {
		t.Errorf("%+v", p)
	}
	built := h.channel.last(t).Bundles[0]
	if built.Infohash != p.Bundle || built.Manifest.Doc.ID != p.ID || built.Manifest.Doc.Channel != h.author.Channel {
		t.Errorf("listed %s of %s", built.Infohash, built.Manifest.Doc.ID)
	}
	if len(h.engine.folders) != 1 || h.engine.folders[0] != p.Folder || p.Folder != filepath.Join(h.dir, "media", "Low Tide") {
		t.Errorf("seeded %v, made %s", h.engine.folders, p.Folder)
	}
	if _, err := os.Stat(filepath.Join(p.Folder, "Low Tide.mkv.age")); err != nil {
		t.Error(err)
	}
	h.again()
	all, err := h.Productions(t.Context())
	if err != nil || len(all) != 1 || all[0].State != library.ProductionPublished || all[0].Bundle != p.Bundle {
		t.Errorf("after a restart: %+v, %v", all, err)
	}
	_, err = h.Publish(t.Context(), h.source, "", nil)
	wantCode(t, err, library.CodeFileExists)
	if _, err := h.Find("Low Tide"); err != nil {
		t.Error(err)
	}
	_, err = h.Find("1234567")
	wantCode(t, err, library.CodeNotFound)
}

// TestSecretsArePrivate: what opens a bundle lies in files of their owner's alone, and
// in no other file.
func TestSecretsArePrivate(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	identity, err := seal.NewIdentity()
	must(t, err)
	to, err := seal.RecipientOf(identity)
	must(t, err)
	_, err = h.Licence(t.Context(), string(p.ID), publish.Grant{Edition: "standard", Device: to, Kind: library.LicenceGift})
	must(t, err)
	secrets := 0
	must(t, filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		must(t, err)
		if !strings.Contains(string(raw), "AGE-SECRET-KEY-1") {
			return nil
		}
		info, err := d.Info()
		must(t, err)
		if secrets++; info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if name := d.Name(); name != keysFile && name != handFile {
			t.Errorf("%s holds a secret", path)
		}
		return nil
	}))
	if secrets != 2 {
		t.Errorf("secrets in %d files", secrets)
	}
}

// TestCutOff: a production that was cut off goes on with the same keys, and one whose
// channel could not be told is listed by the next try without being made again.
func TestCutOff(t *testing.T) {
	h := newHouse(t)
	d := h.draft(t, paid)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := h.Publish(ctx, h.source, "", func(p publish.Progress) {
		if strings.HasPrefix(string(p.Item), "trailer") {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if p, err := h.Find(string(d.ID)); err != nil || p.State != library.ProductionBegun {
		t.Errorf("%+v, %v", p, err)
	}
	keys, err := h.home(d.ID).storedKeys()
	must(t, err)
	h.again()
	h.channel.fails = library.Errorf(library.CodeForked, "another program published")
	_, err = h.Publish(t.Context(), h.source, "", nil)
	wantCode(t, err, library.CodeForked)
	if p, err := h.Find(string(d.ID)); err != nil || p.State != library.ProductionMade || len(h.engine.folders) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	h.channel.fails = nil
	must(t, os.RemoveAll(filepath.Join(h.source, "Low Tide.mkv"))) // it is not read again
	_, err = h.Publish(t.Context(), h.source, "", nil)
	must(t, err)
	built := h.channel.last(t).Bundles[0]
	edition, _ := built.Manifest.Doc.Edition("standard")
	must(t, seal.Belongs(keys["standard"].Identity, edition.Recipient))
	if _, err := os.Stat(h.home(d.ID).path(workFolder)); err == nil {
		t.Error("the journal is still there")
	}
}

// TestPauseAProduction: it waits, says so, and goes on.
func TestPauseAProduction(t *testing.T) {
	h := newHouse(t)
	d := h.draft(t, paid)
	wantCode(t, h.SetPaused(d.ID, true), library.CodeNotFound)
	began, ended := make(chan struct{}, 8), make(chan error, 1)
	go func() {
		_, err := h.Publish(t.Context(), h.source, "", func(p publish.Progress) {
			if strings.HasPrefix(string(p.Item), "Low Tide") {
				must(t, h.SetPaused(d.ID, true))
				began <- struct{}{}
			}
		})
		ended <- err
	}()
	<-began
	if p, err := h.Find(string(d.ID)); err != nil || p.State != library.ProductionHeld || p.Total == 0 {
		t.Errorf("%+v, %v", p, err)
	}
	select {
	case err := <-ended:
		t.Fatalf("a paused production ended: %v", err)
	default:
	}
	for { // every report of the film pauses it again
		if err := h.SetPaused(d.ID, false); err != nil {
			break
		}
		select {
		case err := <-ended:
			must(t, err)
			return
		case <-began:
		case <-time.After(10 * time.Millisecond):
		}
	}
	must(t, <-ended)
}

// TestRevise: new prices are a new version, listed at once; what was promised to a
// holder of a licence is kept.
func TestRevise(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	d := h.draft(t, func(d *library.Draft) { d.Editions[0].Offers[0].Price.Minor = 295 })
	h.set(start().Add(time.Hour))
	got, err := h.Revise(t.Context(), string(p.ID), d)
	must(t, err)
	built := h.channel.last(t).Bundles[0]
	if got.Terms != 2 || built.Terms.Doc.Version != 2 || built.Terms.Doc.Editions[0].Offers[0].Price.Minor != 295 || built.Infohash != p.Bundle {
		t.Errorf("%+v", got)
	}
	identity, err := seal.NewIdentity()
	must(t, err)
	to, err := seal.RecipientOf(identity)
	must(t, err)
	_, err = h.Licence(t.Context(), string(p.ID), publish.Grant{Edition: "extras", Device: to, Kind: library.LicenceGift})
	must(t, err)
	d.Editions[0].Window.Long += library.Interval(24 * time.Hour)
	_, err = h.Revise(t.Context(), string(p.ID), d)
	wantCode(t, err, library.CodeBadTerms)
	must(t, os.RemoveAll(h.source)) // terms do not need the work
	kept, err := h.DraftOf("Low Tide")
	must(t, err)
	if kept.ID != p.ID || kept.Editions[0].Offers[0].Price.Minor != 295 {
		t.Errorf("%+v", kept.Editions)
	}
	kept.Editions[0].Offers[0].Price.Minor = 195
	if p, err := h.Revise(t.Context(), string(p.ID), kept); err != nil || p.Terms != 3 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := h.Find(string(p.ID)); err != nil || p.Terms != 3 || p.Licences != 1 {
		t.Errorf("after it was refused: %+v, %v", p, err)
	}
}

// TestWithdraw: the channel no longer lists it; what can be made of it is over.
func TestWithdraw(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, nil)
	got, err := h.Withdraw(t.Context(), string(p.ID), "a mistake")
	must(t, err)
	if c := h.channel.last(t); got.State != library.ProductionWithdrawn || len(c.Withdraw) != 1 || c.Withdraw[0] != p.ID || c.Why != "a mistake" {
		t.Errorf("%+v, %+v", got, c)
	}
	if _, err := os.Stat(p.Folder); err != nil {
		t.Errorf("its files: %v", err)
	}
	_, err = h.Withdraw(t.Context(), string(p.ID), "")
	wantCode(t, err, library.CodeNotReady)
	_, err = h.Publish(t.Context(), h.source, "", nil)
	wantCode(t, err, library.CodeFileExists)
}

// TestLicence: the document opens the edition on its device, by the chain inside it.
func TestLicence(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	device, err := seal.NewIdentity()
	must(t, err)
	to, err := seal.RecipientOf(device)
	must(t, err)
	h.set(time.Date(2026, 12, 24, 19, 0, 0, 0, time.UTC))
	var first library.Key
	for range 2 {
		raw, err := h.Licence(t.Context(), "Low Tide", publish.Grant{Edition: "extras", Device: to, Kind: library.LicencePurchase})
		must(t, err)
		l, err := format.Read[format.Licence](raw)
		must(t, err)
		m := h.channel.last(t).Bundles[0].Manifest.Doc
		must(t, l.Doc.Check(format.Import{Manifest: m, Device: to, Now: h.now()}))
		got, err := seal.Unwrap(l.Doc.Wrapped, l.Doc.Recipient, device)
		must(t, err)
		keys, err := h.home(p.ID).storedKeys()
		must(t, err)
		if got != keys["extras"].Identity {
			t.Error("it opens another edition")
		}
		c, err := l.Doc.Certified()
		must(t, err)
		if first == "" {
			first = c.Store.Key
		}
		if c.Store.Key != first || c.Store.URL != "" {
			t.Errorf("sold by %s at %q", c.Store.Key, c.Store.URL)
		}
		h.again() // the store's key is the same one after a restart
	}
	if all, _ := h.Productions(t.Context()); all[0].Licences != 2 {
		t.Errorf("%d licences", all[0].Licences)
	}
	_, err = h.Licence(t.Context(), "Low Tide", publish.Grant{Edition: "gold", Device: to, Kind: library.LicenceGift})
	wantCode(t, err, library.CodeMismatch)
}

// TestReleases: keys are published when their time has come by the creator's clock,
// each once, over a restart and a channel that fails.
func TestReleases(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, func(d *library.Draft) {
		paid(d)
		d.Editions[0].Window.After, d.Editions[0].Window.Later = library.AfterOpen, library.Interval(time.Hour)
	})
	from := time.Date(2026, 12, 24, 19, 0, 0, 0, time.UTC)
	until := from.Add(45 * 24 * time.Hour)
	for _, step := range []struct {
		at   time.Time
		want int
	}{{from.Add(-time.Second), 0}, {from, 2}, {from.Add(time.Minute), 0}, {until, 0}, {until.Add(time.Hour), 1}, {until.Add(2 * time.Hour), 0}} {
		h.set(step.at)
		h.again()
		before := len(h.channel.changes)
		wait := h.releaseDue(t.Context())
		got := 0
		for _, c := range h.channel.changes[before:] {
			for _, r := range c.Releases {
				must(t, r.Doc.Check(h.channel.changes[0].Bundles[0].Manifest.Doc, h.channel.changes[0].Bundles[0].Terms.Doc, step.at))
				got++
			}
		}
		if got != step.want || wait <= 0 || wait > lookEvery {
			t.Errorf("at %v: %d keys, then %v", step.at, got, wait)
		}
	}
	if st, err := h.home(p.ID).load(); err != nil || len(st.Released) != 3 {
		t.Errorf("%+v, %v", st.Released, err)
	}
}

// TestWorkReleasesOnTime: the loop wakes for a premiere by itself and ends with its
// context; a channel that fails is tried again.
func TestWorkReleasesOnTime(t *testing.T) {
	h := newHouse(t)
	h.publish(t, paid)
	from := time.Date(2026, 12, 24, 19, 0, 0, 0, time.UTC)
	h.set(from.Add(-50 * time.Millisecond))
	h.channel.told = make(chan struct{}, 4)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); h.Work(ctx) }()
	h.set(from)
	h.wake()
	select {
	case <-h.channel.told:
	case <-time.After(time.Minute):
		t.Error("no key was published")
	}
	cancel()
	<-done
}

// TestDeal: both parties sign, verify and export it; what is published under it keeps
// it, and what does not is refused before anything is made.
func TestDeal(t *testing.T) {
	h, store := newHouse(t), newHouse(t)
	store.channel = newChannel(t, 5)
	store.again()
	hand, err := store.hand()
	must(t, err)
	shop := library.KeyOf(hand.Key.Public().(ed25519.PublicKey))
	d := h.draft(t, paid)
	annex := []byte("what stays between the parties")
	half, err := h.NewDeal(t.Context(), "", format.Deal{
		Name: "Three films", Studio: "Ann Example", Stores: []format.Party{{Name: "Shop", Key: shop}}, From: start(), Until: start().AddDate(3, 0, 0),
		Shortest: 40 * 24 * time.Hour, Longest: 50 * 24 * time.Hour, Share: 9200, Productions: []format.Production{{Name: "Low Tide", Bundle: d.ID}},
	}, annex)
	must(t, err)
	if _, err := VerifyDeal(half, annex); err == nil {
		t.Error("half a deal is one")
	}
	whole, err := store.SignDeal(t.Context(), half, "", true)
	must(t, err)
	_, err = store.SignDeal(t.Context(), half, "", false) // the store's channel is no party
	wantCode(t, err, library.CodeBadSignature)
	deal, err := h.KeepDeal(whole, annex)
	must(t, err)
	if _, here, err := store.CheckDeal(deal.Doc.ID); err != nil || here {
		t.Errorf("before the annex was sent on: %v, %v", here, err)
	}
	wantCode(t, store.KeepAnnex(deal.Doc.ID, []byte("something else")), library.CodeMismatch)
	must(t, store.KeepAnnex(deal.Doc.ID, annex)) // both have it now, and can show it
	spoiled := store.deals().path(string(deal.Doc.ID) + ".annex")
	must(t, os.WriteFile(spoiled, []byte("a page was exchanged"), 0o600))
	_, _, err = store.CheckDeal(deal.Doc.ID)
	wantCode(t, err, library.CodeMismatch)
	wantCode(t, store.ExportDeal(deal.Doc.ID, t.TempDir()), library.CodeMismatch)
	must(t, store.KeepAnnex(deal.Doc.ID, annex))
	_, err = VerifyDeal(whole, []byte("something else"))
	wantCode(t, err, library.CodeMismatch)
	for _, party := range []*house{h, store} {
		to := t.TempDir()
		must(t, party.ExportDeal(deal.Doc.ID, to))
		raw, err := os.ReadFile(filepath.Join(to, "deal-"+string(deal.Doc.ID)+".json"))
		must(t, err)
		kept, err := os.ReadFile(filepath.Join(to, "deal-"+string(deal.Doc.ID)+".annex"))
		must(t, err)
		if _, err := VerifyDeal(raw, kept); err != nil {
			t.Error(err)
		}
	}
	under := func(d *library.Draft) { d.Deal, d.Fee, d.Stores = deal.Doc.ID, 900, []library.Key{shop} }
	h.draft(t, under)
	_, err = h.Publish(t.Context(), h.source, "", nil) // the deal leaves the store 8 %
	wantCode(t, err, library.CodeBadTerms)
	remarks, err := h.CheckUp(t.Context(), h.source, "", nil)
	if err != nil || len(remarks) == 0 || remarks[0].Code != library.RemarkRefused || !remarks[0].Blocks {
		t.Errorf("%+v, %v", remarks, err)
	}
	p := h.publish(t, func(d *library.Draft) { under(d); d.Fee = 800 })
	if terms := h.channel.last(t).Bundles[0].Terms.Doc; terms.Deal.Digest() != deal.Digest() || p.State != library.ProductionPublished {
		t.Error("its terms do not carry the deal")
	}
	cheap := h.draft(t, func(d *library.Draft) {
		d.Editions[0].Offers = append(d.Editions[0].Offers, library.Offer{Kind: library.OfferFree})
	})
	_, err = h.Revise(t.Context(), string(p.ID), cheap)
	wantCode(t, err, library.CodeBadTerms)
}

// TestConsign: an edition is handed to a store and taken back; from then on promises
// count as made.
func TestConsign(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	hand, err := h.hand()
	must(t, err)
	c, err := publish.Certify(h.channel, publish.StoreOf(hand), publish.Listing{}, h.now().AddDate(1, 0, 0), h.now())
	must(t, err)
	raw, err := h.Consign(t.Context(), string(p.ID), "standard", c.Bytes())
	must(t, err)
	made, err := format.Read[format.Consignment](raw)
	must(t, err)
	if got, err := h.Find(string(p.ID)); err != nil || got.Consigned != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	back, err := h.TakeBack(t.Context(), string(p.ID), "standard", made.Doc.Store)
	must(t, err)
	gone, err := format.Read[format.Consignment](back[0])
	must(t, err)
	must(t, gone.Doc.Follows(made.Doc))
	if got, err := h.Find(string(p.ID)); err != nil || got.Consigned != 0 || !h.home(p.ID).sold() {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = h.TakeBack(t.Context(), string(p.ID), "standard", made.Doc.Store)
	wantCode(t, err, library.CodeNotFound)
	other := newChannel(t, 9)
	c, err = publish.Certify(other, publish.StoreOf(hand), publish.Listing{}, h.now().AddDate(1, 0, 0), h.now())
	must(t, err)
	_, err = h.Consign(t.Context(), string(p.ID), "standard", c.Bytes())
	wantCode(t, err, library.CodeMismatch)
}

// TestOffered: a production tells its editions as the terms in force have them.
func TestOffered(t *testing.T) {
	h := newHouse(t)
	p := h.publish(t, paid)
	if len(p.Offered) != 2 {
		t.Fatalf("%+v", p.Offered)
	}
	e := p.Offered[0]
	if e.ID != "standard" || e.Name != "Standard" || e.Offers[0].Price.Minor != 495 || !e.Sealed || !e.Premiere || e.Splits[0].Party != "Ann Example" {
		t.Errorf("%+v", e)
	}
	if stage := e.Standing().Stage(start()); stage != library.StagePreloading {
		t.Errorf("before its premiere it is %s", stage)
	}
	premiere := e.Window.From
	h.set(premiere.Add(time.Second))
	h.releaseDue(t.Context())
	all, err := h.Productions(t.Context())
	must(t, err)
	if stage := all[0].Offered[0].Standing().Stage(premiere.Add(time.Minute)); stage != library.StageExclusive {
		t.Errorf("after its premiere it is %s", stage)
	}
}
