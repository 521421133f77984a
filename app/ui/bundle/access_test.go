package bundle

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/library"
)

// sold is a season that is sold in two editions, with a trailer in clear.
func sold(why library.Code) (library.Details, library.Access) {
	d := season(3)
	d.Card.Begun, d.Synopsis = library.Position{}, ""
	w := &library.Window{From: time.Now().Add(-time.Hour), Until: time.Now().Add(41*24*time.Hour + time.Minute)}
	edition := func(id library.EditionID, name string, cents int64) library.EditionAccess {
		return library.EditionAccess{
			ID: id, Name: name, Sealed: true, Why: why, Items: 2, Length: 8e8, Standing: library.Standing{Window: w},
			Offers: []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "USD", Minor: cents}}},
			Splits: []library.Split{{Party: "Rapid Eyes", Weight: 62}, {Party: "Director and cast", Weight: 28}},
		}
	}
	a := library.Access{
		Bundle: "b", Channel: "root", By: "Rapid Eyes", Domain: "studio.example", Version: 1, Fee: 1000, Synopsis: "Four teenagers.", Rating: 12,
		Editions: []library.EditionAccess{edition("standard", "Season", 495), edition("extras", "Extras", 995)},
	}
	for i := range d.Items {
		item := library.ItemAccess{Role: library.RoleMain, Sealed: true, Why: why, Editions: []library.EditionID{"standard", "extras"}}
		switch i {
		case 1:
			item.Role, item.Editions = library.RoleExtra, []library.EditionID{"extras"}
		case 2:
			item = library.ItemAccess{Role: library.RoleTrailer}
		}
		item.Path = library.ItemPath(d.Items[i].Item.Path)
		a.Items = append(a.Items, item)
	}
	return d, a
}

func showSold(t *testing.T, language string, d library.Details, a library.Access) (*fake, *Page) {
	t.Helper()
	f, p := newShowIn(t, language, d, downloading(d))
	f.mu.Lock()
	f.access = a
	f.mu.Unlock()
	f.events <- library.NewDescribed("a")
	f.Until(func() bool { return p.access.Signed() })
	return f, p
}

func TestASealedBundleSaysWhatOpensIt(t *testing.T) {
	d, a := sold(library.CodeSealed)
	f, p := showSold(t, "en", d, a)
	h := p.head
	if !h.play.Hidden || h.bring.Hidden || h.trailer.Hidden || h.channel.Text() != "Rapid Eyes" {
		t.Error("the buttons are others")
	}
	if got := plain(h.chips[0].Text()); got != "EXCLUSIVE HERE, 41 DAYS LEFT" {
		t.Errorf("the chip says %q", got)
	}
	if got := plain(h.facts.Text()); !strings.HasPrefix(got, "Rapid Eyes ✓ studio.example · 2026") || h.synopsis.Text() != "Four teenagers." {
		t.Errorf("the facts are %q", got)
	}
	r, ok := p.grid.Cells()[1].(*row)
	if !ok || r.chip.Text() != "EXTRAS $9.95" {
		t.Errorf("the extra says %q", r.chip.Text())
	}
	test.Tap(r)
	test.Tap(h.trailer)
	test.Tap(h.channel)
	f.Press("Copy this computer's key")
	f.Until(func() bool { return f.has("copy age1key") })
	test.Tap(h.bring)
	for _, call := range []string{"told sealed", "play a 2", "channel root", "license /a.licence"} {
		f.Until(func() bool { return f.has(call) })
	}
	p.Key(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if f.Window.Canvas().Focused() != fyne.Focusable(h.bring) || slices.Contains(f.calls, "play a -1") {
		t.Error("Enter plays what is sealed")
	}
}

func TestALicenseOpensThePage(t *testing.T) {
	d, a := sold(library.CodeSealed)
	f, p := showSold(t, "en", d, a)
	f.mu.Lock()
	_, f.access = sold("")
	f.mu.Unlock()
	f.events <- library.NewDescribed("a")
	f.Until(func() bool { return !p.head.play.Hidden })
	if !p.head.bring.Hidden || !p.head.trailer.Hidden {
		t.Error("a license is asked for that is here")
	}
	test.Tap(p.grid.Cells()[0].(*row))
	if !f.has("play a 0") {
		t.Errorf("calls %v", f.calls)
	}
}

func TestBeforeAPremiereALicenseWaits(t *testing.T) {
	d, a := sold(library.CodeTooEarly)
	w := &library.Window{From: time.Now().Add(30 * time.Minute), Until: time.Now().Add(40 * 24 * time.Hour)}
	for i := range a.Editions {
		a.Editions[i].Standing = library.Standing{Window: w, Premiere: true, Fetching: true}
	}
	f, p := showSold(t, "en", d, a)
	if !p.head.play.Hidden || !p.head.bring.Hidden {
		t.Error("something is offered that does not help")
	}
	first := p.head.chips[0].Text()
	if !strings.HasPrefix(first, "PRELOADING, PREMIERE IN ") {
		t.Errorf("the chip says %q", first)
	}
	f.Until(func() bool { return p.head.chips[0].Text() != first }) // it is counted down
}

func TestASoldBundleFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			d, a := sold(library.CodeSealed)
			f, _ := showSold(t, language, d, a)
			fits(t, f, "sold")
		})
	}
}
