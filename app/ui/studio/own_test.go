package studio

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// heard waits until something was asked of the channel's keys.
func (h *house) heard(what string) {
	h.stage.T.Helper()
	h.stage.Until(func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return slices.Contains(h.keys, what)
	})
}

// ownPage shows the page of the only channel.
func ownPage(t testing.TB, change func(*Channel)) *house {
	h := newHouse(t)
	h.mu.Lock()
	h.channels[0].Profile.Name = "Ann"
	change(&h.channels[0])
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return h.screen.known.channels[0].Profile.Name == "Ann" })
	h.stage.Press("My channels")
	h.stage.Press("Name, keys, stores")
	return h
}

// TestOwnChannelIsDescribed: its name and what it says of itself are changed, once they are
// right; what another program published is gone on from.
func TestOwnChannelIsDescribed(t *testing.T) {
	h := ownPage(t, func(c *Channel) { c.Announced.State = library.AnnouncementRival })
	h.write("Name", "")
	h.stage.Press("Publish the changes")
	if !h.says("Give it a name") {
		t.Error("a channel may be without a name")
	}
	h.write("Name", "Ann Example")
	h.write("Languages", "en, 1")
	h.stage.Press("Publish the changes")
	if !h.says("Mend what is marked") {
		t.Error("a wrong language goes out")
	}
	h.write("Languages", "en, fr")
	h.stage.Press("Publish the changes")
	h.heard("describe Ann Example [en fr]")
	h.stage.Until(func() bool { return h.top().title.Text() == "Ann Example" })
	h.stage.Press("Go on from what it published")
	h.heard("adopt")
	h.stage.Until(func() bool { return h.says("Published.") })
}

// TestKeysInTheWindow: the root key is shown to who knows its passphrase and its file saved
// where a person says; it replaces the channel's key, and moves the channel.
func TestKeysInTheWindow(t *testing.T) {
	h := ownPage(t, func(c *Channel) { c.RootHere = true })
	h.stage.Press("Save its file…")
	h.stage.Until(func() bool { return h.says("/work/Low Tide/Ann root.age") })
	h.stage.Press("Show the root key…")
	h.write("Passphrase", "tide tide 12")
	h.fail(library.Errorf(library.CodeBadRoot, "the passphrase does not open it"))
	h.stage.Press("Show it")
	h.stage.Until(func() bool { return h.says("the passphrase does not open it") })
	h.fail(nil)
	h.stage.Press("Show it")
	h.stage.Until(func() bool { return h.says("MATINEE-ROOT-1 ABCD") })
	h.stage.Press("Done")
	h.stage.Press("Replace the channel key…")
	h.stage.Press("Replace the key")
	if !h.says("The root key is needed") {
		t.Error("a key is replaced without the root")
	}
	h.write("Passphrase", "tide tide 12")
	h.write("Stolen since", "last week")
	h.stage.Press("Replace the key")
	if !h.says("A day is written as") {
		t.Error("last week is a day")
	}
	h.write("Stolen since", "2020-03-01")
	h.write("Why", "a bag was stolen")
	h.stage.Press("Replace the key")
	h.heard("rotate tide tide 12 2020-03-01 a bag was stolen")
	h.stage.Until(func() bool { return h.says("urn:btpk:new") })
	h.stage.Press("Move the channel…")
	h.write("It goes on at", "magnet:?other")
	h.write("Passphrase", "MATINEE-ROOT-1 ABCD")
	h.stage.Press("Move the channel")
	h.heard("move MATINEE-ROOT-1 ABCD magnet:?other")
}

// TestRecoveryInTheWindow: a lost channel comes back by its printed root key.
func TestRecoveryInTheWindow(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("My channels")
	h.stage.Press("Bring one back…")
	h.write("Link", "magnet:?lost")
	h.write("Root key", "MATINEE-ROOT-1 ABCD")
	h.stage.Press("Bring it back")
	h.heard("recover magnet:?lost MATINEE-ROOT-1 ABCD")
	h.stage.Until(func() bool { return h.says("What followers see") })
}

// TestStoresInTheWindow: a store is certified, gets an edition as a file, gives it back, and
// is dropped.
func TestStoresInTheWindow(t *testing.T) {
	h := published(t)
	h.stage.Press("Stores…")
	h.stage.Press("Certify a store…")
	h.write("Name", "Shop")
	h.stage.Press("Certify it…")
	if !h.says("has 64 digits") {
		t.Error("a store without a key")
	}
	h.write("Signing key", strings.Repeat("ab", 32))
	h.write("Recipient", string(device()))
	h.write("Address", "ftp://shop")
	h.stage.Press("Certify it…")
	if !h.says("begins with https://") {
		t.Error("a store at ftp://")
	}
	h.write("Address", "https://shop.example")
	h.stage.Press("Certify it…")
	h.heard("certify Shop https://shop.example")
	h.stage.Until(func() bool { return len(h.files) == 1 && h.says("Edition") })
	h.stage.Press("Hand it over")
	h.heard("consign standard abab")
	h.stage.Until(func() bool { return len(h.files) == 2 && h.says("What stores have") })
	if h.files[0] != "Shop.store.json: a certificate" || h.files[1] != "Low Tide Shop.consignment.json: a consignment" {
		t.Errorf("%q", h.files)
	}
	h.silent.Store(true)
	h.stage.Press("Take back…")
	h.stage.Until(func() bool { return len(h.files) == 3 && !h.says("What stores have") })
	if !h.says("does not answer") {
		t.Error("nobody is told that the store does not know")
	}

	h.answers.Store(true)
	h.stage.Press("Hand it over")
	h.stage.Until(func() bool { return h.says("What stores have") })
	h.stage.Press("Take back…")
	h.stage.Until(func() bool { return !h.says("What stores have") })
	if len(h.files) != 3 {
		t.Errorf("a store that was told gets a file: %q", h.files)
	}
	h.Back()
	h.Back()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.channels[0].Stores) == 1 })
	h.stage.Press("My channels")
	h.stage.Press("Name, keys, stores")
	h.stage.Press("Drop…")
	h.stage.Press("Drop it")
	h.heard("drop abab")
	h.stage.Until(func() bool { return !h.says("https://shop.example") })
}

// TestAnnexOfADeal: what stays between the parties is brought, verified and exported.
func TestAnnexOfADeal(t *testing.T) {
	h := newHouse(t)
	h.contracts = []Deal{{ID: "00000000000000000000000000000009", Name: "Three films", Stores: []Party{{Name: "Shop"}}, Signed: true}}
	h.stage.Press("Deals")
	h.stage.Until(func() bool { return h.says("It was signed and is not here") })
	h.stage.Press("Bring its annex…")
	h.stage.Until(func() bool { return h.says("It is kept here with the deal") })
	h.stage.Press("Verify")
	h.stage.Until(func() bool { return h.says("the annex is the one that was signed") })
	h.stage.Press("Export…")
	h.stage.Until(func() bool { return h.says("It is in /work/Low Tide") })
	if h.verified != 1 || len(h.annexes) != 1 || h.exported != "/work/Low Tide" {
		t.Errorf("verified %d, annexes %q, exported %q", h.verified, h.annexes, h.exported)
	}
}

// TestEscapeLeadsBackFromTheArrow, which has the keys where a page has no field.
func TestEscapeLeadsBackFromTheArrow(t *testing.T) {
	h := ownPage(t, func(*Channel) {})
	for left := len(h.pages); left > 0; left-- {
		for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
			if b, ok := o.(*kit.Button); ok && b.Text() == "" { // the first without words
				h.stage.Focus(b)
				break
			}
		}
		h.stage.Key(fyne.KeyEscape)
		if len(h.pages) != left-1 {
			t.Fatalf("it stays on page %d", left)
		}
	}
}
