package studio

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// released is a production with an exclusive window that began so long ago.
func released(id library.Token, title string, ago time.Duration, after library.After) library.Production {
	from := time.Now().Add(-ago)
	w := &library.Window{From: from, Until: from.Add(60 * day), After: after}
	if after == library.AfterOpen {
		w.Opens = w.Until
	}
	return library.Production{
		ID: id, Title: title, State: library.ProductionPublished, Channel: root, Bundle: library.BundleID(string(id) + "00000000"), Terms: 1,
		Published: from, Licences: 3, Editions: []library.EditionID{"standard"},
		Offered: []library.OfferedEdition{{
			ID: "standard", Name: "Standard", Sealed: true, Window: w,
			Offers: []library.Offer{{Kind: library.OfferAds}, {Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}}},
		}},
	}
}

// TestAnnouncedIsFollowed: the page of channels says how far the world was told, and goes
// on saying it.
func TestAnnouncedIsFollowed(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("My channels")
	if !h.says("Being announced to the DHT") {
		t.Error("it does not say that it is announced")
	}
	at := time.Date(2026, 3, 1, 10, 32, 0, 0, time.Local)
	for _, c := range []struct {
		now  library.Announcement
		says string
	}{
		{library.Announcement{State: library.AnnouncementNobody, At: at, Next: at.Add(time.Minute)}, "reached at 10:32; the next try is at 10:33"},
		{library.Announcement{State: library.AnnouncementReached, At: at, Nodes: 8}, "Announced to 8 nodes of the DHT, 10:32"},
		{library.Announcement{State: library.AnnouncementRival}, "Another program published"},
	} {
		h.mu.Lock()
		h.channels[0].Announced = c.now
		h.mu.Unlock()
		h.stage.Until(func() bool { return h.says(c.says) })
	}
}

// TestOverview: what is published, with its offers, its window and what can be counted.
func TestOverview(t *testing.T) {
	h := newHouse(t)
	running, over := released("00000000000000000000000000000001", "Low Tide", 19*day+time.Hour, ""), released("00000000000000000000000000000002", "Salt Flats", 80*day, library.AfterOpen)
	over.Offered[0].Released = []library.ReleaseKind{library.ReleaseOpen}
	h.mu.Lock()
	h.prods = []library.Production{running, over}
	h.moved = []library.Transfer{{ID: running.Bundle, Seeds: 4, Helped: 7, Uploaded: 5e6}, {ID: over.Bundle, Seeds: 1}, {ID: "other", Seeds: 9}}
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.productions) == 2 })
	for _, text := range []string{"Low Tide", "with ads, €4.95", "41 of 60 d left", "open since", "Seeds now"} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	if got := h.screen.figures[0].value.Text(); got != "5" {
		t.Errorf("%s seeds", got)
	}
	if text, _ := chipOf(running, time.Now()); text != "EXCLUSIVE" {
		t.Errorf("%s", text)
	}
	if text, _ := chipOf(over, time.Now()); text != "OPEN" {
		t.Errorf("%s", text)
	}
	h.stage.Focus(h.screen.table.list)
	h.stage.Key(fyne.KeyDown)
	h.stage.Key(fyne.KeyReturn)
	if h.opened == "" && h.top() == nil {
		t.Error("Enter opens nothing")
	}
}

// TestFirstChannel: without a channel the screen says what one is; one is made with a
// passphrase that was typed twice, and its root key is shown.
func TestFirstChannel(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.channels = nil
	h.mu.Unlock()
	h.screen.loaded = false
	h.screen.poll.Now()
	h.stage.Until(func() bool { return h.screen.loaded })
	if !h.says("Publish from here") {
		t.Fatal("it does not say what a channel is")
	}
	h.stage.Press("Make a channel")
	h.stage.Press("Make the channel")
	if !h.says("Give it a name") {
		t.Error("a channel without a name")
	}
	h.write("Name", "Ann")
	h.write("Passphrase", "tide tide 12")
	h.write("Once more", "tide tide 1")
	h.stage.Press("Make the channel")
	if len(h.made) != 0 || !h.says("not typed twice alike") {
		t.Error("the passphrase was typed wrongly")
	}
	h.write("Once more", "tide tide 12")
	h.stage.Press("Choose a folder…")
	h.stage.Press("Make the channel")
	h.stage.Until(func() bool { return h.says("MATINEE-ROOT-1 ABCD") })
	if want := (NewChannel{Name: "Ann", Passphrase: "tide tide 12", Copy: h.chooses}); len(h.made) != 1 || h.made[0] != want {
		t.Errorf("%+v", h.made)
	}
	h.stage.Press("Copy the link")
	if h.copied != "magnet:?x" {
		t.Errorf("copied %q", h.copied)
	}
	h.stage.Press("I have kept the root key")
	h.stage.Until(func() bool { return h.says("Nothing published yet") })
}

// TestProblemsAreTold: what cannot be read is said, and the rest stays.
func TestProblemsAreTold(t *testing.T) {
	h := newHouse(t)
	h.fail(&library.Error{Code: library.CodeLimited})
	h.screen.poll.Now()
	h.stage.Until(func() bool { return h.says("This profile may not do that") })
	h.fail(nil)
	h.screen.poll.Now()
	h.stage.Until(func() bool { return !h.screen.notice.Visible() })
}
