package channels

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/app/ui/buying"
	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// fake is the program and the window behind the screens.
type fake struct {
	*stagehand.Stage
	mu      sync.Mutex
	follows []library.Followed
	page    library.ChannelPage
	found   library.Found
	calls   []string
	err     error // of reading
	refuses error // of following
	shops   []library.Shop
	gate    chan struct{} // following waits for it; nil: it does not
	events  chan library.Event
	told    error
}

func (f *fake) called(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
	return nil
}

func (f *fake) has(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, call)
}

func (f *fake) change(change func()) {
	f.mu.Lock()
	change()
	f.mu.Unlock()
	f.events <- library.NewChannelChanged(f.page.Root)
}

func (f *fake) Follows(context.Context) ([]library.Followed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.follows), f.err
}

func (f *fake) ChannelPage(context.Context, library.Key) (library.ChannelPage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.page, f.err
}

func (f *fake) Listing(_ context.Context, _ library.Key, bundle library.Token) (library.Listed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.page.Listed {
		if l.Bundle == bundle {
			return l, nil
		}
	}
	return library.Listed{}, &library.Error{Code: library.CodeNotFound}
}

func (f *fake) DiscoverListed(_ context.Context, text string) (library.Found, error) {
	_ = f.called("discover %s", text)
	f.mu.Lock()
	defer f.mu.Unlock()
	if text == "nothing" {
		return library.Found{}, nil
	}
	return f.found, nil
}

func (f *fake) AddStore(_ context.Context, address string, local bool) (library.StoreList, error) {
	_ = f.called("store %s %v", address, local)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuses != nil {
		return library.StoreList{}, f.refuses
	}
	s := library.StoreList{URL: library.WebURL(address), Name: "Corner", Added: true, Channels: 1}
	f.found.Stores = append(f.found.Stores, s)
	f.found.Sold = append(f.found.Sold, library.Recommendation{
		Root: rootOf("c"), Link: "magnet:?", Name: "Sold here", Stores: []string{"Corner"},
		Sells: []library.StockedBundle{{Name: "Low Tide", Prices: []library.Money{{Currency: "EUR", Minor: 495}}}},
	})
	return s, nil
}

func (f *fake) ForgetStore(_ context.Context, address library.WebURL) error {
	return f.called("forget %s", address)
}

func (f *fake) FollowLink(ctx context.Context, link string, local bool) (library.Key, error) {
	_ = f.called("follow %v", local)
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return "", &library.Error{Code: library.CodeCanceled}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return rootOf("a"), f.refuses
}

func (f *fake) UnfollowChannel(_ context.Context, root library.Key) error {
	return f.called("unfollow %s", root[:1])
}

func (f *fake) RefreshChannel(_ context.Context, root library.Key) error {
	return f.called("refresh %.1s", root)
}

func (f *fake) SetChannelRules(_ context.Context, root library.Key, notify bool, auto library.AutoDownload) error {
	return f.called("rules %s %v %+v", root[:1], notify, auto)
}

func (f *fake) LookedAt(_ context.Context, root library.Key) error {
	return f.called("looked at %s", root[:1])
}

func (f *fake) DownloadListed(_ context.Context, _ library.Key, bundle library.Token, edition library.EditionID) (library.BundleID, error) {
	return "hash", f.called("download %s %q", bundle, edition)
}

func (f *fake) OpenLicense(_ context.Context, path string) error { return f.called("license %s", path) }
func (f *fake) DeviceKey(context.Context) (string, error)        { return "age1key", nil }
func (f *fake) ChooseLicense(chosen func(string))                { chosen("/a.licence") }
func (f *fake) WriteMail(link string)                            { _ = f.called("mail %s", link) }

func (f *fake) Complain(_ context.Context, root library.Key, bundle library.Token, why string) (library.Complaint, error) {
	return library.Complaint{Link: "mailto:a", Text: "message"}, f.called("complain %s %s %s", root[:1], bundle, why)
}

func (f *fake) Shops(context.Context, library.Key) ([]library.Shop, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shops, nil
}

func (f *fake) AskShop(context.Context, library.Key, library.Key) (library.Shop, error) {
	return library.Shop{Name: "Corner", URL: "https://corner.example", Test: true}, nil
}

// open opens every edition.
func (f *fake) open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.page.Listed {
		for j := range f.page.Listed[i].Access.Editions {
			f.page.Listed[i].Access.Editions[j].Why = ""
		}
	}
}

// WatchWithAds opens the edition.
func (f *fake) WatchWithAds(_ context.Context, channel library.Key, _ library.Token, edition library.EditionID) error {
	f.open()
	return f.called("ads %s %s", channel, edition)
}

// PlaceOrder takes every code for a good one, and opens the edition.
func (f *fake) PlaceOrder(_ context.Context, o buying.Order) (library.Purchase, error) {
	f.open()
	return library.Purchase{Order: "o", Edition: o.Edition, Settled: time.Now()}, f.called("order %s %s", o.Edition, o.Code)
}

func (f *fake) AwaitPurchase(context.Context, library.Token) (library.Purchase, error) {
	return library.Purchase{}, nil
}
func (f *fake) CancelPurchase(context.Context, library.Token) error   { return nil }
func (f *fake) Purchases(context.Context) ([]library.Purchase, error) { return nil, nil }
func (f *fake) OpenPage(address string)                               { _ = f.called("page %s", address) }

func (f *fake) Code(string) (image.Image, error) { return image.NewGray(image.Rect(0, 0, 29, 29)), nil }

func (f *fake) Artwork(context.Context, library.BundleID, library.Shape) (string, error) {
	return "", &library.Error{Code: library.CodeNotFound}
}
func (f *fake) Events(context.Context) <-chan library.Event { return f.events }
func (f *fake) OpenChannel(root library.Key)                { _ = f.called("open channel %s", root[:1]) }

func (f *fake) OpenListed(l library.Listed)    { _ = f.called("open listed %s", l.Name) }
func (f *fake) OpenBundle(id library.BundleID) { _ = f.called("open bundle %s", id) }
func (f *fake) PlaySoon(id library.BundleID)   { _ = f.called("play %s", id) }
func (f *fake) Back()                          { _ = f.called("back") }
func (f *fake) Copy(text string)               { _ = f.called("copy %.7s", text) }
func (f *fake) Tell(err error)                 { f.told = err }

func rootOf(digit string) library.Key { return library.Key(strings.Repeat(digit, 64)) }

func linkOf(digit, mirror string) string {
	return "magnet:?xs=urn:btpk:" + strings.Repeat(digit, 64) + "&as=" + mirror + "&x.root=" + strings.Repeat(digit, 64)
}

func followedOf(digit, name string) library.Followed {
	return library.Followed{Channel: library.Channel{
		Root: rootOf(digit), Link: linkOf(digit, "https://m.example"), Name: name, Description: "Films.\nMany of them.",
		Bundles: 3, Seq: 4, Issued: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Domain: "studio.example", Verified: time.Now(),
		Notify: true, Expires: time.Now().Add(time.Hour), Looked: time.Now(),
	}, New: 2}
}

// dollars is a price.
func dollars(cents int64) *library.Money { return &library.Money{Currency: "USD", Minor: cents} }

// listedOf is a bundle of two editions that is sold, sealed, in its window.
func listedOf(name string) library.Listed {
	now := time.Now()
	w := &library.Window{From: now.Add(-time.Hour), Until: now.Add(41*24*time.Hour + time.Minute)}
	edition := func(id library.EditionID, name string, cents int64) library.EditionAccess {
		return library.EditionAccess{
			ID: id, Name: name, Sealed: true, Why: library.CodeSealed, Length: 2e9, Items: 8, Duration: 6 * time.Hour,
			Offers:   []library.Offer{{Kind: library.OfferPaid, Price: dollars(cents)}, {Kind: library.OfferAds}},
			Splits:   []library.Split{{Party: "Rapid Eyes", Weight: 62}, {Party: "Director and cast", Weight: 28}},
			Standing: library.Standing{Window: w},
		}
	}
	return library.Listed{
		Listing: library.Listing{
			Channel: rootOf("a"), Bundle: library.Token(name), Name: name, Infohash: "hash", Creators: "Rapid Eyes", Length: 3e9,
			Synopsis: "Four teenagers.", Languages: []library.Language{"en", "fr"}, Rating: 12, Published: now, Read: "m",
		},
		By: "Rapid Eyes", Domain: "studio.example",
		Access: library.Access{
			Bundle: library.Token(name), Channel: rootOf("a"), Version: 1, Fee: 1000,
			Editions: []library.EditionAccess{edition("standard", "Season", 495), edition("extras", "With extras", 995)},
			Items: []library.ItemAccess{
				{Path: "e1.mp4.age", Role: library.RoleMain, Title: "Signal lost", Episode: 1, Duration: 46 * time.Minute, Sealed: true, Why: library.CodeSealed, Editions: []library.EditionID{"standard", "extras"}},
				{Path: "making.mp4.age", Role: library.RoleExtra, Title: "Making of", Duration: time.Hour, Sealed: true, Why: library.CodeSealed, Editions: []library.EditionID{"extras"}},
				{Path: "trailer.mp4", Role: library.RoleTrailer, Title: "Trailer"},
			},
		},
	}
}

// freeOf is a bundle that everybody may watch.
func freeOf(name string) library.Listed {
	l := listedOf(name)
	l.Access.Editions = []library.EditionAccess{{ID: "standard", Name: "Standard", Offers: []library.Offer{{Kind: library.OfferFree}}, Standing: library.Standing{Opened: true}}}
	l.Access.Items = []library.ItemAccess{{Path: "film.mp4", Role: library.RoleMain, Title: "Film"}}
	return l
}

// premieringOf has its premiere after some time.
func premieringOf(name string, after time.Duration) library.Listed {
	l := listedOf(name)
	w := &library.Window{From: time.Now().Add(after), Until: time.Now().Add(after + 30*24*time.Hour)}
	for i := range l.Access.Editions {
		l.Access.Editions[i].Standing.Window = w
	}
	return l
}

func newFake(t *testing.T, language string) *fake {
	t.Helper()
	f := &fake{Stage: stagehand.New(t), events: make(chan library.Event, 8)}
	stagehand.Speak(t, language)
	f.follows = []library.Followed{followedOf("a", "Rapid Eyes"), followedOf("b", "Salt Collective")}
	f.page = library.ChannelPage{
		Followed:   f.follows[0],
		Listed:     []library.Listed{listedOf("Children"), freeOf("Salt Flats"), premieringOf("The Long Take", 50*time.Hour)},
		Recommends: []library.Recommendation{{Root: rootOf("c"), Link: linkOf("c", "https://c.example"), Name: "Oda Films", Why: "The best."}},
	}
	f.found = library.Found{Bundles: f.page.Listed[:1], Others: []library.Recommendation{{
		Root: rootOf("c"), Link: linkOf("c", "https://c.example"), Name: "Oda Films", Why: "The best.", By: []string{"Rapid Eyes"},
	}}}
	return f
}

func newScreen(t *testing.T, f *fake) *Screen {
	t.Helper()
	s := New(f.Loop, f, f, art.New(f.Loop, f, 1<<20))
	f.Show(s, 1072, 800)
	s.SetVisible(true)
	f.Until(func() bool { return s.loaded })
	return s
}

// plain writes spaces where a line may not break.
func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestFollowedChannelsAreListed(t *testing.T) {
	f := newFake(t, "en")
	s := newScreen(t, f)
	l, ok := s.grid.Cells()[0].(*line)
	if !ok || l.title.Text() != "Rapid Eyes" || l.check.Hidden || l.chip.Text() != "2 NEW" {
		t.Fatalf("the first line says %q, %q", l.title.Text(), l.chip.Text())
	}
	if got := plain(l.caption.Text()); got != "studio.example · 3 bundles · Films." {
		t.Errorf("and %q", got)
	}
	test.Tap(l)
	s.Key(&fyne.KeyEvent{Name: fyne.KeyDown})
	f.Key(fyne.KeyDown)
	f.Key(fyne.KeyReturn)
	if !f.has("open channel a") || !f.has("open channel b") {
		t.Errorf("calls %v", f.calls)
	}
	f.change(func() {
		f.follows[1].Warning = &library.Error{Code: library.CodeForked}
		f.follows[1].Verified = time.Time{}
	})
	f.Until(func() bool { return s.entries[1].danger })
	if e := s.entries[1]; e.proved || !strings.Contains(e.caption, "There are two different ones") {
		t.Errorf("a warning is shown as %q", e.caption)
	}
}

func TestFollowingByALink(t *testing.T) {
	f := newFake(t, "en")
	s := newScreen(t, f)
	f.gate = make(chan struct{})
	s.head.field.SetText("magnet:?xt=urn:btih:something")
	f.Press("Follow")
	if text := s.head.follow.text.Text(); !strings.HasPrefix(text, "This is not a link to a channel") || f.has("follow false") {
		t.Fatalf("it says %q", text)
	}
	s.head.field.SetText(linkOf("a", "https://m.example"))
	if s.head.follow.text.Text() != "" || !s.head.follow.leave.Hidden {
		t.Error("what was wrong is still said, or leave is asked for")
	}
	f.Press("Follow")
	f.Until(func() bool { return f.has("follow false") })
	f.Press("Cancel")
	f.Until(func() bool { return s.head.follow.cancel == nil })
	if s.head.follow.text.Text() != "" || s.head.field.Text == "" {
		t.Error("giving up loses the link, or says something")
	}
	s.head.field.SetText(linkOf("a", "http://127.0.0.1:8000"))
	if s.head.follow.leave.Hidden {
		t.Fatal("no leave is asked for a mirror on this machine")
	}
	test.Tap(s.head.follow.leave)
	close(f.gate)
	f.Press("Follow")
	f.Until(func() bool { return f.has("open channel a") })
	if !f.has("follow true") || s.head.field.Text != "" {
		t.Errorf("calls %v, the field says %q", f.calls, s.head.field.Text)
	}
	f.refuses = &library.Error{Code: library.CodeNobodyHasIt}
	s.Follow(linkOf("a", "https://m.example"))
	f.Until(func() bool { return strings.HasPrefix(s.head.follow.text.Text(), "You follow it now.") })
	f.refuses = errors.New("boom")
	s.Follow(linkOf("a", "https://m.example"))
	f.Until(func() bool { return strings.HasPrefix(s.head.follow.text.Text(), "Something went wrong (boom)") })
}

func TestWhatIsDoneWithAChannel(t *testing.T) {
	f := newFake(t, "en")
	s := newScreen(t, f)
	menu := func(choose string) {
		t.Helper()
		test.TapSecondary(s.grid.Cells()[1].(*line))
		f.Choose(choose)
	}
	menu("Look for news")
	menu("Copy its link")
	menu("Unfollow…")
	f.Press("Unfollow")
	f.Press("Look for news")
	for _, call := range []string{"refresh b", "copy magnet:", "unfollow b", "refresh "} {
		f.Until(func() bool { return f.has(call) })
	}
	menu("Link and QR code…")
	f.Until(func() bool { return f.Window.Canvas().Overlays().Top() != nil })
	f.Press("Close")
	menu("What is downloaded…")
	f.Press("Done")
	f.Until(func() bool { return f.has(fmt.Sprintf("rules b true %+v", library.AutoDownload{})) })
}

func TestRulesAreChosen(t *testing.T) {
	f := newFake(t, "en")
	form := newRulesForm(f.page.Channel, f.page.Listed, func(*fyne.KeyEvent) {})
	f.Show(form, 500, 400)
	if !form.edition.Disabled() || !form.size.Disabled() {
		t.Error("rules can be changed that say nothing")
	}
	for pick, value := range map[*kit.Pick]string{form.what: everything, form.edition: "extras", form.language: "fr", form.when: "night"} {
		pick.Set(value)
	}
	form.able()
	form.size.SetText("two")
	if _, _, ok := form.read(); ok || form.woes.Text() == "" {
		t.Error("“two” is taken for a size")
	}
	form.size.SetText("2 GB")
	want := library.AutoDownload{On: true, MaxSize: 2e9, Edition: "extras", Language: "fr", Night: true}
	if notify, auto, ok := form.read(); !ok || !notify || auto != want || form.edition.Disabled() {
		t.Errorf("read %v, %+v", notify, auto)
	}
}

func TestDiscovering(t *testing.T) {
	f := newFake(t, "en")
	s := newScreen(t, f)
	s.Search()
	f.Until(func() bool { return f.has("discover ") && len(s.entries) == 4 })
	if s.entries[0].heading != "Bundles" || s.entries[1].title != "Children" || s.entries[3].caption != "recommended by Rapid Eyes · The best." {
		t.Errorf("found %+v", s.entries)
	}
	s.head.field.SetText("nothing")
	f.Until(func() bool { return f.has("discover nothing") && s.empty.Visible() })
	if s.empty.title.Text() != "Nothing like that is known" {
		t.Errorf("it says %q", s.empty.title.Text())
	}
	s.head.field.SetText("")
	f.Until(func() bool { return len(s.entries) == 4 })
	s.entries[3].open()
	f.Press("Follow")
	f.Until(func() bool { return f.has("open channel a") })
	if s.asked.Load().tab != tabFollowing {
		t.Error("it is followed out of sight")
	}
}

func TestNothingIsFollowed(t *testing.T) {
	f := newFake(t, "en")
	f.follows, f.found = nil, library.Found{}
	s := newScreen(t, f)
	if !s.empty.Visible() || s.empty.title.Text() != "You follow no channel yet" {
		t.Fatalf("it says %q", s.empty.title.Text())
	}
	f.Press("Discover")
	f.Until(func() bool { return s.empty.title.Text() == "There is nothing to discover yet" })
	f.change(func() { f.err = &library.Error{Code: library.CodeLimited} })
	f.Until(func() bool { return s.empty.title.Text() == "Channels are not for this profile" })
	if f.told != nil {
		t.Errorf("a limited profile is told %v", f.told)
	}
}

func TestTheScreenFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			f := newFake(t, language)
			s := newScreen(t, f)
			fits(t, f, "following")
			s.head.field.SetText(linkOf("a", "http://127.0.0.1:8000"))
			f.gate = make(chan struct{})
			s.head.follow.start()
			f.Until(func() bool { return f.has("follow false") })
			s.head.field.SetText("") // a long line in a field reaches beyond it, out of sight
			s.head.follow.leave.Hidden = false
			s.relayout()
			fits(t, f, "looking for one")
			s.head.follow.stop()
			f.Until(func() bool { return s.head.follow.cancel == nil })
			s.Search()
			f.Until(func() bool { return len(s.entries) == 4 })
			fits(t, f, "discovering")
			f.change(func() { f.follows, f.found = nil, library.Found{} })
			f.Until(func() bool { return s.empty.Visible() })
			fits(t, f, "nothing")
		})
	}
}

func fits(t *testing.T, f *fake, what string) {
	t.Helper()
	stagehand.InEveryWindow(t, f.Window, true, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(f.Window) {
			t.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}
