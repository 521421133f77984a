package home

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

// listedOf is the nth bundle of a channel; it premieres after some time, or is sold now.
func listedOf(n int, premiere time.Duration) library.Listed {
	e := library.EditionAccess{
		ID: "standard", Name: "Standard", Sealed: true, Why: library.CodeSealed,
		Offers: []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "USD", Minor: 995}}},
	}
	if premiere > 0 {
		e.Standing.Window = &library.Window{From: time.Now().Add(premiere), Until: time.Now().Add(premiere + 40*24*time.Hour)}
	}
	return library.Listed{
		Listing: library.Listing{Name: fmt.Sprintf("Listed %d", n), Infohash: library.BundleID(fmt.Sprintf("l%d", n)), Bundle: "b"},
		By:      "Pier Films", Access: library.Access{Bundle: "b", Editions: []library.EditionAccess{e}},
	}
}

func showNews(t *testing.T, language string, mine int, news ...library.Listed) (*fake, *Screen) {
	t.Helper()
	f, s := newShowIn(t, language, 0, mine)
	f.mu.Lock()
	f.news = news
	f.mu.Unlock()
	f.events <- library.NewChannelChanged("root")
	f.Until(func() bool { return len(s.news.premieres)+len(s.news.listed) == len(news) })
	return f, s
}

func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestHomeShowsPremieresAndNews(t *testing.T) {
	f, s := showNews(t, "en", 3, listedOf(1, 0), listedOf(2, 50*time.Hour), listedOf(3, 30*time.Minute))
	p := s.page
	if p.premieres.Count() != 2 || p.listed.Count() != 1 || p.premieres.Title() != "Premieres" {
		t.Fatalf("%d premieres, %d others", p.premieres.Count(), p.listed.Count())
	}
	face := p.listed.Cards()[0].Face()
	if face.Chip != "$9.95" || face.Caption != "Pier Films · $9.95" {
		t.Errorf("a card says %+v", face)
	}
	later := p.premieres.Cards()[1].Face()
	if later.Title != "Listed 2" || plain(later.Caption) != "Pier Films · $9.95" || plain(later.Chip) != "PREMIERE · 2 DAYS" {
		t.Errorf("the second premiere says %+v", later)
	}
	first := p.premieres.Cards()[0].Face().Chip
	if !strings.HasPrefix(first, "PREMIERE · 29:") && first != "PREMIERE · 30:00" {
		t.Errorf("the first one says %q", first)
	}
	f.Until(func() bool { return p.premieres.Cards()[0].Face().Chip != first }) // it is counted down
	test.TapAt(p.listed.Cards()[0], fyne.NewPos(10, 130))
	s.desk.Focus(p.premieres)
	f.Key(fyne.KeyRight)
	f.Key(fyne.KeyReturn)
	if !slices.Equal(f.log(), []string{"open listed Listed 1", "open listed Listed 2"}) {
		t.Errorf("calls %v", f.log())
	}
}

func TestNewsAreThereBeforeTheLibraryIs(t *testing.T) {
	f, s := showNews(t, "en", 0, listedOf(1, 0))
	if s.page.empty.Visible() || s.page.hero.Visible() || s.page.listed.Hidden {
		t.Error("the library is said to be empty, and nothing else")
	}
	s.Key(&fyne.KeyEvent{Name: fyne.KeyDown})
	if f.Window.Canvas().Focused() != fyne.Focusable(s.page.listed) {
		t.Error("no key leads to the news")
	}
}

func TestTheHeroDoesNotPlayWhatIsSealed(t *testing.T) {
	f, s := newShow(t, 0, 3)
	f.mu.Lock()
	f.access = library.Access{Bundle: "b", Items: []library.ItemAccess{{Role: library.RoleMain, Sealed: true, Why: library.CodeSealed}}}
	f.mu.Unlock()
	f.events <- library.NewDescribed("b0")
	f.Until(func() bool { return s.page.hero.play.Hidden })
	s.Key(&fyne.KeyEvent{Name: fyne.KeyDown})
	f.Key(fyne.KeyReturn)
	if !slices.Equal(f.log(), []string{"open b0"}) {
		t.Errorf("calls %v", f.log())
	}
}

func TestNewsFitAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		for _, mine := range []int{0, 5} {
			f, _ := showNews(t, language, mine, listedOf(1, 0), listedOf(2, 50*time.Hour), listedOf(3, 30*time.Minute))
			stagehand.InEveryWindow(t, f.Window, true, func(window string, _ float32) {
				for _, flaw := range stagehand.Flaws(f.Window) {
					t.Errorf("%s, %s: %s", language, window, flaw)
				}
			})
		}
	}
}
