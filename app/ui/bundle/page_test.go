package bundle

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

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
