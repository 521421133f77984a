package studio

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// onTheWay is a flow whose folder was looked at.
func onTheWay(t testing.TB) (*house, *flow) {
	h := newHouse(t)
	h.suggests.Rights, h.suggests.Creators = "© Ann", []library.Maker{{Name: "Ann"}}
	f := newFlow(h.screen, "")
	h.Push(f.page)
	f.take(h.chooses)
	h.stage.Until(func() bool { return f.loaded })
	return h, f
}

// to shows the step of some kind.
func to[T step](t testing.TB, f *flow) T {
	t.Helper()
	for i, s := range f.steps {
		if _, ok := s.(T); ok {
			f.goTo(i)
			out, _ := f.steps[i].(T)
			return out
		}
	}
	var none T
	t.Fatalf("there is no step %T", none)
	return none
}

// tick ticks the n-th box with a text.
func (h *house) tick(text string, n int) {
	h.stage.T.Helper()
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		if b, ok := o.(*kit.Toggle); ok && b.Visible() && b.Text() == text {
			if n == 0 {
				test.Tap(b)
				return
			}
			n--
		}
	}
	h.stage.T.Fatalf("there is no box %q", text)
}

// TestItems: order, role, episode, editions; what is left out can be put back.
func TestItems(t *testing.T) {
	h, f := onTheWay(t)
	s := to[*itemsStep](t, f)
	for _, text := range []string{"Low Tide", "MAIN", "EXTRA", "A frame of Low Tide.mkv", "Low Tide.en.srt · English · for Low Tide"} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	h.stage.Focus(s.list.list)
	h.stage.Key(fyne.KeyReturn)
	h.write("Title", "Low Tide, part 1")
	h.write("Season", "2")
	h.write("Episode", "x")
	if !h.says("That is not a number") {
		t.Error("an episode x")
	}
	h.write("Episode", "3")
	h.tick("Standard", 0)
	h.stage.Press("Later")
	h.stage.Press("Done")
	i := f.draft.Items[1]
	if i.Name != "Low Tide, part 1" || i.Season != 2 || i.Episode != 3 || !slices.Equal(i.Editions, []library.EditionID{"extras"}) {
		t.Errorf("%+v", i)
	}
	h.stage.Focus(s.list.list)
	h.stage.Key(fyne.KeyDelete)
	if len(f.draft.Items) != 3 || f.draft.Items[0].Name != "Low Tide, part 1" {
		t.Errorf("%+v", f.draft.Items)
	}
	h.stage.Press("Put back")
	if len(f.draft.Items) != 4 {
		t.Error("it is not put back")
	}
}

// TestOffers: each way to offer an edition, any choice of them, editions that come and go.
func TestOffers(t *testing.T) {
	h, f := onTheWay(t)
	s := to[*offersStep](t, f)
	h.tick("offered", 1) // paid
	if f.draft.Editions[0].OfferedAs(library.OfferFree) {
		t.Error("what is sold is free, too")
	}
	prices := h.prices()
	if h.stage.Window.Canvas().Focused() != prices[0] || h.says("Say a price") {
		t.Error("the price is not asked for, or missed before anybody could type it")
	}
	if s.missing() == "" || !h.says("Say a price such as 4.95 EUR") {
		t.Error("it goes on without a price")
	}
	prices[0].SetText("4,95 eur")
	h.tick("offered", 2)
	h.prices()[1].SetText("0 EUR")
	h.tick("offered", 3)
	if why := s.missing(); why != "" {
		t.Error(why)
	}
	e := f.draft.Editions[0]
	if len(e.Offers) != 3 || e.Offers[0].Price.Minor != 495 || e.Offers[1].Price.Minor != 0 || e.Offers[2].Kind != library.OfferAds ||
		len(e.Breaks) != 1 || len(e.Splits) != 1 || e.Splits[0].Party != "Ann" {
		t.Errorf("%+v", e)
	}
	if !h.says("Buyers pay the card fee") || e.Offers[0].CardFee != library.StoreBears {
		t.Error("it is not asked who bears the card fee")
	}
	h.tick("on top of the price", 0)
	if e := f.draft.Editions[0]; e.Offers[0].CardFee != library.BuyerBears || e.Offers[1].CardFee != library.BuyerBears || e.Offers[2].CardFee != "" {
		t.Errorf("the card fee: %+v", e.Offers)
	}
	if got := offerWords(f.draft.Editions[0].Offers[0]); got != "€4.95 and the card fee" {
		t.Errorf("it is called %q", got)
	}
	h.prices()[0].SetText("5,95 eur")
	if o := f.draft.Editions[0].Offers[0]; o.Price.Minor != 595 || o.CardFee != library.BuyerBears {
		t.Errorf("another price: %+v", o)
	}
	h.tick("offered", 3)
	s.missing()
	if e := f.draft.Editions[0]; len(e.Offers) != 2 || len(e.Breaks) != 0 {
		t.Errorf("%+v", e)
	}
	h.stage.Press("Add an edition")
	if len(f.draft.Editions) != 3 || !slices.Contains(f.draft.Items[0].Editions, f.draft.Editions[2].ID) {
		t.Fatalf("%+v", f.draft.Editions)
	}
	s.drop(0)
	if len(f.draft.Editions) != 2 || slices.Contains(f.draft.Items[0].Editions, "standard") || len(f.draft.Items[1].Editions) == 0 {
		t.Errorf("%+v", f.draft.Items)
	}
	f.draft.Editions[0].Offers = nil
	if s.missing() == "" {
		t.Error("an edition without an offer")
	}
}

// prices are the fields for prices, from the top.
func (h *house) prices() (list []*kit.Input) {
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		if in, ok := o.(*kit.Input); ok && in.Visible() && (in.PlaceHolder == "4.95 EUR" || in.PlaceHolder == "0 EUR") {
			list = append(list, in)
		}
	}
	return list
}

// TestASlipOpensNothingEarlier: when an edition opens is not changed by a length that
// is none.
func TestASlipOpensNothingEarlier(t *testing.T) {
	h, f := onTheWay(t)
	s := to[*windowStep](t, f)
	h.tick("exclusive here for a time", 0)
	w := s.forms[0]
	w.set(func(p *library.DraftWindow) { p.After = library.AfterOpen })
	for _, text := range []string{"7d", "7 dayz"} {
		w.opens = text
		w.take()
		if later := f.draft.Editions[0].Window.Later; later != library.Interval(7*day) {
			t.Errorf("%q opens it after %v", text, later)
		}
	}
	if s.missing() == "" {
		t.Error("it goes on with the slip")
	}
}

// TestWindow: 30 to 60 days, or another length by that name; a premiere by the clock of
// a place; one window for all editions, or each its own.
func TestWindow(t *testing.T) {
	h, f := onTheWay(t)
	s := to[*windowStep](t, f)
	h.tick("exclusive here for a time", 0)
	for _, e := range f.draft.Editions {
		if e.Window == nil || e.Window.Long != library.Interval(45*day) {
			t.Fatalf("%+v", e.Window)
		}
	}
	w := s.forms[0]
	w.long = "90"
	w.take()
	if s.missing() == "" || !h.says("A window has 30 to 60 days") {
		t.Error("90 days without their name")
	}
	h.tick("a length of its own, such as 2m, 36h or 90d (no deal allows that)", 0)
	if why := s.missing(); why != "" || f.draft.Editions[1].Window.Override != library.OwnLength || f.draft.Editions[0].Window.Long != library.Interval(90*day) {
		t.Errorf("%q %+v", why, f.draft.Editions[1].Window)
	}
	w.then = true
	for text, wrong := range map[[3]string]string{
		{"", "", "Europe/Paris"}:                "A date is like",
		{"2026-12-24", "20:00", "Europe/Paris"}: "",
		{"24 Dec", "20:00", "Europe/Paris"}:     "A date is like",
		{"2026-12-24", "20:00", "Mars"}:         "That is no time zone",
		{"2027-03-28", "02:30", "Europe/Paris"}: "Clocks there never show that time",
	} {
		w.date, w.clock, w.zone = text[0], text[1], text[2]
		w.take()
		if got := w.wrongTime(); (got == "") != (wrong == "") || wrong != "" && !h.says(wrong) {
			t.Errorf("%v: %q", text, got)
		}
	}
	w.date, w.clock, w.zone = "2026-12-24", "20:00", "Europe/Paris"
	w.take()
	at, err := f.draft.Editions[1].Window.Premiere(time.Time{})
	if want := time.Date(2026, 12, 24, 19, 0, 0, 0, time.UTC); err != nil || !at.Equal(want) {
		t.Errorf("%s, %v", at, err)
	}
	h.tick("Each edition has a window of its own", 0)
	h.tick("exclusive here for a time", 1)
	if f.draft.Editions[0].Window == nil || f.draft.Editions[1].Window != nil {
		t.Errorf("%+v", f.draft.Editions)
	}
	h.tick("Each edition has a window of its own", 0)
	if f.draft.Editions[1].Window == nil || f.draft.Editions[1].Window == f.draft.Editions[0].Window {
		t.Error("the editions do not have the same window")
	}
}

// TestShares: parties by name and weight, and what each gets, to the cent.
func TestShares(t *testing.T) {
	h, f := onTheWay(t)
	price := library.Money{Currency: "EUR", Minor: 1000}
	for i := range f.draft.Editions {
		f.draft.Editions[i].Offers = []library.Offer{{Kind: library.OfferPaid, Price: &price}}
	}
	f.draft.Fee = library.MaxFee
	s := to[*sharesStep](t, f)
	h.stage.Press("Add a party")
	if s.missing() == "" {
		t.Error("somebody without a name is paid")
	}
	f.draft.Editions[0].Splits[1] = library.Split{Party: "Bo", Weight: 2}
	s.changed(0)
	if !h.says("Of €10.00, before tax: the store €1.00 at most, Ann €3.00, Bo €6.00") {
		t.Error(s.sums[0].label.Text())
	}
	if e := f.draft.Editions[1]; len(e.Splits) != 2 || e.Splits[1].Party != "Bo" {
		t.Errorf("%+v", e.Splits)
	}
	h.write("A store may keep", "12")
	if s.missing() == "" {
		t.Error("12 percent for the store")
	}
	h.write("A store may keep", "7,5")
	if s.missing() != "" || f.draft.Fee != 750 {
		t.Errorf("%d", f.draft.Fee)
	}
	var sum int64
	parts := divide(100, []library.Split{{Weight: 1}, {Weight: 1}, {Weight: 1}})
	for _, p := range parts {
		sum += p
	}
	if sum != 100 || parts[0] != 34 {
		t.Errorf("%v", parts)
	}
}
