package home

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// fake is the program and the window behind the screen.
type fake struct {
	*stagehand.Stage
	mu            sync.Mutex
	begun, recent []library.Card
	news          []library.Listed
	access        library.Access
	synopsis      string
	searched      []string
	calls         []string
	events        chan library.Event
	err, told     error
	limit         int // of the profile in use
}

func (f *fake) Shelf(context.Context, library.ShelfQuery) ([]library.Card, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.recent), f.err
}

func (f *fake) News(context.Context, int) ([]library.Listed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.news), f.err
}

func (f *fake) Access(context.Context, library.BundleID) (library.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.access, nil
}
func (f *fake) OpenListed(l library.Listed) { f.calls = append(f.calls, "open listed "+l.Name) }

func (f *fake) Continue(context.Context, int) ([]library.Card, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.begun), f.err
}

func (f *fake) Details(_ context.Context, id library.BundleID) (library.Details, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range append(slices.Clone(f.begun), f.recent...) {
		if c.ID == id {
			return library.Details{Card: c, Synopsis: f.synopsis}, nil
		}
	}
	return library.Details{}, &library.Error{Code: library.CodeNotFound}
}

func (f *fake) Search(_ context.Context, text string, limit int) ([]library.Hit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.searched = append(f.searched, text)
	var hits []library.Hit
	for _, c := range f.recent {
		if strings.Contains(strings.ToLower(c.Title), strings.ToLower(text)) && len(hits) < limit-1 {
			hits = append(hits, library.Hit{Card: c, Item: -1})
		}
	}
	if len(hits) > 0 {
		hits = append(hits, library.Hit{Card: hits[0].Card, Item: 4, Name: library.ItemName{Title: "Dead air"}})
	}
	return hits, nil
}

func (f *fake) Artwork(context.Context, library.BundleID, library.Shape) (string, error) {
	return "", &library.Error{Code: library.CodeNotFound}
}

func (f *fake) CurrentProfile() library.Profile {
	f.mu.Lock()
	defer f.mu.Unlock()
	return library.Profile{Limit: f.limit}
}
func (f *fake) Events(context.Context) <-chan library.Event                   { return f.events }
func (f *fake) SetWatched(context.Context, library.BundleID, int, bool) error { return nil }
func (f *fake) SetRating(context.Context, library.BundleID, int) error        { return nil }
func (f *fake) Remove(context.Context, library.BundleID, bool) error          { return nil }
func (f *fake) SetPinned(_ context.Context, id library.BundleID, on bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf("pinned %s %v", id, on))
	return nil
}

func (f *fake) Play(id library.BundleID, item int) {
	f.calls = append(f.calls, fmt.Sprintf("play %s %d", id, item))
}
func (f *fake) OpenBundle(id library.BundleID) { f.calls = append(f.calls, "open "+string(id)) }
func (f *fake) ShowAdd()                       { f.calls = append(f.calls, "add") }
func (f *fake) ImportFolder()                  { f.calls = append(f.calls, "import") }
func (f *fake) Tell(err error)                 { f.told = err }

func (f *fake) log() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// cardOf makes the nth bundle.
func cardOf(n int) library.Card {
	return library.Card{
		ID: library.BundleID(fmt.Sprintf("b%d", n)), Title: fmt.Sprintf("Film %d", n), Creators: "Rapid Eyes",
		Kind: library.Video, Playable: 1, Duration: time.Hour, Rating: library.NoRating,
	}
}

// begunOf makes the nth bundle, begun.
func begunOf(n int) library.Card {
	c := cardOf(n)
	c.Begun = library.Position{Bundle: c.ID, Item: 2, At: 20 * time.Minute, Duration: time.Hour}
	c.BegunPlace, c.Playable = 3, 8
	return c
}

func newShow(t *testing.T, begun, recent int) (*fake, *Screen) {
	t.Helper()
	return newShowIn(t, "en", begun, recent)
}

func newShowIn(t *testing.T, language string, begun, recent int) (*fake, *Screen) {
	t.Helper()
	stage := stagehand.New(t)
	stagehand.Speak(t, language)
	f := &fake{Stage: stage, events: make(chan library.Event, 8), synopsis: "Four teenagers find the one network that never went down."}
	for i := range begun {
		f.begun = append(f.begun, begunOf(100+i))
	}
	for i := range recent {
		f.recent = append(f.recent, cardOf(i))
	}
	actions := cards.Actions{Loop: f.Loop, Backend: f, Desk: f}
	s := New(f.Loop, f, f, art.New(f.Loop, f, 1<<20), actions)
	f.Show(s, 1072, 800)
	s.SetVisible(true)
	f.Until(func() bool { return s.loaded })
	return f, s
}

func TestTheHeroProposesWhatWasBegun(t *testing.T) {
	f, s := newShow(t, 3, 10)
	h := s.page.hero
	if h.title.Text() != "Film 100" || h.play.Text() != "Resume E3 · 20:00" || h.chip.Text() != "GO ON WATCHING" {
		t.Fatalf("it says %q, %q, %q", h.title.Text(), h.play.Text(), h.chip.Text())
	}
	if h.synopsis.Text() != f.synopsis {
		t.Fatalf("the synopsis is %q", h.synopsis.Text())
	}
	test.Tap(h.play)
	test.Tap(h.about)
	test.Tap(h.keepButton)
	f.Until(func() bool { return len(f.log()) == 3 })
	if !slices.Equal(f.log(), []string{"play b100 2", "open b100", "pinned b100 true"}) {
		t.Fatalf("calls %v", f.log())
	}
}

func TestTheHeroProposesTheNewestNotWatched(t *testing.T) {
	f, s := newShow(t, 0, 3)
	if s.page.hero.title.Text() != "Film 0" || !s.page.begun.Hidden {
		t.Fatal("a row without anything, or another film")
	}
	f.mu.Lock()
	f.recent[0].Watched = true
	f.mu.Unlock()
	f.events <- library.NewDescribed("b0")
	f.Until(func() bool { return s.page.hero.title.Text() == "Film 1" })
	if got, ok := leadOf(shown{recent: []library.Card{{ID: "x", Watched: true}}}); !ok || got.ID != "x" {
		t.Fatal("a library that was watched whole shows no hero")
	}
}

func TestRowsPlayAndOpen(t *testing.T) {
	f, s := newShow(t, 7, 30)
	if n := len(s.page.begun.Cards()); n != 5 || s.page.begun.Count() != 7 {
		t.Fatalf("%d cards of %d", n, s.page.begun.Count())
	}
	test.TapAt(s.page.begun.Cards()[1], fyne.NewPos(10, 130))
	test.TapAt(s.page.recent.Cards()[2], fyne.NewPos(10, 130))
	test.TapSecondary(s.page.recent.Cards()[3])
	f.Choose("Play")
	if !slices.Equal(f.log(), []string{"play b101 2", "open b2", "play b3 -1"}) {
		t.Fatalf("calls %v", f.log())
	}
}

func TestAllOfItIsReachedByKeys(t *testing.T) {
	f, s := newShow(t, 7, 30)
	s.Key(&fyne.KeyEvent{Name: fyne.KeyDown}) // nothing has the focus
	if f.Window.Canvas().Focused() != fyne.Focusable(s.page.hero.play) {
		t.Fatal("the first key leads nowhere")
	}
	var seen []fyne.Focusable
	for range 14 {
		f.Key(fyne.KeyDown)
		seen = append(seen, f.Window.Canvas().Focused())
	}
	for _, want := range []fyne.Focusable{s.page.hero.about, s.search.field, s.page.add, s.page.begun, s.page.recent} {
		if !slices.Contains(seen, want) {
			t.Errorf("%T is not reached", want)
		}
	}
	f.Focus(s.page.recent)
	f.Key(fyne.KeyEnd)
	f.Key(fyne.KeyReturn)
	if !slices.Equal(f.log(), []string{"open b29"}) {
		t.Fatalf("calls %v", f.log())
	}
}

func TestSearchAnswersWhileOneTypes(t *testing.T) {
	f, s := newShow(t, 2, 30)
	f.Focus(s.page.begun)
	s.page.begun.TypedRune('f') // typing begins a search
	test.Type(s.search.field, "ilm 2")
	f.Until(func() bool { return s.search.panel.Visible() && s.search.asked == "film 2" && !s.search.busy })
	if n := len(s.search.panel.hits); n != maxHits {
		t.Fatalf("%d hits", n)
	}
	f.mu.Lock()
	if len(f.searched) > 6 {
		t.Errorf("searched %v", f.searched)
	}
	f.mu.Unlock()
	f.Key(fyne.KeyDown)
	f.Key(fyne.KeyReturn)
	if !slices.Equal(f.log(), []string{"open b20"}) || s.search.panel.Visible() {
		t.Fatalf("calls %v", f.log())
	}
}

// TestEnterWaitsForWhatWasTyped: it opens nothing that was found for less of it.
func TestEnterWaitsForWhatWasTyped(t *testing.T) {
	f, s := newShow(t, 0, 12)
	s.search.begin("Film ")
	f.Until(func() bool { return s.search.panel.Visible() })
	for _, r := range "11" {
		s.search.field.TypedRune(r)
	}
	s.search.field.OnSubmitted("")
	if len(f.log()) > 0 {
		t.Fatalf("it did not wait: %v", f.log())
	}
	f.Until(func() bool { return slices.Contains(f.log(), "open b11") })
	if s.search.panel.Visible() || s.search.field.Text != "" {
		t.Fatal("the search is still there")
	}
}

func TestAnItemThatIsFoundPlays(t *testing.T) {
	f, s := newShow(t, 0, 30)
	s.Search()
	test.Type(s.search.field, "Film 17")
	f.Until(func() bool { return len(s.search.panel.hits) == 2 && !s.search.busy })
	test.Tap(s.search.panel.rows[1])
	if !slices.Equal(f.log(), []string{"play b17 4"}) {
		t.Fatalf("calls %v", f.log())
	}
}

func TestSearchEndsByEscapeAndByAClickBeside(t *testing.T) {
	f, s := newShow(t, 0, 30)
	s.Search()
	test.Type(s.search.field, "nothing like it")
	f.Until(func() bool { return s.search.panel.Visible() && !s.search.busy })
	if !s.search.panel.none.Visible() {
		t.Fatal("it does not say that there is nothing")
	}
	f.Key(fyne.KeyReturn)
	f.Key(fyne.KeyEscape)
	if s.search.panel.Visible() || s.search.field.Text != "" || len(f.log()) != 0 {
		t.Fatal("Escape did not end the search")
	}
	test.Type(s.search.field, "film")
	f.Until(s.search.panel.Visible)
	f.Window.Canvas().Unfocus()
	s.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.search.panel.Visible() || s.search.field.Text != "" {
		t.Fatal("Escape did not end the search while the field had not the keys")
	}
	test.Type(s.search.field, "film")
	f.Until(s.search.panel.Visible)
	s.SetVisible(false)
	if s.SetVisible(true); s.search.panel.Visible() || s.search.field.Text != "" {
		t.Fatal("the search goes on when the screen was left")
	}
	test.Type(s.search.field, "film")
	f.Until(s.search.panel.Visible)
	test.Tap(s.search.shade)
	if s.search.panel.Visible() {
		t.Fatal("a click beside did not end the search")
	}
}

func TestAnEmptyLibrarySaysWhatToDo(t *testing.T) {
	f, s := newShow(t, 0, 0)
	if !s.page.empty.Visible() || s.page.hero.Visible() {
		t.Fatal("an empty library shows shelves")
	}
	f.Press("Add something…")
	f.Press("Take in a folder…")
	f.Press("Add")
	if !slices.Equal(f.log(), []string{"add", "import", "add"}) {
		t.Fatalf("calls %v", f.log())
	}
	f.mu.Lock()
	f.recent = []library.Card{cardOf(1)}
	f.mu.Unlock()
	f.events <- library.NewAdded("b1")
	f.Until(func() bool { return s.page.hero.Visible() && !s.page.empty.Visible() })
}

func TestAnEmptyHomeSaysThatALimitHides(t *testing.T) {
	f, s := newShow(t, 0, 0)
	f.mu.Lock()
	f.limit = 12
	f.mu.Unlock()
	f.events <- library.NewProfileChanged()
	f.Until(func() bool { return s.page.empty.title.Text() == "Nothing here is for 12 and younger yet" })
	if s.page.empty.add.Visible() {
		t.Fatal("it offers to add what would be hidden")
	}
	s.Key(&fyne.KeyEvent{Name: fyne.KeyDown}) // leads somewhere that is there
}

func TestAProblemIsTold(t *testing.T) {
	f, _ := newShow(t, 1, 1)
	f.mu.Lock()
	f.err = &library.Error{Code: library.CodeReadOnly}
	f.mu.Unlock()
	f.events <- library.NewAdded("b9")
	f.Until(func() bool { return f.told != nil })
}

func TestNothingLiesOverAnotherPart(t *testing.T) {
	f, s := newShow(t, 7, 30)
	long := strings.Repeat("A title that goes on and on ", 20)
	f.mu.Lock()
	f.begun[0].Title, f.synopsis = long, strings.Repeat("A synopsis of many words. ", 40)
	f.mu.Unlock()
	f.events <- library.NewDescribed("b100")
	f.Until(func() bool { return s.lead.Card.Title == long })
	for _, size := range []fyne.Size{{Width: 736, Height: 500}, {Width: 1072, Height: 800}, {Width: 3632, Height: 2160}, {Width: 576, Height: 400}} {
		f.Window.Resize(size)
		h := s.page.hero
		parts := []fyne.CanvasObject{s.search.field, h.chip, h.title, h.facts, h.synopsis, h.play, s.page.begun}
		for i := 1; i < len(parts); i++ {
			above, below := parts[i-1], parts[i]
			if bottom := above.Position().Y + above.Size().Height; bottom > below.Position().Y+0.5 {
				t.Errorf("at %v part %d reaches to %v, the next begins at %v", size, i-1, bottom, below.Position().Y)
			}
		}
		if right := h.title.Position().X + h.title.Size().Width; right > size.Width {
			t.Errorf("at %v the title reaches to %v", size, right)
		}
	}
}
