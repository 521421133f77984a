package cards

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/art"
	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// fake is the program and the window behind the cards.
type fake struct {
	mu    sync.Mutex
	calls []string
	err   error
	told  error
}

func (f *fake) called(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
	return f.err
}

func (f *fake) has(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, call)
}

func (f *fake) SetPinned(_ context.Context, id library.BundleID, on bool) error {
	return f.called("pinned %s %v", id, on)
}

func (f *fake) SetWatched(_ context.Context, id library.BundleID, item int, on bool) error {
	return f.called("watched %s %d %v", id, item, on)
}

func (f *fake) SetRating(_ context.Context, id library.BundleID, age int) error {
	return f.called("rating %s %d", id, age)
}

func (f *fake) Remove(_ context.Context, id library.BundleID, files bool) error {
	return f.called("remove %s %v", id, files)
}
func (f *fake) Play(id library.BundleID, item int) { _ = f.called("play %s %d", id, item) }
func (f *fake) OpenBundle(id library.BundleID)     { _ = f.called("open %s", id) }
func (f *fake) Tell(err error)                     { f.told = err }

// begunCard is an episode of a season that was begun.
func begunCard() library.Card {
	return library.Card{
		ID: "a", Title: "Season", Creators: "Rapid Eyes", Year: 2026, Kind: library.Video, Playable: 8,
		Duration: 6*time.Hour + 12*time.Minute, Rating: 12, Artwork: "1", BegunPlace: 3, BegunName: library.ItemName{Title: "Dead air"},
		Begun: library.Position{Bundle: "a", Item: 5, At: 18*time.Minute + 22*time.Second, Duration: 47 * time.Minute},
	}
}

func TestWhatACardSays(t *testing.T) {
	stagehand.New(t)
	film := library.Card{ID: "b", Title: "Film", Kind: library.Video, Playable: 1, Duration: 96 * time.Minute, Rating: library.NoRating}
	partly := begunCard()
	partly.Duration, partly.AtLeast = 0, 75*time.Minute
	album := begunCard()
	album.Kind = library.Audio
	seen := film
	seen.Watched, seen.Finished = true, time.Unix(1, 0)
	atEnd := begunCard()
	atEnd.Begun.At = 46*time.Minute + 55*time.Second
	kept := film
	kept.Finished = time.Unix(1, 0)
	local := kept
	local.Local = true
	for _, c := range []struct {
		name                        string
		card                        library.Card
		caption, chip, facts, press string
	}{
		{"begun season", begunCard(), "E3 · 29 min left", "", "Rapid Eyes · 2026 · 8 episodes · 6 h 12 · 12+", "Resume E3 · 18:22"},
		{"begun album", album, "Track 3 of 8", "", "Rapid Eyes · 2026 · 8 tracks · 6 h 12 · 12+", "Resume track 3 · 18:22"},
		{"part of it unknown", partly, "E3 · 29 min left", "", "Rapid Eyes · 2026 · 8 episodes · more than 1 h 15 · 12+", "Resume E3 · 18:22"},
		{"film", film, "1 h 36", "", "1 h 36", "Play"},
		{"watched film", seen, "1 h 36", "WATCHED", "1 h 36", "Play"},
		{"own film", local, "1 h 36", "", "1 h 36", "Play"},
		{"kept film", kept, "1 h 36", "KEPT", "1 h 36", "Play"},
		{"at its end", atEnd, "Rapid Eyes · 8 episodes", "", "Rapid Eyes · 2026 · 8 episodes · 6 h 12 · 12+", "Play"},
		{"nothing to play", library.Card{ID: "c", Rating: library.NoRating}, "nothing to play in it", "", "", "Play"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Face(c.card)
			got := []string{f.Caption, f.Chip, Facts(c.card), PlayWord(c.card)}
			for i, want := range []string{c.caption, c.chip, c.facts, c.press} {
				if text := strings.ReplaceAll(got[i], "\u00a0", " "); text != want {
					t.Errorf("says %q, not %q", text, want)
				}
			}
		})
	}
	if p := Progress(begunCard()); p < 0.38 || p > 0.4 {
		t.Errorf("the bar stands at %v", p)
	}
}

func TestPicturesRunOutIntoTheColourOfTheWindow(t *testing.T) {
	for part, want := range map[uint8]uint8{0: 0, 0x0E: 0x0E, 0x16: 0x16, 0xF6: 0xF8, 0xFA: 0xFC, 0xFF: 0xFF} { // as seen on a screen
		if got := cleared(part); got != want {
			t.Errorf("%X is filled as %X, want %X", part, got, want)
		}
	}
}

func actionsOf(t *testing.T) (*stagehand.Stage, *fake, Actions) {
	t.Helper()
	s, f := stagehand.New(t), &fake{}
	s.Show(kit.NewFill(kit.ColorBackground, 0), 800, 600)
	return s, f, Actions{Loop: s.Loop, Backend: f, Desk: f}
}

func TestActionsReachTheProgram(t *testing.T) {
	pinned := begunCard()
	pinned.Pinned, pinned.Watched = true, true
	here := begunCard()
	here.Finished = time.Unix(1, 0)
	for _, c := range []struct {
		card       library.Card
		text, call string
	}{
		{begunCard(), "Resume E3 · 18:22", "play a 5"},
		{begunCard(), "Open its page", "open a"},
		{begunCard(), "Keep offline", "pinned a true"},
		{pinned, "Stop keeping", "pinned a false"},
		{here, "Never remove by itself", "pinned a true"},
		{begunCard(), "Mark as watched", "watched a -1 true"},
		{pinned, "Mark as not watched", "watched a -1 false"},
	} {
		t.Run(c.text, func(t *testing.T) {
			s, f, a := actionsOf(t)
			a.ShowMenu(s.Window.Canvas(), fyne.NewPos(10, 10), c.card)
			s.Choose(c.text)
			s.Until(func() bool { return f.has(c.call) })
		})
	}
}

func TestTheAgeIsChosen(t *testing.T) {
	s, f, a := actionsOf(t)
	a.ShowMenu(s.Window.Canvas(), fyne.NewPos(10, 10), begunCard())
	s.Choose("For which age…")
	s.Choose("16")
	s.Until(func() bool { return f.has("rating a 16") })
}

func TestRemoveAsksFirst(t *testing.T) {
	for button, call := range map[string]string{"Keep files": "remove a false", "Delete files too": "remove a true"} {
		t.Run(button, func(t *testing.T) {
			s, f, a := actionsOf(t)
			gone := false
			a.ConfirmRemove(s.Window.Canvas(), begunCard(), func() { gone = true })
			if len(f.calls) > 0 {
				t.Fatal("removed without asking")
			}
			s.Press(button)
			s.Until(func() bool { return gone && f.has(call) })
		})
	}
}

func TestOwnFilesAreNeverDeleted(t *testing.T) {
	s, f, a := actionsOf(t)
	local := begunCard()
	local.Local = true
	a.ConfirmRemove(s.Window.Canvas(), local, nil)
	for _, o := range test.LaidOutObjects(s.Window.Canvas().Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Text() == lang.L("Delete files too") {
			t.Fatal("a person's own files can be deleted")
		}
	}
	s.Press("Remove")
	s.Until(func() bool { return f.has("remove a false") })
}

func TestAProblemIsTold(t *testing.T) {
	s, f, a := actionsOf(t)
	f.err = &library.Error{Code: library.CodeReadOnly}
	a.Pin(begunCard(), true)
	s.Until(func() bool { return f.told != nil })
}

// noPictures is a source without any.
type noPictures struct{}

func (noPictures) Artwork(context.Context, library.BundleID, library.Shape) (string, error) {
	return "", &library.Error{Code: library.CodeNotFound}
}

func TestAViewShowsSomethingAtOnce(t *testing.T) {
	s := stagehand.New(t)
	v := NewView(art.New(s.Loop, noPictures{}, 1<<20))
	v.Bind(begunCard(), Face(begunCard())) // before it has a size
	s.Show(v, 176, 145)
	if v.Picture() == nil {
		t.Fatal("nothing stands in for the picture")
	}
	before := v.Picture()
	other := begunCard()
	other.ID = "another one"
	v.Bind(other, Face(other))
	if v.Picture() == image.Image(nil) || v.Bundle().ID != other.ID || before == nil {
		t.Fatal("the card shows the bundle before")
	}
	v.Loose()
}
