package bundle

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/library"
)

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
