package transfers

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

func TestActionsReachTheEngine(t *testing.T) {
	for action, want := range map[string]string{
		"Pause": "paused 0001 true", "Check the files again": "recheck 0001", "Never remove by itself": "pinned 0001 true",
	} {
		t.Run(action, func(t *testing.T) {
			s := newStage(t, bundleOf(1, 1))
			s.choose(0, action)
			s.until(func() bool { return slices.Contains(s.engine.log(), want) })
		})
	}
}

func TestPausedBundleIsResumed(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) { f.transfers[0].State = library.Paused })
	s.choose(0, "Resume")
	s.until(func() bool { return slices.Contains(s.engine.log(), "paused 0001 false") })
}

func TestActionsReachTheDesk(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.choose(0, "Open folder")
	s.choose(0, "Open with another player")
	s.choose(0, "Copy magnet link")
	s.choose(0, "Play")
	want := []string{
		"show /media/b/E1.mkv", "outside 0001 -1", "copy magnet:?xt=urn:btih:" + string(idOf(1)) + "&dn=Bundle+1", "play 0001 -1",
	}
	if !slices.Equal(s.desk.calls, want) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

// TestTheFolderOfManyFilesOpens, and O opens another player.
func TestTheFolderOfManyFilesOpens(t *testing.T) {
	s := newStage(t, bundleOf(1, 2))
	s.choose(0, "Open folder")
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyO})
	if want := []string{"open /media/b", "outside 0001 -1"}; !slices.Equal(s.desk.calls, want) {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestActionThatFailsIsTold(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.engine.err = &library.Error{Code: library.CodeReadOnly}
	s.choose(0, "Check the files again")
	s.until(s.screen.notice.Visible)
}

func TestRemoveAsksFirst(t *testing.T) {
	for button, want := range map[string]string{
		"Cancel": "", "Keep files": "remove 0001 false", "Delete files too": "remove 0001 true",
	} {
		t.Run(button, func(t *testing.T) {
			s := newStage(t, bundleOf(1, 1))
			s.choose(0, "Remove…")
			if len(s.engine.log()) != 0 {
				t.Fatal("removed without asking")
			}
			s.press(button)
			if s.window.Canvas().Overlays().Top() != nil {
				t.Fatal("the question stays open")
			}
			if want == "" {
				if len(s.engine.log()) != 0 {
					t.Fatal("removed after Cancel")
				}
				return
			}
			s.until(func() bool { return slices.Contains(s.engine.log(), want) })
		})
	}
}

func TestItemsAreChosen(t *testing.T) {
	s := newStage(t, bundleOf(1, 3))
	s.choose(0, "Items…")
	var rows []*itemRow
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if r, ok := o.(*itemRow); ok {
			rows = append(rows, r)
		}
	}
	if len(rows) != 3 {
		t.Fatalf("%d items are shown", len(rows))
	}
	test.Tap(rows[1])
	test.Tap(rows[2].toggle)
	test.Tap(rows[2].toggle)
	rows[0].soon.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	s.press("Done")
	s.until(func() bool { return len(s.engine.log()) > 1 && !s.screen.notice.Visible() })
	if got := s.engine.log(); !slices.Equal(got, []string{"priority 0001 0 2", "priority 0001 1 -1"}) {
		t.Fatalf("calls %v", got)
	}
}

func TestAnItemIsPlayedFromTheList(t *testing.T) {
	s := newStage(t, bundleOf(1, 3))
	s.choose(0, "Items…")
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if r, ok := o.(*itemRow); ok && r.item.Index == 2 {
			test.Tap(r.play)
			break
		}
	}
	if !slices.Equal(s.desk.calls, []string{"play 0001 2"}) || s.window.Canvas().Overlays().Top() != nil {
		t.Fatalf("calls %v", s.desk.calls)
	}
}

func TestEscapeClosesTheItems(t *testing.T) {
	s := newStage(t, bundleOf(1, 3))
	s.choose(0, "Items…")
	for range 4 {
		s.window.Canvas().FocusNext()
	}
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("Escape did not close the dialog")
	}
}

func TestMenuOpensByMouseAndKeyboard(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	open := func() *kit.Menu {
		for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
			if m, ok := o.(*kit.Menu); ok {
				return m
			}
		}
		t.Fatal("no menu opened")
		return nil
	}
	test.Tap(s.row(0).menu)
	open().Close()
	s.row(0).TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(300, 200)})
	open().Close()
	s.window.Canvas().Focus(s.screen.list)
	s.screen.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10})
	open().Close()
}
