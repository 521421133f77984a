package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/app/ui/buying"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
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

func TestThePageSaysWhatTheBundleIs(t *testing.T) {
	d := season(8)
	d.Card.Duration = 6*time.Hour + 12*time.Minute
	_, p := newShow(t, d, downloading(d))
	h := p.head
	for got, want := range map[string]string{
		h.title.Text():             "Children of the Machine",
		h.facts.Text():             "Rapid Eyes · 2026 · 8 episodes · 6 h 12 · 12+ · English, Français",
		h.synopsis.Text():          "After the blackout.",
		h.play.Text():              "Resume E3 · 18:22",
		h.section.Text():           "Episodes",
		h.chips[0].Text():          "DOWNLOADING · 32%",
		h.swarm.lines[0].Text():    "31 people have all of it · 12 downloading",
		h.swarm.lines[1].Text():    "You helped 14 people · ratio 1.8",
		h.swarm.lines[2].Text():    "↓ 2.4 MB/s",
		rowAt(t, p, 0).seen.Text(): "Watched",
	} {
		if plain(got) != want {
			t.Errorf("says %q, not %q", plain(got), want)
		}
	}
}

func TestRowsSayWhereTheirItemsAre(t *testing.T) {
	d := season(6)
	d.Items[5].Item.Priority = library.Skip
	tr := downloading(d)
	f, p := newShow(t, d, tr)
	check := func(i int, chip, state string) {
		t.Helper()
		r := rowAt(t, p, i)
		if got := plain(r.chip.Text()); got != chip || r.chip.Hidden != (chip == "") || plain(r.state.Text()) != state {
			t.Errorf("row %d says %q, %q", i, got, plain(r.state.Text()))
		}
	}
	check(0, "KEPT · 400 MB", "")
	check(2, "", "61% · 400 MB")
	check(3, "", "400 MB")
	check(5, "", "not chosen · 400 MB")
	f.mu.Lock()
	f.transfers[0].Streaming = true
	f.stream = library.StreamStatus{Missing: 4, Needed: 4, Bytes: 6_000_000, Rate: 2_400_000}
	f.mu.Unlock()
	p.poll.Now()
	f.Until(func() bool { return p.traffic.now.Streaming })
	check(2, "", "streaming · 61%")
	check(3, "", "starts in ~3 s")
	if got := plain(p.head.chips[0].Text()); got != "STREAMING · 43%" {
		t.Errorf("the chip says %q", got)
	}
}

func TestRowsPlay(t *testing.T) {
	f, p := newShow(t, season(6))
	test.Tap(rowAt(t, p, 1))
	f.Focus(p.grid)
	f.Key(fyne.KeyDown)
	f.Key(fyne.KeyReturn)
	if !slices.Equal(f.calls, []string{"play a 1", "play a 3"}) { // the mark began at the third
		t.Fatalf("calls %v", f.calls)
	}
	test.TapSecondary(rowAt(t, p, 0))
	f.Choose("Mark as not watched")
	f.Until(func() bool { return f.has("watched a 0 false") })
}

// TestAnItemForOthers: another player, and the file itself, by menu and by key.
func TestAnItemForOthers(t *testing.T) {
	f, p := newShow(t, season(6))
	for text, call := range map[string]string{"Open with another player": "outside a 0", "Show in folder": "show /media/a/E01.mkv"} {
		test.TapSecondary(rowAt(t, p, 0))
		f.Choose(text)
		f.Until(func() bool { return f.has(call) })
	}
	f.Focus(p.grid)
	f.Key(fyne.KeyO)
	f.Key(fyne.KeyF)
	if !f.has("outside a 2") || !f.has("show /media/a/E03.mkv") { // the mark began at the third
		t.Errorf("calls %v", f.calls)
	}
	f, p = newShow(t, season(1))
	test.Tap(p.head.more)
	f.Choose("Open folder")
	if !f.has("show /media/a/E01.mkv") {
		t.Errorf("the one file is not selected: %v", f.calls)
	}
}

func TestActionsOfThePage(t *testing.T) {
	f, p := newShow(t, season(3))
	test.Tap(p.head.play)
	test.Tap(p.head.keep)
	f.Until(func() bool { return f.has("play a 2") && f.has("pinned a true") })
	for text, call := range map[string]string{
		"Open folder": "folder /media/a", "Copy magnet link": "copy magnet:?xt=urn:btih:a&dn=Children+of+the+Machine",
		"Mark as watched": "watched a -1 true",
	} {
		test.Tap(p.head.more)
		f.Choose(text)
		f.Until(func() bool { return f.has(call) })
	}
	test.Tap(p.head.more)
	f.Choose("Remove…")
	f.Press("Keep files")
	f.Until(func() bool { return f.has("remove a false") && f.has("back") })
}

func TestEscapeLeadsBackFromEverywhere(t *testing.T) {
	f, p := newShow(t, season(3))
	for _, o := range []fyne.Focusable{p.head.leave, p.head.play, p.head.keep, p.head.more, p.grid} {
		f.calls = nil
		f.Focus(o)
		f.Key(fyne.KeyEscape)
		if !slices.Equal(f.calls, []string{"back"}) {
			t.Errorf("on %T: %v", o, f.calls)
		}
	}
}

func TestTheKeysLeadFromButtonsToRowsAndUp(t *testing.T) {
	f, p := newShow(t, season(3))
	p.Key(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !f.has("play a 2") {
		t.Fatal("Enter does not go on with it")
	}
	f.Key(fyne.KeyDown)
	if f.Window.Canvas().Focused() != fyne.Focusable(p.grid) {
		t.Fatal("the rows are not reached")
	}
	f.Key(fyne.KeyHome)
	f.Key(fyne.KeyUp)
	if f.Window.Canvas().Focused() != fyne.Focusable(p.head.play) {
		t.Fatal("the buttons are not reached")
	}
}

func TestABundleThatIsGoneClosesItsPage(t *testing.T) {
	f, _ := newShow(t, season(3))
	f.mu.Lock()
	f.err = &library.Error{Code: library.CodeNotFound}
	f.mu.Unlock()
	f.events <- library.NewRemoved("a")
	f.Until(func() bool { return f.has("back") })
}

func TestOnlyItsOwnNewsAreRead(t *testing.T) {
	f, p := newShow(t, season(3))
	f.mu.Lock()
	f.details.Card.Title = "Renamed"
	f.mu.Unlock()
	f.events <- library.NewDescribed("another")
	f.events <- library.NewDescribed("a")
	f.Until(func() bool { return p.head.title.Text() == "Renamed" })
}

func TestOnlyRowsInSightExist(t *testing.T) {
	f, p := newShow(t, season(3000))
	if n := len(p.grid.Cells()); n > 20 {
		t.Fatalf("%d rows of 3,000 exist", n)
	}
	f.Focus(p.grid)
	f.Key(fyne.KeyEnd)
	if got := rowAt(t, p, 2999).title.Text(); got != "Part 3000" {
		t.Fatalf("the last row is %q", got)
	}
}

func TestAPersonsOwnMediaAreNotShared(t *testing.T) {
	d := season(3)
	d.Card.Local = true
	_, p := newShow(t, d)
	if p.head.swarm.Visible() || p.head.keep.Visible() {
		t.Fatal("it shows a swarm where there is none")
	}
	if got := plain(p.head.chips[0].Text()); got != "ON THIS MACHINE · 1.2 GB" {
		t.Fatalf("the chip says %q", got)
	}
	r := rowAt(t, p, 0)
	if got := plain(r.chip.Text()); got != "KEPT · 400 MB" {
		t.Fatalf("the row says %q", got)
	}
	if free := p.Size().Width - kit.PageMargin - r.Position().X - r.Size().Width; free > kit.GridOut {
		t.Fatalf("beside the rows %v is left free, for nothing", free)
	}
}

func TestNothingIsSaidThatIsNotMeasured(t *testing.T) {
	d := season(3)
	d.Helped, d.Bundle.Uploaded = 0, 0
	_, p := newShow(t, d)
	for i, want := range []string{"Nobody is connected now", "You helped nobody yet", "0 B shared"} {
		if got := plain(p.head.swarm.lines[i].Text()); got != want {
			t.Errorf("line %d says %q", i, got)
		}
	}
	stopped := library.Transfer{ID: "a", State: library.Stopped, Problem: &library.Error{Code: library.CodeFolderGone}}
	if got := swarmOf(season(3), traffic{known: true, now: stopped}); len(got) != 1 || !strings.Contains(got[0], "Plug the disk in") {
		t.Errorf("a problem is told as %q", got)
	}
}

func TestNobodyReachableDoesNotStopABundle(t *testing.T) {
	d := season(3)
	now := downloading(d)
	now.Peers, now.DownRate, now.Problem = 0, 0, library.Errorf(library.CodeNoPeers, "Children")
	_, p := newShow(t, d, now)
	if chip := p.head.chips[0].Text(); !strings.HasPrefix(chip, "DOWNLOADING") || p.head.swarm.lines[0].Text() != "Nobody is connected now" {
		t.Errorf("it says %q, %q", chip, p.head.swarm.lines[0].Text())
	}
}

func TestAProblemIsSaidWhole(t *testing.T) {
	d := season(3)
	now := downloading(d)
	now.State, now.Problem = library.Stopped, &library.Error{Code: library.CodeFolderGone, Detail: "/media/a"}
	_, p := newShow(t, d, now)
	shown := ""
	for _, o := range test.LaidOutObjects(p.head.swarm.lines[0]) {
		if line, ok := o.(*canvas.Text); ok {
			shown += line.Text + " "
		}
	}
	if strings.Contains(shown, "…") || !strings.Contains(shown, "Plug the disk in") {
		t.Errorf("the panel says %q", shown)
	}
}

func TestWhatIsHereNeedsNoKeeping(t *testing.T) {
	d := season(3)
	d.Card.Finished = time.Unix(1, 0)
	_, p := newShow(t, d)
	if p.head.keep.Visible() {
		t.Error("what is here can be kept again")
	}
}

func TestMusicIsCountedInTracks(t *testing.T) {
	d := season(3)
	d.Card.Kind = library.Audio
	d.Items[1].Number = 0
	_, p := newShow(t, d)
	r := rowAt(t, p, 1)
	if size := p.head.poster.Size(); size.Width != size.Height {
		t.Fatalf("the cover is %v", size)
	}
	if p.head.section.Text() != "Tracks" || r.length.Text() != "46:00" || r.seen.Text() != "Heard" || r.number.Text() != "2" {
		t.Fatalf("%q, %q, %q, %q", p.head.section.Text(), r.length.Text(), r.seen.Text(), r.number.Text())
	}
}

func TestNothingLiesOverAnotherPart(t *testing.T) {
	d := season(9)
	d.Card.Title = strings.Repeat("A title of many words ", 25)
	d.Card.Creators = strings.Repeat("Many people, ", 30)
	d.Synopsis = strings.Repeat("A synopsis that goes on. ", 60)
	d.Items[0].Title = strings.Repeat("عنوان طويل ", 40)
	f, p := newShow(t, d, downloading(d))
	for _, size := range []fyne.Size{{Width: 1072, Height: 800}, {Width: 736, Height: 500}, {Width: 3632, Height: 2160}, {Width: 500, Height: 400}} {
		f.Window.Resize(size)
		h := p.head
		parts := []fyne.CanvasObject{h.leave, h.chips[0], h.title, h.facts, h.synopsis, h.play, h.section}
		for i := 1; i < len(parts); i++ {
			if bottom := parts[i-1].Position().Y + parts[i-1].Size().Height; bottom > parts[i].Position().Y+0.5 {
				t.Errorf("at %v part %d reaches to %v, the next begins at %v", size, i-1, bottom, parts[i].Position().Y)
			}
		}
		for _, o := range append(parts, h.swarm) {
			if right := o.Position().X + o.Size().Width; right > size.Width {
				t.Errorf("at %v a part reaches to %v", size, right)
			}
		}
		if first := rowAt(t, p, 0); first.Position().Y < h.section.Position().Y+h.section.Size().Height {
			t.Errorf("at %v the rows lie over the head", size)
		} else if first.title.Size().Width < 60 {
			t.Errorf("at %v a title has %v", size, first.title.Size().Width)
		}
	}
}

func TestAClosedPageEnds(t *testing.T) {
	f, p := newShow(t, season(3))
	p.SetVisible(false)
	p.Close()
	ended := make(chan struct{})
	go func() { f.Loop.Wait(); close(ended) }()
	f.Until(func() bool {
		select {
		case <-ended:
			return true
		default:
			return false
		}
	})
}

// where is the top of a part on the page.
func where(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
}

func TestANarrowPageBeginsWithTheEpisodes(t *testing.T) {
	d := season(3)
	f, p := newShow(t, d, downloading(d))
	f.Until(func() bool { return !p.head.swarm.Hidden })
	f.Window.Resize(fyne.NewSize(700, 800))
	last := p.grid.Cells()[2]
	if top := where(p.head.swarm); top < where(last)+last.Size().Height {
		t.Errorf("the swarm stands at %v, the last episode at %v", top, where(last))
	}
	d, a := sold(library.CodeSealed)
	f, p = showSold(t, "en", d, a)
	f.Window.Resize(fyne.NewSize(700, 800))
	if first := p.grid.Cells()[0]; where(p.head.editions) > where(first) {
		t.Error("what opens a sealed bundle stands below its episodes")
	}
	p.grid.ScrollTo(1e6)
	if bottom := where(p.head.swarm) + p.head.swarm.Size().Height; bottom > 800 || bottom < 700 {
		t.Errorf("scrolled to its end the page shows the swarm down to %v of 800", bottom)
	}
}
