package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/app/ui/art"
	"matinee/app/ui/buying"
	"matinee/app/ui/cards"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// fake is the program and the window behind the page.
type fake struct {
	*stagehand.Stage
	mu        sync.Mutex
	details   library.Details
	access    library.Access
	transfers []library.Transfer
	stream    library.StreamStatus
	shops     []library.Shop
	calls     []string
	events    chan library.Event
	err       error
}

func (f *fake) call(format string, args ...any) error {
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

func (f *fake) Details(context.Context, library.BundleID) (library.Details, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.details, f.err
}

func (f *fake) Access(context.Context, library.BundleID) (library.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.access, nil
}

func (f *fake) OpenLicense(_ context.Context, path string) error { return f.call("license %s", path) }
func (f *fake) DeviceKey(context.Context) (string, error)        { return "age1key", nil }
func (f *fake) OpenChannel(root library.Key)                     { _ = f.call("channel %s", root) }
func (f *fake) WriteMail(link string)                            { _ = f.call("mail %s", link) }
func (f *fake) ChooseLicense(chosen func(string))                { chosen("/a.licence") }

func (f *fake) Complain(_ context.Context, channel library.Key, bundle library.Token, why string) (library.Complaint, error) {
	return library.Complaint{Link: "mailto:a", Text: "message"}, f.call("complain %s %s %s", channel, bundle, why)
}

func (f *fake) Shops(context.Context, library.Key) ([]library.Shop, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shops, nil
}

func (f *fake) AskShop(context.Context, library.Key, library.Key) (library.Shop, error) {
	return library.Shop{Name: "Corner", URL: "https://corner.example", Test: true}, nil
}

// WatchWithAds opens the edition.
func (f *fake) WatchWithAds(_ context.Context, channel library.Key, _ library.Token, edition library.EditionID) error {
	f.mu.Lock()
	_, f.access = sold("")
	for i := range f.access.Editions {
		f.access.Editions[i].Offers = append(f.access.Editions[i].Offers, library.Offer{Kind: library.OfferAds})
		f.access.Editions[i].Financed = true
	}
	f.mu.Unlock()
	return f.call("ads %s %s", channel, edition)
}

// PlaceOrder takes every code for a good one, and opens the edition.
func (f *fake) PlaceOrder(_ context.Context, o buying.Order) (library.Purchase, error) {
	f.mu.Lock()
	_, f.access = sold("")
	f.mu.Unlock()
	return library.Purchase{Order: "o", Edition: o.Edition, Settled: time.Now()}, f.call("order %s %s", o.Edition, o.Code)
}

func (f *fake) AwaitPurchase(context.Context, library.Token) (library.Purchase, error) {
	return library.Purchase{}, nil
}
func (f *fake) CancelPurchase(context.Context, library.Token) error   { return nil }
func (f *fake) Purchases(context.Context) ([]library.Purchase, error) { return nil, nil }
func (f *fake) OpenPage(address string)                               { _ = f.call("page %s", address) }

func (f *fake) PlaySoon(id library.BundleID) { _ = f.call("play soon %s", id) }

func (f *fake) Transfers() []library.Transfer {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.transfers)
}

func (f *fake) StreamStatus(_ library.BundleID, item int, _ int64) library.StreamStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stream
}

func (f *fake) Artwork(context.Context, library.BundleID, library.Shape) (string, error) {
	return "", &library.Error{Code: library.CodeNotFound}
}

func (f *fake) Events(ctx context.Context) <-chan library.Event {
	context.AfterFunc(ctx, func() { close(f.events) })
	return f.events
}

func (f *fake) SetWatched(_ context.Context, id library.BundleID, item int, on bool) error {
	return f.call("watched %s %d %v", id, item, on)
}

func (f *fake) SetPinned(_ context.Context, id library.BundleID, on bool) error {
	return f.call("pinned %s %v", id, on)
}
func (f *fake) SetRating(context.Context, library.BundleID, int) error { return nil }

func (f *fake) Remove(_ context.Context, id library.BundleID, files bool) error {
	return f.call("remove %s %v", id, files)
}
func (f *fake) Play(id library.BundleID, item int) { _ = f.call("play %s %d", id, item) }
func (f *fake) OpenBundle(library.BundleID)        {}
func (f *fake) Back()                              { _ = f.call("back") }
func (f *fake) OpenFolder(path string)             { _ = f.call("folder %s", path) }
func (f *fake) ShowFile(path string)               { _ = f.call("show %s", path) }
func (f *fake) OpenOutside(id library.BundleID, item int) {
	_ = f.call("outside %s %d", id, item)
}
func (f *fake) Copy(text string) { _ = f.call("copy %s", text) }
func (f *fake) Tell(err error) {
	if err != nil {
		_ = f.call("told %s", library.CodeOf(err))
	}
}

// season is a bundle of some episodes of 400 MB: two watched, the third begun.
func season(episodes int) library.Details {
	d := library.Details{
		Card: library.Card{
			ID: "a", Title: "Children of the Machine", Creators: "Rapid Eyes", Year: 2026, Kind: library.Video,
			Playable: episodes, Rating: 12, Length: int64(episodes) * 4e8, BegunPlace: 3,
			Begun: library.Position{Bundle: "a", Item: 2, At: 18*time.Minute + 22*time.Second, Duration: 47 * time.Minute},
		},
		Bundle: library.Bundle{
			ID: "a", Title: "Children of the Machine", Folder: "/media/a", PieceLength: 1 << 18,
			Length: int64(episodes) * 4e8, Uploaded: int64(episodes) * 72e7, Downloaded: int64(episodes) * 4e8,
		},
		Synopsis: "After the blackout.", Voices: []string{"en", "fr", "und"}, Helped: 14,
	}
	for i := range episodes {
		item := library.Item{Index: i, Path: fmt.Sprintf("E%02d.mkv", i+1), Length: 4e8, Priority: library.Normal}
		d.Bundle.Items = append(d.Bundle.Items, item)
		d.Items = append(d.Items, library.ItemDetails{
			Item: item, ItemName: library.ItemName{Title: fmt.Sprintf("Part %d", i+1), Number: i + 1}, Watched: i < 2, Facts: library.Facts{Duration: 46 * time.Minute},
		})
	}
	if episodes > 2 {
		d.Items[2].At = d.Card.Begun
	}
	return d
}

// downloading is the traffic of a season: two items whole, a part of the third.
func downloading(d library.Details) library.Transfer {
	t := library.Transfer{
		ID: "a", State: library.Downloading, Wanted: d.Card.Length, Done: 1_044_000_000, DownRate: 2_400_000,
		Peers: 43, Seeds: 31, Uploaded: d.Bundle.Uploaded, Downloaded: d.Bundle.Downloaded,
	}
	for i, item := range d.Items {
		done := []int64{4e8, 4e8, 244e6}
		p := library.ItemProgress{Index: item.Item.Index}
		if i < len(done) {
			p.Done = done[i]
		}
		t.Items = append(t.Items, p)
	}
	return t
}

func newShow(t *testing.T, d library.Details, transfers ...library.Transfer) (*fake, *Page) {
	t.Helper()
	return newShowIn(t, "en", d, transfers...)
}

func newShowIn(t *testing.T, language string, d library.Details, transfers ...library.Transfer) (*fake, *Page) {
	t.Helper()
	stage := stagehand.New(t)
	stagehand.Speak(t, language)
	f := &fake{Stage: stage, details: d, transfers: transfers, events: make(chan library.Event, 8)}
	actions := cards.Actions{Loop: f.Loop, Backend: f, Desk: f}
	p := New(f.Loop, "a", f, f, f, art.New(f.Loop, f, 1<<20), actions)
	f.Show(p, 1072, 800)
	p.SetVisible(true)
	f.Until(func() bool { return p.loaded && p.traffic.done != nil })
	return f, p
}

// rowAt is the visible row of the nth item.
func rowAt(t *testing.T, p *Page, i int) *row {
	t.Helper()
	r, ok := p.grid.Cells()[i].(*row)
	if !ok {
		t.Fatalf("row %d is not shown", i)
	}
	return r
}

func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
