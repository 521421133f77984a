package settings

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// fakeStorage is a Storage that holds what a test puts in.
type fakeStorage struct {
	mu    sync.Mutex
	now   library.Storage
	calls []string
	err   error
}

func (f *fakeStorage) Storage(context.Context) (library.Storage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now
	now.Bundles = slices.Clone(now.Bundles)
	return now, f.err
}

func (f *fakeStorage) SetPinned(_ context.Context, id library.BundleID, pinned bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, "pin "+string(id)+" "+onOff(pinned))
	return nil
}

func (f *fakeStorage) Remove(_ context.Context, id library.BundleID, files bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, "remove "+string(id)+" "+onOff(files))
	i := slices.IndexFunc(f.now.Bundles, func(u library.StorageUse) bool { return u.ID == id })
	f.now.Used -= f.now.Bundles[i].Bytes
	f.now.Bundles = slices.Delete(f.now.Bundles, i, i+1)
	return nil
}

func (f *fakeStorage) called(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, call)
}

func threeBundles() *fakeStorage {
	return &fakeStorage{now: library.Storage{
		Folder: "/media", Used: 148e9, Quota: 200e9, Free: 1e12, Floor: 1e9, Other: 12e6,
		Bundles: []library.StorageUse{
			{ID: "a", Title: "Old", Bytes: 40e9, Goes: true, Why: library.GoesSeeded, Copies: 5.5, Idle: 40 * 24 * time.Hour},
			{ID: "b", Title: "Rare", Bytes: 100e9, Why: library.StaysScarce, Copies: 1},
			{ID: "c", Title: "Home video", Bytes: 8e9, Local: true, Why: library.StaysLocal},
		},
	}}
}

func newStorageStage(t *testing.T, f *fakeStorage) *stage {
	t.Helper()
	s := newStageWith(t, Backends{Storage: f})
	s.screen.openPage("Storage")
	s.until(func() bool { return s.screen.room.loaded || s.screen.room.notice.Visible() })
	return s
}

// useRows are the visible rows of the storage.
func (s *stage) useRows() []*useRow {
	var rows []*useRow
	for _, o := range test.LaidOutObjects(s.window.Canvas().Content()) {
		if r, ok := o.(*useRow); ok && r.use.ID != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func TestStorageSaysWhatTakesHowMuchAndWhy(t *testing.T) {
	s := newStorageStage(t, threeBundles())
	p := s.screen.room
	if got := plain(p.used.Text()); got != "148 GB of 200 GB" || p.bar.Value() != 0.74 {
		t.Errorf("used: %q, %v", got, p.bar.Value())
	}
	if got := plain(p.sums.Text()); got != "1.0 TB free · 12 MB for pictures and the library" {
		t.Errorf("sums: %q", got)
	}
	rows := s.useRows()
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, want := range []string{
		"watched, gave back what it took · 5 others have it · untouched for 40 days",
		"kept: only 1 other has it", "your own files: never touched",
	} {
		if got := plain(rows[i].why.Text()); got != want {
			t.Errorf("%s: %q, want %q", rows[i].title.Text(), got, want)
		}
	}
	if rows[0].chip.Text() != "MAY GO" || rows[1].chip.Text() != "STAYS" {
		t.Error("what may go and what stays is not told apart")
	}
	if rows[2].del.Visible() || !rows[0].del.Visible() {
		t.Error("own files can be deleted, or others cannot")
	}
	if got := p.hint.Text(); got != "1 bundle could go. Nothing goes by itself." {
		t.Errorf("the hint says %q", got)
	}
	s.store.mu.Lock()
	s.store.settings.DiskEvict = true
	s.store.mu.Unlock()
	s.read()
	if got := p.hint.Text(); got != "1 bundle may go when room is needed." {
		t.Errorf("the hint says %q", got)
	}
}

func TestEveryReasonOfTheStorageHasWords(t *testing.T) {
	test.NewTempApp(t)
	for _, why := range []library.EvictReason{
		library.GoesSeeded, library.GoesWatched, library.GoesUnused, library.StaysBought, library.StaysPinned,
		library.StaysScarce, library.StaysRecent, library.StaysUnwatched, library.StaysBusy, library.StaysLocal,
	} {
		if whyOf(library.StorageUse{Why: why, Copies: -1}) == "" {
			t.Errorf("%s has no words", why)
		}
	}
}

func TestDeletingAsksAndSaysWhatItFrees(t *testing.T) {
	f := threeBundles()
	s := newStorageStage(t, f)
	test.Tap(s.useRows()[0].del)
	top := s.window.Canvas().Overlays().Top()
	if top == nil || f.called("remove a true") {
		t.Fatal("deleted without asking")
	}
	var button *kit.Button
	told := ""
	for _, o := range test.LaidOutObjects(top) {
		switch w := o.(type) {
		case *kit.Button:
			if strings.HasPrefix(w.Text(), "Delete") {
				button = w
			}
		case *kit.Label:
			told += w.Text() + "\n"
		}
	}
	if button == nil || !strings.Contains(plain(told), "frees 40 GB") || plain(button.Text()) != "Delete and free 40 GB" {
		t.Fatalf("the question says %q", told)
	}
	test.Tap(button)
	s.until(func() bool { return f.called("remove a true") && len(s.screen.room.now.Bundles) == 2 })
	if got := plain(s.screen.room.used.Text()); got != "108 GB of 200 GB" {
		t.Errorf("used: %q", got)
	}
}

func TestStorageByKeys(t *testing.T) {
	f := threeBundles()
	s := newStorageStage(t, f)
	l := s.screen.room.list
	s.window.Canvas().Focus(l)
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.until(func() bool { return f.called("pin b true") })
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("own files can be deleted by a key")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if s.window.Canvas().Overlays().Top() == nil {
		t.Fatal("Delete does not ask")
	}
}

func TestQuotaIsChangedWhereItsEffectIsSeen(t *testing.T) {
	s := newStorageStage(t, threeBundles())
	in := s.screen.room.limits[0].control.CanvasObject
	for _, o := range test.LaidOutObjects(in) {
		if field, ok := o.(*kit.Input); ok {
			field.SetText("300 GB")
			field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
	}
	s.until(func() bool { return s.store.get("disk.quota") == "300000000000" })
}

func TestStorageThatCannotBeReadIsTold(t *testing.T) {
	f := threeBundles()
	f.err = &library.Error{Code: library.CodeFolderGone}
	s := newStorageStage(t, f)
	if got := s.screen.room.notice.Text(); !strings.Contains(got, "media folder is not there") {
		t.Errorf("told: %q", got)
	}
}
