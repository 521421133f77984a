package collection

import (
	"testing"

	"matinee/library"
)

// TestTheLibraryFollowsTheSettings, whoever changed them.
func TestTheLibraryFollowsTheSettings(t *testing.T) {
	s := newShow(t, 30, nil)
	s.desk.Remember(keyView, viewList)
	s.desk.Remember(keySort, string(library.SortLength))
	s.screen.Follow()
	s.Until(func() bool { return s.screen.shown.Sort == library.SortLength })
	if _, ok := s.screen.grid.Cells()[0].(*line); !ok || s.screen.head.order.Text() != "Largest first" {
		t.Fatalf("it shows %T, %q", s.screen.grid.Cells()[0], s.screen.head.order.Text())
	}
	s.desk.Remember(keyView, viewGrid)
	s.screen.Follow()
	if _, ok := s.screen.grid.Cells()[0].(*line); ok {
		t.Fatal("it stays a list")
	}
}

// TestAnEmptyShelfSaysThatALimitHides what there may be.
func TestAnEmptyShelfSaysThatALimitHides(t *testing.T) {
	s := newShow(t, 0, nil)
	s.library.mu.Lock()
	s.library.limit = 10
	s.library.mu.Unlock()
	s.library.events <- library.NewProfileChanged()
	s.Until(func() bool { return s.screen.limit == 10 })
	if e := s.screen.empty; e.title.Text() != "Nothing here is for 10 and younger yet" || e.add.Visible() || e.back.Visible() {
		t.Fatalf("it says %q", e.title.Text())
	}
}
