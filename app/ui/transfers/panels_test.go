package transfers

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"matinee/library"
)

// plain writes a figure without the spaces that hold it together.
func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestPanelsSayWhatHolds(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1))
	s.change(func(f *fakeEngine) {
		f.transfers[0].Done, f.transfers[0].DownRate, f.transfers[0].UpRate = 5e7, 6_200_000, 800_000
		f.transfers[1].UpRate, f.transfers[1].Uploaded, f.transfers[1].DownRate = 1_000_000, 360_000_000, 500
		f.traffic = library.Traffic{
			Limits: library.Limits{Up: 2e6}, Then: library.Limits{Up: 4e6},
			Next: time.Date(2026, 11, 22, 23, 0, 0, 0, time.Local),
			Used: 148e9, Quota: 200e9, Free: 1e12,
		}
		f.helped = 486
	})
	p := s.screen.panels
	for _, c := range []struct{ name, got, want string }{
		{"down", p.down.value.Text(), "6.2 MB/s"},
		{"down limit", p.down.line.Text(), "no limit"},
		{"up", p.up.value.Text(), "1.8 MB/s"},
		{"up limit", p.up.line.Text(), "limit 2 MB/s · 4 MB/s from 23:00"},
		{"shared", p.shared.value.Text(), "360 MB"},
		{"shared line", p.shared.line.Text(), "ratio 1.8 · 486 people helped"},
		{"disk", p.disk.value.Text(), "148 of 200 GB"},
	} {
		if plain(c.got) != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
	if got := p.disk.bar.Value(); got != 0.74 {
		t.Errorf("the bar of the disk stands at %v", got)
	}
}

func TestPanelsWithoutQuotaHelpOrDisk(t *testing.T) {
	test.NewTempApp(t)
	p := newPanels()
	p.show(nil, library.Traffic{Alt: true, Limits: library.Limits{Down: 1e6}, Used: 1e9, Free: 3e9}, 0)
	if got := plain(p.disk.value.Text()); got != "3.0 GB free" || p.disk.bar.Value() != 0.25 {
		t.Errorf("disk: %q, %v", got, p.disk.bar.Value())
	}
	if got := plain(p.down.line.Text()); got != "alternative limit 1 MB/s" {
		t.Errorf("down: %q", got)
	}
	if value, line := p.shared.value.Text(), p.shared.line.Text(); plain(value) != "0 B" || line != "nothing yet" {
		t.Errorf("shared: %q, %q", value, line)
	}
	p.show(nil, library.Traffic{Free: -1}, 0)
	if p.disk.value.Text() != "–" || p.disk.line.Text() == "" {
		t.Error("a media folder that is not there is not told")
	}
}

func TestEverythingIsPausedAndGoesOn(t *testing.T) {
	s := newStage(t, bundleOf(1, 1), bundleOf(2, 1))
	test.Tap(s.screen.tools.all)
	s.until(func() bool { return len(s.engine.log()) == 1 && s.engine.log()[0] == "all paused true" })
	s.change(func(f *fakeEngine) { f.transfers[0].State = library.Paused })
	if s.screen.tools.all.Text() != "Pause all" {
		t.Fatal("one paused bundle counts for all")
	}
	s.change(func(f *fakeEngine) { f.transfers[1].State = library.Paused })
	if s.screen.tools.all.Text() != "Resume all" {
		t.Fatal("everything is paused and cannot be resumed")
	}
	test.Tap(s.screen.tools.all)
	s.until(func() bool { return len(s.engine.log()) == 2 && s.engine.log()[1] == "all paused false" })
}

// TestPeopleHelpedAreReadInANarrowWindow: of 800, each panel has 137.
func TestPeopleHelpedAreReadInANarrowWindow(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) { f.transfers[0].Uploaded, f.helped = 360_000_000, 486 })
	shared := s.screen.panels.shared
	shared.Resize(fyne.NewSize(137, panelHeight))
	var said []string
	for _, o := range test.WidgetRenderer(shared.line).Objects() {
		if text, ok := o.(*canvas.Text); ok && text.Visible() {
			said = append(said, text.Text)
			if bottom := shared.line.Position().Y + text.Position().Y + text.MinSize().Height; bottom > panelHeight {
				t.Errorf("%q ends at %v", text.Text, bottom)
			}
		}
	}
	if got := strings.Join(said, " "); len(said) != 2 || plain(got) != "ratio 3.6 · 486 people helped" {
		t.Errorf("the panel says %q", said)
	}
}

func TestFiguresFitWhereThereIsLittleRoom(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) { f.traffic = library.Traffic{Used: 148e6, Quota: 200e9, Free: 1} })
	disk := s.screen.panels.disk
	for _, width := range []float32{240, 150, 240} {
		disk.Resize(disk.Size().AddWidthHeight(width-disk.Size().Width, 0))
		if room := disk.value.Size().Width; disk.value.Width() > room {
			t.Errorf("in a panel of %v the figure needs %v and has %v", width, disk.value.Width(), room)
		}
	}
}
