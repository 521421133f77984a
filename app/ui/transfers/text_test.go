package transfers

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"matinee/library"
)

func TestWhatARowSays(t *testing.T) {
	test.NewTempApp(t)
	entry := func(items int, state library.State, done float64, more func(*library.Transfer)) Entry {
		b := bundleOf(1, items)
		tr := transferOf(b, state, done)
		if more != nil {
			more(&tr)
		}
		return Entry{Bundle: b, Transfer: tr, Running: true}
	}
	because := func(state library.State, r library.Reason) Entry {
		return entry(1, state, 1, func(tr *library.Transfer) { tr.Reason = r })
	}
	flowing := func(tr *library.Transfer) {
		tr.DownRate, tr.Peers, tr.ETA, tr.Streaming = 1e6, 3, 20*time.Second, true
	}
	for _, c := range []struct {
		name, state, detail string
		entry               Entry
	}{
		{"downloading", "STREAMING", "50 MB of 100 MB · 20 s left", entry(1, library.Downloading, 0.5, flowing)},
		{"complete and played", "SEEDING", "100 MB", entry(1, library.Seeding, 1, func(tr *library.Transfer) { tr.Streaming = true })},
		{"nobody", "DOWNLOADING", "0 B of 200 MB · looking for people who share this · 2 items", entry(2, library.Downloading, 0, nil)},
		{"silent peers", "DOWNLOADING", "0 B of 100 MB · waiting for data", entry(1, library.Downloading, 0, func(tr *library.Transfer) { tr.Peers = 2 })},
		{"seeding", "SEEDING", "200 MB · 2 items · 1.5 GB shared", entry(2, library.Seeding, 1, func(tr *library.Transfer) { tr.Uploaded = 15e8 })},
		{"goal reached", "FINISHED", "100 MB", entry(1, library.Finished, 1, nil)},
		{"queued", "QUEUED", "waits for a free place · 0 B of 100 MB", entry(1, library.Queued, 0, nil)},
		{"checking", "CHECKING", "Checking what is on disk", entry(1, library.Checking, 0, nil)},
		{"paused", "PAUSED", "paused by you · 30 MB of 100 MB", entry(1, library.Paused, 0.3, nil)},
		{"magnet", "LOOKING", "Looking for people who share this", entry(1, library.FindingInfo, 0, nil)},
		{"asking", "LOOKING", "Asking 2 people what this contains", entry(1, library.FindingInfo, 0, func(tr *library.Transfer) { tr.Peers = 2 })},
		{"nothing to play", "SEEDING", "0 B · nothing to play in it", entry(0, library.Seeding, 1, nil)},
		{
			"problem", "STOPPED", "The media folder is not there. Plug the disk in again; nothing is lost.",
			entry(1, library.Stopped, 0.5, func(tr *library.Transfer) { tr.Problem = &library.Error{Code: library.CodeFolderGone} }),
		},
		{"not running", "PAUSED", "", Entry{Bundle: bundleOf(1, 1)}},
		{"place", "QUEUED", "waits: 5 downloads at a time · place 2", because(library.Queued, library.Reason{Why: library.WhyPlace, Place: 2, Places: 5})},
		{"one place", "QUEUED", "waits: 1 download at a time · place 1", because(library.Queued, library.Reason{Why: library.WhyPlace, Place: 1, Places: 1})},
		{"seed place", "QUEUED", "waits: 3 bundles seeded at a time", because(library.Queued, library.Reason{Why: library.WhySeedPlace, Places: 3})},
		{"scarce", "SEEDING", "only 2 others have it: kept first", because(library.Seeding, library.Reason{Why: library.WhyScarce, Copies: 2})},
		{"alone", "SEEDING", "nobody else seen with all of it: kept first", because(library.Seeding, library.Reason{Why: library.WhyScarce})},
		{"ratio", "FINISHED", "goal reached: ratio 2.0", because(library.Finished, library.Reason{Why: library.WhyRatio, Ratio: 2})},
		{"time", "FINISHED", "goal reached: seeded for 3 days", because(library.Finished, library.Reason{Why: library.WhyTime, Time: 72 * time.Hour})},
		{"yields", "DOWNLOADING", "100 MB of 100 MB · slowed while something is watched", because(library.Downloading, library.Reason{Why: library.WhyYields})},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := describe(c.entry)
			detail := strings.ReplaceAll(l.detail, "\u00a0", " ")
			if l.state != c.state || detail != c.detail {
				t.Fatalf("%s: %q", l.state, detail)
			}
		})
	}
}

func TestTheDetailsNameTheState(t *testing.T) {
	newStage(t) // for the translations
	entry := func(state library.State, change func(*library.Transfer)) Entry {
		b := bundleOf(1, 1)
		tr := transferOf(b, state, 0.5)
		if change != nil {
			change(&tr)
		}
		return Entry{Bundle: b, Transfer: tr, Running: true}
	}
	for want, e := range map[string]Entry{
		"Seeding": entry(library.Seeding, nil),
		"Paused":  entry(library.Paused, nil),
		"Queued · waits: 5 downloads at a time · place 2": entry(library.Queued, func(tr *library.Transfer) {
			tr.Reason = library.Reason{Why: library.WhyPlace, Place: 2, Places: 5}
		}),
		"Downloading · 20 s left": entry(library.Downloading, func(tr *library.Transfer) { tr.DownRate, tr.Peers, tr.ETA = 1e6, 3, 20*time.Second }),
		"Stopped · The media folder is not there. Plug the disk in again; nothing is lost.": entry(library.Stopped, func(tr *library.Transfer) {
			tr.Problem = &library.Error{Code: library.CodeFolderGone}
		}),
	} {
		if got := factsOf(e, library.TransferDetail{Transfer: e.Transfer})[0]; plain(got.value) != want {
			t.Errorf("%s: %q, want %q", got.name, got.value, want)
		}
	}
}

func TestNarrowRowsSayTheFiguresInTheirText(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.change(func(f *fakeEngine) {
		f.transfers[0].State, f.transfers[0].Done, f.transfers[0].DownRate = library.Downloading, 5e7, 1e6
	})
	r := s.row(0)
	r.Resize(r.Size().SubtractWidthHeight(560, 0))
	if got := r.detail.Text(); !strings.HasPrefix(got, "50% · ↓ 1.0\u00a0MB/s · ") || r.down.Visible() {
		t.Fatalf("the row says %q", got)
	}
}

func TestNarrowRowsSayWhatIsWaitedFor(t *testing.T) {
	newStage(t) // for the translations
	b := bundleOf(2, 1)
	for want, peers := range map[string]int{"0% · looking for people who share this": 0, "0% · waiting for data": 2} {
		tr := transferOf(b, library.Downloading, 0)
		tr.Peers = peers
		if got := plain(describe(Entry{Bundle: b, Transfer: tr, Running: true}).short); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestACompleteBundleDownloadsNothing(t *testing.T) {
	test.NewTempApp(t)
	b := bundleOf(1, 1)
	tr := transferOf(b, library.Seeding, 1)
	tr.DownRate, tr.UpRate = 667, 2000
	l := describe(Entry{Bundle: b, Transfer: tr, Running: true})
	if l.down != "–" || !strings.HasPrefix(l.short, "↑ 2\u00a0KB/s") {
		t.Fatalf("down %q, short %q", l.down, l.short)
	}
}
