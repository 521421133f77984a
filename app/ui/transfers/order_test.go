package transfers

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// titles are those of the rows, top to bottom.
func (s *stage) titles() []string {
	var titles []string
	for _, e := range s.screen.entries {
		titles = append(titles, e.Title())
	}
	return titles
}

func (s *stage) column(text string) *kit.Column {
	s.t.Helper()
	for _, c := range s.screen.header.columns {
		if c.Text() == text {
			return c
		}
	}
	s.t.Fatalf("there is no column %q", text)
	return nil
}

func TestColumnsSort(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1), bundleOf(3, 1))
	s.change(func(f *fakeEngine) {
		f.transfers[0].UpRate, f.transfers[1].UpRate, f.transfers[2].UpRate = 20, 30, 10
		f.transfers[0].State, f.transfers[2].State = library.Paused, library.Stopped
	})
	for _, press := range []struct {
		column string
		want   []string
		order  kit.Order
	}{
		{"Up", []string{"Bundle 2", "Bundle 1", "Bundle 3"}, kit.Descending},
		{"Up", []string{"Bundle 3", "Bundle 1", "Bundle 2"}, kit.Ascending},
		{"Up", []string{"Bundle 1", "Bundle 2", "Bundle 3"}, kit.Unsorted},
		{"State", []string{"Bundle 3", "Bundle 2", "Bundle 1"}, kit.Ascending},
		{"Bundle", []string{"Bundle 1", "Bundle 2", "Bundle 3"}, kit.Ascending},
		{"Bundle", []string{"Bundle 3", "Bundle 2", "Bundle 1"}, kit.Descending},
	} {
		test.Tap(s.column(press.column))
		if got := s.titles(); !slices.Equal(got, press.want) {
			t.Errorf("by %s: %v, want %v", press.column, got, press.want)
		}
		if got := s.column(press.column).Order(); got != press.order {
			t.Errorf("the head of %s says %v", press.column, got)
		}
		if got := s.row(0).title.Text(); got != press.want[0] {
			t.Errorf("the first row is %q", got)
		}
	}
}

func TestRowsDoNotJump(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1))
	s.change(func(f *fakeEngine) { f.transfers[0].UpRate = 20 })
	test.Tap(s.column("Up"))
	s.change(func(f *fakeEngine) { f.transfers[1].UpRate = 30 })
	if got := s.titles(); got[0] != "Bundle 1" {
		t.Fatal("a row slipped away at the first change")
	}
	s.screen.sorted = time.Now().Add(-calm)
	s.change(func(*fakeEngine) {})
	if got := s.titles(); got[0] != "Bundle 2" {
		t.Fatal("the order is never brought up to date")
	}
}

func TestTheHighlightStaysWithItsBundle(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1), bundleOf(3, 1))
	s.window.Canvas().Focus(s.screen.list)
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.screen.sorting = sorting{by: byTitle}
	s.screen.sortBy(byTitle) // the last comes first
	s.change(func(f *fakeEngine) { f.bundles, f.transfers = f.bundles[1:], f.transfers[1:] })
	s.engine.events <- library.NewRemoved(idOf(1))
	s.until(func() bool { return len(s.screen.entries) == 2 })
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.until(func() bool { return slices.Contains(s.engine.log(), "paused 0002 true") })
}
