package channels

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/library"
)

func newPageOf(t *testing.T, f *fake) *Page {
	t.Helper()
	p := NewPage(f.Loop, rootOf("a"), f, f, art.New(f.Loop, f, 1<<20), func(link string) { _ = f.called("follow %.7s", link) })
	t.Cleanup(p.Close)
	f.Show(p, 1072, 800)
	p.SetVisible(true)
	f.Until(func() bool { return p.loaded })
	return p
}

func TestAChannelsPage(t *testing.T) {
	f := newFake(t, "en")
	p := newPageOf(t, f)
	h := p.head
	if h.name.Text() != "Rapid Eyes" || h.check.Hidden || h.rules.Text() != "You are told of new bundles. None is downloaded by itself." {
		t.Errorf("it says %q, %q", h.name.Text(), h.rules.Text())
	}
	if got := plain(h.facts.Text()); got != "studio.example · 3 bundles · published 20 Nov 2026 · looked for just now" {
		t.Errorf("and %q", got)
	}
	var lines []string
	for _, e := range p.entries {
		lines = append(lines, plain(e.heading+e.title+"|"+e.chip+"|"+e.caption))
	}
	want := []string{
		"Children|$4.95|Exclusive here, 41 days left · $4.95 · with ads",
		"Salt Flats|OPEN|open to everybody",
		"The Long Take|PREMIERE · 2 days|Premiere in 2 days · $4.95 · with ads",
		"It recommends||",
		"Oda Films|FOLLOW|The best.",
	}
	for i, w := range want {
		if i >= len(lines) || !strings.EqualFold(lines[i], w) {
			t.Errorf("line %d is %q, want %q", i, lines, w)
		}
	}
	p.Key(&fyne.KeyEvent{Name: fyne.KeyDown})
	f.Key(fyne.KeyReturn)
	p.entries[4].open()
	f.Press("Follow")
	p.SetVisible(false)
	for _, call := range []string{"open listed Children", "follow magnet:", "looked at a"} {
		f.Until(func() bool { return f.has(call) })
	}
}

func TestAChannelThatIsUnfollowedCloses(t *testing.T) {
	f := newFake(t, "en")
	newPageOf(t, f)
	f.change(func() { f.err = &library.Error{Code: library.CodeNoChannel} })
	f.Until(func() bool { return f.has("back") })
	if f.told != nil {
		t.Errorf("told %v", f.told)
	}
}

func TestWhatAChannelsStateSays(t *testing.T) {
	f := newFake(t, "en")
	p := newPageOf(t, f)
	for what, change := range map[string]func(c *library.Channel){
		"This channel goes on in another one.":     func(c *library.Channel) { c.MovedTo = linkOf("d", "https://d.example") },
		"The key that signed this was revoked":     func(c *library.Channel) { c.Warning = &library.Error{Code: library.CodeRevoked} },
		"Its creator has not published since 20":   func(c *library.Channel) { c.Expires = time.Now().Add(-time.Hour) },
		"Nobody who has this channel is reachable": func(c *library.Channel) { c.Warning = &library.Error{Code: library.CodeNobodyHasIt} },
	} {
		f.change(func() {
			f.page.Followed = followedOf("a", "Rapid Eyes")
			change(&f.page.Channel)
		})
		f.Until(func() bool { return strings.HasPrefix(plain(p.head.warning.Text()), what) })
		if p.head.moved.Visible() != (f.page.MovedTo != "") {
			t.Errorf("%s: the way to where it moved", what)
		}
	}
	for want, auto := range map[string]library.AutoDownload{
		"All are downloaded by themselves.":                                        {On: true},
		"Downloaded by itself: up to 2 GB · Français · edition extras · at night.": {On: true, MaxSize: 2e9, Language: "fr", Edition: "extras", Night: true},
	} {
		if got := plain(rulesOf(library.Channel{Auto: auto})); got != "Nothing is told of new bundles. "+want {
			t.Errorf("the rules read %q", got)
		}
	}
}

func newListingOf(t *testing.T, f *fake, l library.Listed) *Listing {
	t.Helper()
	f.mu.Lock()
	f.page.Listed = []library.Listed{l}
	f.mu.Unlock()
	p := NewListing(f.Loop, l, f, f, art.New(f.Loop, f, 1<<20))
	t.Cleanup(p.Close)
	f.Show(p, 1072, 800)
	p.SetVisible(true)
	return p
}

func TestAListedBundleIsBroughtHere(t *testing.T) {
	f := newFake(t, "en")
	p := newListingOf(t, f, listedOf("Children"))
	if p.head.get.Text() != "Download" || plain(p.head.chips[0].Text()) != "EXCLUSIVE HERE, 41 DAYS LEFT" || p.head.chips[1].Text() != "WITH ADS" {
		t.Errorf("it says %q, %q", p.head.get.Text(), p.head.chips[0].Text())
	}
	if len(p.entries) != 3 || p.entries[0].title != "E1 · Signal lost" || p.entries[1].caption != "Extra · With extras" {
		t.Errorf("it holds %+v", p.entries)
	}
	test.Tap(p.head.get)
	f.Choose("With extras · 2.0\u00a0GB")
	for _, call := range []string{`download Children "extras"`, "back", "open bundle hash"} {
		f.Until(func() bool { return f.has(call) })
	}
	if f.has("play hash") {
		t.Error("what is sealed is played")
	}
}

// TestAListedBundleIsReportedAndLicensed before anything of it is here.
func TestAListedBundleIsReportedAndLicensed(t *testing.T) {
	f := newFake(t, "en")
	p := newListingOf(t, f, listedOf("Children"))
	test.Tap(p.head.more)
	f.Choose("Report…")
	for _, r := range "Mine" {
		f.Window.Canvas().Focused().TypedRune(r)
	}
	f.Press("Write in the mail program")
	for _, call := range []string{"complain " + string(p.channel[:1]) + " Children Mine", "mail mailto:a"} {
		f.Until(func() bool { return f.has(call) })
	}
	f.Press("Open with a license or gift…")
	f.Until(func() bool { return f.has("license /a.licence") })
	f.Press("Copy this computer's key")
	f.Until(func() bool { return f.has("copy age1key") })
}

func TestAFreeBundlePlaysAtOnce(t *testing.T) {
	f := newFake(t, "en")
	p := newListingOf(t, f, freeOf("Salt Flats"))
	if p.head.get.Text() != "Play" || !p.head.money.Hidden {
		t.Errorf("it says %q, and of money %v", p.head.get.Text(), p.head.money.Visible())
	}
	p.Key(&fyne.KeyEvent{Name: fyne.KeyReturn})
	f.Key(fyne.KeyReturn)
	f.Until(func() bool { return f.has("play hash") })
	if !f.has(`download Salt Flats ""`) {
		t.Errorf("calls %v", f.calls)
	}
}

func TestAPremiereIsCountedDown(t *testing.T) {
	f := newFake(t, "en")
	p := newListingOf(t, f, premieringOf("The Long Take", 30*time.Minute))
	if p.head.get.Text() != "Preload for the premiere" {
		t.Errorf("it says %q", p.head.get.Text())
	}
	first := p.head.chips[0].Text()
	if !strings.HasPrefix(first, "PREMIERE IN 29:") && first != "PREMIERE IN 30:00" {
		t.Errorf("the chip says %q", first)
	}
	f.Until(func() bool { return p.head.chips[0].Text() != first })
}

func TestAListingThatIsWithdrawnCloses(t *testing.T) {
	f := newFake(t, "en")
	newListingOf(t, f, listedOf("Children"))
	f.change(func() { f.page.Listed = nil })
	f.Until(func() bool { return f.has("back") })
}

func TestPagesFitAtEveryScale(t *testing.T) {
	long := listedOf("Children")
	long.Name, long.Synopsis = strings.Repeat("A title of many words ", 20), strings.Repeat("A synopsis that goes on. ", 40)
	long.Access.Editions[0].Name = strings.Repeat("An edition ", 20)
	long.Access.Editions[1].Splits = nil
	for i := range 12 {
		long.Access.Editions[1].Splits = append(long.Access.Editions[1].Splits, library.Split{Party: strings.Repeat("party ", i*6+1), Weight: 3})
	}
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f := newFake(t, language)
			f.page.Warning = &library.Error{Code: library.CodeForked}
			f.page.Description = strings.Repeat("A description of many words. ", 30)
			newPageOf(t, f)
			fits(t, f, "channel")
			newListingOf(t, f, listedOf("Children"))
			fits(t, f, "listing")
			newListingOf(t, f, long)
			fits(t, f, "long listing")
		})
	}
}
