package studio

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func device() library.Recipient { return library.Recipient("age1" + strings.Repeat("q", 58)) }

// published shows the page of a production that is exclusive.
func published(t testing.TB) *house {
	h := newHouse(t)
	h.suggests.Creators = []library.Maker{{Name: "Ann"}}
	h.mu.Lock()
	h.prods = []library.Production{released(h.suggests.ID, "Low Tide", 19*day+time.Hour, "")}
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.productions) == 1 })
	h.screen.open(h.screen.known.productions[0])
	return h
}

// TestProduction: where its editions stand, what comes next, and the channel's link.
func TestProduction(t *testing.T) {
	h := published(t)
	for _, text := range []string{"EXCLUSIVE", "41 of 60 d left", "Its window ends on", "with ads, €4.95", "3 licenses issued by hand", "version 1 of its terms"} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	h.stage.Press("Copy the link")
	h.stage.Press("Show in the library")
	if !strings.HasPrefix(h.copied, "magnet:?xs=urn:btpk:") || h.opened == "" {
		t.Errorf("copied %q, opened %q", h.copied, h.opened)
	}
	h.mu.Lock()
	h.prods[0].Licences = 4
	h.mu.Unlock()
	h.stage.Until(func() bool { return h.says("4 licenses issued by hand") })
}

// TestNewTerms: prices are changed in the same steps, and nothing is stored before the
// end.
func TestNewTerms(t *testing.T) {
	h := published(t)
	h.stage.Press("Change prices or terms")
	h.stage.Until(func() bool { return h.says("Pay what you want") })
	h.tick("offered", 1)
	h.prices()[0].SetText("2.95 EUR")
	for range 3 {
		h.stage.Press("Next")
	}
	if !h.says("€2.95") {
		t.Fatal("it does not say what the terms will be")
	}
	if h.saves != 0 {
		t.Error("a draft was saved")
	}
	h.fail(library.Errorf(library.CodeBadTerms, "would end later than promised"))
	h.stage.Press("Make these the terms")
	h.stage.Until(func() bool { return h.says("would end later than promised") })
	h.fail(nil)
	h.stage.Press("Make these the terms")
	h.stage.Until(func() bool { return h.says("version 2 of its terms") })
	if e := h.revised.Editions[0]; len(e.Offers) != 1 || e.Offers[0].Price.Minor != 295 || len(e.Splits) != 1 {
		t.Errorf("%+v", h.revised.Editions)
	}
}

// TestWithdraw: with a reason, after a question.
func TestWithdraw(t *testing.T) {
	h := published(t)
	h.stage.Press("Withdraw…")
	for _, o := range test.LaidOutObjects(h.stage.Window.Canvas().Overlays().Top()) {
		if in, ok := o.(*kit.Input); ok {
			in.SetText("a mistake")
		}
	}
	h.stage.Press("Withdraw")
	h.stage.Until(func() bool { return h.says("WITHDRAWN") })
	if !h.says("a mistake") || h.prods[0].Why != "a mistake" {
		t.Errorf("%+v", h.prods[0])
	}
}

// TestLicence: for a device, with what it allows, as a file.
func TestLicence(t *testing.T) {
	h := published(t)
	h.stage.Press("Issue a license")
	h.write("Device", "someone")
	h.stage.Press("Make the license…")
	if !h.says("A device is known by 62 characters") || len(h.issued) != 0 {
		t.Error("a license for someone")
	}
	h.write("Device", " "+string(device())+" ")
	h.tick("saving what it opens as ordinary files", 0)
	h.stage.Press("Make the license…")
	h.stage.Until(func() bool { return len(h.files) == 1 })
	want := Licence{Production: h.suggests.ID, Edition: "standard", Device: device(), Kind: library.LicenceGift, Export: true}
	if h.issued[0] != want || h.files[0] != "Low Tide.licence: a licence" {
		t.Errorf("%+v, %s", h.issued, h.files)
	}
}

// TestGiftCodes: how many is asked, what they cannot do is said, and they are saved as a table, or as pages to print.
func TestGiftCodes(t *testing.T) {
	h := published(t)
	h.stage.Press("Gift codes…")
	if !h.says("it cannot be taken back") || !h.says("needs a store") {
		t.Error("what a code cannot do is not said")
	}
	for _, wrong := range []string{"", "0", "1001", "some"} {
		h.write("How many", wrong)
		h.stage.Press("Make the codes…")
		if !h.says("Say how many") || len(h.issued) != 0 {
			t.Errorf("%q codes", wrong)
		}
	}
	h.write("How many", " 2 ")
	h.stage.Press("Make the codes…")
	h.stage.Until(func() bool { return len(h.files) == 1 })
	if h.issued[0].Production != h.prods[0].ID || h.issued[0].Edition != h.prods[0].Offered[0].ID || !strings.HasSuffix(h.files[0], ": Number,Gift code,For\n1,matinee:gift:x,\n2,matinee:gift:x,\n") {
		t.Errorf("%+v, %q", h.issued, h.files)
	}
	h.picks("as a table", "as pages to print and cut")
	h.write("On each slip", " Thank you ")
	h.stage.Press("Make the codes…")
	h.stage.Until(func() bool { return len(h.files) == 2 })
	if want := h.prods[0].Title + "; Thank you; matinee:gift:x, matinee:gift:x"; !strings.HasSuffix(h.files[1], ".html: "+want) {
		t.Errorf("%q", h.files[1])
	}
}

// TestDeals: a new one is signed and saved, one that all signed is kept, exported, and
// can be chosen for a bundle.
func TestDeals(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("Deals")
	h.stage.Press("New deal")
	h.write("Name of the deal", "Three films")
	h.write("Stores", "Corner store = "+strings.Repeat("ab", 32))
	h.write("Productions", "Low Tide = "+string(h.suggests.ID))
	for _, x := range []struct{ field, wrong, says, right string }{
		{"Shortest window", "20", "Its windows have 30 to 60 days", "30"},
		{"The creator's share", "80", "The creator's share is 90 to 100 percent", "92.5"},
		{"Until", "tomorrow", "Its term is two dates", "2036-01-01"},
	} {
		h.write(x.field, x.wrong)
		h.stage.Press("Sign it…")
		if !h.says(x.says) {
			t.Errorf("%s %s is taken", x.field, x.wrong)
		}
		h.write(x.field, x.right)
	}
	h.stage.Press("Sign it…")
	h.stage.Until(func() bool { return len(h.files) == 1 })
	d := h.proposed
	if d.Channel != root || d.Studio != "Ann" || d.Share != 9250 || d.Longest != library.Interval(60*day) || d.Stores[0].Name != "Corner store" ||
		d.Productions[0] != (Work{"Low Tide", h.suggests.ID}) || h.files[0] != "Three films.deal.json: a deal" {
		t.Errorf("%+v, %s", d, h.files)
	}
	h.stage.Press("Sign as a store…") // the form is gone
	h.stage.Until(func() bool { return len(h.files) == 2 })
	h.stage.Press("Keep a signed one…")
	h.stage.Until(func() bool { return h.says("Three films") })
	if !h.says("92.5 %") || !h.says("30 days to 60 days") {
		t.Error("it does not say what binds")
	}
	h.stage.Press("Export…")
	h.stage.Until(func() bool { h.mu.Lock(); defer h.mu.Unlock(); return h.exported == h.chooses })
	h.Back()
	f := newFlow(h.screen, "")
	h.Push(f.page)
	f.take(h.chooses)
	h.stage.Until(func() bool { return f.loaded && len(f.deals) == 1 })
	to[*windowStep](t, f)
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		if p, ok := o.(*kit.Pick); ok && p.Visible() && p.Text() == "none" {
			test.Tap(p)
			break
		}
	}
	h.stage.Choose("Three films")
	if f.draft.Deal != "00000000000000000000000000000009" || len(f.draft.Stores) != 1 {
		t.Errorf("%+v", f.draft)
	}
}
