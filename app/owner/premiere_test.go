package owner

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// maker says the same of every file: what is real about media is tested where it is
// looked into.
type maker struct{}

func (maker) Probe(context.Context, string) (library.Facts, error) {
	return library.Facts{Duration: 90 * time.Minute, Width: 320, Height: 180, Video: "h264"}, nil
}

func (maker) Measure(context.Context, string) (library.Measures, error) {
	return library.Measures{}, nil
}
func (maker) Still(context.Context, string, int) ([]byte, error) { return []byte("a picture"), nil }
func (maker) Frame(context.Context, string, time.Duration, int) ([]byte, error) {
	return []byte("a frame"), nil
}
func (maker) MoveIndex(context.Context, string, string) error { return nil }

// creates lets an owner publish.
func creates(c *Config) { c.Maker = maker{} }

// film is a folder with one film, and what is in it.
func film(t testing.TB) (folder string, data []byte) {
	t.Helper()
	folder, data = filepath.Join(t.TempDir(), "Low Tide"), rehearsal.Random(9, 7*piece+55)
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "Low Tide.mkv"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, data
}

// publishes publishes a folder for money, with a window; change alters it.
func (h *house) publishes(folder string, w library.DraftWindow, change ...func(*library.Draft)) (library.Production, library.Draft) {
	h.t.Helper()
	d, err := h.Draft(h.t.Context(), folder)
	if err != nil {
		h.t.Fatal(err)
	}
	d.Rights, d.Creators = "© 2026 Ann", []library.Maker{{Name: "Ann"}}
	for i := range d.Editions {
		e := &d.Editions[i]
		e.Offers = []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}}}
		e.Splits, e.Window = []library.Split{{Party: "Ann", Weight: 1}}, &w
	}
	for _, f := range change {
		f(&d)
	}
	if err := h.SaveDraft(h.t.Context(), folder, d); err != nil {
		h.t.Fatal(err)
	}
	p, err := h.Publish(h.t.Context(), control.PublishRequest{Folder: folder}, func(int, int) {})
	if err != nil {
		h.t.Fatal(err)
	}
	h.awaitAnnounced("")
	return p, d
}

// preloads follows a channel and downloads the only bundle that it lists.
func (h *house) preloads(link string) library.BundleID {
	h.t.Helper()
	c := h.mustFollow(link, false)
	listed, err := h.follow.Bundles(h.t.Context(), c.Root)
	if err != nil || len(listed) != 1 {
		h.t.Fatalf("%+v, %v", listed, err)
	}
	if err := h.follow.Download(h.t.Context(), listed[0], ""); err != nil {
		h.t.Fatal(err)
	}
	h.awaitSeeding(listed[0].Infohash)
	return listed[0].Infohash
}

// licensed brings a licence of the creator's own.
func (h *house) licensed(creator *house, name string, permits ...library.Permit) {
	h.t.Helper()
	raw, err := creator.IssueLicence(h.t.Context(), control.LicenceRequest{Name: name, Device: h.Device(), Kind: library.LicenceGift, Permits: permits})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.BringLicence(h.t.Context(), raw); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) sealedOf(id library.BundleID) int {
	h.t.Helper()
	b, err := h.Bundle(id)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range b.Items {
		if i.Sealed() {
			return i.Index
		}
	}
	h.t.Fatal("nothing is sealed")
	return -1
}

// awaitUnlocked waits until it is told that a bundle can be watched. Nudge, which may be
// nil, is what passes meanwhile in a test whose clocks jump.
func awaitUnlocked(t *testing.T, events <-chan library.Event, id library.BundleID, kind library.ReleaseKind, nudge func()) {
	t.Helper()
	again := time.NewTicker(5 * time.Second)
	defer again.Stop()
	for deadline := time.After(2 * patience); ; {
		select {
		case ev := <-events:
			if u, ok := ev.(library.Unlocked); ok && u.ID == id && u.Kind == kind {
				if u.Title != "Low Tide" {
					t.Errorf("it is called %q", u.Title)
				}
				return
			}
		case <-again.C:
			if nudge != nil {
				nudge()
			}
		case <-deadline:
			t.Fatal("it is not told that it can be watched")
		}
	}
}

// TestAPremiereArrives: a creator's program, fans' programs and a DHT, no server. A licence
// sold before the premiere opens nothing, on a machine whose clock is two days ahead
// neither; at the premiere the key is in the DHT and in the channel, and a fan whose
// clock is right plays without having asked for anything.
func TestAPremiereArrives(t *testing.T) {
	dht := nodes(t, 3)
	creator := open(t, t.TempDir(), inDHT(dht...), creates)
	fan, ahead := open(t, t.TempDir(), inDHT(dht...)), open(t, t.TempDir(), inDHT(dht...))
	ahead.shift.Store(int64(48 * time.Hour))
	made := creator.channelNew("Studio")
	folder, data := film(t)
	premiere := time.Now().UTC().Truncate(time.Minute).Add(20 * time.Minute)
	p, _ := creator.publishes(folder, library.DraftWindow{From: premiere.Format("2006-01-02T15:04"), Long: library.Interval(40 * 24 * time.Hour)})
	id := fan.preloads(made.Link)
	ahead.preloads(made.Link)
	item := fan.sealedOf(id)
	for _, h := range []*house{fan, ahead} {
		_, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: item})
		code(t, err, library.CodeSealed)
		h.licensed(creator, string(p.ID))
		_, err = h.Open(t.Context(), control.OpenRequest{ID: id, Item: item})
		code(t, err, library.CodeTooEarly)
		if d, err := h.shelf.Details(t.Context(), id); err != nil || d.Card.Title != "Low Tide" || d.Card.Duration != 90*time.Minute || d.Card.Creators != "Ann" {
			t.Errorf("before any key the page shows %+v, %v", d.Card, err)
		}
	}
	told, toldAhead := fan.Changes(t.Context()), ahead.Changes(t.Context())
	creator.shift.Store(int64(21 * time.Minute))
	fan.shift.Store(int64(21 * time.Minute))
	d, err := creator.DraftOf(t.Context(), string(p.ID)) // what has the studio look at its clock
	if err == nil {
		d.Editions[0].Offers[0].Price.Minor = 395
		_, err = creator.ReviseTerms(t.Context(), string(p.ID), d)
	}
	if err != nil {
		t.Fatal(err)
	}
	fan.herald.Changed(id) // what its timer would do had the minutes passed
	awaitUnlocked(t, told, id, library.ReleasePremiere, func() { fan.herald.Changed(id) })
	opened, err := fan.Open(t.Context(), control.OpenRequest{ID: id, Item: item})
	if err != nil {
		t.Fatal(err)
	}
	if got := fetchFrom(t, opened.URL, 5); string(got) != string(data[5:]) {
		t.Error("something else is played")
	}
	look := func() { // the key may be in the DHT before the channel, which proves the time, is out
		if _, err := ahead.Refresh(t.Context(), ""); err != nil {
			t.Error(err)
		}
	}
	look()
	awaitUnlocked(t, toldAhead, id, library.ReleasePremiere, look)
	if _, err := ahead.Open(t.Context(), control.OpenRequest{ID: id, Item: item}); err != nil {
		t.Error(err)
	}
	releaseInTheDHT(t, dht[0], creator, p)
}

// releaseInTheDHT waits until anybody finds the premiere's key in the DHT.
func releaseInTheDHT(t *testing.T, anybody, creator *house, p library.Production) {
	t.Helper()
	m, _, err := creator.studio.Documents(string(p.ID))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		found, err := anybody.Engine().GetItem(t.Context(), m.Editions[0].Release, string(library.ReleasePremiere))
		if err == nil && found.OK() {
			r, err := channel.ReadRelease(found.Item, m.Editions[0].Release, library.ReleasePremiere)
			if err != nil || r.Doc.Bundle != p.ID {
				t.Errorf("%+v, %v", r.Doc, err)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it is not in the DHT: %v", err)
		}
	}
}

// TestTheDHTAloneBringsAKey: with the creator gone, and a channel that says nothing of
// it, what lies in the DHT is taken once the time is proven, and not before.
func TestTheDHTAloneBringsAKey(t *testing.T) {
	dht := nodes(t, 3)
	creator := open(t, t.TempDir(), inDHT(dht...), creates)
	fan := open(t, t.TempDir(), inDHT(dht...))
	made := creator.channelNew("Studio")
	folder, _ := film(t)
	premiere := time.Now().UTC().Truncate(time.Minute).Add(20 * time.Minute)
	p, _ := creator.publishes(folder, library.DraftWindow{From: premiere.Format("2006-01-02T15:04"), Long: library.Interval(40 * 24 * time.Hour)})
	id := fan.preloads(made.Link)
	fan.licensed(creator, string(p.ID))
	// The creator's program dies after it put the key into the DHT, and before it published.
	m, terms, err := creator.studio.Documents(string(p.ID))
	if err != nil {
		t.Fatal(err)
	}
	r, item := premiereOf(t, creator, m)
	if _, err := creator.Engine().PutItem(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	code(t, fan.released(t.Context(), r, m, terms, time.Now()), library.CodeTooEarly)
	// The channel is published once more, after the premiere and without the key: its date
	// is the proof.
	own, err := creator.follow.Own(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := own.Publish(premiere.Add(time.Second), func(*format.Channel) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := creator.PublishChannel(t.Context(), control.PublishChannelRequest{}); err != nil {
		t.Fatal(err)
	}
	creator.awaitAnnounced("")
	told := fan.Changes(t.Context())
	fan.shift.Store(int64(21 * time.Minute))
	fan.herald.Changed(id)
	awaitUnlocked(t, told, id, library.ReleasePremiere, func() { fan.herald.Changed(id) })
	if _, err := fan.Open(t.Context(), control.OpenRequest{ID: id, Item: fan.sealedOf(id)}); err != nil {
		t.Error(err)
	}
}

// TestALicenceOfAStolenKeyIsRefused: the creator replaces the channel key, and says since
// when the old one was in wrong hands. A follower who has heard of that takes no licence
// whose store was named after, and takes one that is made with the new key.
func TestALicenceOfAStolenKeyIsRefused(t *testing.T) {
	dht := nodes(t, 2)
	creator := open(t, t.TempDir(), inDHT(dht...), creates)
	fan := open(t, t.TempDir(), inDHT(dht...))
	made := creator.channelNew("Studio")
	folder, _ := film(t)
	p, _ := creator.publishes(folder, library.DraftWindow{Long: library.Interval(40 * 24 * time.Hour)})
	stolen := time.Now().Add(-time.Hour)
	id := fan.preloads(made.Link)
	req := control.LicenceRequest{Name: string(p.ID), Device: fan.Device(), Kind: library.LicenceGift}
	thiefs, err := creator.IssueLicence(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := creator.RotateChannel(t.Context(), control.RotateRequest{RootKey: made.RootKey, Stolen: stolen}); err != nil {
		t.Fatal(err)
	}
	creator.awaitAnnounced("")
	if _, err := fan.Refresh(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	_, err = fan.BringLicence(t.Context(), thiefs)
	code(t, err, library.CodeRevoked)
	_, err = fan.Open(t.Context(), control.OpenRequest{ID: id, Item: fan.sealedOf(id)})
	code(t, err, library.CodeSealed)
	fan.licensed(creator, string(p.ID))
	if _, err := fan.Open(t.Context(), control.OpenRequest{ID: id, Item: fan.sealedOf(id)}); err != nil {
		t.Error(err)
	}
}

// premiereOf signs the premiere's key as the creator's program does, and its item.
func premiereOf(t *testing.T, creator *house, m format.Manifest) (format.Signed[format.Release], library.Mutable) {
	t.Helper()
	var keys map[library.EditionID]struct{ Identity, Premiere string }
	raw := ok[[]byte](t)(os.ReadFile(filepath.Join(creator.dir, "studio", string(m.ID), "keys.json")))
	if err := json.Unmarshal(raw, &keys); err != nil {
		t.Fatal(err)
	}
	e := m.Editions[0]
	key := ok[ed25519.PrivateKey](t)(format.ReleaseKey(library.Identity(keys[e.ID].Identity)))
	r := ok[format.Signed[format.Release]](t)(format.Sign(format.Release{
		Bundle: m.ID, Edition: e.ID, Kind: library.ReleasePremiere, Identity: library.Identity(keys[e.ID].Premiere), Key: e.Release,
	}, key))
	return r, ok[library.Mutable](t)(channel.ReleaseItem(key, r))
}
